import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Alert, AlertRule } from '../../src/alerts/schema.ts';
import { type ObservedEvent, signalRegistry } from '../../src/signals/index.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { TESTER } from '../support/audit.ts';
import { detectionInstance } from '../support/detection.ts';
import { testGraph } from '../support/graph.ts';
import { plant, planted } from '../support/planted.ts';
import { isSigned, type TestReceiver, testReceiver } from '../support/receiver.ts';

const registry = signalRegistry();
const truth = planted({ ordinary: 1500, rings: 4, ringSize: 25, seed: 7 });
/** Both instances have the same, as they must: secrets of receivers are sealed under it. */
const serviceKeys = { current: 't1', keys: { t1: randomBytes(32).toString('base64') } };
const deliveries = { allowPrivate: ['127.0.0.0/8'], firstRetrySeconds: 0.01, mostRetrySeconds: 0.01 };

let api: TestApi;
let receiver: TestReceiver;
let secret: string;
let clock = 0;
const now = () => Date.now() + clock;
beforeAll(async () => {
  const graph = await testGraph();
  await plant(graph, registry, truth.events);
  api = await startApi({ graph, now, serviceKeys, config: { deliveries } });
  receiver = await testReceiver();
  const body = { kind: 'webhook', name: 'desk', topics: ['alerts'], url: receiver.url };
  secret = (await api.call<{ secret: string }>('POST', '/v1/receivers', { body })).body.secret;
});
afterAll(async () => {
  await api?.close();
  await api?.graph.close();
  await receiver?.close();
});

const run = async (engine: object = {}): Promise<void> => {
  await api.app.detection.start({ by: TESTER, trigger: 'api', engine });
  expect((await api.app.detection.finished())!.state).toBe('published');
};
const addRule = async (when: object, more: object = {}): Promise<AlertRule & { etag: string }> => {
  const body = { name: `on ${(when as { kind: string }).kind}`, when, ...more };
  const { status, headers, body: rule } = await api.call<AlertRule>('POST', '/v1/alert-rules', { body });
  expect(status).toBe(201);
  const etag = headers.get('etag')!;
  onTestFinished(
    async () => void (await api.call('DELETE', `/v1/alert-rules/${rule.id}`, { headers: { 'if-match': '*' } })),
  );
  return { ...rule, etag };
};
const alerts = async (query = ''): Promise<Alert[]> =>
  (await api.call<{ alerts: Alert[] }>('GET', `/v1/alerts?limit=200${query}`)).body.alerts;
const rings = async (): Promise<string[]> =>
  (await api.call<{ rings: { id: string }[] }>('GET', '/v1/rings?limit=200')).body.rings.map(({ id }) => id);
const decide = async (ring: string, ...states: string[]): Promise<void> => {
  for (const state of states) {
    const body = { state, reason: 'seen' };
    const answer = await api.call('PUT', `/v1/rings/${ring}/state`, { body, headers: { 'if-match': '*' } });
    expect(answer.status).toBe(200);
  }
};
interface Sent {
  readonly type: string;
  readonly data: { readonly alert?: Alert; readonly alerts?: readonly Alert[]; readonly text?: string };
}
/** What the receiver has of a kind, all of it signed. */
const sent = (type: string): Sent[] =>
  receiver.received.flatMap((request) => {
    expect(isSigned(request, secret)).toBe(true);
    const message = JSON.parse(request.text) as Sent;
    return message.type === type ? [message] : [];
  });
const SOON = { timeout: 15_000, interval: 50 };
/** Accounts that do what members of a planted ring do. */
const late = (ring: number, count: number): ObservedEvent[] => {
  const members = truth.rings[ring]!.slice(0, count);
  return truth.events
    .filter(({ account }) => members.includes(account))
    .map((event) => ({
      ...event,
      id: `late-${event.id}`,
      account: `late_${event.account}`,
      signals: event.signals.filter(({ type }) => type !== 'device'),
    }));
};

describe('an alert', () => {
  it('is raised once for a rule and a ring, sent signed, and seen in the feed', async () => {
    const rule = await addRule({ kind: 'new_ring', minScore: 0.5 });
    const slow = await addRule({ kind: 'slow_detection', hours: 24 });
    await addRule({ kind: 'new_ring', minScore: 0.5, minSize: 26 });
    await addRule({ kind: 'new_ring', minScore: 0.5 }, { enabled: false });
    await run();
    const raised = await alerts();
    expect(raised).toHaveLength(8);
    const ids = await rings();
    for (const id of [rule.id, slow.id]) {
      expect(
        raised
          .filter((alert) => alert.rule === id)
          .map(({ ring }) => ring)
          .sort(),
      ).toEqual([...ids].sort());
    }
    expect(raised.map(({ state, size }) => `${state} ${size}`)).toEqual(Array(8).fill('sent 25'));
    await expect.poll(() => sent('alert.raised').length, SOON).toBe(8);
    const told = sent('alert.raised').map(({ data }) => data.alert!.id);
    expect(told.sort()).toEqual(raised.map(({ id }) => id).sort());
    const bodies = receiver.received.map(({ text }) => text).join('\n');
    for (const account of [...truth.rings.flat()]) expect(bodies).not.toContain(account);

    await run();
    await api.app.alerts.look();
    expect(await alerts()).toHaveLength(8);
  });

  it('is raised after all, and once, where the instance that published has died, whoever looks', async () => {
    await run({ minRingSize: 26 });
    const rule = await addRule({ kind: 'new_ring', minScore: 0.5 });
    const second = await startApi({ graph: api.graph, now, serviceKeys, instance: 'second', config: { deliveries } });
    onTestFinished(() => second.close());
    const dead = detectionInstance(api.graph, 'dead').service;
    await dead.start({ by: TESTER, trigger: 'api' });
    expect((await dead.finished())!.state).toBe('published');
    await dead.close();
    await Promise.all([api, second, api, second].map(({ app }) => app.alerts.look()));
    const raised = await alerts(`&rule=${rule.id}`);
    expect(raised.map(({ ring }) => ring).sort()).toEqual((await rings()).sort());
    const mine = () => sent('alert.raised').filter(({ data }) => data.alert!.rule === rule.id);
    await expect.poll(() => mine().length, SOON).toBe(4);
  });

  it('tells that a confirmed ring grew by the percent of its rule, and again by as much', async () => {
    const [ring] = await rings();
    await decide(ring!, 'in_review', 'confirmed');
    const rule = await addRule({ kind: 'confirmed_ring_grew', percent: 20 });
    await run();
    expect(await alerts(`&rule=${rule.id}`)).toEqual([]);
    const { body } = await api.call<{ members: { id: string }[] }>('GET', `/v1/rings/${ring}/members?limit=1`);
    const number = truth.rings.findIndex((members) => members.includes(body.members[0]!.id));
    await plant(api.graph, registry, late(number, 8));
    await run();
    expect(await alerts(`&rule=${rule.id}`)).toMatchObject([
      {
        ring,
        kind: 'confirmed_ring_grew',
        text: expect.stringMatching(/^It grew from 25 to 3\d accounts since it was confirmed\.$/),
      },
    ]);
    await run();
    expect(await alerts(`&rule=${rule.id}`)).toHaveLength(1);
  });

  it('tells once that a dismissed ring is back', async () => {
    const open = (await api.call<{ rings: { id: string; state: string }[] }>('GET', '/v1/rings?state=new')).body.rings;
    const { id } = open[0]!;
    await decide(id, 'dismissed');
    const rule = await addRule({ kind: 'dismissed_ring_back' });
    await run({ minRingSize: 40 });
    await run({ minRingSize: 40 });
    expect(await alerts(`&rule=${rule.id}`)).toEqual([]);
    await run();
    const [back, ...more] = await alerts(`&rule=${rule.id}`);
    expect(more).toEqual([]);
    expect(back!.text).toMatch(/dismissed/);
    await run();
    expect(await alerts(`&rule=${rule.id}`)).toHaveLength(1);
  });

  it('waits for the end of quiet hours, is seen in the feed at once, and is then sent with the others as one', async () => {
    await run({ minRingSize: 40 });
    const at = (ms: number) => new Date(ms).toISOString().slice(11, 16);
    const quiet = { timeZone: 'Etc/UTC', from: at(now() - 60_000), to: at(now() + 180_000) };
    const rule = await addRule({ kind: 'new_ring', minScore: 0.5 }, { quiet });
    await run();
    const held = await alerts(`&rule=${rule.id}`);
    expect(held.length).toBeGreaterThan(1);
    expect(new Set(held.map(({ state }) => state))).toEqual(new Set(['held']));
    await api.app.alerts.look();
    expect(sent('alert.digest')).toEqual([]);
    // Receivers take signatures of the next five minutes.
    clock += 200_000;
    await Promise.all([api.app.alerts.look(), api.app.alerts.look()]);
    await expect.poll(() => sent('alert.digest').length, SOON).toBe(1);
    const [digest] = sent('alert.digest');
    expect(digest!.data.alerts!.map(({ id }) => id).sort()).toEqual(held.map(({ id }) => id).sort());
    expect(new Set((await alerts(`&rule=${rule.id}`)).map(({ state }) => state))).toEqual(new Set(['digest']));
    expect(sent('alert.raised').filter(({ data }) => data.alert!.rule === rule.id)).toEqual([]);
  });

  it('is acknowledged by whoever is first, and paged', async () => {
    const [first] = await alerts('&acknowledged=false');
    const acknowledge = (key?: string) =>
      api.call<Alert>('POST', `/v1/alerts/${first!.id}/acknowledge`, key === undefined ? {} : { key });
    expect((await acknowledge(await api.keyWith('viewer'))).status).toBe(403);
    const { body } = await acknowledge();
    expect(body).toMatchObject({ id: first!.id, acknowledgedBy: 'test' });
    clock += 1_000;
    expect((await acknowledge()).body).toEqual(body);
    expect((await alerts('&acknowledged=true')).map(({ id }) => id)).toEqual([first!.id]);
    const all: string[] = [];
    for (let cursor = ''; ; ) {
      const page = await api.call<{ alerts: Alert[]; next: string | null }>('GET', `/v1/alerts?limit=3${cursor}`);
      all.push(...page.body.alerts.map(({ id }) => id));
      if (page.body.next === null) break;
      cursor = `&cursor=${page.body.next}`;
    }
    expect(all).toEqual((await alerts()).map(({ id }) => id));
    const none = await api.call('POST', '/v1/alerts/alert_aaaaaaaaaaaaaaaa/acknowledge');
    expect(none.status).toBe(404);
  });
});

describe('a rule', () => {
  it('is changed and removed by whoever saw its version', async () => {
    const rule = await addRule({ kind: 'slow_detection', hours: 3 });
    const path = `/v1/alert-rules/${rule.id}`;
    const body = { name: 'slower', when: { kind: 'slow_detection', hours: 5 } };
    const put = (headers: Record<string, string>) => api.call<AlertRule>('PUT', path, { body, headers });
    expect((await put({})).status).toBe(428);
    const answers = await Promise.all([1, 2, 3].map(() => put({ 'if-match': rule.etag })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
    expect((await api.call<AlertRule>('GET', path)).body).toMatchObject({ name: 'slower', version: 2, quiet: null });
    expect((await api.call('DELETE', path, { headers: { 'if-match': rule.etag } })).status).toBe(412);
    expect((await api.call('DELETE', path, { headers: { 'if-match': `"${rule.id}.2"` } })).status).toBe(204);
    expect((await api.call('GET', path)).status).toBe(404);
    const trail = await api.call<{ entries: { action: string }[] }>('GET', `/v1/audit?target=alert-rule:${rule.id}`);
    expect(trail.body.entries.map(({ action }) => action)).toEqual([
      'removeAlertRule',
      'changeAlertRule',
      'addAlertRule',
    ]);
  });

  it('is refused where it makes no sense, and to whoever only reads', async () => {
    const refused = async (over: object): Promise<string[]> => {
      const body = { name: 'n', when: { kind: 'new_ring', minScore: 0.5 }, ...over };
      const { status, body: answer } = await api.call<{ problems: { pointer: string }[] }>('POST', '/v1/alert-rules', {
        body,
      });
      expect(status).toBe(400);
      return answer.problems.map(({ pointer }) => pointer);
    };
    const quiet = { timeZone: 'Europe/Nowhere', from: '25:00', to: '07:00' };
    expect(await refused({ quiet })).toEqual(['/quiet/timeZone', '/quiet/from']);
    expect(await refused({ when: { kind: 'new_ring' } })).toEqual(['/when/minScore']);
    expect(await refused({ name: 'a\u0007' })).toEqual(['/name']);
    const body = { name: 'n', when: { kind: 'dismissed_ring_back' } };
    const key = await api.keyWith('viewer', 'enforcer', 'approver');
    expect((await api.call('POST', '/v1/alert-rules', { key, body })).status).toBe(403);
  });

  it('is told to a receiver that is a folder as rows', async () => {
    const body = { kind: 'file', name: 'files', topics: ['alerts'], folder: 'alerts', format: 'ndjson' };
    const added = await api.call<{ id: string }>('POST', '/v1/receivers', { body });
    expect(added.status).toBe(201);
    await run({ minRingSize: 40 });
    const rule = await addRule({ kind: 'new_ring', minScore: 0.5 });
    await run();
    const folder = join(api.config.home, 'deliveries', 'alerts');
    const rows = async () => {
      const names = (await readdir(folder).catch(() => [])).filter((name) => !name.startsWith('.'));
      const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
      return texts.map((text) => JSON.parse(text) as Alert);
    };
    const raised = await alerts(`&rule=${rule.id}`);
    expect(raised.length).toBeGreaterThan(0);
    await expect.poll(async () => (await rows()).length, SOON).toBe(raised.length);
    expect((await rows()).map(({ id }) => id).sort()).toEqual(raised.map(({ id }) => id).sort());
    expect((await rows())[0]).toMatchObject({ rule: rule.id, kind: 'new_ring' });
  });

  it('sends a test the way its alerts go', async () => {
    const quiet = {
      timeZone: 'Etc/UTC',
      from: '00:00',
      to: '00:00',
      days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
    };
    const rule = await addRule({ kind: 'dismissed_ring_back' }, { quiet });
    const { status, body } = await api.call<{ deliveries: { id: string }[] }>(
      'POST',
      `/v1/alert-rules/${rule.id}/test`,
    );
    expect(status).toBe(202);
    expect(body.deliveries.length).toBeGreaterThan(0);
    await expect.poll(() => sent('alert.test').length, SOON).toBe(1);
    expect(sent('alert.test')[0]!.data).toMatchObject({ rule: { id: rule.id }, text: expect.stringContaining('test') });
    const delivery = `/v1/deliveries/${body.deliveries[0]!.id}`;
    await expect
      .poll(async () => (await api.call<{ state: string }>('GET', delivery)).body.state, SOON)
      .toBe('delivered');
  });
});
