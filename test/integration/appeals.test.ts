import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signalRegistry } from '../../src/signals/index.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { TESTER } from '../support/audit.ts';
import { cypherRows, testGraph } from '../support/graph.ts';
import { plant, planted } from '../support/planted.ts';

interface Appeal {
  readonly id: string;
  readonly state: string;
  readonly ban: string;
  readonly batch: string;
  readonly given: { readonly evidence: readonly string[]; readonly counterfactual: string | null } | null;
  readonly signals: readonly {
    readonly key: string;
    readonly type: string;
    readonly factor: number;
    readonly overturned: number;
  }[];
}
interface Precision {
  readonly upheld: number;
  readonly overturned: number;
  readonly precision: number | null;
  readonly months: readonly { readonly month: string; readonly upheld: number; readonly overturned: number }[];
  readonly types: readonly { readonly type: string; readonly upheld: number; readonly overturned: number }[];
  readonly codes: readonly { readonly code: string; readonly overturned: number }[];
}

let api: TestApi;
let approver: string;
let enforcer: string;
let clock = Date.UTC(2026, 2, 10, 8);
const truth = planted({ ordinary: 1500, rings: 4, ringSize: 25, seed: 7 });
beforeAll(async () => {
  const graph = await testGraph();
  await plant(graph, signalRegistry(), truth.events);
  api = await startApi({ graph, now: () => clock });
  approver = await api.keyWith('approver');
  enforcer = await api.keyWith('enforcer');
  await detect();
});
afterAll(async () => {
  await api?.close();
  await api?.graph.close();
});

const detect = async () => {
  await api.app.detection.start({ by: TESTER, trigger: 'api' });
  const run = await api.app.detection.finished();
  expect(run?.state).toBe('published');
  return run!;
};
const ringOf = async (account: string) =>
  (
    await api.call<{ ring: { id: string; score: number; bits: number; strength: number } | null }>(
      'GET',
      `/v1/accounts/${account}`,
    )
  ).body.ring;

/** A batch of the ring of these accounts, drawn and frozen by this key, of which these were carried out; its id. */
const banned = async (accounts: readonly string[], key: string): Promise<string> => {
  const from = { kind: 'rings', rings: [(await ringOf(accounts[0]!))!.id] };
  const drawn = await api.call<{ id: string }>('POST', '/v1/bans', {
    key,
    body: { title: 'a ring', reason: 'seen', from },
  });
  expect(drawn.status).toBe(201);
  const { id } = drawn.body;
  const frozen = await api.call('POST', `/v1/bans/${id}/freeze`, { key, headers: { 'if-match': '*' } });
  expect(frozen.status).toBe(202);
  await api.app.freezes.settled();
  await cypherRows("MATCH (i:BanItem {batch: $id}) WHERE i.account IN $accounts SET i.state = 'done'", {
    id,
    accounts,
  });
  return id;
};
const record = (account: string, over: object = {}) =>
  api.call<Appeal & { appeal?: string }>('POST', '/v1/appeals', { body: { account, reason: 'an office', ...over } });
const decide = (id: string, body: object, key = approver, etag: string | null = '*') =>
  api.call<Appeal>('POST', `/v1/appeals/${id}/decision`, {
    key,
    body,
    headers: etag === null ? {} : { 'if-match': etag },
  });
const overturn = (id: string, key = approver) =>
  decide(id, { outcome: 'overturned', code: 'office', reason: 'seen' }, key);
const takeBack = (id: string) =>
  api.call<Appeal>('POST', `/v1/appeals/${id}/take-back`, {
    key: approver,
    body: { reason: 'forged' },
    headers: { 'if-match': '*' },
  });
const itemState = async (account: string, batch: string) =>
  (
    await cypherRows('MATCH (i:BanItem {batch: $batch, account: $account}) RETURN i.state AS state', { account, batch })
  )[0]!['state'];

describe('an appeal', () => {
  it('is recorded against a ban that was carried out, with the reason that was given, once at a time', async () => {
    const batch = await banned(truth.rings[0]!.slice(0, 5), enforcer);
    const recorded = await record('member_0_0', { ticket: 'T-1' });
    expect(recorded.status).toBe(201);
    expect(recorded.headers.get('location')).toBe(`/v1/appeals/${recorded.body.id}`);
    expect(recorded.body).toMatchObject({
      state: 'open',
      batch,
      ban: 'done',
    });
    const line = (
      await cypherRows('MATCH (i:BanItem {batch: $batch, account: $account}) RETURN i.line AS line', {
        batch,
        account: 'member_0_0',
      })
    )[0]!;
    const { evidence, counterfactual } = JSON.parse(line['line'] as string) as NonNullable<Appeal['given']>;
    expect(evidence.length).toBeGreaterThan(0);
    expect(recorded.body.given).toMatchObject({ evidence, counterfactual });
    expect(recorded.body.signals.length).toBeGreaterThan(0);
    expect(new Set(recorded.body.signals.map(({ factor }) => factor))).toEqual(new Set([1]));
    const shown = await cypherRows('MATCH (:Account {id: "member_0_0"})-[m:MEMBER_OF]->() RETURN m.signals AS signals');
    for (const { key } of recorded.body.signals) expect(shown[0]!['signals']).toContain(key);
    const again = await record('member_0_0');
    expect([again.status, again.body.appeal]).toEqual([409, recorded.body.id]);
    const parallel = await Promise.all([1, 2, 3].map(() => record('member_0_1')));
    expect(parallel.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    for (const account of ['member_0_9', 'user_1', 'nobody']) expect((await record(account)).status).toBe(404);
    for (const role of ['viewer', 'investigator'] as const) {
      const key = await api.keyWith(role);
      expect(
        (await api.call('POST', '/v1/appeals', { key, body: { account: 'member_0_2', reason: 'x' } })).status,
      ).toBe(403);
    }
    expect(
      (
        await api.call('POST', '/v1/appeals', {
          key: await api.keyWith('enforcer'),
          body: { account: 'member_0_2', reason: 'x' },
        })
      ).status,
    ).toBe(201);
    const listed = await api.call<{ appeals: Appeal[] }>('GET', `/v1/appeals?state=open&batch=${batch}`);
    expect(listed.body.appeals).toHaveLength(3);
    expect(
      (await api.call<{ appeals: Appeal[] }>('GET', '/v1/appeals?account=member_0_0')).body.appeals.map(({ id }) => id),
    ).toEqual([recorded.body.id]);
  });

  it('is decided by one who had no hand in the batch, seen in the transaction, and by one of many at once', async () => {
    const author = await api.keyWith('enforcer', 'approver');
    const batch = await banned(['member_1_1'], author);
    const { id } = (await record('member_1_1')).body;
    const own = await overturn(id, author);
    expect([own.status, (own.body as { type?: string }).type]).toEqual([403, '/problems/four-eyes']);
    expect(await itemState('member_1_1', batch)).toBe('done');
    const second = await api.keyWith('approver');
    expect((await decide(id, { outcome: 'overturned', reason: 'x' }, second)).status).toBe(400);
    expect((await decide(id, { outcome: 'upheld', reason: 'x' }, second, null)).status).toBe(428);
    const etag = (await api.call('GET', `/v1/appeals/${id}`)).headers.get('etag')!;
    const answers = await Promise.all(
      [1, 2, 3].map(() => decide(id, { outcome: 'upheld', reason: 'seen' }, second, etag)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
    expect((await overturn(id, second)).status).toBe(409);
    expect(await itemState('member_1_1', batch)).toBe('done');
    const { body } = await api.call<{ entries: { action: string }[] }>('GET', `/v1/audit?target=appeal:${id}`);
    expect(
      body.entries
        .map(({ action }) => action)
        .filter((action) => action !== 'getAppeal')
        .toReversed(),
    ).toEqual(['recordAppeal', 'decideAppeal']);
  });
});

describe('an overturned appeal', () => {
  it('lifts the ban, and takes off its signals what the rule allows in the next run, until it is taken back', async () => {
    const account = 'member_2_0';
    const batch = await banned(truth.rings[2]!, enforcer);
    const before = (await ringOf(account))!;
    const other = (await ringOf('member_3_0'))!;
    const { id } = (await record(account)).body;
    const { body } = await overturn(id);
    expect(body.state).toBe('overturned');
    expect(await itemState(account, batch)).toBe('undoing');
    expect(await itemState('member_2_1', batch)).toBe('done');
    // 1 − .5 × 1 / (1 + 2), with the usual rule.
    for (const { factor } of body.signals) expect(factor).toBeCloseTo(1 - 0.5 / 3, 3);
    const { counters } = await detect();
    expect(counters['decisions']).toMatchObject({ doubted: body.signals.length, ringsDoubted: 1, ringsDropped: 0 });
    const after = (await ringOf(account))!;
    expect(after.id).toBe(before.id);
    for (const figure of ['score', 'bits', 'strength'] as const) expect(after[figure]).toBeLessThan(before[figure]);
    expect(await ringOf('member_3_0')).toEqual({ ...other, run: expect.any(String) });

    expect((await takeBack(id)).body).toMatchObject({ state: 'open' });
    expect((await detect()).counters['decisions']).toBeUndefined();
    expect(await ringOf(account)).toMatchObject({ score: before.score, bits: before.bits, strength: before.strength });
    expect((await takeBack(id)).status).toBe(409);
  });

  it('by many takes more off, never more than the rule allows', async () => {
    const appeals: string[] = [];
    for (const account of truth.rings[2]!.slice(1, 13)) {
      const { id } = (await record(account)).body;
      expect((await overturn(id)).status).toBe(200);
      appeals.push(id);
    }
    const { body } = await api.call<Appeal>('GET', `/v1/appeals/${appeals[0]}`);
    const factors = body.signals.map(({ factor }) => factor);
    expect(Math.min(...factors)).toBeLessThan(1 - 0.5 / 3);
    for (const factor of factors) expect(factor).toBeGreaterThanOrEqual(0.5);
    const { counters } = await detect();
    expect(counters['decisions']!['ringsDoubted']! + counters['decisions']!['ringsDropped']!).toBeGreaterThan(0);
  });
});

describe('precision', () => {
  it('is told by month, by type of signal and by what overturned bans turned out to be', async () => {
    clock = Date.UTC(2026, 3, 2);
    const { id } = (await record('member_0_3')).body;
    await decide(id, { outcome: 'upheld', reason: 'seen' });
    const { body } = await api.call<Precision>('GET', '/v1/appeals/precision');
    expect(body).toMatchObject({ upheld: 2, overturned: 12, precision: 2 / 14 });
    expect(body.months).toMatchObject([
      { month: '2026-03-01', upheld: 1, overturned: 12 },
      { month: '2026-04-01', upheld: 1, overturned: 0 },
    ]);
    expect(body.types.map(({ type }) => type).sort()).toEqual(['payment_instrument', 'prompt']);
    expect(body.codes).toMatchObject([{ code: 'office', overturned: 12 }]);
    const april = await api.call<Precision>('GET', '/v1/appeals/precision?from=2026-04-01T00:00:00Z');
    expect(april.body).toMatchObject({ upheld: 1, overturned: 0, precision: 1, codes: [] });
  });
});

describe('a ban that was carried out', () => {
  it('is lifted by whoever carried it out once its appeal is overturned, and nobody else’s is', async () => {
    const batch = await banned([truth.rings[3]![0]!], enforcer);
    await cypherRows("MATCH (i:BanItem {batch: $batch}) SET i.state = 'pending'", { batch });
    for (const key of [approver, await api.keyWith('approver')]) {
      const { body, headers } = await api.call<{ state: string }>('GET', `/v1/bans/${batch}`);
      if (body.state === 'approved') break;
      const approved = { key, headers: { 'if-match': headers.get('etag')! }, body: { reason: 'looked at' } };
      expect((await api.call('POST', `/v1/bans/${batch}/approve`, approved)).status).toBe(200);
    }
    const plan = {
      ...{ receiver: null, canary: { share: 1, atLeast: 1, holdMinutes: 0 } },
      limits: { errorShare: 1, appealShare: 1 },
    };
    const start = { key: enforcer, headers: { 'if-match': '*' }, body: plan };
    expect((await api.call('POST', `/v1/bans/${batch}/start`, start)).status).toBe(200);
    const pending = async () =>
      (
        await api.call<{ accounts: { account: string; key: string; action: string }[] }>(
          'GET',
          `/v1/bans/${batch}/pending?limit=100`,
          { key: enforcer },
        )
      ).body.accounts;
    const acknowledge = (items: readonly { key: string }[]) =>
      api.call('POST', `/v1/bans/${batch}/acknowledgements`, {
        key: enforcer,
        body: { results: items.map(({ key }) => ({ key, outcome: 'done' })) },
      });
    const statusOf = async (account: string) =>
      (await api.call<{ status: string }>('GET', `/v1/accounts/${account}`)).body.status;
    const bans = await pending();
    expect(bans.length).toBeGreaterThan(2);
    await acknowledge(bans);
    const [one, other] = bans.map(({ account }) => account) as [string, string];
    expect([await statusOf(one), await statusOf(other)]).toEqual(['banned', 'banned']);
    const { id } = (await record(one)).body;
    expect((await overturn(id)).body.ban).toBe('undoing');
    const lifts = await pending();
    expect(lifts.map(({ account, action }) => [account, action])).toEqual([[one, 'lift']]);
    await acknowledge(lifts);
    expect((await api.call<Appeal>('GET', `/v1/appeals/${id}`)).body.ban).toBe('undone');
    expect([await statusOf(one), await statusOf(other)]).toEqual(['active', 'banned']);
  });
});
