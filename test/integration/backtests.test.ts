import { createHash } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import type { BackTestComparison } from '../../src/backtests/compare-schema.ts';
import { backTestQueue } from '../../src/backtests/queue.ts';
import type { BackTest } from '../../src/backtests/schema.ts';
import { backTestStore } from '../../src/backtests/store.ts';
import type { EngineNow } from '../../src/backtests/version-schema.ts';
import { versionStore } from '../../src/backtests/version-store.ts';
import { columnsFromEvents } from '../../src/detection/from-events.ts';
import { trialThread } from '../../src/detection/thread/worker-thread.ts';
import { detect, engineConfig } from '../../src/engine/index.ts';
import { signalRegistry, WINDOW_MS } from '../../src/signals/index.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { TESTER, unrecorded } from '../support/audit.ts';
import { workerScript } from '../support/detection.ts';
import { cypherRows, testGraph } from '../support/graph.ts';
import { plant, planted } from '../support/planted.ts';

const registry = signalRegistry();
const truth = planted({ ordinary: 1500, rings: 4, ringSize: 25, seed: 7 });

let api: TestApi;
let author: string;
let approver: string;
beforeAll(async () => {
  const graph = await testGraph();
  await plant(graph, registry, truth.events);
  api = await startApi({ graph });
  author = await api.keyWith('investigator', 'approver');
  approver = await api.keyWith('approver');
  await run();
});
afterAll(async () => {
  await api?.close();
  await api?.graph.close();
});
afterEach(() => cypherRows('MATCH (n) WHERE n:Decision OR n:EngineVersion DETACH DELETE n'));

const run = async () => {
  await api.app.detection.start({ by: TESTER, trigger: 'api' });
  return (await api.app.detection.finished())!;
};
const start = (body: object) =>
  api.call<BackTest>('POST', '/v1/backtests', { key: author, body: { name: 'a trial', ...body } });
const get = async (id: string): Promise<BackTest> => (await api.call<BackTest>('GET', `/v1/backtests/${id}`)).body;
const reaches = (id: string, state: BackTest['state']) =>
  expect.poll(async () => (await get(id)).state, { timeout: 60_000, interval: 100 }).toBe(state);
const done = async (body: object): Promise<BackTest> => {
  const { status, headers, body: begun } = await start(body);
  expect(status).toBe(202);
  expect(headers.get('location')).toBe(`/v1/backtests/${begun.id}`);
  await reaches(begun.id, 'done');
  return get(begun.id);
};
const compare = async (id: string, query = ''): Promise<BackTestComparison> =>
  (await api.call<BackTestComparison>('GET', `/v1/backtests/${id}/compare${query}`)).body;
const rings = async (): Promise<string[]> =>
  (await api.call<{ rings: { id: string }[] }>('GET', '/v1/rings?limit=200')).body.rings.map(({ id }) => id);
const decide = async (ring: string, ...states: string[]): Promise<void> => {
  for (const state of states) {
    const body = { state, reason: 'seen' };
    const answer = await api.call('PUT', `/v1/rings/${ring}/state`, { body, headers: { 'if-match': '*' } });
    expect(answer.status).toBe(200);
  }
};

/** Everything but the back-tests' own nodes, the trail and the locks. */
const graphOutside = async (): Promise<string> => {
  const own = 'BackTest|BackTestRing|AuditEntry|AuditHead|AuditSubject|Lease|ApiKey';
  const nodes = await cypherRows(
    `MATCH (n) WHERE NOT n:${own} RETURN labels(n) AS labels, properties(n) AS properties`,
  );
  const ties = await cypherRows(
    `MATCH (a)-[r]->(b) WHERE NOT a:${own} AND NOT b:${own}
     RETURN type(r) AS type, elementId(a) AS a, elementId(b) AS b, properties(r) AS properties`,
  );
  expect(nodes.length).toBeGreaterThan(1600);
  const lines = [...nodes, ...ties].map((row) => JSON.stringify(row)).sort();
  return createHash('sha256').update(lines.join('\n')).digest('hex');
};

describe('a back-test', () => {
  it('says what a configuration gains and loses beside the live one, and leaves everything else as it is', async () => {
    const before = await graphOutside();
    const test = await done({ engine: { minRingSize: 26 }, note: 'are large rings enough?' });
    expect(test).toMatchObject({
      ...{ against: 'graph', until: null, by: 'test', error: null, promotions: [], gaveWay: 0, progress: 1 },
      result: {
        tested: { rings: 0, accounts: 0 },
        live: { rings: 4, accounts: 100, precision: null },
        changes: { new: 0, lost: 4, gained: 0, lostAccounts: 100 },
        sizes: { accounts: 1600 },
      },
      configuration: { tested: { minRingSize: 26 }, live: { minRingSize: 4 }, liveVersion: 0 },
    });
    const comparison = await compare(test.id);
    expect(comparison.lost).toEqual(truth.rings.flat().sort());
    expect(comparison.rings.map(({ fate }) => fate)).toEqual(['lost', 'lost', 'lost', 'lost']);
    const published = comparison.rings.map(({ other }) => other!.published);
    expect(published.sort()).toEqual((await rings()).sort());
    expect(await graphOutside()).toBe(before);
  });

  it('gives the same rings for the same state and configuration, and is compared with another', async () => {
    const [one, two] = [await done({ engine: { minScore: 0.6 } }), await done({ engine: { minScore: 0.6 } })];
    expect(one.result!.hash).toBe(two.result!.hash);
    const { rings: same, sameState, changes } = await compare(two.id, `?with=${one.id}`);
    expect(same.map(({ fate }) => fate)).toEqual(['same', 'same', 'same', 'same']);
    expect({ sameState, changes }).toMatchObject({ sameState: false, changes: { gained: 0, lostAccounts: 0 } });
    const { body } = await api.call<{ backTests: BackTest[]; next: string }>('GET', '/v1/backtests?limit=1');
    expect(body.backTests.map(({ id }) => id)).toEqual([two.id]);
    const next = await api.call<{ backTests: BackTest[] }>('GET', `/v1/backtests?limit=1&cursor=${body.next}`);
    expect(next.body.backTests.map(({ id }) => id)).toEqual([one.id]);
  });

  it('of a past state finds what was to be found then', async () => {
    const openings = truth.rings.map((ring) =>
      Math.max(...truth.events.filter(({ account }) => ring.includes(account)).map(({ time }) => time)),
    );
    const [, second] = openings.sort((a, b) => a - b);
    const until = Math.ceil(second! / WINDOW_MS) * WINDOW_MS - 1000;
    const past = columnsFromEvents(registry);
    for (const event of truth.events) if (event.time <= until) past.add(event);
    const expected = detect(past.build(), engineConfig.parse({})).rings;
    expect(expected.length).toBeGreaterThan(1);
    expect(expected.length).toBeLessThan(4);

    const test = await done({ until: new Date(until).toISOString() });
    expect(test.result).toMatchObject({ tested: { rings: expected.length }, changes: { same: expected.length } });
    const { rings: found } = await compare(test.id);
    const sizes = found.map(({ tested }) => tested!.size).sort();
    expect(sizes).toEqual(expected.map(({ members }) => members.length).sort());
    const [accounts] = await cypherRows(
      'MATCH (:BackTest {id: $id})-[:REPORTED]->(:BackTestRing {side: "tested"})-[:FOUND]->(a) WITH a ORDER BY a.id RETURN collect(a.id) AS ids',
      { id: test.id },
    );
    expect(accounts!['ids']).toEqual(expected.flatMap(({ members }) => members.map(({ account }) => account)).sort());
  });

  it('is judged by what people have decided, and tries another allow-list', async () => {
    const [right, wrong] = await rings();
    await decide(right!, 'in_review', 'confirmed');
    await decide(wrong!, 'dismissed');
    const live = await done({ against: 'decisions' });
    expect(live.result).toMatchObject({
      tested: { rings: 2, confirmed: 25, dismissed: 25, precision: 0.5, recall: 1, ringPrecision: 0.5, ringRecall: 1 },
      decidedRings: 2,
      decidedGone: 0,
    });
    const allowed = await done({ allowList: { add: [{ kind: 'ring', target: wrong }] } });
    expect(allowed).toMatchObject({
      allowList: { added: 25, leftOut: [] },
      result: { tested: { precision: 1, recall: 1 }, live: { precision: 0.5 }, changes: { lost: 1 } },
    });
    expect((await compare(allowed.id)).decisions).toMatchObject([
      { ring: wrong, state: 'dismissed', tested: { accounts: 0, reported: false }, other: { accounts: 25 } },
      { ring: right, state: 'confirmed', accounts: 25, tested: { reported: true }, other: { reported: true } },
    ]);
    const nothing = await done({ engine: { minRingSize: 26 } });
    expect(nothing.result!.tested).toMatchObject({ precision: null, recall: 0, ringRecall: 0 });
    // An entry of the list can be tried away too.
    const body = { kind: 'ring', target: wrong, code: 'office', reason: 'looked at' };
    const entry = await api.call<{ id: string }>('POST', '/v1/allow-list', { body });
    const without = await done({ allowList: { leaveOut: [entry.body.id] } });
    expect(without.result).toMatchObject({ live: { rings: 3 }, tested: { rings: 4 }, changes: { new: 1 } });
    await api.call('POST', `/v1/allow-list/${entry.body.id}/withdraw`, {
      body: { reason: 'tried' },
      headers: { 'if-match': '*' },
    });
  });

  it('is refused where it asks for what is not there, or for what the engine does not take', async () => {
    const refused = async (body: object) => {
      const answer = await api.call<{ problems: { pointer: string }[] }>('POST', '/v1/backtests', {
        body: { name: 'x', ...body },
      });
      expect(answer.status).toBe(400);
      return answer.body.problems.map(({ pointer }) => pointer);
    };
    const add = [
      { kind: 'account', target: 'user_1' },
      { kind: 'ring', target: 'ring_none' },
    ];
    expect(await refused({ allowList: { add } })).toEqual(['/allowList/add/1/target']);
    expect(await refused({ allowList: { leaveOut: ['allow_aaaaaaaaaaaaaaaa'] } })).toEqual(['/allowList/leaveOut/0']);
    expect(await refused({ engine: { score: { luck: 1 } } })).toEqual(['/engine/score/luck']);
    expect(await refused({ until: '2090-01-01T00:00:00Z' })).toEqual(['/until']);
    expect(await refused({ name: 'a\u0000b' })).toEqual(['/name']);
    expect(await cypherRows("MATCH (t:BackTest) WHERE t.name = 'x' RETURN t")).toEqual([]);
    expect((await api.call('GET', '/v1/backtests/bt_none/compare')).status).toBe(404);
  });
});

describe('a promotion', () => {
  const promote = (id: string, key = approver) =>
    api.call<EngineNow & { type: string }>('POST', `/v1/backtests/${id}/promote`, { key, body: { reason: 'better' } });
  const engineNow = () => api.call<EngineNow>('GET', '/v1/configuration/detection');
  const goBack = (version: number, etag: string) =>
    api.call<EngineNow>('POST', '/v1/configuration/detection/go-back', {
      key: approver,
      body: { version, reason: 'too few' },
      headers: { 'if-match': etag },
    });

  it('is approved by somebody else, goes for the next runs of every instance, and can be taken back', async () => {
    const test = await done({ engine: { minRingSize: 26, score: { burst: 1.5 } } });
    const own = await promote(test.id, author);
    expect(own).toMatchObject({ status: 403, body: { type: '/problems/four-eyes' } });
    expect((await promote(test.id, await api.keyWith('investigator'))).status).toBe(403);
    expect((await engineNow()).body).toMatchObject({ version: 0, overrides: {}, by: null });

    const { status, headers, body } = await promote(test.id);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{ version: 1, overrides: { minRingSize: 26, score: { burst: 1.5 } }, backTest: test.id, reason: 'better' },
      engine: { minRingSize: 26, minScore: 0.5, score: { burst: 1.5, volume: 1.2 } },
      file: { minRingSize: 4 },
    });
    expect((await get(test.id)).promotions).toEqual([1]);
    const second = await startApi({ graph: api.graph, instance: 'second' });
    onTestFinished(() => second.close());
    await second.app.detection.start({ by: TESTER, trigger: 'api' });
    const next = (await second.app.detection.finished())!;
    expect(next).toMatchObject({ state: 'published', config: { minRingSize: 26, score: { burst: 1.5 } } });

    expect((await goBack(0, '"engine.0"')).status).toBe(412);
    expect((await goBack(7, headers.get('etag')!)).status).toBe(404);
    const back = await goBack(0, headers.get('etag')!);
    expect(back.body).toMatchObject({ version: 2, overrides: {}, backTo: 0, engine: { minRingSize: 4 } });
    expect((await goBack(1, '"engine.2"')).body).toMatchObject({ version: 3, backTo: 1, engine: { minRingSize: 26 } });
    expect((await goBack(0, '"engine.3"')).body.version).toBe(4);
    expect((await run()).config).toMatchObject({ minRingSize: 4 });
    const { versions, next: more } = (
      await api.call<{ versions: { version: number }[]; next: string }>(
        'GET',
        '/v1/configuration/detection/versions?limit=3',
      )
    ).body;
    expect(versions.map(({ version }) => version)).toEqual([4, 3, 2]);
    const rest = await api.call('GET', `/v1/configuration/detection/versions?cursor=${more}`);
    expect(rest.body).toMatchObject({ versions: [{ version: 1, backTest: test.id, author: 'test' }], next: null });
    const trail = await api.call<{ entries: { action: string }[] }>('GET', `/v1/audit?target=back-test:${test.id}`);
    expect(trail.body.entries.map(({ action }) => action)).toEqual(['promoteBackTest', 'startBackTest']);
  });

  it('happens once of two at the same time, and never by its author, whatever the route has seen', async () => {
    const tests = [await done({ engine: { minScore: 0.6 } }), await done({ engine: { minScore: 0.7 } })];
    const answers = await Promise.all(tests.map(({ id }) => promote(id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const versions = versionStore(api.graph, unrecorded, api.config.detection.engine);
    const row = await backTestStore(api.graph, { holder: 'x', leaseMs: 1, audited: unrecorded }).get(tests[0]!.id);
    const [kind, id] = row!.author.split(':') as ['key', string];
    const step = { seen: 1, reason: 'mine', by: { ...TESTER, kind, id }, at: 1 };
    expect(await versions.promote(tests[0]!.id, { seed: 2 }, step)).toBe('refused');
    expect((await engineNow()).body.version).toBe(1);
  });

  it('is refused for what was held against another live configuration, or tried with another allow-list', async () => {
    const before = await done({ engine: { minScore: 0.55 } });
    const other = await done({ engine: { minRingSize: 5 } });
    expect((await promote(other.id)).status).toBe(200);
    expect((await promote(before.id)).status).toBe(409);
    const [account] = truth.rings[0]!;
    const allowing = await done({
      engine: { minScore: 0.6 },
      allowList: { add: [{ kind: 'account', target: account }] },
    });
    expect((await promote(allowing.id)).status).toBe(409);
    const nothing = await done({});
    expect((await promote(nothing.id)).status).toBe(409);
    // What is tried next stands over what was promoted before.
    const further = await done({ engine: { minScore: 0.6 } });
    expect((await promote(further.id)).body).toMatchObject({
      version: 2,
      overrides: { minRingSize: 5, minScore: 0.6 },
    });
  });

  it('that does not fit a later release stops runs until somebody goes back', async () => {
    await cypherRows(
      `CREATE (:EngineVersion {version: 1, overrides: '{"gone":1}', reason: 'r', by: 'b', at: datetime()})`,
    );
    const refused = await api.call('POST', '/v1/runs');
    expect(refused).toMatchObject({ status: 409, body: { type: '/problems/engine-configuration-invalid' } });
    expect((await goBack(0, '"engine.1"')).status).toBe(200);
    expect((await run()).state).toBe('published');
  });
});

/** A queue of its own beside the service's, which is held back by a run meanwhile; its thread takes `ms`. */
const queueOf = (holder: string, ms: number, leaseMs = 30_000) => {
  const store = backTestStore(api.graph, { holder, leaseMs, audited: unrecorded });
  const versions = versionStore(api.graph, unrecorded, api.config.detection.engine);
  const script = workerScript(`
    await wait(${ms});
    const side = { hash: 'none', rings: [] };
    say({ kind: 'trial', trial: { tested: side, live: side, sizes: { accounts: 0, signals: 0, observations: 0 } } });
  `);
  const queue = backTestQueue({
    store,
    engine: versions.engine,
    trial: (trial, onProgress) =>
      trialThread({ kind: 'trial', connection: inject('neo4j'), types: [], ...trial }, onProgress, { script }),
    log: pino({ level: 'silent' }),
  });
  onTestFinished(() => queue.close());
  return { store, queue };
};
const runAtWork = () =>
  cypherRows(
    "MERGE (l:Lease {name: 'detection'}) SET l.holder = 'other', l.run = 'run_x', l.renewedAt = datetime(), l.fence = 1",
  );
const runEnded = () => cypherRows("MATCH (l:Lease {name: 'detection'}) REMOVE l.holder, l.run");

describe('a run goes first', () => {
  it('before a back-test that waits, and before one at work, which begins again afterwards', async () => {
    await api.close();
    const { store, queue } = queueOf('one', 1_500);
    await runAtWork();
    await store.create('bt_one', { name: 'n', against: 'graph' }, TESTER);
    queue.open();
    const state = async () => (await store.get('bt_one'))!;
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(await state()).toMatchObject({ state: 'waiting', startedAt: null });
    await runEnded();
    await expect.poll(async () => (await state()).state, { timeout: 10_000 }).toBe('running');
    await runAtWork();
    await expect.poll(async () => (await state()).state, { timeout: 5_000 }).toBe('waiting');
    expect(await state()).toMatchObject({ gaveWay: 1 });
    await runEnded();
    await expect.poll(async () => (await state()).state, { timeout: 20_000 }).toBe('done');
  });

  it('and one whose instance has died goes on elsewhere, three times at most', async () => {
    const dead = queueOf('dead', 0, 500);
    const { store, queue } = queueOf('alive', 50, 500);
    await store.create('bt_dead', { name: 'n', against: 'graph' }, TESTER);
    expect(await dead.store.take()).toMatchObject({ id: 'bt_dead', begun: 1 });
    expect(await store.take()).toBeNull();
    await new Promise((resolve) => setTimeout(resolve, 700));
    const turn = (await store.take())!;
    expect(turn).toMatchObject({ id: 'bt_dead', begun: 2 });
    expect(await dead.store.beat({ id: 'bt_dead', fence: turn.fence - 1 }, { stage: 'x', progress: 0 })).toBe('lost');
    expect(await dead.store.keepRings({ id: 'bt_dead', fence: turn.fence - 1 }, { tested: [ring], live: [] })).toBe(
      false,
    );
    expect(await store.rings('bt_dead', 'tested')).toEqual([]);
    for (const begun of [3, 4]) {
      await new Promise((resolve) => setTimeout(resolve, 700));
      if (begun === 3) expect(await dead.store.take()).toMatchObject({ begun });
      else queue.open();
    }
    await expect.poll(async () => (await store.get('bt_dead'))!.state, { timeout: 10_000 }).toBe('failed');
    expect(JSON.parse((await store.get('bt_dead'))!.error!)).toMatchObject({ type: 'back-test-endless' });
  });

  it('and one that is cancelled ends, whether it waits or works', async () => {
    const { store, queue } = queueOf('one', 20_000);
    await store.create('bt_works', { name: 'n', against: 'graph' }, TESTER);
    await store.create('bt_waits', { name: 'n', against: 'graph' }, TESTER);
    queue.open();
    await expect.poll(async () => (await store.get('bt_works'))!.state, { timeout: 10_000 }).toBe('running');
    expect((await store.get('bt_waits'))!.state).toBe('waiting');
    expect(await store.cancel('bt_waits', TESTER)).toBe('waiting');
    expect((await store.get('bt_waits'))!.state).toBe('cancelled');
    expect(await store.cancel('bt_works', TESTER)).toBe('running');
    await expect.poll(async () => (await store.get('bt_works'))!.state, { timeout: 5_000 }).toBe('cancelled');
    expect(await store.cancel('bt_works', TESTER)).toBe('cancelled');
    expect(await store.cancel('bt_none', TESTER)).toBeNull();
  });
});
const ring = { id: 'ring_x', accounts: ['user_1'], score: 1, summary: '', published: null };
