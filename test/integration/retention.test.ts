import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Job } from '../../src/erasure/retention-job.ts';
import { signalRegistry } from '../../src/signals/index.ts';
import { type StartOptions, startApi, type TestApi } from '../support/api.ts';
import { TESTER } from '../support/audit.ts';
import { placesOf } from '../support/everywhere.ts';
import { cypherRows, testGraph } from '../support/graph.ts';
import { plant, planted } from '../support/planted.ts';

interface Answer {
  readonly rules: { readonly observationDays: readonly { readonly type: string; readonly days: number | null }[] };
  readonly next: string | null;
  readonly last: {
    readonly state: string;
    readonly dryRun: boolean;
    readonly looked: number;
    readonly accounts: number;
    readonly observations: number;
    readonly signals: number;
    readonly runs: number;
    readonly held: number;
  } | null;
}

const DAY = 86_400_000;
/** The planted population lives in the 65 days from here. */
const START = Date.UTC(2026, 0, 5);
const RULES = {
  schedule: '30 3 * * *',
  accountsUnseenDays: 40,
  observationDays: 20,
  signals: [{ type: 'device', days: 3_650 }],
};

let api: TestApi;
let clock = START + 66 * DAY;
const now = () => clock;
const another = (instance: string, over: StartOptions = {}) =>
  startApi({ graph: api.graph, now, instance, config: { retention: RULES }, ...over });

beforeAll(async () => {
  const graph = await testGraph();
  await plant(graph, signalRegistry(), planted({ ordinary: 1500, rings: 4, ringSize: 25, seed: 7 }).events);
  api = await startApi({ graph, now, config: { retention: RULES } });
  await api.app.detection.start({ by: TESTER, trigger: 'api' });
  expect((await api.app.detection.finished())?.state).toBe('published');
});
afterAll(async () => {
  await api?.close();
  await api?.graph.close();
});

const status = async (at = api) => (await at.call<Answer>('GET', '/v1/retention')).body;
/** Begins it, and waits until it has gone through. */
const apply = async (dryRun: boolean, at = api): Promise<NonNullable<Answer['last']>> => {
  expect((await at.call<Answer>('POST', '/v1/retention', { body: { dryRun } })).status).toBe(202);
  await expect.poll(async () => (await status(at)).last?.state, { timeout: 60_000 }).toBe('ended');
  return (await status(at)).last!;
};
const figures = async () =>
  (
    await cypherRows(
      `RETURN COUNT { (:Account) } AS accounts, COUNT { MATCH (a:Account) WHERE a.lastSeen < datetime({epochMillis: $unseen}) } AS unseen,
         COUNT { MATCH (a:Account)-[r]->(s:Signal) WHERE r.last < datetime({epochMillis: $old}) AND NOT s:Device AND a.lastSeen >= datetime({epochMillis: $unseen}) } AS old,
         COUNT { MATCH (s:Signal) WHERE NOT EXISTS { (s)<--(:Account) } } AS unshown`,
      { unseen: clock - 40 * DAY, old: clock - 20 * DAY },
    )
  )[0] as Record<'accounts' | 'unseen' | 'old' | 'unshown', number>;
const decide = async (state: string, ring: string) =>
  expect(
    (
      await api.call('PUT', `/v1/rings/${ring}/state`, {
        body: { state, reason: 'seen' },
        headers: { 'if-match': '*' },
      })
    ).status,
  ).toBe(200);

describe('what is too old', () => {
  test('is told by a dry run, which takes nothing', async () => {
    const before = await figures();
    const { rules, next } = await status();
    expect(rules.observationDays.find(({ type }) => type === 'device')?.days).toBe(3_650);
    expect(rules.observationDays.find(({ type }) => type === 'ip')?.days).toBe(20);
    expect(next).toBe(new Date(Date.parse(next!)).toISOString());
    const told = await apply(true);
    expect(told).toMatchObject({ dryRun: true, looked: before.accounts, accounts: before.unseen, held: 0, runs: 0 });
    expect(told.observations).toBe(before.old);
    expect(before.unseen).toBeGreaterThan(100);
    expect(before.old).toBeGreaterThan(100);
    expect(await figures()).toEqual(before);
  });

  test('goes, but for accounts that a confirmed ring rests on; the trail tells, and holds no name', async () => {
    const [ring] = (await api.call<{ rings: { id: string }[] }>('GET', '/v1/rings?limit=200')).body.rings;
    await decide('in_review', ring!.id);
    await decide('confirmed', ring!.id);
    const held = (
      await cypherRows(
        'MATCH (p:Published) MATCH (a:Account)-[:MEMBER_OF]->(:Ring {id: $ring, run: p.run}) RETURN a.id AS id, COUNT { (a)-->(:Signal) } AS shows ORDER BY id',
        { ring: ring!.id },
      )
    ).map(({ id, shows }) => `${id} ${shows}`);
    const [gone] = await cypherRows(
      "MATCH (a:Account) WHERE a.lastSeen < datetime({epochMillis: $unseen}) AND a.id STARTS WITH 'user_' RETURN a.id AS id ORDER BY a.lastSeen LIMIT 1",
      { unseen: clock - 40 * DAY },
    );
    await api.call('GET', `/v1/accounts/${gone!['id']}`);
    const before = await figures();
    const went = await apply(false);
    expect(went.looked).toBe(before.accounts);
    expect(went.held).toBe(held.length);
    const after = await figures();
    expect(after.accounts).toBe(before.accounts - went.accounts);
    expect(went.accounts).toBeGreaterThan(100);
    expect(after.unseen + after.old).toBeGreaterThan(0);
    const left = await cypherRows(
      `MATCH (a:Account)-[r]->(s:Signal) WHERE (a.lastSeen < datetime({epochMillis: $unseen}) OR (r.last < datetime({epochMillis: $old}) AND NOT s:Device))
       RETURN DISTINCT a.id AS id`,
      { unseen: clock - 40 * DAY, old: clock - 20 * DAY },
    );
    expect(left.every(({ id }) => held.some((line) => line.startsWith(`${id} `)))).toBe(true);
    expect(
      (
        await cypherRows(
          'MATCH (p:Published) MATCH (a:Account)-[:MEMBER_OF]->(:Ring {id: $ring, run: p.run}) RETURN a.id AS id, COUNT { (a)-->(:Signal) } AS shows ORDER BY id',
          { ring: ring!.id },
        )
      ).map(({ id, shows }) => `${id} ${shows}`),
    ).toEqual(held);
    expect(after.unshown).toBe(0);
    // With its quotes, since other names begin with it.
    expect(await placesOf([`"${gone!['id']}"`], api.config.home)).toEqual([]);
    expect((await api.app.audit.verify(null)).faults).toEqual([]);
    const { body } = await api.call<{ erasures: { code: string }[] }>('GET', `/v1/erasures?account=${gone!['id']}`);
    expect(body.erasures).toMatchObject([{ code: 'retention' }]);
    expect(await apply(false)).toMatchObject({ accounts: 0, observations: 0, signals: 0 });
  });
});

describe('the job', () => {
  const jobInGraph = async (): Promise<Job> =>
    JSON.parse((await cypherRows('MATCH (j:RetentionJob) RETURN j.job AS job'))[0]!['job'] as string) as Job;
  const setJob = (job: Job) => cypherRows('MATCH (j:RetentionJob) SET j.job = $job', { job: JSON.stringify(job) });

  test('goes on where an instance died in the middle, once its place is free, and counts each account once', async () => {
    const there = await another('another-instance');
    try {
      const { accounts } = await figures();
      // What an instance leaves that is killed after its first page of 500.
      const [row] = await cypherRows('MATCH (a:Account) RETURN a.id AS id ORDER BY id SKIP 499 LIMIT 1');
      const dead = { holder: 'dead-instance', until: clock + 60_000, dryRun: false, at: clock, endedAt: null };
      const none = { accounts: 0, observations: 0, signals: 0, runs: 0, held: 0 };
      await setJob({ ...dead, ...none, looked: 500, after: row!['id'] as string });
      const refused = await there.call('POST', '/v1/retention', { body: { dryRun: false } });
      expect(refused).toMatchObject({ status: 409, body: { type: '/problems/job-in-progress' } });
      expect((await status()).last?.state).toBe('running');
      clock += 60_000;
      expect((await status()).last?.state).toBe('stopped');
      expect((await apply(false, there)).looked).toBe(accounts);
    } finally {
      await there.close();
    }
  });

  test('is done by one of two instances that begin at once', async () => {
    const there = await another('another-instance');
    try {
      const begin = (at: TestApi) => at.call('POST', '/v1/retention', { body: { dryRun: true } });
      const answers = await Promise.all([begin(api), begin(there)]);
      const statuses = answers.map((answer) => answer.status).sort();
      await expect.poll(async () => (await status()).last?.state, { timeout: 60_000 }).toBe('ended');
      // The second may come when the first has gone through already.
      expect([
        [202, 202],
        [202, 409],
      ]).toContainEqual(statuses);
      expect(await jobInGraph()).toMatchObject({ holder: null, looked: (await figures()).accounts });
    } finally {
      await there.close();
    }
  });

  test('that stops with its instance leaves its place at once', async () => {
    const there = await another('another-instance');
    const begun = await there.call('POST', '/v1/retention', { body: { dryRun: true } });
    expect(begun.status).toBe(202);
    await there.close();
    expect((await jobInGraph()).holder).toBeNull();
    expect((await apply(true)).looked).toBe((await figures()).accounts);
  });

  test('is not begun where nothing is configured, and a schedule that is none stops the start', async () => {
    const there = await another('another-instance', { config: {} });
    try {
      const refused = await there.call('POST', '/v1/retention', { body: { dryRun: true } });
      expect(refused).toMatchObject({ status: 409, body: { type: '/problems/no-retention' } });
    } finally {
      await there.close();
    }
    const config = { retention: { schedule: 'at night' } };
    await expect(another('another-instance', { config })).rejects.toMatchObject({ type: 'invalid-config' });
  });

  test('removes runs of long ago of which nothing is kept', async () => {
    await cypherRows(
      "UNWIND range(1, 150) AS n CREATE (:Run {id: 'run_old_' + n, state: 'failed', staged: 0, startedAt: datetime('2020-01-01T00:00:00Z')})",
    );
    const there = await another('another-instance', { config: { retention: { runDays: 365 } } });
    try {
      expect(await apply(false, there)).toMatchObject({ runs: 150, accounts: 0, observations: 0 });
      expect(await cypherRows("MATCH (r:Run) WHERE r.id STARTS WITH 'run_old_' RETURN r.id")).toEqual([]);
      expect((await api.call<{ runs: object[] }>('GET', '/v1/runs')).body.runs).toHaveLength(1);
    } finally {
      await there.close();
    }
  });
});
