import { chmod, chown, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { configurationPage } from '../../src/cli/docs.ts';
import { environmentKeys, loadConfig } from '../../src/config-load.ts';
import { resolveServer } from '../../src/graph/server/resolve.ts';
import { readOrMakeSecretFile, readSecretFile } from '../../src/secret-file.ts';
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
    expect(config.http).toMatchObject({ port: 9001, host: '127.0.0.2' });
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

  test('each fault says whether the file or which variable it came from, and what an unknown key was meant to be', async () => {
    await file(
      'http: { port: 70000 }\nlog: { levl: info }\nsignals: { types: [{ name: a, label: A, relationshp: R }] }\nnetworks: { lists: [{ file: x, class: nonsense }] }\n',
    );
    const env = { RINGFENCE_INGEST_IN_FLIGHT: 'many', RINGFENCE_DETECTION_ENGINE_MIN_SCORE: '2' };
    const { message } = (await load(env).catch((caught: Error) => caught)) as Error;
    const from = join(folder, 'ringfence.config.yaml');
    for (const line of [
      `http.port (from ${from}): `,
      `log.levl (from ${from}): unknown key; did you mean log.level?`,
      `signals.types.0.relationshp (from ${from}): unknown key; did you mean signals.types.0.relationship?`,
      'signals.types.0.relationship: ',
      `networks.lists.0.class (from ${from}): `,
      'ingest.inFlight (from RINGFENCE_INGEST_IN_FLIGHT): ',
      'detection.engine.minScore (from RINGFENCE_DETECTION_ENGINE_MIN_SCORE): ',
    ]) {
      expect(message).toContain(`\n  ${line}`);
    }
    expect(message).not.toMatch(/70000|nonsense|many/);
  });

  test('every variable of the page is understood, and a wrong value in it is told by its name', async () => {
    for (const { variable, path, schema } of environmentKeys()) {
      const free = schema.def.type === 'string' && schema.safeParse('x').success;
      if (free) {
        const { config } = await load({ [variable]: './x' });
        const at = path.reduce((value: unknown, key) => (value as Record<string, unknown>)[key], config);
        expect(String(at), variable).toMatch(/x$/);
      } else {
        await expect(load({ [variable]: '\u0001' }), variable).rejects.toThrow(
          `${path.join('.')} (from ${variable}): `,
        );
      }
    }
  });

  test('a password and a password file in one place are refused; the environment’s way wins over the file’s', async () => {
    await file('neo4j: { password: from-file }\n');
    const { config } = await load({ NEO4J_PASSWORD_FILE: '/run/secrets/neo4j' });
    expect(config.neo4j).toMatchObject({ passwordFile: '/run/secrets/neo4j' });
    expect(config.neo4j.password).toBeUndefined();
    await expect(load({ NEO4J_PASSWORD: 'secret-three', NEO4J_PASSWORD_FILE: 'x' })).rejects.toThrow(
      'neo4j.password (from NEO4J_PASSWORD) and neo4j.passwordFile (from NEO4J_PASSWORD_FILE): set one of them',
    );
    await file('neo4j: { password: secret-four, passwordFile: y }\n');
    const both = (await load().catch((caught: Error) => caught)) as Error;
    expect(both.message).toContain(`neo4j.password (from ${join(folder, 'ringfence.config.yaml')}) and`);
    expect(both.message).not.toContain('secret-four');
  });

  test('rules go by attributes of accounts that are declared, and by numbers where they compare', async () => {
    const attributes = 'accounts: { attributes: [{ name: plan, type: text }, { name: spend, type: number }] }\n';
    await file(
      `${attributes}bans: { exclude: [{ attribute: plan, in: [a] }, { attribute: spend, atLeast: 1 }, { olderThanDays: 9 }] }\n`,
    );
    expect((await load()).config.bans.exclude).toHaveLength(3);
    await file(
      `${attributes}bans: { exclude: [{ attribute: plna, in: [a] }], approval: { twoIf: [{ attribute: plan, atLeast: 1 }] } }\n`,
    );
    await expect(load()).rejects.toThrow(
      /bans\.exclude\.0 .*plna is no attribute.*\n.*bans\.approval\.twoIf\.0 .*plan is no number/,
    );
    await file('bans: { exclude: [{ olderThanDays: 9, in: [a] }] }\n');
    await expect(load()).rejects.toThrow(/bans\.exclude\.0 .*must be/);
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

  test('of somebody else may be read by a group, as orchestrators mount them, and by nobody more', async ({ skip }) => {
    if (process.getuid?.() !== 0) {
      console.log('skipped: only root can give a file to somebody else');
      return skip();
    }
    const path = join(folder, 'mounted');
    await writeFile(path, 'x');
    await chown(path, 4711, 4712);
    for (const [mode, fine] of [
      [0o400, true],
      [0o440, true],
      [0o444, false],
      [0o460, false],
    ] as const) {
      await chmod(path, mode);
      const read = readSecretFile(path);
      if (fine) expect(await read).toBe('x');
      else await expect(read, mode.toString(8)).rejects.toMatchObject({ type: 'secret-file-open' });
    }
  });

  test('that cannot be read, or are folders as engines make them, are told with the way to mend', async () => {
    await mkdir(join(folder, 'made-by-engine'));
    await expect(readSecretFile(join(folder, 'made-by-engine'))).rejects.toMatchObject({
      type: 'secret-file-unreadable',
      message: expect.stringContaining('it is a folder'),
    });
  });

  test('a password comes from the first line of its file; one that is empty or absent is told by its key', async () => {
    const path = join(folder, 'password');
    const server = async (text: string | null) => {
      if (text !== null) await writeFile(path, text);
      const { config } = await load({ NEO4J_URI: 'bolt://127.0.0.1:1', NEO4J_PASSWORD_FILE: path });
      return (await resolveServer(config, { env: {} })).connection.password;
    };
    await expect(server(null)).rejects.toThrow('cannot be read (ENOENT)');
    expect(await server('  from-file \nsecond line\n')).toBe('from-file');
    await expect(server('\nsecond line\n')).rejects.toMatchObject({
      message: expect.stringContaining('is empty'),
      mend: expect.stringContaining('neo4j.passwordFile (NEO4J_PASSWORD_FILE)'),
    });
  });

  test('service keys that the configuration names are never made', async () => {
    const keyFile = join(folder, 'mounted');
    const config = { home: folder, privacy: { keyFile } };
    await expect(loadServiceKeys(config)).rejects.toMatchObject({
      type: 'service-keys-missing',
      message: expect.stringContaining('privacy.keyFile (RINGFENCE_PRIVACY_KEY_FILE)'),
    });
    await expect(stat(keyFile)).rejects.toThrow('ENOENT');
    const text = JSON.stringify(await loadServiceKeys({ home: folder, privacy: {} }));
    await writeFile(keyFile, text, { mode: 0o600 });
    expect(JSON.stringify(await loadServiceKeys(config))).toBe(text);
  });

  test('service keys are made at first start and read back; a damaged file stops the start', async () => {
    const config = { home: folder, privacy: {} };
    const first = await loadServiceKeys(config);
    expect(await loadServiceKeys(config)).toEqual(first);
    await writeFile(join(folder, 'service-keys.json'), '{"current":"k2","keys":{}}');
    await expect(loadServiceKeys(config)).rejects.toMatchObject({ type: 'invalid-service-keys' });
  });
});
