import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, inject, it, onTestFinished } from 'vitest';
import { linesOf, verifyManifest } from '../../src/bans/manifest/verify.ts';
import { keysService } from '../../src/keys/service.ts';
import { keysStore } from '../../src/keys/store.ts';
import { verifies } from '../../src/signing-keys.ts';
import { TESTER, unrecorded } from '../support/audit.ts';
import { cypherRows, testGraph } from '../support/graph.ts';
import { freePort, startService } from '../support/service-process.ts';

const CLI = fileURLToPath(new URL('../../src/cli/ringfence.mjs', import.meta.url));
/** Many pieces of lines, so that there is a middle to be killed in. */
const ACCOUNTS = 12_000;

const written = async (): Promise<number> => {
  const [row] = await cypherRows('MATCH (i:BanItem) WHERE i.hash IS NOT NULL RETURN count(i) AS lines');
  return Number(row!['lines']);
};

it('a service that is killed again and again while it freezes leaves one whole manifest in the end', {
  timeout: 300_000,
}, async () => {
  const graph = await testGraph();
  onTestFinished(() => graph.close());
  const folder = await mkdtemp(join(tmpdir(), 'ringfence-bans-crash-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const { uri, user, password } = inject('neo4j');
  await writeFile(join(folder, 'password'), password, { mode: 0o600 });
  await cypherRows(
    "UNWIND range(1, $count) AS n CREATE (:Account {id: 'acct_' + n, status: 'active', createdAt: datetime()})",
    { count: ACCOUNTS },
  );
  const { key } = await keysService({ store: keysStore(graph, unrecorded), now: Date.now }).create(
    { name: 'test', roles: ['admin'] },
    TESTER,
  );
  const serve = async () => {
    const port = await freePort();
    const env = {
      ...process.env,
      ...{ RINGFENCE_HOME: join(folder, 'home'), RINGFENCE_HTTP_PORT: String(port), RINGFENCE_LOG_LEVEL: 'warn' },
      ...{ NEO4J_URI: uri, NEO4J_USER: user, NEO4J_PASSWORD_FILE: join(folder, 'password') },
    };
    const service = startService([process.execPath, CLI, 'serve'], { env, cwd: folder, port });
    await service.up();
    const call = (method: string, path: string, over: { body?: string; headers?: Record<string, string> } = {}) =>
      fetch(service.url + path, { method, ...over, headers: { authorization: `Bearer ${key}`, ...over.headers } });
    return { ...service, call };
  };
  /** The middle: what is written, and not all of it. Then nobody is taken to be at it any more. */
  const killed = async (service: Awaited<ReturnType<typeof serve>>): Promise<void> => {
    const before = await written();
    await expect.poll(written, { timeout: 60_000, interval: 10 }).toBeGreaterThan(before);
    service.child.kill('SIGKILL');
    await service.ended;
    expect(await written()).toBeLessThan(ACCOUNTS);
    await cypherRows("MATCH (b:BanBatch) SET b.freezingAt = datetime.realtime() - duration('PT2M')");
  };

  const first = await serve();
  const list = Array.from({ length: ACCOUNTS }, (_, n) => `"acct_${n + 1}"\n`).join('');
  const headers = { 'content-type': 'application/x-ndjson' };
  const drafted = await first.call('POST', '/v1/bans/list?title=t&reason=r', { body: list, headers });
  const { id, accounts } = (await drafted.json()) as { id: string; accounts: number };
  expect(accounts).toBe(ACCOUNTS);
  const match = { 'if-match': drafted.headers.get('etag')! };
  expect((await first.call('POST', `/v1/bans/${id}/freeze`, { headers: match })).status).toBe(202);
  await killed(first);
  await killed(await serve());

  const last = await serve();
  const state = async () => ((await (await last.call('GET', `/v1/bans/${id}`)).json()) as { state: string }).state;
  await expect.poll(state, { timeout: 90_000, interval: 200 }).toBe('frozen');
  const jwks = (await (await last.call('GET', '/v1/bans/keys')).json()) as Parameters<typeof verifies>[0];
  const manifest = await last.call('GET', `/v1/bans/${id}/manifest`);
  const chunks = manifest.body!.pipeThrough(new TextDecoderStream()) as unknown as AsyncIterable<string>;
  const verdict = await verifyManifest(linesOf(chunks), ({ header, ...signature }) =>
    verifies(jwks, header, signature),
  );
  expect(verdict).toEqual({ batch: id, accounts: ACCOUNTS, erased: 0, faults: [] });
  const trail = (await (await last.call('GET', `/v1/audit?target=ban-batch:${id}`)).json()) as {
    entries: { action: string }[];
  };
  expect(trail.entries.filter(({ action }) => action === 'banBatchFrozen')).toHaveLength(1);
});
