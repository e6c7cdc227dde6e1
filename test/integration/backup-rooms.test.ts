import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { LEFT_OUT } from '../../src/backup/export.ts';
import { makeBackup, restoreBackup } from '../../src/backup/service.ts';
import { migrate } from '../../src/graph/migrations.ts';
import { openGraph } from '../../src/graph/open.ts';
import { signalRegistry } from '../../src/signals/index.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { TESTER } from '../support/audit.ts';
import { step } from '../support/ban-batch.ts';
import { cypherRows, emptyGraph, holding, testGraph } from '../support/graph.ts';
import { graphContent } from '../support/graph-content.ts';
import { plainCall } from '../support/plain-call.ts';
import { plant, planted } from '../support/planted.ts';
import { testReceiver } from '../support/receiver.ts';

const NEVER = new AbortController().signal;
const SOON = { timeout: 120_000, interval: 300 };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ringfence-backup-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const backupTo = async (name: string) => {
  const graph = openGraph(inject('neo4j'), { exact: true });
  const stands = { neo4j: '5.26', product: 'test', serviceKeys: [], now: Date.now, onProgress: () => undefined };
  try {
    return await makeBackup({ graph, path: join(folder, name), force: true, signal: NEVER, ...stands });
  } finally {
    await graph.close();
  }
};
/** Into a database that is emptied first. */
const restoreFrom = async (name: string) => {
  await (await emptyGraph()).close();
  const [graph, plain] = [openGraph(inject('neo4j'), { exact: true }), openGraph(inject('neo4j'))];
  try {
    return await restoreBackup({
      ...{ graph, path: join(folder, name), force: false, withoutApiKeys: false, signal: NEVER },
      assertKnown: async () => undefined,
      migrate: async (version) => {
        const through = version === null ? {} : { through: version };
        await migrate(plain, { now: Date.now, holder: 'restore', restoring: true, ...through });
      },
      onVerified: async () => undefined,
      onProgress: () => undefined,
    });
  } finally {
    await graph.close();
    await plain.close();
  }
};

describe('a backup', { timeout: 500_000 }, () => {
  it('carries every label that the schema knows, but for those that are named with a reason', async () => {
    const graph = await testGraph();
    const keys = (
      await cypherRows("SHOW CONSTRAINTS YIELD labelsOrTypes, properties, type WHERE type ENDS WITH 'UNIQUENESS'")
    ).map((row) => [(row['labelsOrTypes'] as string[])[0]!, row['properties'] as string[]] as const);
    const labels = [...new Set(keys.map(([label]) => label))].sort();
    const indexed = await cypherRows("SHOW INDEXES YIELD labelsOrTypes, type WHERE type <> 'LOOKUP'");
    // A label of which nothing is unique has no key in a file; the label of a signal's type stands beside :Signal.
    expect([...new Set(indexed.map((row) => (row['labelsOrTypes'] as string[])[0]!))].sort()).toEqual(
      [...labels, 'Ip'].sort(),
    );
    // The schema’s own are there already.
    for (const [label, [first, second]] of keys.filter(([each]) => !each.startsWith('Migration'))) {
      const rest = second === undefined ? '' : `, ${second}: ${second === 'run' ? "'run_1'" : '1'}`;
      await cypherRows(`MERGE (:${label} {${first}: 'one'${rest}})`);
    }
    await cypherRows(
      `MATCH (run:Run) SET run.id = 'run_1', run.state = 'published', run.startedAt = datetime()
       WITH run MATCH (p:Published) SET p.name = 'rings', p.run = run.id
       WITH run MATCH (r:Ring {run: run.id}) SET r.score = 0.5, r.size = 1`,
    );
    await backupTo('labels.ndjson.gz');
    await graph.close();
    await restoreFrom('labels.ndjson.gz');
    const back = (await cypherRows('MATCH (n) UNWIND labels(n) AS label RETURN DISTINCT label')).map(
      ({ label }) => label,
    );
    const lost = labels.filter((label) => !back.includes(label));
    expect(lost).toEqual(
      Object.keys(LEFT_OUT)
        .filter((label) => !label.startsWith('Migration'))
        .sort(),
    );
    expect(Object.keys(LEFT_OUT).filter((label) => !labels.includes(label))).toEqual([]);
  });

  it('gives every node and relationship back that people and the service made beside the graph, but for sessions', async () => {
    const serviceKeys = { current: 't1', keys: { t1: randomBytes(32).toString('base64') } };
    const config = { deliveries: { allowPrivate: ['127.0.0.0/8'], firstRetrySeconds: 1e7, mostRetrySeconds: 1e7 } };
    const graph = await testGraph();
    await plant(graph, signalRegistry(), planted({ ordinary: 400, rings: 1, ringSize: 25, seed: 7 }).events);
    const api = await startApi({ graph, serviceKeys, config });
    await fill(api);
    await api.close();
    await backupTo('rooms.ndjson.gz');
    // Sessions are not in it.
    expect(await cypherRows('MATCH (s:Session) DETACH DELETE s RETURN count(s) AS ended')).toEqual([{ ended: 1 }]);
    const { counts } = await graphContent();
    await graph.close();

    expect(await restoreFrom('rooms.ndjson.gz')).toMatchObject({ leftOut: 0 });
    expect((await graphContent()).counts).toEqual(counts);
  });

  it('made while accounts are erased can be restored: what led to them is left out', async () => {
    const api = await startApi();
    const accounts = Array.from({ length: 400 }, (_, n) => `acct_${n}`);
    const events = accounts.map((account, n) => ({
      ...{ id: `e-${n}`, account, kind: 'session', time: new Date().toISOString() },
      signals: [
        { type: 'ip', value: `203.0.${n % 250}.${1 + (n % 200)}` },
        { type: 'email', value: `${account}@example.com` },
      ],
    }));
    expect((await api.call('POST', '/v1/events', { body: events, headers: { 'idempotency-key': 'k' } })).status).toBe(
      200,
    );
    // While it waits for the last account, some of the first that it has read go, with what only they had shown.
    const letGo = await holding('MATCH (a:Account {id: $id}) SET a.locked = true', { id: 'acct_99' });
    const made = backupTo('erased.ndjson.gz');
    const waiting = "SHOW TRANSACTIONS YIELD status WHERE status STARTS WITH 'Blocked' RETURN count(*) AS count";
    await expect.poll(async () => (await cypherRows(waiting))[0]!['count'], SOON).toBe(1);
    for (const account of accounts.toSorted().slice(0, 40))
      await api.app.erasure.erase(account, { code: 'request', reason: 'r', despiteHolds: false }, TESTER);
    await letGo();
    await made;
    await api.close();
    expect(await restoreFrom('erased.ndjson.gz')).toMatchObject({ leftOut: 80 });
    expect(
      await cypherRows('RETURN COUNT { (:Account) } AS accounts, COUNT { (:Account)-->(:Signal) } AS observations'),
    ).toEqual([{ accounts: 400, observations: 720 }]);
  });
});

/** A case, a batch on its way, an appeal, a back-test that became live, an alert, deliveries, an allowance, an erasure, a session. */
const fill = async (api: TestApi): Promise<void> => {
  const call = plainCall(api);
  const made = async <Body = { id: string }>(path: string, body: object, key = api.key): Promise<Body> => {
    const answer = await call<Body>('POST', path, { body, key, headers: { 'if-match': '*' } });
    expect([path, answer.status < 300, answer.body]).toEqual([path, true, answer.body]);
    return answer.body;
  };
  const [enforcer, approver] = [await api.keyWith('enforcer'), await api.keyWith('approver')];
  const absent = await testReceiver();
  absent.answer(({ text }) => ({ status: text.includes('alert.') ? 400 : 503 }));
  const { id: receiver } = await made('/v1/receivers', {
    ...{ kind: 'webhook', name: 'desk', url: absent.url, topics: ['alerts'] },
  });
  await made('/v1/alert-rules', { name: 'new rings', when: { kind: 'new_ring', minScore: 0.1 } });
  await api.app.detection.start({ by: TESTER, trigger: 'api' });
  expect((await api.app.detection.finished())?.state).toBe('published');
  const { ring } = (await call<{ ring: { id: string } }>('GET', '/v1/accounts/member_0_1')).body;

  const { id: opened } = await made('/v1/cases', { kind: 'ring', target: ring.id, title: 'Nine cards' });
  await made(`/v1/cases/${opened}/notes`, { text: '**seen**' });
  await made(`/v1/cases/${opened}/snapshots`, { kind: 'ring', target: ring.id });
  const { id: duplicate } = await made('/v1/cases', { kind: 'account', target: 'member_0_1' });
  await made(`/v1/cases/${duplicate}/merge`, { into: opened, reason: 'the same' });
  await made(`/v1/cases/${opened}/decisions`, { ring: ring.id, ringETag: '*', state: 'in_review', reason: 'seen' });

  const drafted = { title: 'Nine cards', reason: 'seen', from: { kind: 'case', case: opened } };
  const { id: batch } = await made('/v1/bans', drafted, enforcer);
  const leaveOut = { accounts: ['member_0_2'], reason: 'a partner' };
  expect((await step(call, batch, 'leave-out', enforcer, leaveOut)).status).toBe(200);
  expect((await step(call, batch, 'freeze', enforcer)).status).toBe(202);
  await api.app.freezes.settled();
  expect((await step(call, batch, 'approve', approver, { reason: 'looked at' })).status).toBe(200);
  const limits = { errorShare: 1, appealShare: 1 };
  expect((await step(call, batch, 'start', enforcer, { receiver, limits })).status).toBe(200);
  const deliveries =
    'MATCH (d:Delivery) WHERE d.attempts > 0 AND (d.state = "dead" OR d.status = 503) RETURN count(*) AS count';
  await expect.poll(async () => (await cypherRows(deliveries))[0]!['count'], SOON).toBe(2);
  await cypherRows("MATCH (i:BanItem {account: 'member_0_3'}) SET i.state = 'done'");
  const { id: appeal } = await made('/v1/appeals', { account: 'member_0_3', reason: 'an office' });
  await made(`/v1/appeals/${appeal}/decision`, { outcome: 'upheld', reason: 'no' }, approver);

  // An account by itself and with its ring: two ways from one test to one account.
  const add = [
    { kind: 'account', target: 'member_0_4' },
    { kind: 'ring', target: ring.id },
  ];
  const { id: allowance } = await made('/v1/allow-list', {
    kind: 'ring',
    target: ring.id,
    code: 'office',
    reason: 'r',
  });
  const done = async (body: object): Promise<string> => {
    const { id } = await made('/v1/backtests', { name: 'a trial', ...body });
    await expect.poll(async () => (await call('GET', `/v1/backtests/${id}`)).body['state'], SOON).toBe('done');
    return id;
  };
  await done({ allowList: { add, leaveOut: [allowance] } });
  const live = await done({ engine: { minRingSize: 5 } });
  await made(`/v1/backtests/${live}/promote`, { reason: 'better' }, approver);
  const parallel = 'MATCH (:BackTest)-[r:ALLOWS]->(:Account {id: "member_0_4"}) RETURN count(r) AS count';
  expect((await cypherRows(parallel))[0]).toEqual({ count: 2 });
  await made('/v1/accounts/user_3/erase', { code: 'request', reason: 'ticket 4711' });
  await cypherRows(
    `MATCH (p:Published {name: 'rings'}) MATCH (r:Ring {run: p.run}) SET r.cells = '[{"summary": "s"}]', r.campaign = 'camp_planted'
     CREATE (r)-[:PART_OF]->(:Campaign {id: 'camp_planted', run: r.run, rings: 1, accounts: 25, score: 0.9, bits: 2.5, summary: 's',
       evidence: '[]', requests: 9, firstSeen: datetime(), lastSeen: datetime()})
     WITH r MATCH (:Account {id: 'member_0_5'})-[m:MEMBER_OF]->(r) SET m.cell = 1
     CREATE (:DecidedRing {ring: r.id, seq: 1, state: 'dismissed', size: 25})-[:HAD]->(:Account {id: 'kept_of_old'})
     CREATE (:RetentionJob {name: 'retention', job: '{}'})`,
  );
  const login = await fetch(`${api.url}/v1/session`, {
    method: 'POST',
    headers: { authorization: `Bearer ${api.key}` },
  });
  expect(login.status).toBe(201);
  await absent.close();
};
