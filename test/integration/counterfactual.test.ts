import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountMatch } from '../../src/accounts/match-schema.ts';
import type { MemberWhy, RingCounterfactual, RingHolding } from '../../src/rings/counterfactual-schema.ts';
import type { MemberList, RingDetail, RingList } from '../../src/rings/schema.ts';
import { signalRegistry } from '../../src/signals/index.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { cypherRows } from '../support/graph.ts';
import { plant, planted } from '../support/planted.ts';

const TASKS = [
  'Write a long story in which dragons sail home',
  'Translate the second chapter and keep every footnote',
  'List seven reasons why bread rises overnight',
  'Prove that the sum of odd numbers is a square',
  'Refactor this parser so that it never backtracks',
  'Summarise the meeting and name who promised what',
];
const SECRET = 'tok_only_for_the_match_7731';

let api: TestApi;
let ring: RingDetail;
let members: string[];
beforeAll(async () => {
  api = await startApi();
  await plant(api.graph, signalRegistry(), planted({ ordinary: 1500, rings: 3, ringSize: 25, seed: 7 }).events);
  await detect();
  const list = await api.call<RingList>('GET', '/v1/rings?limit=1');
  const id = list.body.rings[0]!.id;
  ring = (await api.call<RingDetail>('GET', `/v1/rings/${id}`)).body;
  const page = await api.call<MemberList>('GET', `/v1/rings/${id}/members?limit=1000`);
  members = page.body.members.map((member) => member.id);
});
afterAll(() => api.close());

const detect = async (): Promise<string> => {
  const { body } = await api.call<{ id: string }>('POST', '/v1/runs', { body: {} });
  expect((await api.app.detection.finished())!.state).toBe('published');
  return body.id;
};
const without = (what: string) =>
  api.call<RingCounterfactual>('GET', `/v1/rings/${ring.ring.id}/counterfactual?without=${encodeURIComponent(what)}`);

describe('a ring without some of its evidence', () => {
  it('is told for a signal, a type and a window, with who leaves and in a sentence', async () => {
    const [strongest] = ring.evidence;
    const one = await without(strongest!.key);
    expect(one).toMatchObject({
      status: 200,
      body: {
        run: { id: ring.run.id },
        without: { kind: 'signal', signals: 1, start: null },
        size: members.length,
        scoreBefore: ring.ring.score,
      },
    });
    expect(one.body.accounts.length).toBe(one.body.leave);
    expect(one.body.accounts.every((account) => members.includes(account))).toBe(true);
    expect(one.body.summary).toMatch(/^Without this (payment instrument|prompt) .+; the ring's score .+\.$/);

    const prompts = await without('type:prompt');
    const cards = await without('type:payment_instrument');
    for (const { body } of [prompts, cards]) {
      expect(body.without.signals).toBeGreaterThan(1);
      expect(body.scoreAfter).toBeLessThan(body.scoreBefore);
      expect(body.stillARing).toBe(!body.summary.endsWith('what is left is not enough for a ring.'));
    }

    const window = await without(`window:${ring.ring.firstSeen}`);
    expect(window.body.without).toMatchObject({ kind: 'window', signals: 0 });
    expect(Date.parse(window.body.without.start!)).toBeLessThanOrEqual(Date.parse(ring.ring.firstSeen));
    const never = await without('window:2001-01-01T00:00:00Z');
    expect(never.body).toMatchObject({ leave: 0, accounts: [], scoreAfter: ring.ring.score, stillARing: true });
  });

  it('says how to ask where the question is none', async () => {
    for (const what of ['ip:203.0.113.9', 'type:ip', 'window:tomorrow', 'x'])
      expect(await without(what)).toMatchObject({
        status: 400,
        body: { type: '/problems/invalid-request', problems: [{ in: 'query', pointer: '/without' }] },
      });
    expect((await without('x')).body).toMatchObject({ mend: expect.stringContaining('payment_instrument, prompt') });
    expect(await api.call('GET', '/v1/rings/ring_none/counterfactual?without=type:ip')).toMatchObject({ status: 404 });
    expect(await api.call('GET', `/v1/rings/${ring.ring.id}/counterfactual`)).toMatchObject({ status: 400 });
  });

  it('is held together by a few of its signals, no fewer than the bound says', async () => {
    const { body } = await api.call<RingHolding>('GET', `/v1/rings/${ring.ring.id}/holding?share=0.8`);
    expect(body.stay).toBeGreaterThanOrEqual(0.8 * body.size);
    expect(body.signals.length).toBeGreaterThanOrEqual(body.atLeast);
    expect(body.signals.length).toBeLessThan(body.evidence);
    expect(body.signals.every(({ hint }) => hint.length > 0)).toBe(true);
    expect(body.stay).toBeLessThanOrEqual(body.size);
    expect(body.summary).toContain(`${body.signals.length} of its ${body.evidence} signals`);
  });

  it('tells of each member what ties it, and what would take it out', async () => {
    const asked = await Promise.all(
      members.map((account) => api.call<MemberWhy>('GET', `/v1/rings/${ring.ring.id}/members/${account}/why`)),
    );
    for (const { status, body } of asked) {
      expect(status).toBe(200);
      expect(body.links).toBeGreaterThan(0);
      expect(body.out!.length).toBeGreaterThan(0);
      const tied = new Set(body.ties.map(({ key }) => key));
      expect(body.out!.every(({ key }) => tied.has(key))).toBe(true);
      expect(body.summary).toMatch(
        /^Linked with \d+ other members?; without .+ of its own it would not be in the ring\.$/,
      );
    }
    expect(await api.call('GET', `/v1/rings/${ring.ring.id}/members/user_1/why`)).toMatchObject({
      status: 404,
      body: { type: '/problems/not-found', mend: expect.stringContaining('/members') },
    });
  });
});

describe('an account matched with the rings of the published run', () => {
  const match = (account: string, body?: unknown) =>
    api.call<AccountMatch>('POST', `/v1/accounts/${account}/match`, body === undefined ? {} : { body });

  it('is found in its own ring where it is a member, and in none where it is a stranger', async () => {
    for (const account of members.slice(0, 10)) {
      const { status, body } = await match(account);
      expect(status).toBe(200);
      expect(body.run).toBe(ring.run.id);
      expect(body.index).toMatchObject({ leftOut: 0 });
      expect(body.matches[0]).toMatchObject({ ring: ring.ring.id, members: members.length });
      expect(['core', 'fringe']).toContain(body.matches[0]!.place);
      expect(body.matches[0]!.summary).toMatch(/^Would be /);
    }
    expect((await match('user_1')).body.matches).toEqual([]);
    expect(await match('nobody')).toMatchObject({ status: 404, body: { mend: expect.stringContaining('`signals`') } });
  });

  it('need not be in the graph: its values are looked up as at the door, and neither kept, logged nor repeated', async () => {
    const time = '2026-02-02T20:00:00Z';
    const at = (i: number, evening: number) =>
      new Date(Date.parse(time) + evening * 86_400_000 + i * 60_000).toISOString();
    const events = Array.from({ length: 24 }, (_, i) =>
      [0, 1, 2, 3, 4].map((evening) => ({
        id: `hoard-${i}-${evening}`,
        account: `hoard_${i}`,
        kind: evening === 0 ? 'signup' : 'usage',
        time: at(i, evening),
        signals: [
          { type: 'payment_instrument', value: `${SECRET}_${i % 3}` },
          { type: 'device', value: `${SECRET}_device_${i % 5}` },
          { type: 'prompt', value: `${TASKS[(i + evening) % TASKS.length]} about ${SECRET}` },
        ],
      })),
    ).flat();
    expect(await api.call('POST', '/v1/events', { body: events })).toMatchObject({ status: 200 });
    const before = (await cypherRows('MATCH (n) RETURN count(n) AS nodes'))[0];
    const run = await detect();
    const said = {
      signals: [
        { type: 'payment_instrument', value: `${SECRET}_0` },
        { type: 'device', value: `${SECRET}_device_0` },
        { type: 'prompt', value: 'Never seen by anybody before this very request' },
      ],
      time,
    };
    // A run published a moment ago is loaded beside the rings in use.
    let answer = await match('newcomer', said);
    for (let i = 0; i < 100 && answer.body.run !== run; i++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      answer = await match('newcomer', said);
    }
    expect(answer.body.run).toBe(run);
    const [found] = answer.body.matches;
    expect(found).toBeDefined();
    expect(found!.members).toBeGreaterThan(20);
    expect(found!.evidence.map(({ type }) => type).sort()).toEqual(['device', 'payment_instrument']);
    expect(JSON.stringify(answer.body)).not.toContain(SECRET);
    expect(api.logLines.filter((line) => line.includes(SECRET))).toEqual([]);
    const after = (
      await cypherRows('MATCH (n) WHERE NOT n:Run AND NOT n:Ring AND NOT n:Campaign RETURN count(n) AS nodes')
    )[0];
    expect(Number(after!['nodes'])).toBeLessThanOrEqual(Number(before!['nodes']));
    expect(await cypherRows("MATCH (a:Account {id: 'newcomer'}) RETURN a")).toEqual([]);
    await api.app.templates.load();
    expect(await cypherRows("MATCH (p:TemplatePattern) WHERE p.caption CONTAINS 'anybody' RETURN p")).toEqual([]);
  });

  it('is refused where a value is not of its type, naming its place and never the value', async () => {
    const answer = await match('newcomer', {
      signals: [
        { type: 'payment_instrument', value: 'tok_fine' },
        { type: 'ip', value: SECRET },
        { type: 'unheard_of', value: SECRET },
      ],
    });
    expect(answer).toMatchObject({
      status: 400,
      body: {
        problems: [
          { in: 'body', pointer: '/signals/1/value', reason: 'is not an IP address' },
          { in: 'body', pointer: '/signals/2/type' },
        ],
      },
    });
    expect(JSON.stringify(answer.body)).not.toContain(SECRET);
  });
});

describe('a run of a release that kept nothing to judge by', () => {
  it('is told, and how to mend it', async () => {
    await cypherRows("MATCH (p:Published {name: 'rings'}) MATCH (r:Run {id: p.run}) REMOVE r.basis");
    const list = await api.call<RingList>('GET', '/v1/rings');
    const other = list.body.rings.at(-1)!.id;
    expect(await api.call('GET', `/v1/rings/${other}/holding`)).toMatchObject({
      status: 409,
      body: { type: '/problems/run-too-old', mend: expect.stringContaining('POST /v1/runs') },
    });
  });
});
