import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { Alert } from '../../src/alerts/schema.ts';
import type { BackTest } from '../../src/backtests/schema.ts';
import type { Job } from '../../src/erasure/retention-job.ts';
import type { Graph } from '../../src/graph/graph.ts';
import { keysService } from '../../src/keys/service.ts';
import { keysStore } from '../../src/keys/store.ts';
import { signalRegistry } from '../../src/signals/index.ts';
import { startApi } from '../support/api.ts';
import { TESTER, unrecorded } from '../support/audit.ts';
import { cypherRows, holding, testGraph } from '../support/graph.ts';
import { plant, planted } from '../support/planted.ts';
import { testReceiver } from '../support/receiver.ts';
import { freePort, type ServiceProcess, startService } from '../support/service-process.ts';

const CLI = fileURLToPath(new URL('../../src/cli/ringfence.mjs', import.meta.url));
const RETENTION = { accountsUnseenDays: 40, observationDays: 20 };
const CONFIG = `
deliveries: { allowPrivate: [127.0.0.0/8], firstRetrySeconds: 0.05, mostRetrySeconds: 0.2 }
detection: { leaseSeconds: 4 }
retention: { accountsUnseenDays: ${RETENTION.accountsUnseenDays}, observationDays: ${RETENTION.observationDays} }
`;
const SOON = { timeout: 200_000, interval: 250 };
const { events, rings } = planted({ ordinary: 400, rings: 1, ringSize: 25, seed: 7 });

let graph: Graph;
let home: string;
let service: ServiceProcess;
let key: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'ringfence-crash-'));
  await writeFile(join(home, 'ringfence.config.yaml'), CONFIG);
});
afterAll(() => rm(home, { recursive: true, force: true }));
beforeEach(async () => {
  graph = await testGraph();
  key = (await keysService({ store: keysStore(graph, unrecorded), now: Date.now }).create(ADMIN, TESTER)).key;
  return () => graph.close();
});
const ADMIN = { name: 'admin', roles: ['admin'] } as const;

/** The service in a process of its own; anew after it was killed. */
const up = async (): Promise<void> => {
  const { uri, user, password } = inject('neo4j');
  const port = await freePort();
  const env = { RINGFENCE_HOME: home, RINGFENCE_HTTP_PORT: String(port), NEO4J_URI: uri, NEO4J_USER: user };
  service = startService([process.execPath, CLI, 'serve'], {
    env: { ...process.env, ...env, NEO4J_PASSWORD: password },
    cwd: home,
    port,
  });
  await service.up();
};
const killed = async (): Promise<void> => {
  service.child.kill('SIGKILL');
  expect(await service.ended).toMatchObject({ signal: 'SIGKILL' });
};
const call = async <Body = Record<string, unknown>>(method: string, path: string, body?: object): Promise<Body> => {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const response = await fetch(service.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  expect([path, response.status < 300]).toEqual([path, true]);
  return (await response.json()) as Body;
};
const one = async <Value>(text: string, parameters: object = {}): Promise<Value> =>
  (await cypherRows(`${text} AS value`, parameters as never))[0]?.['value'] as Value;
const publishedRun = () => one<string | null>("OPTIONAL MATCH (p:Published {name: 'rings'}) RETURN p.run");
const runUntilPublished = async (): Promise<string> => {
  const { id } = await call<{ id: string }>('POST', '/v1/runs', {});
  await expect.poll(publishedRun, SOON).toBe(id);
  return id;
};

describe('a service that is killed', { timeout: 540_000 }, () => {
  it('between a run’s publication and its alerts raises each of them once when it is back', async () => {
    await plant(graph, signalRegistry(), events);
    const receiver = await testReceiver();
    await up();
    const rule = { name: 'new rings', when: { kind: 'new_ring', minScore: 0.1 } };
    await call('POST', '/v1/alert-rules', rule);
    const to = { kind: 'webhook', name: 'desk', url: receiver.url, topics: ['alerts'] };
    await call('POST', '/v1/receivers', to);

    // Somebody holds the lock under which alerts are raised: the run is published, and nothing was told yet.
    const letRaise = await holding("MERGE (c:AlertCursor {name: 'runs'}) SET c.locked = true");
    const first = await runUntilPublished();
    await killed();
    expect(await one('RETURN COUNT { (:Alert) }')).toBe(0);
    await letRaise();
    await up();
    const runsTold = async () =>
      (await call<{ alerts: Alert[] }>('GET', '/v1/alerts')).alerts.map(({ run, ring }) => [run, ring]);
    const ringsOf = async (run: string) =>
      (await cypherRows('MATCH (r:Ring {run: $run}) RETURN r.id AS id', { run })).map(({ id }) => String(id));
    const [ring] = await ringsOf(first);
    await expect.poll(runsTold, SOON).toEqual([[first, ring]]);

    const delivered = "MATCH (d:Delivery {state: 'delivered'}) RETURN count(*)";
    await expect.poll(() => one(delivered), SOON).toBe(1);
    expect(await one('RETURN COUNT { (:Delivery) }')).toBe(1);
    const told = receiver.received.map(({ text }) => (JSON.parse(text) as { data: { alert: Alert } }).data.alert.ring);
    expect(new Set(told)).toEqual(new Set([ring]));
    await killed();
    await receiver.close();
  });

  it('while it writes down what a back-test found does that again when it is back, and finds the same', async () => {
    await plant(graph, signalRegistry(), events);
    await up();
    await runUntilPublished();
    const asked = { name: 'smaller', engine: { minRingSize: 3 } };
    const test = async () => (await call<{ id: string }>('POST', '/v1/backtests', asked)).id;
    const found = (id: string) =>
      cypherRows(
        `MATCH (t:BackTest {id: $id})-[:REPORTED]->(r)
         RETURN r.side AS side, r.ring AS ring, r.size AS size, COUNT { (r)-[:FOUND]->(:Account) } AS accounts ORDER BY side, ring`,
        { id },
      );
    const stateOf = (id: string) => one<string>('MATCH (t:BackTest {id: $id}) RETURN t.state', { id });
    const undisturbed = await test();
    await expect.poll(() => stateOf(undisturbed), SOON).toBe('done');

    const letTie = await holding('MATCH (a:Account {id: $id}) SET a.locked = true', { id: rings[0]![3] });
    const id = await test();
    const reported = 'MATCH (:BackTest {id: $id})-[:REPORTED]->(r) RETURN count(r)';
    await expect.poll(() => one(reported, { id }), SOON).toBeGreaterThan(0);
    await killed();
    await letTie();
    // It was really in the middle: rings are there, and not all of their accounts.
    expect(await stateOf(id)).toBe('running');
    const whole = await found(undisturbed);
    expect(await found(id)).not.toEqual(whole);
    expect(whole.every(({ size, accounts }) => size === accounts)).toBe(true);

    await up();
    await expect.poll(() => stateOf(id), SOON).toBe('done');
    expect(await found(id)).toEqual(whole);
    const [before, after] = [
      await call<BackTest>('GET', `/v1/backtests/${undisturbed}`),
      await call<BackTest>('GET', `/v1/backtests/${id}`),
    ];
    expect(after).toMatchObject({ result: before.result, error: null, gaveWay: 0, progress: 1 });
    await killed();
  });

  it('in the middle of what is too old leaves nothing half removed, and the next one takes the rest', async () => {
    await cypherRows(
      `UNWIND range(0, 1199) AS n
       CREATE (a:Account {id: 'acct_' + right('0000' + n, 4), status: 'active', events: 2, requests: 1, createdAt: datetime() - duration('P200D'),
         firstSeen: datetime() - duration('P200D'), lastSeen: datetime() - duration({days: (n % 2) * 100})})
       CREATE (a)-[:CONNECTED_FROM {first: datetime() - duration('P200D'), last: datetime() - duration('P30D'), count: 1, windows: []}]->
         (:Signal:Ip {key: 'ip:' + n, type: 'ip', hint: toString(n)})
       CREATE (a)-[:USED_DEVICE {first: datetime(), last: datetime(), count: 1, windows: []}]->(:Signal:Device {key: 'device:' + n, type: 'device', hint: ''})`,
    );
    const figures = async () =>
      (
        await cypherRows(
          `RETURN COUNT { (:Account) } AS accounts, COUNT { (:Ip) } AS ips, COUNT { (:Device) } AS devices, COUNT { (:Tombstone {times: 1}) } AS stones,
             COUNT { MATCH (s:Signal) WHERE NOT EXISTS { (s)<--(:Account) } } AS unshown`,
        )
      )[0];
    const job = async (): Promise<Job> =>
      JSON.parse((await one<string>('OPTIONAL MATCH (j:RetentionJob) RETURN j.job')) ?? '{"after":""}') as Job;
    await up();
    // The second page has somebody who is just being written to.
    const letGo = await holding("MATCH (a:Account {id: 'acct_0700'}) SET a.locked = true");
    await call('POST', '/v1/retention', { dryRun: false });
    await expect.poll(async () => (await job()).after, SOON).toBe('acct_0498');
    await new Promise((resolve) => setTimeout(resolve, 300));
    await killed();
    await letGo();
    // Every account of the first page, and none of the second.
    expect(await figures()).toEqual({ accounts: 950, ips: 700, devices: 950, stones: 250, unshown: 0 });
    expect(await job()).toMatchObject({ looked: 500, accounts: 250, endedAt: null });

    // A minute later it is known that nobody is at it any more.
    const now = () => Date.now() + 61_000;
    await using stack = new AsyncDisposableStack();
    const next = stack.adopt(await startApi({ graph, now, instance: 'next', config: { retention: RETENTION } }), (it) =>
      it.close(),
    );
    expect((await next.app.retention.run(false, TESTER)).last).toMatchObject({
      ...{ state: 'ended', looked: 1200, accounts: 600, held: 0, signals: 1800 },
    });
    expect(await figures()).toEqual({ accounts: 600, ips: 0, devices: 600, stones: 600, unshown: 0 });
    expect((await next.app.audit.verify(null)).faults).toEqual([]);
  });
});
