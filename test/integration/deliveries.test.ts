import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { configSchema } from '../../src/config.ts';
import { outbox as outboxOn } from '../../src/deliveries/outbox.ts';
import { deliveriesRoom } from '../../src/deliveries/room.ts';
import { deliveriesStore } from '../../src/deliveries/store.ts';
import type { Outcome, TopicOwner } from '../../src/deliveries/topics.ts';
import { resolveByDns } from '../../src/deliveries/webhook.ts';
import { RingfenceError } from '../../src/errors.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { TESTER, unrecorded } from '../support/audit.ts';
import { cypherRows } from '../support/graph.ts';
import { isSigned, type TestReceiver, testReceiver } from '../support/receiver.ts';

interface Receiver {
  readonly id: string;
  readonly secrets: number;
  readonly secret?: string;
  readonly version: number;
  readonly pending: number;
  readonly dead: number;
}
interface Delivery {
  readonly id: string;
  readonly state: string;
  readonly attempts: number;
  readonly problem: string | null;
  readonly status: number | null;
}

const serviceKeys = { current: 't1', keys: { t1: randomBytes(32).toString('base64') } };
const LOOPBACK = { allowPrivate: ['127.0.0.0/8'], firstRetrySeconds: 0.01, mostRetrySeconds: 0.01, attempts: 3 };
let clock = 0;
const now = () => Date.now() + clock;
const outbox = outboxOn(now);

let api: TestApi;
let receiver: TestReceiver;
beforeAll(async () => {
  api = await startApi({ serviceKeys, now, config: { deliveries: LOOPBACK } });
});
afterAll(() => api?.close());
beforeEach(async () => {
  clock = 0;
  await cypherRows('MATCH (n:Delivery|Receiver) DETACH DELETE n');
  receiver = await testReceiver();
  return () => receiver.close();
});

/** Of what the sender does by itself, which looks once a second. */
const SOON = { timeout: 15_000, interval: 30 };
const WEBHOOK = { kind: 'webhook', name: 'enforcement', topics: ['alerts'] };
const add = async (url = receiver.url): Promise<Receiver & { etag: string }> => {
  const added = await api.call<Receiver>('POST', '/v1/receivers', { body: { ...WEBHOOK, url } });
  expect(added.status).toBe(201);
  return { ...added.body, etag: added.headers.get('etag')! };
};
const test = async (id: string): Promise<string> =>
  (await api.call<Delivery>('POST', `/v1/receivers/${id}/test`)).body.id;
const read = async (id: string): Promise<Delivery> => (await api.call<Delivery>('GET', `/v1/deliveries/${id}`)).body;
const until = (id: string, state: string) => expect.poll(async () => (await read(id)).state, SOON).toBe(state);

interface Settled {
  readonly id: string;
  readonly outcome: Outcome;
}
/** What a room that puts messages does with what becomes of them: it keeps it in the graph, in the same transaction. */
const keeping = (over: Partial<TopicOwner> = {}): TopicOwner & { readonly settled: Settled[] } => {
  const settled: Settled[] = [];
  const onSettled: TopicOwner['onSettled'] = async (_, { id }, outcome) => void settled.push({ id, outcome });
  const onReplay = async () => undefined;
  return { readsAnswer: true, rows: (data) => (data as { rows: [] }).rows, onSettled, onReplay, ...over, settled };
};
/** A sender of its own on the same graph. */
const room = async (alerts: TopicOwner, config: object = {}, open = true) => {
  const home = await mkdtemp(join(tmpdir(), 'ringfence-deliveries-'));
  const made = deliveriesRoom({
    ...{ graph: api.graph, audited: unrecorded, instance: 'alone', outbox, owners: { alerts }, serviceKeys, home, now },
    config: configSchema.parse({ deliveries: { ...LOOPBACK, ...config } }).deliveries,
    ...{ metrics: new Registry(), log: pino({ level: 'silent' }), resolve: resolveByDns, random: () => 0.5 },
  });
  if (open) made.open();
  onTestFinished(async () => {
    await made.close();
    await rm(home, { recursive: true, force: true });
  });
  return { ...made, home };
};
const message = (data: unknown = {}, to: string | null = null) =>
  ({ topic: 'alerts', receiver: to, type: 'alerts.test', subject: 's', data }) as const;
const put = (...data: unknown[]) =>
  api.graph.transaction((tx) =>
    outbox.put(
      tx,
      data.map((each) => message(each)),
    ),
  );
/** The service's own sender knows no owner of alerts: where a test has one, it alone sends. */
const alone = async () => {
  await api.app.deliveries.close();
};

describe('a receiver', () => {
  it('gets its secret shown once, and neither the graph, the logs nor any other answer have it', async () => {
    const { id, secret } = await add();
    expect(secret).toMatch(/^whsec_/);
    const delivery = await test(id);
    await until(delivery, 'delivered');
    const [got] = receiver.received;
    expect(isSigned(got!, secret!)).toBe(true);
    expect(got!.headers['webhook-id']).toBe(delivery);
    expect(JSON.parse(got!.text)).toMatchObject({ type: 'test', data: { message: expect.any(String) } });
    const bare = secret!.slice(6);
    const there = JSON.stringify(await cypherRows('MATCH (n) RETURN properties(n) AS p'));
    const told = JSON.stringify([
      (await api.call('GET', '/v1/receivers')).body,
      (await api.call('GET', `/v1/receivers/${id}`)).body,
      (await api.call('GET', '/v1/audit?action=addReceiver')).body,
    ]);
    for (const text of [there, told, api.logLines.join('')]) expect(text).not.toContain(bare);
    expect((await cypherRows('MATCH (d:Delivery) RETURN d.body AS body'))[0]!['body']).toBeNull();
  });

  it('whose secret is renewed is signed to with both, until the former ends', async () => {
    const { id, secret, etag } = await add();
    const renew = (tag: string) =>
      api.call<Receiver>('POST', `/v1/receivers/${id}/secret`, {
        body: { keepHours: 1 },
        headers: { 'if-match': tag },
      });
    const renewed = await renew(etag);
    expect(renewed.body).toMatchObject({ secrets: 2, version: 2 });
    expect((await renew(etag)).status).toBe(412);
    const signed = async () => {
      await until(await test(id), 'delivered');
      const got = receiver.received.at(-1)!;
      return [secret!, renewed.body.secret!].map((each) => isSigned(got, each));
    };
    expect(await signed()).toEqual([true, true]);
    await cypherRows('MATCH (r:Receiver {id: $id}) SET r.oldSecretUntil = datetime() - duration("PT1S")', { id });
    expect(await signed()).toEqual([false, true]);
    expect((await api.call<Receiver>('GET', `/v1/receivers/${id}`)).body.secrets).toBe(1);
  });

  it('is changed and withdrawn by whoever saw its version; what waits for it then is dead', async () => {
    const { id, etag } = await add();
    const change = (tag: string | null, body: object = { ...WEBHOOK, url: receiver.url, name: 'other' }) =>
      api.call<Receiver>('PUT', `/v1/receivers/${id}`, { body, headers: tag === null ? {} : { 'if-match': tag } });
    expect((await change(null)).status).toBe(428);
    expect((await change('"x"')).status).toBe(412);
    expect((await change(etag, { kind: 'file', name: 'x', folder: 'x', format: 'csv', topics: [] })).status).toBe(400);
    const changed = await change(etag);
    expect(changed.body).toMatchObject({ name: 'other', version: 2 });
    receiver.answer(() => ({ status: 503, headers: { 'retry-after': '600' } }));
    const waiting = await test(id);
    await expect.poll(async () => (await read(waiting)).attempts, SOON).toBe(1);
    const withdrawn = await api.call('POST', `/v1/receivers/${id}/withdraw`, {
      headers: { 'if-match': changed.headers.get('etag')! },
    });
    expect(withdrawn.status).toBe(200);
    expect((await api.call('POST', `/v1/receivers/${id}/test`)).status).toBe(409);
    clock = 700_000;
    await until(waiting, 'dead');
    expect(await read(waiting)).toMatchObject({ problem: 'receiver-withdrawn' });
    expect((await api.call<{ receivers: [] }>('GET', '/v1/receivers')).body.receivers).toEqual([]);
    const actions = (await api.call<{ entries: { action: string }[] }>('GET', `/v1/audit?target=receiver:${id}`)).body;
    expect(actions.entries.map(({ action }) => action).toReversed()).toEqual([
      'addReceiver',
      'changeReceiver',
      'withdrawReceiver',
    ]);
  });

  it('cannot be at a private address, with a login in its URL, or in a folder that leads elsewhere', async () => {
    const own = await startApi({ graph: api.graph, serviceKeys });
    onTestFinished(() => own.close());
    for (const url of [
      receiver.url,
      'https://10.0.0.1/',
      'https://a:b@example.com/',
      'http://example.org:22/#x',
      'x',
    ]) {
      const refused = await own.call('POST', '/v1/receivers', { body: { ...WEBHOOK, url } });
      expect([url, refused.status]).toEqual([url, 400]);
      expect(refused.body['problems']).toMatchObject([{ pointer: '/url' }]);
    }
    for (const folder of ['..', 'a/b', '', '.hidden', 'A']) {
      const body = { kind: 'file', name: 'x', topics: [], format: 'csv', folder };
      expect((await own.call('POST', '/v1/receivers', { body })).status).toBe(400);
    }
    expect(await cypherRows('MATCH (r:Receiver) RETURN r')).toEqual([]);
  });

  it('that leads to a private address by the time it is sent to gets nothing', async () => {
    const { id } = await add();
    await cypherRows('MATCH (r:Receiver {id: $id}) SET r.url = $url', { id, url: 'http://169.254.169.254/latest' });
    const delivery = await test(id);
    await until(delivery, 'dead');
    expect(await read(delivery)).toMatchObject({ problem: 'address-refused', attempts: 1 });
  });
});

describe('a delivery', () => {
  it('is tried again after a fault that may pass, with the same id, and then given up', async () => {
    const { id, secret } = await add();
    const answers = [503, 429, 200];
    receiver.answer(() => ({ status: answers.shift() ?? 500 }));
    const delivery = await test(id);
    await until(delivery, 'delivered');
    expect(await read(delivery)).toMatchObject({ attempts: 3, status: 200, problem: null });
    expect(new Set(receiver.received.map((got) => got.id))).toEqual(new Set([delivery]));
    expect(receiver.received.every((got) => isSigned(got, secret!))).toBe(true);
    const second = await test(id);
    await until(second, 'dead');
    expect(await read(second)).toMatchObject({ attempts: 3, status: 500, problem: 'status-500' });
  });

  it('that is refused for good is on the dead-letter list, and is replayed by whoever carries out', async () => {
    const { id } = await add();
    receiver.answer(() => ({ status: 410 }));
    const delivery = await test(id);
    await until(delivery, 'dead');
    const list = await api.call<{ deliveries: Delivery[] }>('GET', `/v1/deliveries?state=dead&receiver=${id}`);
    expect(list.body.deliveries).toMatchObject([{ id: delivery, attempts: 1, status: 410 }]);
    expect((await api.call<Receiver>('GET', `/v1/receivers/${id}`)).body).toMatchObject({ dead: 1, pending: 0 });
    const replay = (key: string) => api.call<Delivery>('POST', `/v1/deliveries/${delivery}/replay`, { key });
    expect((await replay(await api.keyWith('viewer', 'investigator', 'approver'))).status).toBe(403);
    receiver.answer(() => ({ status: 200 }));
    const enforcer = await api.keyWith('enforcer');
    expect((await replay(enforcer)).status).toBe(200);
    await until(delivery, 'delivered');
    expect(receiver.received.map((got) => got.id)).toEqual([delivery, delivery]);
    expect((await replay(enforcer)).status).toBe(409);
  });

  it('that is dead with many others is replayed with those that fit, page by page, once however often that is asked', async () => {
    const { id } = await add();
    const other = await add();
    receiver.answer(() => ({ status: 410 }));
    const dead: string[] = [];
    for (let n = 0; n < 5; n++) dead.push(await test(id));
    const untouched = await test(other.id);
    for (const delivery of [...dead, untouched]) await until(delivery, 'dead');
    const enforcer = await api.keyWith('enforcer');
    const replay = async (body: object, key = enforcer) =>
      api.call<{ replayed: number; refused: []; before: string; next: string | null }>(
        ...(['POST', '/v1/deliveries/replay', { body, key }] as const),
      );
    expect((await replay({}, await api.keyWith('viewer', 'investigator', 'approver'))).status).toBe(403);
    expect((await replay({ receiver: id, problem: 'status-500' })).body).toMatchObject({ replayed: 0, next: null });
    const before = new Date(now()).toISOString();
    expect((await replay({ receiver: id, before: new Date(0).toISOString() })).body).toMatchObject({ replayed: 0 });

    // They die again meanwhile: who goes on, or asks the same again, takes none of them twice.
    const asked = { receiver: id, topic: 'test', before, limit: 2 };
    const taken: number[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const { status, body } = await replay({ ...asked, ...(cursor && { cursor }) });
      expect([status, body.refused, body.before]).toEqual([200, [], before]);
      taken.push(body.replayed);
      cursor = body.next;
    }
    expect(taken).toEqual([2, 2, 1]);
    const attempts = () => receiver.received.map((got) => got.id).sort();
    await expect.poll(attempts, SOON).toEqual([...dead, ...dead, untouched].sort());
    for (const delivery of dead) await until(delivery, 'dead');
    expect((await replay(asked)).body).toMatchObject({ replayed: 0, next: null });
    const trail = await api.call<{ entries: { action: string; after: { delivery: string } }[] }>(
      ...(['GET', `/v1/audit?target=receiver:${id}&action=replayDelivery`] as const),
    );
    expect(trail.body.entries.map(({ after }) => after.delivery).sort()).toEqual(dead.toSorted());

    receiver.answer(() => ({ status: 200 }));
    expect((await replay({})).body).toMatchObject({ replayed: 6, next: null });
    for (const delivery of [...dead, untouched]) await until(delivery, 'delivered');
  });

  it('is listed page by page', async () => {
    const { id } = await add();
    for (let n = 0; n < 5; n++) await test(id);
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const page: { deliveries: Delivery[]; next: string | null } = (
        await api.call<{ deliveries: Delivery[]; next: string | null }>(
          'GET',
          `/v1/deliveries?limit=2&topic=test${next && `&cursor=${next}`}`,
        )
      ).body;
      seen.push(...page.deliveries.map((each) => each.id));
      next = page.next;
    }
    expect(new Set(seen).size).toBe(5);
  });
});

describe('the outbox', () => {
  beforeAll(alone);

  it('sends nothing of a transaction that does not come about, and everything of one that does, to each that takes the topic', async () => {
    const [one, two] = [await add(), await add()];
    const alerts = keeping();
    await room(alerts);
    await expect(
      api.graph.transaction(async (tx) => {
        await outbox.put(tx, [message()]);
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    const added = await put({ n: 1 });
    expect(added.map((each) => each.receiver).sort()).toEqual([one.id, two.id].sort());
    await expect.poll(() => alerts.settled.length, SOON).toBe(2);
    expect(receiver.received.map((got) => got.id).sort()).toEqual(added.map((each) => each.delivery).sort());
    expect(receiver.received.map((got) => JSON.parse(got.text).data)).toEqual([{ n: 1 }, { n: 1 }]);
  });

  it('is emptied by two instances without either sending what the other sends', async () => {
    await add();
    const alerts = keeping();
    const rooms = [await room(alerts, {}, false), await room(alerts, {}, false)];
    receiver.answer((_, response) => void setTimeout(() => response.writeHead(204).end(), 10));
    await put(...Array.from({ length: 80 }, (_, n) => ({ n })));
    for (const each of rooms) each.open();
    await expect.poll(() => alerts.settled.length, SOON).toBe(80);
    expect(receiver.received).toHaveLength(80);
    expect(new Set(receiver.received.map((got) => got.id)).size).toBe(80);
  });

  it('gives what a dead instance had taken to another when its lease has run out, and not before', async () => {
    await add();
    const store = deliveriesStore(api.graph, unrecorded);
    const [added] = await put({});
    const taken = await store.claim({ now: now(), until: now() + 60_000, most: 5, perReceiver: 5, busy: {} });
    expect(taken.map((each) => each.id)).toEqual([added!.delivery]);
    const alerts = keeping();
    await room(alerts);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(receiver.received).toEqual([]);
    clock = 61_000;
    await expect.poll(() => alerts.settled.length, SOON).toBe(1);
    // The dead one was only slow: what it says now is of no account.
    const settlement = { state: 'dead', status: null, problem: 'late', nextAt: null, at: now() } as const;
    const then = async () => expect.unreachable('it is settled already');
    expect(await store.settle(added!.delivery, taken[0]!.claim, settlement, then)).toBe(false);
    expect(await read(added!.delivery)).toMatchObject({ state: 'delivered', attempts: 2 });
  });

  it('settles a delivery together with what its owner writes, or not at all', async () => {
    await add();
    let failures = 0;
    const alerts = keeping({
      onSettled: async () => {
        if (failures++ === 0) throw new Error('the owner cannot write now');
      },
    });
    await room(alerts);
    const [added] = await put({});
    await expect.poll(() => failures, SOON).toBe(1);
    expect(await read(added!.delivery)).toMatchObject({ state: 'pending' });
    clock = 120_000;
    await until(added!.delivery, 'delivered');
    expect(receiver.received.map((got) => got.id)).toEqual([added!.delivery, added!.delivery]);
  });

  it('hands the answer to its owner, and takes one that is too long to be read for none', async () => {
    await add();
    const alerts = keeping();
    await room(alerts);
    receiver.answer(() => ({ status: 200, body: { results: [] } }));
    await put({});
    await expect
      .poll(() => alerts.settled.map(({ outcome }) => outcome), SOON)
      .toEqual([{ state: 'delivered', answer: { status: 200, body: '{"results":[]}' } }]);
    receiver.answer(() => ({ status: 200, body: 'x'.repeat(2 ** 21) }));
    await put({});
    await expect
      .poll(() => alerts.settled.at(-1)!.outcome, SOON)
      .toEqual({ state: 'dead', problem: 'answer-too-long' });
  });

  it('is not held up by a receiver that never answers', async () => {
    const silent = await testReceiver();
    onTestFinished(() => silent.close());
    silent.answer(() => undefined);
    await add(silent.url);
    await put(...Array(20).fill({}));
    const { id } = await add();
    const alerts = keeping();
    await room(alerts, { inFlight: 4 });
    await expect.poll(() => silent.received.length, SOON).toBe(2);
    await api.graph.transaction((tx) =>
      outbox.put(
        tx,
        Array.from({ length: 10 }, () => message({}, id)),
      ),
    );
    await expect.poll(() => alerts.settled.length, SOON).toBe(10);
    expect(silent.received).toHaveLength(2);
  });

  it('is left in order when the service stops in the middle: what was not answered is due again', {
    timeout: 30_000,
  }, async () => {
    await add();
    const alerts = keeping();
    const { close } = await room(alerts);
    receiver.answer(() => undefined);
    const [added] = await put({});
    await expect.poll(() => receiver.received.length, SOON).toBe(1);
    await close();
    receiver.answer(() => ({ status: 204 }));
    await room(alerts);
    await expect.poll(() => alerts.settled.length, SOON).toBe(1);
    expect(receiver.received.map((got) => got.id)).toEqual([added!.delivery, added!.delivery]);
  });

  it('puts rows into a file, whole and under one name', async () => {
    const body = { kind: 'file', name: 'drop', folder: 'bans', format: 'csv', topics: ['alerts'] };
    expect((await api.call<Receiver>('POST', '/v1/receivers', { body })).body).toMatchObject({
      secret: null,
      url: null,
    });
    const alerts = keeping();
    const { home } = await room(alerts);
    const [added] = await put({ rows: [{ account: 'a', reason: '=x' }] });
    await until(added!.delivery, 'delivered');
    expect(alerts.settled).toMatchObject([{ outcome: { state: 'delivered', answer: null } }]);
    const folder = join(home, 'deliveries', 'bans');
    const [name] = await readdir(folder);
    expect(name).toMatch(new RegExp(`^\\d{8}T\\d{6}Z-alerts-${added!.delivery}\\.csv$`));
    expect(await readFile(join(folder, name!), 'utf8')).toBe("account,reason\r\na,'=x\r\n");
  });

  it('forgets what was delivered long ago, and keeps what is dead', async () => {
    await add();
    const alerts = keeping();
    const first = await room(alerts);
    await put({});
    await expect.poll(() => alerts.settled.length, SOON).toBe(1);
    receiver.answer(() => ({ status: 400 }));
    await put({});
    await expect.poll(() => alerts.settled.length, SOON).toBe(2);
    await first.close();
    clock = 31 * 86_400_000;
    await room(alerts);
    const states = async () =>
      (await cypherRows('MATCH (d:Delivery) RETURN d.state AS state')).map((row) => row['state']);
    await expect.poll(states, SOON).toEqual(['dead']);
  });

  it('lets the owner of a topic refuse a replay', async () => {
    await add();
    receiver.answer(() => ({ status: 400 }));
    const alerts = keeping({
      onReplay: async () => {
        throw new Error('it would be wrong by now');
      },
    });
    const { deliveries } = await room(alerts);
    const [added] = await put({});
    await until(added!.delivery, 'dead');
    await expect(deliveries.replay(added!.delivery, TESTER)).rejects.toThrow('wrong by now');
    expect((await read(added!.delivery)).state).toBe('dead');
  });

  it('stays dead where its owner refuses it among many, and the others are replayed', async () => {
    await add();
    receiver.answer(() => ({ status: 400 }));
    let wrong: string | null = null;
    const alerts = keeping({
      onReplay: async (_, { id }) => {
        if (id === wrong) throw new RingfenceError({ type: 'graph-conflict', status: 409, detail: 'It is too late.' });
      },
    });
    const { deliveries } = await room(alerts);
    const ids = (await put({}, {}, {})).map(({ delivery }) => delivery);
    for (const id of ids) await until(id, 'dead');
    receiver.answer(() => ({ status: 200 }));
    wrong = ids[1]!;
    const { replayed, refused } = await deliveries.replayMany({ limit: 10 }, TESTER);
    expect({ replayed, refused }).toEqual({ replayed: 2, refused: [{ id: wrong, reason: 'It is too late.' }] });
    for (const id of ids) await until(id, id === wrong ? 'dead' : 'delivered');
  });
});
