import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { pino } from 'pino';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { configSchema } from '../../src/config.ts';
import { readMigrations } from '../../src/graph/migration-files.ts';
import { MIGRATIONS_FOLDER } from '../../src/graph/migrations.ts';
import { openService } from '../../src/main.ts';
import { TESTER } from '../support/audit.ts';
import { command } from '../support/command-process.ts';
import { cypherRows, emptyGraph } from '../support/graph.ts';

const RELEASES = fileURLToPath(new URL('../fixtures/releases/', import.meta.url));
const releases = (await readdir(RELEASES, { withFileTypes: true }))
  .filter((it) => it.isDirectory())
  .map(({ name }) => name);

interface Asked {
  readonly path: string;
  readonly body?: unknown;
  readonly answer: Record<string, unknown>;
}

/** An answer of today may say more than that of the release, never less and nothing else. */
const expectKept = (now: unknown, then: unknown): void => {
  if (Array.isArray(then)) {
    expect(Array.isArray(now) && now.length).toBe(then.length);
    then.forEach((item, i) => void expectKept((now as unknown[])[i], item));
  } else if (typeof then === 'object' && then !== null) {
    for (const [key, value] of Object.entries(then)) expectKept((now as Record<string, unknown>)[key], value);
  } else expect(now).toEqual(then);
};

describe.each(releases)('a database of release %s', { timeout: 400_000 }, (release) => {
  it('is restored, migrated, answers as it did, takes events in, and keeps its rings in the next run', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ringfence-upgrade-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const home = join(folder, 'home');
    await mkdir(home, { mode: 0o700 });
    const of = (name: string) => join(RELEASES, release, name);
    await copyFile(of('service-keys.json'), join(home, 'service-keys.json'));
    await chmod(join(home, 'service-keys.json'), 0o600);
    const { key, answers } = JSON.parse(await readFile(of('answers.json'), 'utf8')) as {
      key: string;
      answers: Asked[];
    };

    await (await emptyGraph()).close();
    const restored = await (await command(folder, inject('neo4j'), ['restore', of('backup.ndjson.gz')])).ended;
    expect(restored).toMatchObject({ code: 0 });
    expect(restored.stderr).not.toContain('WARNING');
    const versions = (await cypherRows('MATCH (m:Migration) RETURN m.version AS version')).map(
      ({ version }) => version,
    );
    expect(versions.sort()).toEqual((await readMigrations(MIGRATIONS_FOLDER)).map(({ version }) => version).sort());

    const { uri, user, password } = inject('neo4j');
    const service = await openService({
      config: configSchema.parse({ home, neo4j: { uri, user, password }, http: { port: 0 } }),
      env: process.env,
      log: pino({ level: 'silent' }),
      now: Date.now,
    });
    onTestFinished(() => service.close());
    const listening = await service.app.open();
    onTestFinished(() => listening.close(1_000));
    const ask = async (path: string, body?: unknown, headers: Record<string, string> = {}) => {
      const response = await fetch(listening.url + path, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      expect([200, 202], `${path}: ${response.status}`).toContain(response.status);
      return (await response.json()) as Record<string, unknown>;
    };

    for (const { path, body, answer } of answers) {
      const { next: _, ...kept } = answer;
      expectKept(await ask(path, body), kept);
    }

    // The file that it was imported from is known still, and a new batch counts.
    const lines = gunzipSync(await readFile(of('events.ndjson.gz')))
      .toString()
      .trimEnd()
      .split('\n');
    const before = (await ask('/v1/accounts/ring_03'))['requests'] as number;
    const event = {
      ...JSON.parse(lines.find((line) => line.includes('"ring_03"') && line.includes('"usage"'))!),
      id: 'after',
    };
    const more = [event];
    expect(await ask('/v1/events', more, { 'idempotency-key': 'after' })).toMatchObject({ accepted: 1 });
    expect(await ask('/v1/events', more, { 'idempotency-key': 'after' })).toMatchObject({ replayed: true });
    expect((await ask('/v1/accounts/ring_03'))['requests']).toBe(before + event.usage.requests);

    const idsOf = async () =>
      ((await ask('/v1/rings'))['rings'] as { id: string; state: string }[]).map(({ id, state }) => [id, state]);
    const rings = await idsOf();
    expect(rings.length).toBeGreaterThan(0);
    await service.app.detection.start({ by: TESTER, trigger: 'api' });
    await service.app.detection.finished();
    expect(await idsOf()).toEqual(rings);
  });
});
