import { writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyManifest } from '../../src/bans/manifest/verify.ts';
import { outbox } from '../../src/deliveries/outbox.ts';
import { signalRegistry } from '../../src/signals/index.ts';
import { verifies } from '../../src/signing-keys.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { TESTER } from '../support/audit.ts';
import { placesOf } from '../support/everywhere.ts';
import { cypherRows, testGraph } from '../support/graph.ts';
import { graphContent } from '../support/graph-content.ts';
import { KEPT_OF_ACCOUNTS } from '../support/kept-of-accounts.ts';
import { plant, planted } from '../support/planted.ts';

interface Erasure {
  readonly ref: string;
  readonly erasedAt: string | null;
  readonly found: boolean;
  readonly gone: readonly { readonly room: string; readonly what: Readonly<Record<string, number>> }[];
  readonly holds: string | null;
  readonly copies: readonly { readonly kind: string; readonly file: string | null; readonly there: boolean | null }[];
}
interface Tombstone {
  readonly ref: string;
  readonly code: string;
  readonly reason: string;
  readonly times: number;
}

/** A member of the first planted ring; no other id begins with it. */
const VICTIM = 'member_0_24';
const SAID = { code: 'request', reason: 'ticket 4711' } as const;
const OWN_ADDRESS = '203.0.113.77';

let api: TestApi;
beforeAll(async () => {
  const graph = await testGraph();
  await plant(graph, signalRegistry(), planted({ ordinary: 1500, rings: 3, ringSize: 25, seed: 7 }).events);
  api = await startApi({ graph });
  await send(VICTIM, [
    { type: 'ip', value: OWN_ADDRESS },
    { type: 'email', value: 'zq.victim@example.com' },
    { type: 'prompt', value: 'Compose an ode to my zqsingular grandmother' },
  ]);
  await api.app.detection.start({ by: TESTER, trigger: 'api' });
  expect((await api.app.detection.finished())?.state).toBe('published');
});
afterAll(async () => {
  await api?.close();
  await api?.graph.close();
});

let sent = 0;
const send = async (account: string, signals: object[], time = new Date()): Promise<void> => {
  sent += 1;
  const event = { id: `evt-${sent}`, account, kind: 'session', time: time.toISOString(), signals };
  const headers = { 'idempotency-key': `erasure-${sent}` };
  const post = () => api.call('POST', '/v1/events', { body: [event], headers });
  let answer = await post();
  // A signal may go in the middle: then the same is sent again, as any sender does.
  for (let tries = 0; answer.status === 503 && tries < 20; tries++) answer = await post();
  expect(answer.status).toBe(200);
};
const preview = async (account: string) =>
  (await api.call<Erasure>('POST', `/v1/accounts/${encodeURIComponent(account)}/erase/preview`)).body;
const erase = (account: string, over: object = {}) =>
  api.call<Erasure>('POST', `/v1/accounts/${encodeURIComponent(account)}/erase`, { body: { ...SAID, ...over } });
const tombstonesOf = async (account: string) =>
  (await api.call<{ erasures: Tombstone[] }>('GET', `/v1/erasures?account=${account}`)).body.erasures;
const ringOf = async (account: string): Promise<string> =>
  (await api.call<{ ring: { id: string } }>('GET', `/v1/accounts/${account}`)).body.ring.id;
const ownSignals = async (account: string): Promise<string[]> =>
  (
    await cypherRows(
      'MATCH (a:Account {id: $account})-->(s:Signal) WHERE COUNT { (s)<--(:Account) } = 1 RETURN s.key AS key',
      { account },
    )
  ).map(({ key }) => key as string);

/** Opens a case about each, with a note and frozen evidence; their ids. */
const casesAbout = (subjects: readonly (readonly [string, string])[]): Promise<string[]> =>
  Promise.all(
    subjects.map(async ([kind, target]) => {
      const { body } = await api.call<{ id: string }>('POST', '/v1/cases', { body: { kind, target } });
      const to = `/v1/cases/${body.id}`;
      const note = { text: `Look at **${VICTIM}**, and at ip:${OWN_ADDRESS}` };
      expect((await api.call('POST', `${to}/notes`, { body: note })).status).toBe(201);
      expect((await api.call('POST', `${to}/snapshots`, { body: { kind, target } })).status).toBe(201);
      return body.id;
    }),
  );
/** A ban batch of a ring, frozen with its signed manifest. Its title is signed too, and must name nobody; its reason does. */
const frozenBatch = async (ring: string): Promise<string> => {
  const body = {
    title: 'Ring of nine cards',
    reason: `seen at ip:${OWN_ADDRESS}`,
    from: { kind: 'rings', rings: [ring] },
  };
  const drafted = await api.call<{ id: string }>('POST', '/v1/bans', { body });
  expect(drafted.status).toBe(201);
  const { id } = drafted.body;
  const headers = { 'if-match': drafted.headers.get('etag')! };
  expect((await api.call('POST', `/v1/bans/${id}/freeze`, { headers })).status).toBe(202);
  await api.app.freezes.settled();
  return id;
};
const verdictOf = async (batch: string) => {
  const answer = await fetch(`${api.url}/v1/bans/${batch}/manifest`, {
    headers: { authorization: `Bearer ${api.key}` },
  });
  const lines = (await answer.text()).trimEnd().split('\n');
  const { body: jwks } = await api.call('GET', '/v1/bans/keys');
  return verifyManifest(
    (async function* () {
      yield* lines;
    })(),
    ({ header, ...signature }) => verifies(jwks as never, header, signature),
  );
};
const receiver = async (): Promise<string> => {
  const body = { name: 'desk', kind: 'file', folder: 'alerts', format: 'ndjson', topics: ['alerts'] };
  const answer = await api.call<{ id: string }>('POST', '/v1/receivers', { body });
  expect([answer.status, answer.body]).toMatchObject([201, { id: expect.any(String) }]);
  return answer.body.id;
};

describe('an erasure', () => {
  test('is told beforehand to the last observation, and telling changes nothing', async () => {
    const before = await graphContent();
    const told = await api.app.erasure.preview(VICTIM);
    expect(await graphContent()).toEqual(before);
    expect(told).toMatchObject({ found: true, erasedAt: null, holds: null });
    const [counted] = await cypherRows(
      'MATCH (a:Account {id: $id})-[r]->(:Signal) RETURN count(r) AS observations, COUNT { (:Account {id: $id})-[:MEMBER_OF]->() } AS memberships',
      { id: VICTIM },
    );
    const own = await ownSignals(VICTIM);
    expect(own.length).toBeGreaterThanOrEqual(4);
    expect(told.gone[0]).toEqual({ room: 'graph', what: { accounts: 1, signals: own.length, ...counted } });
  });

  test('leaves nothing of the account anywhere, whoever wrote of it, and the trail, the ring and its answers stay whole', async () => {
    const ring = await ringOf(VICTIM);
    const own = await ownSignals(VICTIM);
    const others = (
      await api.call<{ members: { id: string }[] }>('GET', `/v1/rings/${ring}/members?limit=1000`)
    ).body.members.map(({ id }) => id);
    const batch = await frozenBatch(ring);
    // People write of it, read it, and allow what it showed; questions of its ring are kept in memory.
    const state = { state: 'in_review', reason: `because of ${VICTIM} at ip:${OWN_ADDRESS}.` };
    const etag = { 'if-match': '*' };
    expect((await api.call('PUT', `/v1/rings/${ring}/state`, { body: state, headers: etag })).status).toBe(200);
    const office = { code: 'office', reason: `seen with "${VICTIM}"` };
    for (const [kind, target] of [
      ['account', VICTIM],
      ['signal', `ip:${OWN_ADDRESS}`],
      ['account', others.find((id) => id !== VICTIM)!],
    ])
      expect((await api.call('POST', '/v1/allow-list', { body: { kind, target, ...office } })).status).toBe(201);
    await api.call('GET', `/v1/signals/${encodeURIComponent(`ip:${OWN_ADDRESS}`)}`);
    await api.call('GET', `/v1/accounts/${VICTIM}/signals`);
    expect((await api.call('GET', `/v1/rings/${ring}/members/${VICTIM}/why`)).status).toBe(200);
    await api.call('POST', `/v1/accounts/${VICTIM}/match`);
    const cases = await casesAbout([
      ['ring', ring],
      ['account', VICTIM],
      ['signal', `ip:${OWN_ADDRESS}`],
    ]);
    const outboxed = outbox(Date.now);
    const told1 = { topic: 'alerts' as const, receiver: await receiver(), type: 'alerts.ring', subject: ring };
    await api.graph.transaction((tx) =>
      outboxed.put(tx, [{ ...told1, data: { members: [VICTIM, 'user_1'] }, notBefore: Date.now() + 3_600_000 }]),
    );
    expect((await preview(VICTIM)).holds).toMatch(
      /case_\w+ is not closed; ban_\w+ is on its way; dlv_\w+ is on its way/,
    );
    for (const id of cases) {
      const body = { status: 'closed', outcome: 'confirmed', reason: `closed because of ${VICTIM}` };
      const closed = await api.call('PUT', `/v1/cases/${id}/status`, { body, headers: { 'if-match': '*' } });
      expect(closed.status).toBe(200);
    }
    const values = [VICTIM, OWN_ADDRESS, '203.0.113.0/24', 'zq.victim', 'zqsingular', ...own];
    expect((await placesOf(values, api.config.home)).length).toBeGreaterThan(15);

    const told = await preview(VICTIM);
    expect((await erase(VICTIM)).status).toBe(409);
    const { status, body } = await erase(VICTIM, { despiteHolds: true });
    expect(status).toBe(200);
    expect(body).toMatchObject({ ref: told.ref, gone: told.gone, found: true });
    expect(await verdictOf(batch)).toMatchObject({ accounts: others.length, erased: 1, faults: [] });
    for (const id of cases) {
      const { body: kept } = await api.call<{ snapshots: { id: string; hash: string }[] }>(
        'GET',
        `/v1/cases/${id}/snapshots`,
      );
      const { body: evidence } = await api.call('GET', `/v1/cases/${id}/snapshots/${kept.snapshots[0]!.id}`);
      expect(evidence).toMatchObject({ intact: true, erased: true, hash: kept.snapshots[0]!.hash });
      expect((await api.call('GET', `/v1/cases/${id}`)).status).toBe(200);
      expect((await api.call('GET', `/v1/cases/${id}/history`)).status).toBe(200);
    }
    const went = Object.fromEntries(body.gone.map(({ room, what }) => [room, what]));
    expect(went).toMatchObject({ 'allow-list': { entries: 2, mentions: 1 }, rings: { mentions: 1 } });
    expect(went['audit trail']!['subjects']).toBeGreaterThanOrEqual(2);

    // Whoever asks for it by name afterwards does not bring the name back.
    expect((await api.call('GET', `/v1/accounts/${VICTIM}`)).status).toBe(404);
    expect(await tombstonesOf(VICTIM)).toMatchObject([{ ref: body.ref, ...SAID, times: 1 }]);
    expect(await placesOf(values, api.config.home)).toEqual([]);
    expect(api.logLines.join('')).not.toContain(VICTIM);

    expect((await api.app.audit.verify(null)).faults).toEqual([]);
    const trail = await api.call<{ entries: { action: string }[] }>('GET', `/v1/audit?target=account:${VICTIM}`);
    expect(trail.body.entries.map(({ action }) => action)).toContain('eraseAccount');
    const after = await api.call<{ ring: { size: number; erased: number; decision: { reason: string } } }>(
      'GET',
      `/v1/rings/${ring}`,
    );
    expect(after.body.ring).toMatchObject({ size: others.length, erased: 1 });
    expect(after.body.ring.decision.reason).toBe('because of [erased] at [erased].');
    const members = await api.call<{ members: { id: string }[] }>('GET', `/v1/rings/${ring}/members?limit=1000`);
    expect(members.body.members.map(({ id }) => id)).toEqual(others.filter((id) => id !== VICTIM));
    const asked = await api.call<{ size: number }>(
      'GET',
      `/v1/rings/${ring}/counterfactual?without=type:payment_instrument`,
    );
    expect(asked.body.size).toBe(others.length - 1);
    expect((await api.call('GET', `/v1/rings/${ring}/members/${VICTIM}/why`)).status).toBe(404);
  });

  test('comes once, is refused for what nobody knows, and for a reason that would keep the name', async () => {
    expect((await erase(VICTIM)).status).toBe(404);
    expect((await erase('no such account')).status).toBe(404);
    const naming = await erase('user_3', { reason: 'user_3 asked' });
    expect(naming).toMatchObject({ status: 400, body: { problems: [{ pointer: '/reason' }] } });
    expect((await erase('user_3', { code: 'retention' })).status).toBe(400);
    expect((await erase('user_3', { reason: '' })).status).toBe(400);
  });

  test('lets events that come later begin anew, with nothing of before', async () => {
    await send(VICTIM, [{ type: 'ip', value: '203.0.113.99' }]);
    const { body } = await api.call('GET', `/v1/accounts/${VICTIM}`);
    expect(body).toMatchObject({ id: VICTIM, events: 1, ring: null });
    const { body: trail } = await api.call<{ subjects: Record<string, string> }>(
      'GET',
      '/v1/audit?action=getAccount&limit=1',
    );
    expect(Object.values(trail.subjects)).toEqual([VICTIM]);
    expect((await erase(VICTIM)).status).toBe(200);
    expect((await tombstonesOf(VICTIM))[0]!.times).toBeGreaterThanOrEqual(2);
  });

  test('waits for a confirmed ring, unless it is said to be despite that', async () => {
    const account = 'member_1_24';
    const ring = await ringOf(account);
    for (const state of ['in_review', 'confirmed'])
      await api.call('PUT', `/v1/rings/${ring}/state`, {
        body: { state, reason: 'seen' },
        headers: { 'if-match': '*' },
      });
    expect((await preview(account)).holds).toBe(`${ring} is confirmed`);
    const refused = await erase(account);
    expect(refused).toMatchObject({
      status: 409,
      body: { type: '/problems/account-held', holds: `${ring} is confirmed` },
    });
    expect((await api.call('GET', `/v1/accounts/${account}`)).status).toBe(200);
    expect((await erase(account, { despiteHolds: true })).status).toBe(200);
    expect((await api.call('GET', `/v1/accounts/${account}`)).status).toBe(404);
  });

  test('asks every room that keeps something of accounts', async () => {
    const rooms = Object.values(KEPT_OF_ACCOUNTS).flatMap((kept) => ('room' in kept ? [kept.room] : []));
    const asked = (await preview('user_2')).gone.map(({ room }) => room);
    expect([...new Set(rooms)].sort()).toEqual([...asked].sort());
  });

  test('takes its name from where a walk of retention stopped', async () => {
    const [before] = await cypherRows("MATCH (a:Account) WHERE a.id < 'user_9' RETURN max(a.id) AS id");
    const job = { after: 'user_9', endedAt: null, holder: null, until: 0, at: 1, dryRun: false };
    await cypherRows("MERGE (j:RetentionJob {name: 'retention'}) SET j.job = $job", { job: JSON.stringify(job) });
    expect((await erase('user_9')).status).toBe(200);
    const [row] = await cypherRows('MATCH (j:RetentionJob) RETURN j.job AS job');
    expect(JSON.parse(row!['job'] as string)).toEqual({ ...job, after: before!['id'] });
    await cypherRows('MATCH (j:RetentionJob) DELETE j');
  });

  test('loses no observation of others who begin to show its signals at the same moment', async () => {
    const rounds = Array.from({ length: 7 }, (_, n) => n);
    for (const n of rounds) await send(`racer_${n}`, [{ type: 'ip', value: `192.0.2.${n + 1}` }]);
    await Promise.all(
      rounds.flatMap((n) => [
        send(`other_${n}`, [{ type: 'ip', value: `192.0.2.${n + 1}` }]),
        erase(`racer_${n}`).then(({ status }) => expect(status).toBe(200)),
      ]),
    );
    const rows = await cypherRows(
      "MATCH (a:Account)-[:CONNECTED_FROM]->(s:Ip) WHERE a.id STARTS WITH 'other_' RETURN a.id AS id, s.key AS key ORDER BY id",
    );
    const accepted = await cypherRows(
      "MATCH (a:Account) WHERE a.id STARTS WITH 'other_' RETURN a.id AS id ORDER BY id",
    );
    expect(rows.map(({ id }) => id)).toEqual(accepted.map(({ id }) => id));
    expect(await cypherRows("MATCH (a:Account) WHERE a.id STARTS WITH 'racer_' RETURN a.id")).toEqual([]);
  });

  test('lists the files and downloads that it does not reach', async () => {
    const file = join(api.config.home, 'accounts.csv');
    await writeFile(file, 'user_5');
    const by = { kind: 'command' as const, id: 'op', name: 'op', from: hostname(), request: null };
    const facts = { before: null, after: null };
    await api.app.record({ ...facts, actor: by, action: 'exportAccounts', targets: [{ kind: 'file', id: file }] });
    await api.call('GET', '/v1/exports/accounts?format=csv');
    const { body } = await erase('user_5');
    expect(body.copies.find((copy) => copy.file === file)).toMatchObject({ kind: 'export', there: true });
    expect(body.copies.find((copy) => copy.kind === 'download')).toMatchObject({ file: null, there: null });
  });

  test('is done again for accounts that an old backup brought back, and not for those that began anew since', async () => {
    const [one, two] = ['user_7', 'user_8'];
    for (const account of [one, two]) expect((await erase(account)).status).toBe(200);
    const { body } = await api.call<{ entries: { at: string; targets: string[] }[] }>(
      'GET',
      '/v1/audit?action=eraseAccount&limit=2',
    );
    const erasures = new Map(body.entries.map(({ at, targets }) => [targets[0]!, Date.parse(at)]));
    await send(one, [{ type: 'ip', value: '192.0.2.201' }], new Date(Date.now() - 86_400_000));
    await send(two, [{ type: 'ip', value: '192.0.2.202' }], new Date(Date.now() + 1_000));
    expect(await api.app.erasure.again(erasures, TESTER)).toBe(1);
    expect((await api.call('GET', `/v1/accounts/${one}`)).status).toBe(404);
    expect((await api.call('GET', `/v1/accounts/${two}`)).status).toBe(200);
    expect((await tombstonesOf(one))[0]).toMatchObject({ code: 'again', times: 2 });
  });
});
