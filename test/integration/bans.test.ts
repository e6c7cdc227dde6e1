import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyManifest } from '../../src/bans/manifest/verify.ts';
import { signalRegistry } from '../../src/signals/index.ts';
import { verifies } from '../../src/signing-keys.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { TESTER } from '../support/audit.ts';
import { testGraph } from '../support/graph.ts';
import { plant, planted } from '../support/planted.ts';

interface Batch {
  readonly id: string;
  readonly state: string;
  readonly version: number;
  readonly accounts: number;
  readonly leftOut: number;
  readonly authors: readonly string[];
  readonly root: string | null;
  readonly problem: string | null;
  readonly actions: readonly string[];
  readonly approvals: {
    readonly needed: number;
    readonly because: readonly string[];
    readonly given: readonly { verdict: string }[];
  };
}
interface Item {
  readonly seq: number;
  readonly account: string;
  readonly ring: string | null;
  readonly reason: string | null;
}
interface LeftOut {
  readonly account: string;
  readonly why: string;
  readonly detail: string;
}

const population = planted({ ordinary: 1500, rings: 5, ringSize: 25, seed: 7 });
let api: TestApi;
let keys: { enforcer: string; other: string; approver: string; second: string; both: string };
let rings: string[];
beforeAll(async () => {
  const graph = await testGraph();
  await plant(graph, signalRegistry(), population.events);
  api = await startApi({
    graph,
    config: {
      accounts: {
        attributes: [
          { name: 'plan', type: 'text' },
          { name: 'spend', type: 'number' },
        ],
      },
      bans: {
        exclude: [{ attribute: 'plan', in: ['enterprise'] }],
        approval: { twoFrom: 60, twoIf: [{ attribute: 'spend', atLeast: 5000 }] },
      },
    },
  });
  await detect();
  rings = (await api.call<{ rings: { id: string }[] }>('GET', '/v1/rings?limit=200')).body.rings.map(({ id }) => id);
  keys = {
    enforcer: await api.keyWith('enforcer'),
    other: await api.keyWith('enforcer'),
    approver: await api.keyWith('approver'),
    second: await api.keyWith('approver'),
    both: await api.keyWith('enforcer', 'approver'),
  };
});
afterAll(async () => {
  await api?.close();
  await api?.graph.close();
});

const detect = async (): Promise<void> => {
  await api.app.detection.start({ by: TESTER, trigger: 'api' });
  expect((await api.app.detection.finished())?.state).toBe('published');
};
const membersOf = async (id: string): Promise<string[]> =>
  (await api.call<{ members: { id: string }[] }>('GET', `/v1/rings/${id}/members?limit=1000`)).body.members.map(
    (member) => member.id,
  );
const tell = async (account: string, attributes: object): Promise<void> => {
  const event = { id: 'e', account, kind: 'session', time: '2026-03-01T00:00:00Z', attributes };
  const sent = await api.call('POST', '/v1/events', {
    body: [event],
    headers: { 'idempotency-key': crypto.randomUUID() },
  });
  expect(sent.status).toBe(200);
};
const draft = (from: object, over: { key?: string; headers?: Record<string, string> } = {}) =>
  api.call<Batch>('POST', '/v1/bans', {
    ...{ key: keys.enforcer, headers: {}, ...over },
    body: { title: 'a batch', reason: 'seen together', from: { kind: 'rings', ...from } },
  });
const read = async (id: string) => {
  const { body, headers } = await api.call<Batch>('GET', `/v1/bans/${id}`);
  return { body, etag: headers.get('etag')! };
};
const step = async (id: string, name: string, key: string, body?: object, etag?: string) =>
  api.call<Batch>('POST', `/v1/bans/${id}/${name}`, {
    key,
    headers: { 'if-match': etag ?? (await read(id)).etag },
    ...(body === undefined ? {} : { body }),
  });
const frozen = async (from: object): Promise<Batch> => {
  const { body } = await draft(from);
  expect((await step(body.id, 'freeze', keys.enforcer)).status).toBe(202);
  await api.app.freezes.settled();
  return (await read(body.id)).body;
};
const listOf = async (id: string): Promise<Item[]> =>
  (await api.call<{ accounts: Item[] }>('GET', `/v1/bans/${id}/accounts?limit=1000`)).body.accounts;
const leftOutOf = async (id: string): Promise<LeftOut[]> =>
  (await api.call<{ accounts: LeftOut[] }>('GET', `/v1/bans/${id}/exclusions?limit=1000`)).body.accounts;
const manifestOf = async (id: string): Promise<string[]> => {
  const answer = await fetch(`${api.url}/v1/bans/${id}/manifest`, { headers: { authorization: `Bearer ${api.key}` } });
  expect(answer.status).toBe(200);
  return (await answer.text()).trimEnd().split('\n');
};
const SAID = { reason: 'looked at twenty of them' };
/** Batches that hold accounts of the shared rings are let go of when a test is over. */
const letGo = async (...ids: string[]): Promise<void> => {
  for (const id of ids) expect((await step(id, 'cancel', keys.other)).status).toBe(200);
};

describe('a draft', () => {
  it('lists each account once with the ring that holds it, and names whom it leaves out and why', async () => {
    const [ring] = rings;
    const members = await membersOf(ring!);
    const [enterprise, allowed, banned] = members;
    await tell(enterprise!, { plan: 'enterprise', spend: 12 });
    const entry = await api.call<{ id: string }>('POST', '/v1/allow-list', {
      body: { kind: 'account', target: allowed, code: 'partner', reason: 'known' },
    });
    await api.graph.write(
      { name: 'test', text: "MATCH (a:Account {id: $id}) SET a.status = 'banned'" },
      { id: banned },
    );

    const { status, body, headers } = await draft({ rings: [ring, ring] });
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`/v1/bans/${body.id}`);
    expect(body).toMatchObject({ state: 'draft', version: 1, accounts: members.length - 3, leftOut: 3 });
    const items = await listOf(body.id);
    expect(items.map(({ account }) => account).sort()).toEqual(members.slice(3).sort());
    expect(items.map(({ seq }) => seq)).toEqual(items.map((_, n) => n + 1));
    expect(new Set(items.map((item) => item.ring))).toEqual(new Set([ring]));
    const out = new Map((await leftOutOf(body.id)).map((one) => [one.account, one]));
    expect(out.get(enterprise!)).toMatchObject({ why: 'rule', detail: 'plan is enterprise (bans.exclude).' });
    expect(out.get(allowed!)).toMatchObject({ why: 'allow_listed' });
    expect(out.get(banned!)).toMatchObject({ why: 'already_banned' });
    const { body: account } = await api.call<{ attributes: object }>('GET', `/v1/accounts/${enterprise}`);
    expect(account.attributes).toEqual({ plan: 'enterprise', spend: 12 });

    await api.call('POST', `/v1/allow-list/${entry.body.id}/withdraw`, {
      body: { reason: 'no' },
      headers: { 'if-match': '*' },
    });
    await api.graph.write(
      { name: 'test', text: "MATCH (a:Account {id: $id}) SET a.status = 'active'" },
      { id: banned },
    );
    expect((await step(body.id, 'draw', keys.enforcer)).body).toMatchObject({
      accounts: members.length - 1,
      leftOut: 1,
    });
  });

  it('comes from a filter, or from a list in CSV or NDJSON, whose unknown accounts are listed with why', async () => {
    const all = await draft({ kind: 'filter', filter: { minSize: 1 } } as object);
    expect(all.body.accounts).toBeGreaterThan(90);
    expect((await draft({ kind: 'filter', filter: { minsize: 1 } } as object)).status).toBe(400);

    const opened = await api.call<{ id: string }>('POST', '/v1/cases', { body: { kind: 'ring', target: rings[4] } });
    const ofCase = await draft({ kind: 'case', case: opened.body.id } as object);
    expect(ofCase.body.accounts).toBe((await membersOf(rings[4]!)).length);

    const [member] = await membersOf(rings[1]!);
    const upload = async (type: string, body: string) => {
      const url = `${api.url}/v1/bans/list?title=t&reason=r`;
      const authorization = `Bearer ${keys.enforcer}`;
      const answer = await fetch(url, { method: 'POST', headers: { authorization, 'content-type': type }, body });
      return { status: answer.status, body: (await answer.json()) as Batch };
    };
    const csv = await upload(
      'text/csv',
      `account,reason\r\n${member},"chargeback, twice"\r\nnobody,\r\n${member},\r\n`,
    );
    expect(csv.body).toMatchObject({ accounts: 1, leftOut: 1 });
    expect(await listOf(csv.body.id)).toMatchObject([{ account: member, ring: rings[1], reason: 'chargeback, twice' }]);
    expect(await leftOutOf(csv.body.id)).toMatchObject([{ account: 'nobody', why: 'unknown_account' }]);
    expect((await upload('application/x-ndjson', `"${member}"\n{"account":"nobody"}\n`)).body).toMatchObject({
      accounts: 1,
    });
    expect(await upload('application/x-ndjson', '{"account":7}\n')).toMatchObject({
      status: 400,
      body: { problems: [{ reason: 'line 1: must be text of 1–256 characters' }] },
    });
    expect((await upload('text/csv', 'id\r\n1\r\n')).status).toBe(400);
    expect((await upload('application/json', '[]')).status).toBe(415);
  });

  it('is found by a ring and an account that it lists, and by the case that it was drawn from', async () => {
    const [one, other] = [await draft({ rings: [rings[1]] }), await draft({ rings: [rings[3]] })];
    const opened = await api.call<{ id: string }>('POST', '/v1/cases', { body: { kind: 'ring', target: rings[0] } });
    const ofCase = await draft({ kind: 'case', case: opened.body.id } as object);
    const found = async (query: string): Promise<string[]> =>
      (await api.call<{ batches: Batch[] }>('GET', `/v1/bans?limit=200&${query}`)).body.batches.map(({ id }) => id);
    const account = (await listOf(one.body.id))[0]!.account;
    for (const query of [`ring=${rings[1]}`, `account=${account}`, `account=${account}&ring=${rings[1]}&state=draft`]) {
      expect([query, await found(query)]).toEqual([query, expect.arrayContaining([one.body.id])]);
      expect(await found(query)).not.toContain(other.body.id);
    }
    expect(await found(`case=${opened.body.id}`)).toEqual([ofCase.body.id]);
    for (const query of ['account=nobody', 'case=case', `ring=${rings[1]}&state=done`])
      expect([query, await found(query)]).toEqual([query, []]);
    // Both must hold; of other drafts, of all rings, both do.
    const ofBoth = await found(`account=${account}&ring=${rings[3]}`);
    expect(ofBoth.filter((id) => [one.body.id, other.body.id].includes(id))).toEqual([]);
    // Pages go on within the filter.
    const all = await found(`ring=${rings[0]}`);
    const first = await api.call<{ batches: Batch[]; next: string }>('GET', `/v1/bans?limit=1&ring=${rings[1]}`);
    expect(first.body.batches).toHaveLength(1);
    expect(all).toContain(ofCase.body.id);
  });

  it('is made once under one key, and is refused for rings and cases that are not there', async () => {
    const headers = { 'idempotency-key': 'once' };
    const from = { rings: [rings[2]] };
    const answers = await Promise.all([1, 2, 3].map(() => draft(from, { headers })));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect((await draft({ rings: [rings[3]] }, { headers })).status).toBe(422);
    expect((await draft(from, { headers, key: keys.other })).body.id).not.toBe(answers[0]!.body.id);
    expect((await draft({ rings: ['ring_none'] })).status).toBe(404);
    expect((await draft({ kind: 'case', case: 'case_none' } as object)).status).toBe(404);
    expect((await draft(from, { key: keys.approver })).status).toBe(403);
  });

  it('is changed by hand by whoever saw its version, all or nothing', async () => {
    const { body, headers } = await draft({ rings: [rings[2]] });
    const [one, two] = (await listOf(body.id)).map(({ account }) => account);
    const etag = headers.get('etag')!;
    const bad = await step(body.id, 'leave-out', keys.enforcer, { accounts: [one, 'nobody'], ...SAID });
    expect(bad).toMatchObject({ status: 400, body: { problems: [{ pointer: '/accounts/1' }] } });
    const races = await Promise.all(
      [1, 2, 3].map(() => step(body.id, 'leave-out', keys.other, { accounts: [one, two], ...SAID }, etag)),
    );
    expect(races.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
    expect((await read(body.id)).body).toMatchObject({ accounts: body.accounts - 2, leftOut: body.leftOut + 2 });
    expect((await read(body.id)).body.authors).toHaveLength(2);
    expect(await leftOutOf(body.id)).toContainEqual(
      expect.objectContaining({ account: one, why: 'by_hand', detail: SAID.reason }),
    );
    expect((await step(body.id, 'draw', keys.enforcer)).body).toMatchObject({ accounts: body.accounts - 2 });
    expect((await step(body.id, 'take-in', keys.enforcer, { accounts: [one] })).body.accounts).toBe(body.accounts - 1);
    const noMatch = await api.call('POST', `/v1/bans/${body.id}/draw`, { key: keys.enforcer });
    expect(noMatch.status).toBe(428);
  });
});

describe('freezing', () => {
  it('fixes the list with a signed manifest that anybody can check', async () => {
    const batch = await frozen({ rings: [rings[2]] });
    expect(batch).toMatchObject({ state: 'frozen', problem: null, approvals: { needed: 1, because: [] } });
    const lines = await manifestOf(batch.id);
    expect(lines).toHaveLength(1 + batch.accounts);
    const first = JSON.parse(lines[1]!) as { evidence: string[]; counterfactual: string; ring: string };
    expect(first.ring).toBe(rings[2]);
    expect(first.evidence[0]).toMatch(/: [\d.]+ bits, \d+ members?$/);
    expect(first.counterfactual).toMatch(/^Linked with \d+ other members?; without .* it would not be in the ring\.$/);

    const jwks = await api.call('GET', '/v1/bans/keys');
    const verdict = (of: string[]) =>
      verifyManifest(
        (async function* () {
          yield* of;
        })(),
        ({ header, ...signature }) => verifies(jwks.body as never, header, signature),
      );
    expect(await verdict(lines)).toMatchObject({ batch: batch.id, accounts: batch.accounts, faults: [] });
    const changed = lines.with(1, lines[1]!.replace('"strength":', '"strength":1'));
    expect((await verdict(changed)).faults).toMatchObject([{ line: 2, kind: 'changed' }]);

    for (const [name, body] of [
      ['leave-out', { accounts: ['a'], ...SAID }],
      ['draw', undefined],
    ] as const) {
      expect((await step(batch.id, name, keys.enforcer, body)).status).toBe(409);
    }
    await letGo(batch.id);
  });

  it('looks once more at what came to be known, and lets two batches not have the same account', async () => {
    const [first, second] = await Promise.all([draft({ rings: [rings[1]] }), draft({ rings: [rings[1], rings[2]] })]);
    await tell((await membersOf(rings[1]!))[0]!, { plan: 'enterprise' });
    const answers = await Promise.all(
      [first, second].map(({ body, headers }) =>
        step(body.id, 'freeze', keys.enforcer, undefined, headers.get('etag')!),
      ),
    );
    await api.app.freezes.settled();
    const lists = await Promise.all([first, second].map(({ body }) => listOf(body.id)));
    const [a, b] = lists.map((items) => new Set(items.map(({ account }) => account)));
    const all = new Set([...(await membersOf(rings[1]!)), ...(await membersOf(rings[2]!))]);
    if (answers[0]!.status === 202) {
      expect([...a!].filter((account) => b!.has(account))).toEqual([]);
      expect(a!.size + b!.size).toBe(all.size - 1);
      expect(await leftOutOf(second.body.id)).toContainEqual(expect.objectContaining({ why: 'in_another_batch' }));
      await letGo(first.body.id, second.body.id);
    } else {
      // The larger one was first, and nobody was left for the other.
      expect(answers.map(({ status }) => status)).toEqual([409, 202]);
      await letGo(second.body.id);
    }
  });

  it('is refused for a list that a newer run has overtaken, until it is drawn again', async () => {
    const { body } = await draft({ rings: [rings[2]] });
    await detect();
    const refused = await step(body.id, 'freeze', keys.enforcer);
    expect(refused).toMatchObject({ status: 409, body: { type: '/problems/graph-conflict' } });
    expect((await step(body.id, 'draw', keys.enforcer)).status).toBe(200);
    const { etag } = await read(body.id);
    expect((await step(body.id, 'freeze', keys.enforcer, undefined, etag)).status).toBe(202);
    // The answer was lost: sent again it is taken once, by whoever sent it.
    expect((await step(body.id, 'freeze', keys.enforcer, undefined, etag)).status).toBe(202);
    expect((await step(body.id, 'freeze', keys.other, undefined, etag)).status).toBe(412);
    await api.app.freezes.settled();
    await letGo(body.id);
  });

  it('goes on where a killed process left it', async () => {
    const { body } = await draft({ rings: [rings[3]] });
    await step(body.id, 'freeze', keys.enforcer);
    await api.app.freezes.settled();
    const before = await manifestOf(body.id);
    // As a killed process leaves it: fixed, half of the lines written, no header, and no sign of life for two minutes.
    await api.graph.write(
      {
        name: 'test',
        text: "MATCH (b:BanBatch {id: $id})-[:LISTS]->(i) WHERE i.seq > 10 REMOVE i.line, i.hash WITH DISTINCT b SET b.state = 'freezing', b.freezingAt = datetime.realtime() - duration('PT2M') REMOVE b.header, b.root, b.frozenAt",
      },
      { id: body.id },
    );
    const forgotten = 'MATCH (i:BanItem {batch: $id, seq: 12}) SET i.account = null';
    await api.graph.write({ name: 'test', text: forgotten }, { id: body.id });
    const other = await startApi({ graph: api.graph, instance: 'other' });
    await Promise.all([api.app.freezes.look(), other.app.freezes.look()]);
    await Promise.all([api.app.freezes.settled(), other.app.freezes.settled()]);
    await other.close();
    expect((await read(body.id)).body.state).toBe('frozen');
    const after = await manifestOf(body.id);
    expect(after.slice(1, 11)).toEqual(before.slice(1, 11));
    expect(after).toHaveLength(before.length);
    expect(JSON.parse(after[12]!)).toEqual({ seq: 12, hash: expect.any(String), erased: true });
    expect(JSON.parse(after[13]!)).toMatchObject({ seq: 13, account: expect.any(String) });
    const { body: trail } = await api.call<{ entries: { action: string }[] }>(
      'GET',
      `/v1/audit?target=ban-batch:${body.id}`,
    );
    // Once before the process was killed, and once by whichever of the two was first.
    expect(trail.entries.filter(({ action }) => action === 'banBatchFrozen')).toHaveLength(2);
    await letGo(body.id);
  });
});

describe('an approval', () => {
  it('is never by somebody who had a hand in the list', async () => {
    const { body } = await draft({ rings: [rings[3]] }, { key: keys.both });
    await step(body.id, 'freeze', keys.enforcer);
    await api.app.freezes.settled();
    for (const [key, status] of [
      [keys.both, 403],
      [keys.enforcer, 403],
      [keys.approver, 200],
    ] as const) {
      expect((await step(body.id, 'approve', key, SAID)).status).toBe(status);
    }
    const { body: approved } = await read(body.id);
    expect(approved).toMatchObject({ state: 'approved', approvals: { given: [{ verdict: 'approved' }] } });
    expect(approved.actions).toEqual(['reject', 'cancel', 'start']);
    // By the database itself, too.
    const forced = {
      id: body.id,
      version: approved.version,
      action: 'approve',
      by: approved.authors[0],
      more: {},
      at: 0,
    };
    const { text } = (await import('../../src/graph/queries.ts')).cypher('bans/step');
    expect(
      await api.graph.write(
        { name: 'test', text },
        { ...forced, state: 'approved', phase: null, authors: [], approvals: [] },
      ),
    ).toEqual([]);
    await letGo(body.id);
  });

  it('of a large batch, or of one with paying accounts, takes two people, and none of them counts twice', async () => {
    await tell((await membersOf(rings[3]!))[4]!, { spend: 9000 });
    const batch = await frozen({ rings: [rings[3]] });
    expect(batch.approvals).toMatchObject({ needed: 2, because: ['1 of which spend is at least 5000'] });
    const { etag } = await read(batch.id);
    const first = await Promise.all([1, 2].map(() => step(batch.id, 'approve', keys.approver, SAID, etag)));
    expect(first.map(({ status }) => status)).toEqual([200, 200]);
    expect((await read(batch.id)).body).toMatchObject({ state: 'frozen', approvals: { given: [{}] } });
    expect((await step(batch.id, 'approve', keys.second, SAID, etag)).status).toBe(412);
    expect((await step(batch.id, 'approve', keys.second, SAID)).body).toMatchObject({ state: 'approved' });
    await letGo(batch.id);
    const large = await frozen({ rings });
    expect(large.approvals.because).toContainEqual(expect.stringMatching(/^\d+ accounts, which is at least 60$/));
    const { etag: tag } = await read(large.id);
    const race = await Promise.all([
      step(large.id, 'approve', keys.approver, SAID, tag),
      step(large.id, 'reject', keys.second, SAID, tag),
      step(large.id, 'cancel', keys.other, undefined, tag),
    ]);
    expect(race.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
    const { body } = await read(large.id);
    expect(['frozen', 'rejected', 'cancelled']).toContain(body.state);
    if (body.state === 'frozen') await letGo(large.id);
  });

  it('and every other step is in the audit trail', async () => {
    const batch = await frozen({ rings: [rings[3]] });
    await step(batch.id, 'reject', keys.approver, SAID);
    const { body } = await api.call<{ entries: { action: string }[] }>('GET', `/v1/audit?target=ban-batch:${batch.id}`);
    const actions = body.entries.map(({ action }) => action).filter((action) => !action.startsWith('get'));
    expect(actions.toReversed()).toEqual(['draftBanBatch', 'freezeBanBatch', 'banBatchFrozen', 'rejectBanBatch']);
    expect(
      (await api.call<{ batches: Batch[] }>('GET', '/v1/bans?state=rejected')).body.batches.map(({ id }) => id),
    ).toContain(batch.id);
  });
});

describe('a review', () => {
  interface Collateral {
    readonly accounts: number;
    readonly expectedInnocents: number;
    readonly heldByOneSignal: number | null;
    readonly calibration: { readonly basis: string };
    readonly tiers: readonly { readonly accounts: number }[];
    readonly attributes: readonly { readonly name: string }[];
    readonly past: Record<string, number>;
    readonly earlier: readonly {
      readonly batch: string;
      readonly both: number;
      readonly added: number;
      readonly gone: number;
    }[];
  }
  const collateral = async (id: string) => (await api.call<Collateral>('GET', `/v1/bans/${id}/collateral`)).body;

  it('says whom a batch would hit wrongly, and how it differs from the last batch of the ring', async () => {
    const [ring] = rings.slice(4);
    const members = await membersOf(ring!);
    await tell(members[1]!, { spend: 10 });
    const { body: first } = await draft({ rings: [ring] });
    await step(first.id, 'leave-out', keys.enforcer, { accounts: members.slice(0, 2), ...SAID });
    expect((await collateral(first.id)).heldByOneSignal).toBeNull();
    await step(first.id, 'freeze', keys.enforcer);
    await api.app.freezes.settled();
    await letGo(first.id);

    const second = await frozen({ rings: [ring] });
    const found = await collateral(second.id);
    expect(found).toMatchObject({
      ...{ accounts: second.accounts, calibration: { basis: 'configured' } },
      past: { ringsUndecided: 1, leftRing: 0 },
      attributes: [{ name: 'spend', accounts: 1, sum: 10, most: 10 }],
      earlier: [{ batch: first.id, both: second.accounts - 2, added: 2, gone: 0 }],
    });
    expect(found.expectedInnocents).toBeGreaterThan(0);
    expect(found.expectedInnocents).toBeLessThan(second.accounts / 2);
    expect(found.tiers.reduce((sum, tier) => sum + tier.accounts, 0)).toBe(second.accounts);
    expect(found.heldByOneSignal).toBeTypeOf('number');
    // As it is when the run is no longer kept: what the manifest says of the ring is enough.
    const gone = 'MATCH (b:BanBatch {id: $id}) SET b.run = $run';
    await api.graph.write({ name: 'test', text: gone }, { id: second.id, run: 'run_gone' });
    expect(await collateral(second.id)).toMatchObject({
      expectedInnocents: found.expectedInnocents,
      tiers: found.tiers,
    });
    await letGo(second.id);
  });

  it('offers who joined since as a batch of their own, and never slips them in', async () => {
    const [ring] = rings.slice(4);
    const batch = await frozen({ rings: [ring] });
    expect((await api.call('GET', `/v1/bans/${batch.id}/followup`)).body).toMatchObject({ joined: 0 });
    const nobody = { body: { title: 't', reason: 'r' }, key: keys.enforcer };
    expect((await api.call('POST', `/v1/bans/${batch.id}/followup`, nobody)).status).toBe(409);

    const pattern = (await membersOf(ring!))[0]!;
    const events = population.events.filter(({ account }) => account === pattern);
    const joining = ['late_1', 'late_2', 'late_3'];
    await plant(
      api.graph,
      signalRegistry(),
      joining.flatMap((account) => events.map((event) => ({ ...event, account, id: `${account}-${event.id}` }))),
    );
    await detect();
    const { body: offered } = await api.call<{ joined: number; accounts: { account: string }[] }>(
      'GET',
      `/v1/bans/${batch.id}/followup`,
    );
    expect(offered.accounts.map(({ account }) => account).sort()).toEqual(joining);
    expect((await read(batch.id)).body).toMatchObject({ state: 'frozen', accounts: batch.accounts, root: batch.root });

    const { status, body } = await api.call<Batch>('POST', `/v1/bans/${batch.id}/followup`, nobody);
    expect({ status, accounts: body.accounts }).toEqual({ status: 201, accounts: 3 });
    expect((await listOf(body.id)).map((item) => [item.account, item.ring !== null])).toEqual(
      joining.map((account) => [account, true]),
    );
    expect((await step(body.id, 'draw', keys.enforcer)).body.accounts).toBe(3);
    const draftOnly = await draft({ rings: [rings[0]] });
    expect((await api.call('GET', `/v1/bans/${draftOnly.body.id}/followup`)).status).toBe(409);
    await letGo(batch.id, body.id);
  });
});
