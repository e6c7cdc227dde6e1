import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import type { Role } from '../../src/access/roles.ts';
import { keysCommand } from '../../src/cli/keys.ts';
import { configSchema } from '../../src/config.ts';
import type { Graph } from '../../src/graph/graph.ts';
import { openGraph } from '../../src/graph/open.ts';
import { authenticator } from '../../src/http/authenticate.ts';
import { formatApiKey, parseApiKey } from '../../src/keys/api-key.ts';
import { ensureKey } from '../../src/keys/kept-key.ts';
import { keysService } from '../../src/keys/service.ts';
import { keysStore } from '../../src/keys/store.ts';
import { newSecretToken } from '../../src/secret-token.ts';
import { startApi } from '../support/api.ts';
import { TESTER, unrecorded } from '../support/audit.ts';
import { commandContext } from '../support/command-context.ts';
import { cypherRows, testGraph } from '../support/graph.ts';
import { bearer, getThing, serve } from '../unit/http/support.ts';

let graph: Graph;
let home: string;
let clock = 0;
const now = () => clock;
const service = () => keysService({ store: keysStore(graph, unrecorded), now });
const idOf = (key: string): string => parseApiKey(key)?.id ?? '';

beforeAll(async () => {
  graph = await testGraph();
  home = await mkdtemp(join(tmpdir(), 'ringfence-keys-'));
});
afterAll(async () => {
  await graph?.close();
  if (home) await rm(home, { recursive: true, force: true });
});
beforeEach(async () => {
  clock = Date.parse('2026-03-02T08:00:00Z');
  await cypherRows('MATCH (k:ApiKey) DETACH DELETE k');
});

describe('a key', () => {
  test('is known by its secret, of which only the hash is in the graph', async () => {
    const keys = service();
    const { key, id } = await keys.create(
      { name: 'console', roles: ['investigator', 'viewer', 'investigator'] },
      TESTER,
    );
    expect(await keys.list()).toEqual([
      { id, name: 'console', roles: ['viewer', 'investigator'], createdAt: clock, lastUsedAt: null, revokedAt: null },
    ]);
    expect(await keys.verify(key)).toEqual({ kind: 'key', id, name: 'console', roles: ['viewer', 'investigator'] });
    const [stored] = await cypherRows('MATCH (k:ApiKey) RETURN properties(k) AS properties');
    expect(JSON.stringify(stored)).not.toContain(parseApiKey(key)?.secret);
  });

  test('is refused with another secret, with another id, and in another form', async () => {
    const keys = service();
    const one = (await keys.create({ name: 'one', roles: ['viewer'] }, TESTER)).key;
    const two = (await keys.create({ name: 'two', roles: ['viewer'] }, TESTER)).key;
    expect(await keys.verify(`rf_${idOf(one)}_${parseApiKey(two)?.secret}`)).toBeNull();
    expect(await keys.verify(one.replace(idOf(one), 'aaaaaaaaaaaa'))).toBeNull();
    for (const text of ['', 'rf_', one.slice(0, -1), `${one}a`, one.toUpperCase()]) {
      expect(await keys.verify(text)).toBeNull();
    }
  });

  test('with an unknown role, no role or no name is not made', async () => {
    const keys = service();
    for (const wanted of [
      { name: 'a', roles: ['read'] },
      { name: 'a', roles: [] },
      { name: ' ', roles: ['viewer'] },
      { name: 'a\u0007b', roles: ['viewer'] },
    ]) {
      await expect(keys.create(wanted, TESTER)).rejects.toMatchObject({ type: 'invalid-key-request' });
    }
    expect(await keys.list()).toEqual([]);
  });
});

describe('a revocation', () => {
  test('is felt at once where it is made, and within five seconds by another instance', async () => {
    const [here, there] = [service(), service()];
    const { key, id } = await here.create({ name: 'leaked', roles: ['admin'] }, TESTER);
    expect(await here.verify(key)).not.toBeNull();
    expect(await there.verify(key)).not.toBeNull();
    expect(await here.revoke(id, TESTER)).toMatchObject({ id, revokedAt: clock });
    expect(await here.verify(key)).toBeNull();
    clock += 5_000;
    expect(await there.verify(key)).toBeNull();
  });

  test('keeps its first time when it comes again, and says when there is no such key', async () => {
    const keys = service();
    const { id } = await keys.create({ name: 'old', roles: ['viewer'] }, TESTER);
    const first = await keys.revoke(id, TESTER);
    clock += 60_000;
    expect(await keys.revoke(id, TESTER)).toEqual(first);
    await expect(keys.revoke('nosuchkey234', TESTER)).rejects.toMatchObject({ type: 'key-not-found' });
  });
});

test('the last use is written at most once a minute, whatever the number of instances', async () => {
  const [here, there] = [service(), service()];
  const { key, id } = await here.create({ name: 'busy', roles: ['viewer'] }, TESTER);
  const lastUse = async () => (await here.list()).find((each) => each.id === id)?.lastUsedAt;
  const first = clock;
  await Promise.all([here.verify(key), here.verify(key), there.verify(key)]);
  await expect.poll(lastUse).toBe(first);
  clock += 59_000;
  await Promise.all([here.verify(key), there.verify(key)]);
  clock += 1_000;
  await there.verify(key);
  await expect.poll(lastUse).toBe(first + 60_000);
});

test('thousands of unknown keys do not push out those in use', async () => {
  const store = keysStore(graph, unrecorded);
  let asked = 0;
  const find = (id: string) => {
    asked += 1;
    return store.find(id);
  };
  const keys = keysService({ store: { ...store, find }, now });
  const { key } = await keys.create({ name: 'used', roles: ['viewer'] }, TESTER);
  await keys.verify(key);
  for (let round = 0; round < 40; round += 1) {
    await Promise.all(Array.from({ length: 50 }, () => keys.verify(formatApiKey(newSecretToken()))));
  }
  expect(asked).toBe(2001);
  expect(await keys.verify(key)).not.toBeNull();
  expect(asked).toBe(2001);
});

test('a key that cannot be looked up is answered with 503 and when to come again, not with 401', async () => {
  const quick = { acquisitionTimeoutMs: 500, connectTimeoutMs: 500, maxRetryMs: 100 };
  const away = openGraph({ ...inject('neo4j'), uri: 'bolt://127.0.0.1:1' }, quick);
  const keys = keysService({ store: keysStore(away, unrecorded), now });
  const thing = getThing(async () => ({ status: 200, body: { name: 'one' } }));
  const api = await serve([thing], { authenticate: authenticator({ key: keys.verify }) });
  try {
    const answer = await fetch(`${api.url}/v1/things/1`, { headers: bearer(formatApiKey(newSecretToken())) });
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await answer.json()).toMatchObject({ type: '/problems/graph-unavailable' });
  } finally {
    await api.close(0);
    await away.close();
  }
});

describe('a kept key', () => {
  const wanted = (roles: Role[]) => ({ name: 'demo', roles, by: TESTER, file: join(home, 'demo.key') });

  test('is made once, in a file that only its owner reads, and used again', async () => {
    const made = await ensureKey(service(), wanted(['viewer']));
    expect(made.made).toBe(true);
    expect((await stat(join(home, 'demo.key'))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(home, 'demo.key'), 'utf8')).toBe(`${made.key}\n`);
    expect(await ensureKey(service(), wanted(['viewer']))).toEqual({ key: made.key, made: false });
  });

  test('is made anew when it was revoked, does not reach far enough, or belongs to another graph', async () => {
    const first = await ensureKey(service(), wanted(['viewer']));
    await service().revoke(idOf(first.key), TESTER);
    const second = await ensureKey(service(), wanted(['viewer']));
    expect(second.made).toBe(true);
    const third = await ensureKey(service(), wanted(['viewer', 'investigator']));
    expect(third.made).toBe(true);
    await cypherRows('MATCH (k:ApiKey) DETACH DELETE k');
    expect((await ensureKey(service(), wanted(['viewer']))).made).toBe(true);
  });
});

test('the command line makes a key that the API takes, lists it without its secret, and ends it', async () => {
  const api = await startApi({ graph });
  try {
    const made = await run('create', '--name', 'nightly import', '--role', 'ingest', '--role', 'viewer');
    const key = made.out.trim();
    expect(parseApiKey(key)).not.toBeNull();
    expect(made.err).not.toContain(key);
    expect((await api.call('GET', '/metrics', { key })).status).toBe(200);

    const listed = await run('list');
    expect(listed.out).toContain('nightly import');
    expect(listed.out).toContain('viewer, ingest');
    expect(listed.out).not.toContain(parseApiKey(key)?.secret);

    await run('revoke', idOf(key));
    await expect
      .poll(async () => (await api.call('GET', '/metrics', { key })).status, { timeout: 10_000, interval: 250 })
      .toBe(401);
    await expect(run('create', '--name', 'x', '--role', 'read')).rejects.toMatchObject({ exitCode: 64 });
  } finally {
    await api.close();
  }
});

/** Runs `ringfence keys …` in this process against the tests' server. */
const run = async (...args: string[]): Promise<{ out: string; err: string }> => {
  const { uri, user, password, database } = inject('neo4j');
  const { context, stdout, stderr } = commandContext(home, async () =>
    configSchema.parse({ home, neo4j: { uri, user, password, database } }),
  );
  await keysCommand(context).exitOverride().parseAsync(args, { from: 'user' });
  return { out: stdout.text, err: stderr.text };
};
