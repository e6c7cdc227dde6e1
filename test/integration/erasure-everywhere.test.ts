import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { verifyManifest } from '../../src/bans/manifest/verify.ts';
import { signalRegistry } from '../../src/signals/index.ts';
import { verifies } from '../../src/signing-keys.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { TESTER } from '../support/audit.ts';
import { answering, approvedBatch, ledger, plantAccounts, step } from '../support/ban-batch.ts';
import { placesOf } from '../support/everywhere.ts';
import { cypherRows, testGraph } from '../support/graph.ts';
import { plainCall } from '../support/plain-call.ts';
import { plant, planted } from '../support/planted.ts';
import { type TestReceiver, testReceiver } from '../support/receiver.ts';

/** A member of the first planted ring, and another one whose papers speak of it; no other ids begin with these. */
const VICTIM = 'member_0_24';
const OTHER = 'member_0_23';
const OWN_ADDRESS = '203.0.113.77';
/** As people write of it. */
const NAMED = `${VICTIM} at ${OWN_ADDRESS} (ip:${OWN_ADDRESS})`;
const NAMELESS = '[erased] at [erased] ([erased])';
const ANY = { 'if-match': '*' };
const SOON = { timeout: 120_000, interval: 300 };

let clock = 0;
const now = () => Date.now() + clock;
let api: TestApi;
let banning: TestReceiver;
let refusing: TestReceiver;
let absent: TestReceiver;
let call: ReturnType<typeof plainCall>;
let keys: { enforcer: string; approver: string };
beforeAll(async () => {
  const graph = await testGraph();
  await plant(graph, signalRegistry(), planted({ ordinary: 400, rings: 1, ringSize: 25, seed: 7 }).events);
  const deliveries = { allowPrivate: ['127.0.0.0/8'], firstRetrySeconds: 600, mostRetrySeconds: 600 };
  api = await startApi({ graph, now, config: { deliveries } });
  call = plainCall(api);
  keys = { enforcer: await api.keyWith('enforcer'), approver: await api.keyWith('approver') };
  [banning, refusing, absent] = [await testReceiver(), await testReceiver(), await testReceiver()];
  // Whoever bans says of each account what that did, with words about another one.
  const book = ledger();
  answering(banning, {
    ...book,
    take: (message) => book.take(message).map((row) => ({ ...row, detail: `done beside ${NAMED}` })),
  });
  refusing.answer(() => ({ status: 400 }));
  absent.answer(() => ({ status: 503 }));
});
afterAll(async () => {
  await api?.close();
  await api?.graph.close();
  for (const receiver of [banning, refusing, absent]) await receiver?.close();
});

const made = async <Body extends object>(path: string, body: object, key?: string): Promise<Body> => {
  const answer = await call<Body>('POST', path, { body, ...(key && { key }), headers: ANY });
  expect([answer.status, answer.body]).toEqual([expect.toSatisfy((status: number) => status < 300), answer.body]);
  return answer.body;
};
const send = (signals: object[]) => {
  const event = { id: 'own', account: VICTIM, kind: 'session', time: new Date().toISOString(), signals };
  return call('POST', '/v1/events', { body: [event], headers: { 'idempotency-key': 'own' } });
};
const detect = async (): Promise<void> => {
  await api.app.detection.start({ by: TESTER, trigger: 'api' });
  expect((await api.app.detection.finished())?.state).toBe('published');
};
const ringOf = async (account: string): Promise<string> =>
  (await call<{ ring: { id: string } }>('GET', `/v1/accounts/${account}`)).body.ring.id;
const receiverFor = async (body: object): Promise<string> => (await made<{ id: string }>('/v1/receivers', body)).id;
const deliveries = async (state: string): Promise<string[]> =>
  (await call<{ deliveries: { id: string }[] }>('GET', `/v1/deliveries?state=${state}`)).body.deliveries.map(
    ({ id }) => id,
  );

/** A batch of the ring, from its draft to its end, with words about the account in each of its texts. */
const carriedOut = async (ring: string, receiver: string): Promise<string> => {
  const body = { title: `Ring of ${NAMED}`, reason: `because of ${NAMED}`, from: { kind: 'rings', rings: [ring] } };
  const { id } = await made<{ id: string }>('/v1/bans', body, keys.enforcer);
  const leaveOut = { accounts: ['member_0_0'], reason: `is only a friend of ${NAMED}` };
  expect((await step(call, id, 'leave-out', keys.enforcer, leaveOut)).status).toBe(200);
  expect((await step(call, id, 'freeze', keys.enforcer)).status).toBe(202);
  await api.app.freezes.settled();
  expect((await step(call, id, 'approve', keys.approver, { reason: `${NAMED} was looked at` })).status).toBe(200);
  const plan = { receiver, canary: { atLeast: 1, holdMinutes: 0 }, waves: { minutesBetween: 0 } };
  expect((await step(call, id, 'start', keys.enforcer, plan)).status).toBe(200);
  const state = async () => (await call('GET', `/v1/bans/${id}`)).body['state'];
  await expect.poll(state, SOON).toBe('done');
  return id;
};

/** A case about it and a case about its ring, with notes, evidence and a decision. */
const cases = async (ring: string): Promise<void> => {
  for (const [kind, target] of [
    ['account', VICTIM],
    ['signal', `ip:${OWN_ADDRESS}`],
    ['ring', ring],
  ]) {
    const { id } = await made<{ id: string }>('/v1/cases', { kind, target, title: `Of ${NAMED}` });
    await made(`/v1/cases/${id}/notes`, { text: `**${NAMED}**` });
    await made(`/v1/cases/${id}/snapshots`, { kind, target });
    if (kind === 'ring')
      await made(`/v1/cases/${id}/decisions`, { ring, ringETag: '*', state: 'in_review', reason: `for ${NAMED}` });
  }
};

/** A back-test that allows it; and what the promotion of another and the way back say of it. */
const backTests = async (): Promise<string> => {
  const add = [
    { kind: 'account', target: VICTIM },
    { kind: 'signal', target: `ip:${OWN_ADDRESS}` },
  ];
  const asked = {
    name: `without ${NAMED}`,
    note: `is ${NAMED} the tie?`,
    allowList: { add },
  };
  const done = async (body: object): Promise<string> => {
    const { id } = await made<{ id: string }>('/v1/backtests', body);
    await expect.poll(async () => (await call('GET', `/v1/backtests/${id}`)).body['state'], SOON).toBe('done');
    return id;
  };
  const id = await done(asked);
  const live = await done({ name: 'smaller', engine: { minRingSize: 5 } });
  await made(`/v1/backtests/${live}/promote`, { reason: `better about ${NAMED}` }, keys.approver);
  await made('/v1/configuration/detection/go-back', { version: 0, reason: `worse about ${NAMED}` }, keys.approver);
  return id;
};

/** One against its ban, and an overturned one against another ban that speaks of it. */
const appeals = async (): Promise<void> => {
  await made('/v1/appeals', { account: VICTIM, ticket: `T of ${VICTIM}`, reason: `I am ${NAMED}` });
  const other = await made<{ id: string }>('/v1/appeals', {
    ...{ account: OTHER, ticket: `beside ${VICTIM}`, reason: `not ${NAMED}` },
  });
  const decision = { outcome: 'overturned', code: 'household', reason: `lives with ${NAMED}` };
  await made(`/v1/appeals/${other.id}/decision`, decision, keys.approver);
};

describe('an erasure', { timeout: 500_000 }, () => {
  it('leaves nothing of the account in any room or file, however often people named it, and the manifest still verifies', async () => {
    const own = await send([
      { type: 'ip', value: OWN_ADDRESS },
      { type: 'email', value: 'zq.victim@example.com' },
      { type: 'prompt', value: 'Compose an ode to my zqsingular grandmother' },
    ]);
    expect(own.status).toBe(200);
    // Alerts that name it: one that nobody can deliver, one that waits to be sent again, and one in a folder.
    const alerts = { topics: ['alerts'] };
    await receiverFor({ kind: 'webhook', name: 'refusing', url: refusing.url, ...alerts });
    await receiverFor({ kind: 'webhook', name: 'absent', url: absent.url, ...alerts });
    await receiverFor({ kind: 'file', name: 'folder', folder: 'alerts', format: 'ndjson', ...alerts });
    const when = { kind: 'new_ring', minScore: 0.1 };
    await made('/v1/alert-rules', { name: `rings of ${NAMED}`.slice(0, 200), when });
    await detect();
    await expect.poll(() => deliveries('dead'), SOON).not.toEqual([]);
    await expect.poll(async () => absent.received.length, SOON).toBeGreaterThan(0);
    await expect.poll(() => deliveries('delivered'), SOON).not.toEqual([]);

    const ring = await ringOf(VICTIM);
    const to = await receiverFor({ kind: 'webhook', name: 'enforcement', url: banning.url, topics: [] });
    const batch = await carriedOut(ring, to);
    await appeals();
    await cases(ring);
    const test = await backTests();
    for (const [kind, target] of [
      ['account', VICTIM],
      ['signal', `ip:${OWN_ADDRESS}`],
      ['account', 'user_1'],
    ])
      await made('/v1/allow-list', { kind, target, code: 'office', reason: `seen with ${NAMED}` });
    const earlier = await call<{ ref: string }>('POST', '/v1/accounts/user_2/erase', {
      body: { code: 'request', reason: `the same person as ${NAMED}` },
    });
    expect(earlier.status).toBe(200);

    const keysOfOwn = await cypherRows(
      'MATCH (:Account {id: $id})-->(s:Signal) WHERE COUNT { (s)<--(:Account) } = 1 RETURN s.key AS key',
      { id: VICTIM },
    );
    const values = [
      VICTIM,
      OWN_ADDRESS,
      '203.0.113.0/24',
      'zq.victim',
      'zqsingular',
      ...keysOfOwn.map(({ key }) => String(key)),
    ];
    const before = await placesOf(values, api.config.home);
    const labels = new Set(before.flatMap((place) => /^\(:(\w+)/.exec(place)?.[1] ?? []));
    const spoken = ['Account', 'BanBatch', 'BanItem', 'BanExclusion', 'BanApproval', 'Appeal', 'Case', 'CaseNote'];
    for (const label of [
      ...spoken,
      'CaseEvent',
      'CaseSubject',
      'EvidenceSnapshot',
      'BackTest',
      'EngineVersion',
      'Alert',
    ])
      expect(labels).toContain(label);
    for (const label of ['AlertRule', 'Delivery', 'Allowance', 'Decision', 'Tombstone', 'AuditSubject'])
      expect(labels).toContain(label);

    const body = { code: 'request', reason: `ticket 4711, ${OWN_ADDRESS}`, despiteHolds: true };
    const { status, body: told } = await call<{
      gone: { room: string; what: Record<string, number> }[];
      copies: { kind: string; file: string }[];
    }>('POST', `/v1/accounts/${VICTIM}/erase`, { body });
    expect(status).toBe(200);

    // What lies in the folder of a receiver is another's: it is told, and stays.
    const drops = told.copies.filter(({ kind }) => kind === 'drop').map(({ file }) => file);
    expect(drops.length).toBeGreaterThan(0);
    const left = await placesOf(values, api.config.home);
    expect(left.filter((place) => !drops.some((file) => place.includes(file)))).toEqual([]);
    expect(api.logLines.join('')).not.toContain(VICTIM);
    expect(api.logLines.join('')).not.toContain(OWN_ADDRESS);

    // What is left is whole.
    expect((await api.app.audit.verify(null)).faults).toEqual([]);
    const manifest = await manifestOf(batch);
    expect(await verdictOf(manifest)).toMatchObject({ accounts: 24, erased: 1, faults: [] });
    expect(JSON.parse(manifest[0]!).header.title).toBe(`Ring of ${NAMELESS}`);
    const { body: kept } = await call<{ name: string; note: string }>('GET', `/v1/backtests/${test}`);
    expect(kept).toMatchObject({ name: `without ${NAMELESS}`, note: `is ${NAMELESS} the tie?` });
    const { body: versions } = await call<{ versions: { reason: string }[] }>(
      'GET',
      '/v1/configuration/detection/versions',
    );
    expect(versions.versions.map(({ reason }) => reason)).toEqual([
      `worse about ${NAMELESS}`,
      `better about ${NAMELESS}`,
    ]);
    const { body: stones } = await call<{ erasures: { ref: string; reason: string }[] }>('GET', '/v1/erasures');
    expect(stones.erasures.map(({ reason }) => reason)).toEqual([
      'ticket 4711, [erased]',
      `the same person as ${NAMELESS}`,
    ]);
    const dead = await deliveries('dead');
    const [row] = await cypherRows('MATCH (d:Delivery {id: $id}) RETURN d.body AS body, d.bytes AS bytes', {
      id: dead[0],
    });
    expect(JSON.parse(row!['body'] as string).data.alert.ruleName).toBe(`rings of ${NAMELESS}`);
    expect(row!['bytes']).toBe(Buffer.byteLength(row!['body'] as string));
    expect(await readFile(drops[0]!, 'utf8')).toContain(VICTIM);
  });

  it('of an account whose ban is on its way takes it out of the message, and the rest of the batch is carried out', async () => {
    const accounts = await plantAccounts(3, 'late_');
    const [gone, ...others] = accounts;
    const receiver = await testReceiver();
    onTestFinished(() => receiver.close());
    receiver.answer(() => ({ status: 503 }));
    const to = await receiverFor({ kind: 'webhook', name: 'slow', url: receiver.url, topics: [] });
    const batch = await approvedBatch(call, accounts, { enforcer: keys.enforcer, approvers: [keys.approver] });
    const plan = { receiver: to, canary: { atLeast: 3, holdMinutes: 0 }, waves: { minutesBetween: 0 } };
    expect((await step(call, batch, 'start', keys.enforcer, plan)).status).toBe(200);
    await expect.poll(() => receiver.received.length, SOON).toBe(1);
    const body = { code: 'request', reason: 'ticket 4712', despiteHolds: true };
    expect((await call('POST', `/v1/accounts/${gone}/erase`, { body })).status).toBe(200);

    const book = ledger();
    answering(receiver, book);
    clock += 700_000;
    const progress = async () =>
      (await call<{ state: string; accounts: Record<string, number> }>('GET', `/v1/bans/${batch}/progress`)).body;
    await expect.poll(async () => (await progress()).state, SOON).toBe('done');
    expect((await progress()).accounts).toMatchObject({ done: 2, skipped: 1, sent: 0, failed: 0 });
    expect(book.messages.flatMap((message) => message.accounts.map(({ account }) => account)).sort()).toEqual(others);
  });
});

const manifestOf = async (batch: string): Promise<string[]> => {
  const headers = { authorization: `Bearer ${api.key}` };
  return (await (await fetch(`${api.url}/v1/bans/${batch}/manifest`, { headers })).text()).trimEnd().split('\n');
};
const verdictOf = async (lines: readonly string[]) => {
  const { body: jwks } = await call('GET', '/v1/bans/keys');
  return verifyManifest(
    (async function* () {
      yield* lines;
    })(),
    ({ header, ...signature }) => verifies(jwks as never, header, signature),
  );
};
