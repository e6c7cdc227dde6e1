import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { configurationPage } from '../../src/cli/docs.ts';
import { loadConfig } from '../../src/config-load.ts';
import { readOrMakeSecretFile } from '../../src/secret-file.ts';
import { loadServiceKeys } from '../../src/service-keys.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ringfence-config-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const load = (env: NodeJS.ProcessEnv = {}) => loadConfig({ env, cwd: folder });
const file = (text: string) => writeFile(join(folder, 'ringfence.config.yaml'), text);

describe('configuration', () => {
  test('without a file or variables the defaults hold and home lies in the working folder', async () => {
    const { config, file: from } = await load();
    expect(from).toBeNull();
    expect(config.home).toBe(join(folder, '.ringfence'));
    expect(config.ingest).toMatchObject({ maxEvents: 10_000, maxBytes: 16_777_216 });
  });

  test('the environment wins over the file, and the file over the defaults', async () => {
    await file('http: { port: 9000, host: 127.0.0.2 }\nlog: { level: warn }\n');
    const { config } = await load({ RINGFENCE_HTTP_PORT: '9001', NEO4J_URI: 'bolt://localhost:7687' });
    expect(config.http).toEqual({ port: 9001, host: '127.0.0.2' });
    expect(config.log.level).toBe('warn');
    expect(config.neo4j.uri).toBe('bolt://localhost:7687');
  });

  test('every wrong key is named with where its value came from, and no value is printed', async () => {
    await file('http: { port: secret-one }\ningest: { chunkEvnts: 3 }\n');
    const error = await load({ RINGFENCE_LOG_LEVEL: 'secret-two' }).catch((caught: Error) => caught);
    expect(error).toMatchObject({ type: 'invalid-config', exitCode: 78 });
    const text = (error as Error).message;
    expect(text).toContain('http.port');
    expect(text).toContain('chunkEvnts');
    expect(text).toContain('log.level (from RINGFENCE_LOG_LEVEL)');
    expect(text).not.toMatch(/secret-(one|two)/);
  });

  test('broken YAML says line and column', async () => {
    await file('http:\n  port: [1\n');
    await expect(load()).rejects.toThrow(/line \d+, column \d+/);
  });

  test('a named file that is absent is an error, not a silent default', async () => {
    await expect(load({ RINGFENCE_CONFIG: 'absent.yaml' })).rejects.toThrow(/does not exist/);
  });

  test('docs/configuration.md is what the schema says today', async () => {
    const committed = await readFile(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
    expect(committed, 'run: npm run docs').toBe(configurationPage());
  });
});

describe('secret files', () => {
  test('are made once, readable by their owner only, and of many makers at once all read the same text', async () => {
    const path = join(folder, 'deep', 'secret');
    let made = 0;
    const texts = await Promise.all(
      Array.from({ length: 20 }, () => readOrMakeSecretFile(path, () => `text ${made++}`)),
    );
    expect(new Set(texts).size).toBe(1);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('that others can read are refused with the command that mends it', async () => {
    const path = join(folder, 'open');
    await writeFile(path, 'x');
    await chmod(path, 0o644);
    await expect(readOrMakeSecretFile(path, () => 'y')).rejects.toMatchObject({ mend: `Run: chmod 600 ${path}` });
  });

  test('service keys are made at first start and read back; a damaged file stops the start', async () => {
    const config = { home: folder, privacy: {} };
    const first = await loadServiceKeys(config);
    expect(await loadServiceKeys(config)).toEqual(first);
    await writeFile(join(folder, 'service-keys.json'), '{"current":"k2","keys":{}}');
    await expect(loadServiceKeys(config)).rejects.toMatchObject({ type: 'invalid-service-keys' });
  });
});
