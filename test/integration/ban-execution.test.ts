import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { batchStore } from '../../src/bans/batch/store.ts';
import { executor } from '../../src/bans/execution/executor.ts';
import { executionStore } from '../../src/bans/execution/store.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { unrecorded } from '../support/audit.ts';
import { answering, approvedBatch, type BanMessage, ledger, plantAccounts, step } from '../support/ban-batch.ts';
import { cypherRows } from '../support/graph.ts';
import { type TestReceiver, testReceiver } from '../support/receiver.ts';
import { signup } from '../support/staged.ts';

interface Progress {
  readonly state: string;
  readonly wave: number | null;
  readonly lastWave: number | null;
  readonly quietSince: string | null;
  readonly problem: string | null;
  readonly accounts: Readonly<Record<string, number>>;
  readonly waves: readonly { readonly wave: number; readonly accounts: Readonly<Record<string, number>> }[];
}

const SOON = { timeout: 30_000, interval: 50 };
const AT_ONCE = { share: 0.1, atLeast: 5, holdMinutes: 0 };
const PLAN = { canary: AT_ONCE, waves: { size: 40, minutesBetween: 0 }, accountsPerMessage: 10 };
const DELIVERIES = { allowPrivate: ['127.0.0.0/8'], firstRetrySeconds: 0.01, mostRetrySeconds: 0.01, attempts: 3 };

const serviceKeys = { current: 't1', keys: { t1: randomBytes(32).toString('base64') } };
let clock = 0;
const now = () => Date.now() + clock;
let api: TestApi;
let keys: { enforcer: string; approvers: string[]; second: string };
let receiver: TestReceiver;
let to: string;
let drops: string;
beforeAll(async () => {
  drops = await mkdtemp(join(tmpdir(), 'ringfence-drops-'));
  api = await startApi({ serviceKeys, now, config: { deliveries: { ...DELIVERIES, folder: drops } } });
  const [enforcer, approver, second] = [
    await api.keyWith('enforcer'),
    await api.keyWith('approver'),
    await api.keyWith('approver'),
  ];
  keys = { enforcer, approvers: [approver], second };
});
afterAll(async () => {
  await api?.close();
  await rm(drops, { recursive: true, force: true });
});
beforeEach(async () => {
  clock = 0;
  await emptied();
  receiver = await testReceiver();
  to = await receiverFor({ kind: 'webhook', name: 'enforcement', url: receiver.url, topics: [] });
  return () => receiver.close();
});

/** Nothing is there any more that is carried out; whoever is about to look at it may stand in the way. */
const emptied = async (): Promise<void> => {
  const labels = 'Delivery|Receiver|BanBatch|BanItem|BanExclusion|BanApproval|Account';
  for (let tries = 0; ; tries++) {
    try {
      return void (await cypherRows(`MATCH (n:${labels}) DETACH DELETE n`));
    } catch (error) {
      if (tries === 20) throw error;
    }
  }
};
const receiverFor = async (body: object): Promise<string> =>
  (await api.call<{ id: string }>('POST', '/v1/receivers', { body })).body.id;
const take = (id: string, action: string, body?: object, key = keys.enforcer) => step(api.call, id, action, key, body);
const batchOf = (accounts: readonly string[]) => approvedBatch(api.call, accounts, keys);
const start = async (accounts: readonly string[], plan: object = {}): Promise<string> => {
  const id = await batchOf(accounts);
  const started = await take(id, 'start', { ...PLAN, receiver: to, ...plan });
  expect([started.status, started.body['state']]).toEqual([200, 'canary']);
  return id;
};
const progress = async (id: string): Promise<Progress> =>
  (await api.call<Progress>('GET', `/v1/bans/${id}/progress`)).body;
const until = (id: string, state: string) => expect.poll(async () => (await progress(id)).state, SOON).toBe(state);
const statuses = async (): Promise<Record<string, number>> =>
  Object.fromEntries(
    (await cypherRows('MATCH (a:Account) RETURN a.status AS status, count(*) AS count')).map((row) => [
      row['status'],
      row['count'],
    ]),
  ) as Record<string, number>;
const listed = async (id: string, state: string): Promise<string[]> =>
  (
    await api.call<{ accounts: { account: string }[] }>('GET', `/v1/bans/${id}/accounts?limit=1000&state=${state}`)
  ).body.accounts
    .map(({ account }) => account)
    .sort();

describe('a batch that is started', () => {
  it('bans a sample first, then the others in waves, each account once, and says so of the accounts as it is answered', async () => {
    const accounts = await plantAccounts(120);
    const book = ledger();
    answering(receiver, book);
    const id = await start(accounts);
    await until(id, 'done');
    expect(book.messages.every(({ batch, action }) => batch === id && action === 'ban')).toBe(true);
    expect([...book.effects.values()].every((times) => times === 1)).toBe(true);
    expect([...book.banned].sort()).toEqual(accounts);
    expect(await statuses()).toEqual({ banned: 120 });
    const { waves } = await progress(id);
    expect(waves.map(({ accounts: { done } }) => done)).toEqual([12, 40, 40, 28]);
    const canary = new Set(
      (await cypherRows('MATCH (i:BanItem {wave: 0}) RETURN i.account AS account')).map((row) => row['account']),
    );
    const first = book.messages.flatMap((message) => message.accounts).slice(0, 12);
    expect(new Set(first.map(({ account }) => account))).toEqual(canary);
    const { entries } = (
      await api.call<{ entries: { action: string; actor: { kind: string } }[] }>(
        'GET',
        `/v1/audit?target=ban-batch:${id}`,
      )
    ).body;
    const done = entries.map(({ action, actor }) => `${action} by ${actor.kind}`).toReversed();
    expect(done.slice(-3)).toEqual(['startBanBatch by key', 'promoteBanBatch by service', 'finishBanBatch by service']);
    // What comes in of an account later does not say that it is active.
    await api.call('POST', '/v1/events', { body: [signup(accounts[0]!, [{ type: 'ip', value: '203.0.113.7' }])] });
    expect(await statuses()).toEqual({ banned: 120 });
  });

  it('holds its canary for as long as it was told, and each account back until it is due', async () => {
    const book = ledger();
    answering(receiver, book);
    const id = await start(await plantAccounts(60), {
      ...{ canary: { ...AT_ONCE, holdMinutes: 60 }, delayMinutes: { least: 5, most: 10 } },
    });
    clock += 4.5 * 60_000;
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(book.effects.size).toBe(0);
    clock += 6 * 60_000;
    await expect.poll(async () => (await progress(id)).quietSince, SOON).not.toBeNull();
    expect(book.effects.size).toBe(6);
    clock += 59 * 60_000;
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect([book.effects.size, (await progress(id)).state]).toEqual([6, 'canary']);
    clock += 2 * 60_000;
    await until(id, 'running');
    clock += 11 * 60_000;
    await expect.poll(() => book.effects.size, SOON).toBe(46);
    await expect.poll(async () => (await progress(id)).wave, SOON).toBe(2);
    clock += 11 * 60_000;
    await until(id, 'done');
  });

  it('is stopped by too many failures, and goes on when somebody else has looked at why', async () => {
    const accounts = await plantAccounts(100);
    const book = ledger((account) => account !== accounts[3]);
    receiver.answer(() => ({ status: 400 }));
    const id = await start(accounts);
    await until(id, 'stopped');
    expect((await progress(id)).problem).toBe('10 of 10 accounts failed, more than 5 %');
    expect(await listed(id, 'failed')).toHaveLength(10);
    expect((await take(id, 'resume')).status).toBe(409);
    expect((await take(id, 'release', { reason: 'x' })).status).toBe(403);
    answering(receiver, book);
    expect((await take(id, 'release', { reason: 'they were down' }, keys.second)).status).toBe(200);
    await until(id, 'done');
    const { accounts: counts, problem } = await progress(id);
    expect([counts['done']! + counts['failed']!, problem]).toEqual([100, null]);
    // The messages that were refused are dead letters, and replayed they ban whom they name.
    const dead = await api.call<{ deliveries: { id: string }[] }>('GET', `/v1/deliveries?state=dead&subject=${id}`);
    for (const { id: delivery } of dead.body.deliveries) {
      expect((await api.call('POST', `/v1/deliveries/${delivery}/replay`, { key: keys.enforcer })).status).toBe(200);
    }
    await expect.poll(async () => (await progress(id)).accounts['done'], SOON).toBe(99);
    expect(await listed(id, 'failed')).toEqual([accounts[3]]);
    expect(await statuses()).toEqual({ banned: 99, active: 1 });
  });

  it('is stopped by too many appeals', async () => {
    answering(receiver, ledger());
    const id = await start(await plantAccounts(60), { canary: { ...AT_ONCE, holdMinutes: 60 } });
    await expect.poll(async () => (await progress(id)).accounts['done'], SOON).toBe(6);
    const own = executor({
      store: executionStore(api.graph),
      bans: batchStore(api.graph, unrecorded),
      outbox: { put: async () => [] },
      sent: () => undefined,
      appeals: async (batch) => (batch === id ? 1 : 0),
      ...{ instance: 'another', log: pino({ level: 'silent' }), now },
    });
    own.open();
    await until(id, 'stopped');
    await own.close();
    expect((await progress(id)).problem).toBe('1 of 6 accounts appealed, more than 2 %');
  });

  it('leaves alone whoever was allowed or banned since it was frozen', async () => {
    const accounts = await plantAccounts(30);
    answering(receiver, ledger());
    const id = await batchOf(accounts);
    const body = { kind: 'account', target: accounts[0], code: 'partner', reason: 'known to us' };
    expect((await api.call('POST', '/v1/allow-list', { body })).status).toBe(201);
    await cypherRows("MATCH (a:Account {id: $id}) SET a.status = 'banned'", { id: accounts[1] });
    expect((await take(id, 'start', { ...PLAN, receiver: to })).status).toBe(200);
    await until(id, 'done');
    expect(await listed(id, 'skipped')).toEqual(accounts.slice(0, 2));
    await take(id, 'undo', { reason: 'an error' });
    await until(id, 'undone');
    expect(await statuses()).toEqual({ active: 29, banned: 1 });
    await cypherRows('MATCH (n:Allowance) DETACH DELETE n');
  });

  it('needs a receiver that there is, an approval, and a plan that fits', async () => {
    const id = await batchOf(await plantAccounts(5));
    expect((await take(id, 'start', { receiver: 'rcv_aaaaaaaaaaaa' })).status).toBe(400);
    expect((await take(id, 'start', { receiver: to, delayMinutes: { least: 2, most: 1 } })).status).toBe(400);
    expect((await take(id, 'start', { receiver: to }, keys.approvers[0])).status).toBe(403);
    expect((await take(id, 'reject', { reason: 'no' }, keys.second)).status).toBe(200);
    expect((await take(id, 'start', { receiver: to })).status).toBe(409);
    expect(receiver.received).toEqual([]);
  });
});

describe('a batch under way', () => {
  it('that is held sends nothing more, and goes on where it was', async () => {
    const accounts = await plantAccounts(60);
    const book = ledger();
    answering(receiver, book);
    const id = await start(accounts, { canary: { ...AT_ONCE, holdMinutes: 5 } });
    await expect.poll(() => book.effects.size, SOON).toBe(6);
    expect((await take(id, 'pause')).status).toBe(200);
    clock += 10 * 60_000;
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect((await progress(id)).state).toBe('paused');
    expect((await take(id, 'resume')).body['state']).toBe('canary');
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect([book.effects.size, (await progress(id)).state]).toEqual([6, 'canary']);
    clock += 6 * 60_000;
    await until(id, 'done');
    expect([...book.banned].sort()).toEqual(accounts);
  });

  it('that is cancelled settles what was sent, and leaves the rest alone', async () => {
    const book = ledger();
    const id = await start(await plantAccounts(60), { canary: { ...AT_ONCE, share: 0.5 }, accountsPerMessage: 30 });
    await expect.poll(() => receiver.received.length, SOON).toBe(1);
    await expect.poll(async () => (await progress(id)).accounts, SOON).toMatchObject({ sent: 0, done: 30 });
    const second = await start(await plantAccounts(60, 'late_'), {
      canary: { ...AT_ONCE, share: 0.5 },
      accountsPerMessage: 30,
    });
    let answer: () => void = () => undefined;
    receiver.answer(({ text }, response) => {
      answer = () => void response.end(JSON.stringify({ results: book.take(JSON.parse(text).data as BanMessage) }));
      return undefined;
    });
    await expect.poll(async () => (await progress(second)).accounts['sent'], SOON).toBe(30);
    expect((await take(second, 'cancel')).status).toBe(200);
    await expect.poll(async () => (await progress(second)).accounts, SOON).toMatchObject({ skipped: 30, sent: 30 });
    await expect.poll(() => receiver.received.some(({ text }) => text.includes('late_')), SOON).toBe(true);
    answer();
    await expect.poll(async () => (await progress(second)).accounts, SOON).toMatchObject({ skipped: 30, done: 30 });
    await until(second, 'cancelled');
  });

  it('is carried out once by two instances together', async () => {
    const other = await startApi({
      graph: api.graph,
      serviceKeys,
      now,
      instance: 'other',
      config: { deliveries: DELIVERIES },
    });
    onTestFinished(() => other.close());
    const book = ledger();
    answering(receiver, book);
    const accounts = await plantAccounts(200);
    const id = await start(accounts);
    await until(id, 'done');
    const sent = book.messages.flatMap((message) => message.accounts.map(({ account }) => account));
    expect(sent.sort()).toEqual(accounts);
  });
});

describe('an undo', () => {
  it('of a batch lets everybody go who was banned, and lists who could not be', async () => {
    const accounts = await plantAccounts(50);
    const stuck = accounts.slice(10, 13);
    const book = ledger((account, action) => action === 'ban' || !stuck.includes(account));
    answering(receiver, book);
    const id = await start(accounts);
    await until(id, 'done');
    expect((await take(id, 'undo', { reason: 'they were innocent' })).body['state']).toBe('undoing');
    await until(id, 'undone');
    expect([...book.banned].sort()).toEqual(stuck);
    expect(await listed(id, 'undoFailed')).toEqual(stuck);
    expect(await statuses()).toEqual({ active: 47, banned: 3 });
  });

  it('of some of its accounts lets these go alone', async () => {
    const accounts = await plantAccounts(40);
    const book = ledger();
    answering(receiver, book);
    const id = await start(accounts);
    await until(id, 'done');
    const some = accounts.slice(0, 7);
    expect((await take(id, 'undo', { accounts: [...some, 'acct_none'], reason: 'x' })).status).toBe(400);
    expect((await take(id, 'undo', { accounts: some, reason: 'x' })).body['state']).toBe('done');
    await expect.poll(async () => (await progress(id)).accounts['undone'], SOON).toBe(7);
    expect([...book.banned].sort()).toEqual(accounts.slice(7));
    expect(await statuses()).toEqual({ active: 7, banned: 33 });
    await take(id, 'undo', { reason: 'and the rest' });
    await until(id, 'undone');
    expect([...book.effects.values()].every((times) => times === 1)).toBe(true);
    expect(await statuses()).toEqual({ active: 40 });
  });

  it('reaches those, too, of whom nobody knows whether they were banned', async () => {
    const accounts = await plantAccounts(20);
    const book = ledger();
    // It does what it is told, and never says so.
    receiver.answer(({ text }) => {
      book.take(JSON.parse(text).data as BanMessage);
      return { status: 500 };
    });
    const id = await start(accounts, { canary: { ...AT_ONCE, share: 1 } });
    await until(id, 'stopped');
    expect(book.banned.size).toBeGreaterThan(0);
    expect(await statuses()).toEqual({ active: 20 });
    answering(receiver, book);
    await take(id, 'undo', { reason: 'they do not answer' });
    await until(id, 'undone');
    expect(book.banned.size).toBe(0);
    const { accounts: counts } = await progress(id);
    expect(counts['undone']! + counts['skipped']!).toBe(20);
    const [dead] = (await api.call<{ deliveries: { id: string }[] }>('GET', '/v1/deliveries?state=dead')).body
      .deliveries;
    expect((await api.call('POST', `/v1/deliveries/${dead!.id}/replay`)).status).toBe(409);
  });

  it('waits for what is with the receiver, so that no ban comes behind its undoing', async () => {
    const book = ledger();
    const answers: (() => void)[] = [];
    receiver.answer(({ text }, response) => {
      answers.push(
        () => void response.end(JSON.stringify({ results: book.take(JSON.parse(text).data as BanMessage) })),
      );
      return undefined;
    });
    const id = await start(await plantAccounts(10), { canary: { ...AT_ONCE, share: 1 } });
    await expect.poll(() => answers.length, SOON).toBe(1);
    expect((await take(id, 'undo', { reason: 'stop' })).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(answers).toHaveLength(1);
    answers[0]!();
    await expect.poll(() => answers.length, SOON).toBe(2);
    answers[1]!();
    await until(id, 'undone');
    expect(book.messages.map(({ action }) => action)).toEqual(['ban', 'lift']);
    expect(book.banned.size).toBe(0);
  });
});

describe('other ways to a receiver', () => {
  it('a file drop gets a row an account', async () => {
    to = await receiverFor({ kind: 'file', name: 'drop', folder: 'bans', format: 'ndjson', topics: [] });
    const accounts = await plantAccounts(25);
    const id = await start(accounts, { canary: { ...AT_ONCE, share: 1 } });
    await until(id, 'done');
    const files = await readdir(join(drops, 'bans'));
    const texts = await Promise.all(files.map((name) => readFile(join(drops, 'bans', name), 'utf8')));
    const rows = texts.flatMap((text) =>
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, string>),
    );
    expect(files).toHaveLength(3);
    expect(rows.map(({ account }) => account).sort()).toEqual(accounts);
    expect(rows.every(({ action, batch, key }) => action === 'ban' && batch === id && key!.startsWith(id))).toBe(true);
    expect(await statuses()).toEqual({ banned: 25 });
  });

  it('whoever asks gets each account for a while, and says what became of it', async () => {
    const accounts = await plantAccounts(20);
    const id = await start(accounts, { receiver: null, canary: { ...AT_ONCE, share: 1 }, limits: { errorShare: 1 } });
    type Pending = { accounts: { account: string; key: string; action: string }[] };
    const pending = async (limit: number) =>
      (await api.call<Pending>('GET', `/v1/bans/${id}/pending?limit=${limit}&leaseSeconds=60`, { key: keys.enforcer }))
        .body.accounts;
    const acknowledge = async (results: object[]) =>
      (await api.call('POST', `/v1/bans/${id}/acknowledgements`, { key: keys.enforcer, body: { results } })).body;
    const [first, second] = await Promise.all([pending(12), pending(12)]);
    expect([...first, ...second].map(({ account }) => account).sort()).toEqual(accounts);
    expect(await pending(12)).toEqual([]);
    const results = first.map(({ key }) => ({ key, outcome: 'done' }));
    expect(await acknowledge(results)).toEqual({ acknowledged: first.length, unknown: [], late: [] });
    expect(await acknowledge(results)).toEqual({ acknowledged: 0, unknown: [], late: [] });
    const wrong = [
      { key: 'ban_x.y.ban', outcome: 'done' },
      { key: first[0]!.key, outcome: 'failed' },
    ];
    expect(await acknowledge(wrong)).toEqual({
      ...{ acknowledged: 0, unknown: ['ban_x.y.ban'], late: [{ key: first[0]!.key, state: 'done' }] },
    });
    clock += 61_000;
    const again = await pending(20);
    expect(again.map(({ key }) => key).sort()).toEqual(second.map(({ key }) => key).sort());
    await acknowledge(again.slice(1).map(({ key }) => ({ key, outcome: 'done' })));
    for (let n = 2; n < 10; n++) {
      clock += 61_000;
      expect(await pending(20)).toHaveLength(1);
    }
    clock += 61_000;
    await until(id, 'done');
    expect(await listed(id, 'failed')).toEqual([again[0]!.account]);
    expect((await api.call('GET', `/v1/bans/${id}/pending`, { key: await api.keyWith('viewer') })).status).toBe(403);

    await take(id, 'undo', { reason: 'x' });
    const lifts = await pending(20);
    expect(lifts.every(({ action }) => action === 'lift')).toBe(true);
    await acknowledge(lifts.map(({ key }) => ({ key, outcome: 'done' })));
    await until(id, 'undone');
    expect(await statuses()).toEqual({ active: 20 });
  });
});
