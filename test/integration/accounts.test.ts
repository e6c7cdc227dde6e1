import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  AccountDetail,
  AccountSignalList,
  SharedList,
  SignalAccountList,
  SignalDetail,
  SignalTypeList,
} from '../../src/accounts/schema.ts';
import type { SearchResult } from '../../src/accounts/search-schema.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { cypherRows } from '../support/graph.ts';
import { allPages } from '../support/pages.ts';
import { MONDAY, member, publish, signup, stage } from '../support/staged.ts';

const HUB_DEGREE = 20;
const IPV6 = 'ip:2001:db8:7::/64';
const HOSTILE = [
  `o'brien "quoted" \\ back`,
  'a/b/c',
  'a%2Fb',
  'ümläut-日本-\u{1f9ff}',
  "') DETACH DELETE a //",
  'with space ?and=query#fragment',
  '..%2e',
  '`label` $param {map}',
  'x'.repeat(256),
  '日'.repeat(256),
  '__proto__',
  'constructor',
];

let api: TestApi;
beforeAll(async () => {
  api = await startApi({
    config: {
      signals: {
        types: [
          { name: 'url', label: 'Url', relationship: 'SHARED_URL', privacy: 'clear', strength: 0.4 },
          { name: 'gift_code', label: 'GiftCode', relationship: 'REDEEMED', privacy: 'keyed' },
        ],
      },
      detection: { engine: { hubDegree: HUB_DEGREE } },
    },
  });
  const crowd = Array.from({ length: 30 }, (_, i) => `crowd_${String(i).padStart(2, '0')}`);
  const events = [
    // All on one wide address; pairs on a card; the first six on one IPv6 network.
    ...crowd.map((account, i) =>
      signup(account, [
        { type: 'ip', value: '198.51.100.77' },
        { type: 'payment_instrument', value: `tok_${Math.floor(i / 2)}` },
        { type: 'url', value: `https://example.com/${Math.floor(i / 10)}` },
        { type: 'gift_code', value: `GIFT-${Math.floor(i / 3)}` },
        ...(i < 6 ? [{ type: 'ip', value: `2001:db8:7::${i + 1}` }] : []),
      ]),
    ),
    {
      ...signup('crowd_00', []),
      id: 'usage-1',
      kind: 'usage',
      time: new Date((MONDAY + 7200) * 1000).toISOString(),
      usage: {
        requests: 12,
        tokensIn: 30,
        tokensOut: 70,
        toolCalls: 2,
        model: 'large-2',
        capability: 'coding',
        stream: true,
      },
    },
    signup('lonely', [{ type: 'email', value: 'First.Last+promo@gmail.com' }]),
    ...HOSTILE.map((account) => signup(account, [{ type: 'referral_code', value: 'HOSTILE' }])),
  ].map((event, i) => ({ ...event, id: `event_${i}` }));
  expect(await api.call('POST', '/v1/events', { body: events })).toMatchObject({ status: 200 });
  await stage(api.graph, 'run_1', [
    {
      id: 'ring_crowd',
      members: [member('crowd_00', 0.9, [IPV6]), member('crowd_01')],
      evidence: [{ signal: IPV6, type: 'ip', bits: 8, members: 2, accounts: 6 }],
    },
  ]);
  await publish('run_1');
});
afterAll(() => api.close());

const get = async <Body>(path: string) => (await api.call<Body>('GET', path)).body;
const path = (id: string) => `/v1/accounts/${encodeURIComponent(id)}`;
const signalPath = (key: string) => `/v1/signals/${encodeURIComponent(key)}`;
const search = (q: string) => get<SearchResult>(`/v1/search?q=${encodeURIComponent(q)}`);

describe('an account', () => {
  it('shows its facts, usage, signals and the ring of the published run that it is in', async () => {
    const account = await get<AccountDetail>('/v1/accounts/crowd_00');
    expect(account).toMatchObject({
      id: 'crowd_00',
      createdAt: '2026-03-02T00:00:00.000Z',
      lastSeen: '2026-03-02T02:00:00.000Z',
      events: 2,
      requests: 12,
      tokensIn: 30,
      tokensOut: 70,
      toolCalls: 2,
      streamed: 12,
      models: [{ name: 'large-2', requests: 12 }],
      capabilities: [{ name: 'coding', requests: 12 }],
      clients: [],
      ring: { id: 'ring_crowd', run: 'run_1', strength: 0.9, state: 'new', size: 2 },
    });
    expect(account.hourOfWeek).toEqual(Array.from({ length: 168 }, (_, hour) => (hour === 2 ? 12 : 0)));
    expect(account.signalCounts).toEqual([
      { type: 'gift_code', signals: 1 },
      { type: 'ip', signals: 2 },
      { type: 'payment_instrument', signals: 1 },
      { type: 'url', signals: 1 },
    ]);
    expect(account.signals.find((signal) => signal.key === IPV6)).toMatchObject({ count: 1, windows: 1, accounts: 6 });
    expect((await get<AccountDetail>('/v1/accounts/lonely')).ring).toBeNull();
  });

  it('is in no ring that was not published, nor in one of a run before', async () => {
    await stage(api.graph, 'run_0', [{ id: 'ring_hidden', members: [member('crowd_20')] }]);
    expect((await get<AccountDetail>('/v1/accounts/crowd_20')).ring).toBeNull();
    expect((await search('ring_hidden')).rings).toEqual([]);
    expect((await search('run_0')).runs).toMatchObject([{ id: 'run_0', match: 'exact', state: 'running' }]);
  });

  it('lists its signals by key, page by page and by type', async () => {
    const whole = await get<AccountSignalList>('/v1/accounts/crowd_00/signals');
    const paged = await allPages(
      api,
      '/v1/accounts/crowd_00/signals?limit=2',
      (page: AccountSignalList) => page.signals,
    );
    expect(paged).toEqual(whole.signals);
    expect(paged.map((signal) => signal.key)).toEqual(paged.map((signal) => signal.key).toSorted());
    const ips = await get<AccountSignalList>('/v1/accounts/crowd_00/signals?type=ip');
    expect(ips.signals.map((signal) => signal.key)).toEqual(['ip:198.51.100.77', IPV6]);
    const { next } = await get<AccountSignalList>('/v1/accounts/crowd_00/signals?limit=2');
    expect((await api.call('GET', `/v1/accounts/crowd_01/signals?limit=2&cursor=${next}`)).status).toBe(400);
  });

  it('shares signals with others, most first and page by page; a hub is named and not followed', async () => {
    const shared = await get<SharedList>('/v1/accounts/crowd_00/shared');
    expect(shared.hubs).toEqual([{ key: 'ip:198.51.100.77', type: 'ip', hint: '198.51.100.77', accounts: 30 }]);
    expect(shared).toMatchObject({ hubDegree: HUB_DEGREE, signalsConsidered: 5, next: null });
    // Of 01–09, all share the URL; 01–05 the network; 01–02 the gift code; 01 the card.
    expect(shared.accounts.map(({ id, shared: count }) => [id, count])).toEqual([
      ['crowd_01', 4],
      ['crowd_02', 3],
      ['crowd_03', 2],
      ['crowd_04', 2],
      ['crowd_05', 2],
      ['crowd_06', 1],
      ['crowd_07', 1],
      ['crowd_08', 1],
      ['crowd_09', 1],
    ]);
    expect(shared.accounts[1]!.signals.map((signal) => signal.type)).toEqual(['gift_code', 'ip', 'url']);
    const paged = await allPages(api, '/v1/accounts/crowd_00/shared?limit=2', (page: SharedList) => page.accounts);
    expect(paged).toEqual(shared.accounts);
  });

  it.each(HOSTILE)('is found by its id, whatever it is made of: %s', async (id) => {
    expect((await get<AccountDetail>(path(id))).id).toBe(id);
    expect((await get<AccountSignalList>(`${path(id)}/signals`)).signals).toHaveLength(1);
    const others = await allPages(api, `${path(id)}/shared?limit=3`, (page: SharedList) => page.accounts);
    expect(others.map((other) => other.id).toSorted()).toEqual(HOSTILE.filter((other) => other !== id).toSorted());
    expect((await search(id)).accounts).toMatchObject([{ id, match: 'exact' }]);
  });

  it('answers 404 to an id that nobody has, and 400 to one that nobody can have', async () => {
    for (const of of ['', '/signals', '/shared']) {
      expect(await api.call('GET', `/v1/accounts/nobody${of}`)).toMatchObject({
        status: 404,
        body: { type: '/problems/not-found', mend: expect.any(String) },
      });
    }
    for (const id of ['x'.repeat(257), 'bell\u0007', 'null\u0000']) {
      expect((await api.call('GET', path(id))).status).toBe(400);
    }
    expect((await api.call('GET', '/v1/accounts/%E0%A4%A')).status).toBe(400);
  });
});

describe('a signal', () => {
  it('is read by its percent-encoded key, with its network and the rings that it is evidence of', async () => {
    expect(await get<SignalDetail>(signalPath(IPV6))).toEqual({
      key: IPV6,
      type: 'ip',
      hint: '2001:db8:7::/64',
      label: 'Ip',
      prefix: '2001:db8:7::/48',
      network: null,
      firstSeen: '2026-03-02T00:00:00.000Z',
      lastSeen: '2026-03-02T00:00:00.000Z',
      accounts: 6,
      hub: null,
      rings: [{ id: 'ring_crowd', score: 0.9, size: 2, summary: 'ring ring_crowd of run_1', bits: 8, members: 2 }],
    });
    const url = await get<SignalDetail>(signalPath('url:https://example.com/2'));
    expect(url).toMatchObject({ label: 'Url', prefix: null, accounts: 10, rings: [] });
  });

  it('lists its accounts by id, page by page, also when it is a hub', async () => {
    const accounts = await allPages(
      api,
      `${signalPath('ip:198.51.100.77')}/accounts?limit=7`,
      (page: SignalAccountList) => page.accounts,
    );
    expect(accounts.map((account) => account.id)).toEqual(
      Array.from({ length: 30 }, (_, i) => `crowd_${String(i).padStart(2, '0')}`),
    );
    expect(accounts[0]).toMatchObject({ count: 1, requests: 12, first: '2026-03-02T00:00:00.000Z' });
    const hostile = await allPages(
      api,
      `${signalPath('referral_code:HOSTILE')}/accounts?limit=1`,
      (page: SignalAccountList) => page.accounts,
    );
    expect(hostile.map((account) => account.id).toSorted()).toEqual(HOSTILE.toSorted());
  });

  it('answers 404 to a key that was never seen', async () => {
    for (const of of ['', '/accounts']) {
      expect((await api.call('GET', `${signalPath('ip:192.0.2.1')}${of}`)).status).toBe(404);
    }
  });

  it('shows how the published run classed it as a hub', async () => {
    await cypherRows(
      `MATCH (r:Run {id: 'run_1'}) MATCH (s:Signal {key: 'ip:198.51.100.77'})
       CREATE (r)-[:CLASSED {class: 'organic', accounts: 30}]->(s)`,
    );
    expect((await get<SignalDetail>(signalPath('ip:198.51.100.77'))).hub).toBe('organic');
  });
});

describe('a signal type of the configuration', () => {
  it('is known to the registry, the graph, look-ups and sharing, with no code changed', async () => {
    const { types } = await get<SignalTypeList>('/v1/signal-types');
    expect(types.map((type) => type.name).slice(0, 2)).toEqual(['payment_instrument', 'ip']);
    expect(types.slice(-2)).toMatchObject([
      { name: 'url', label: 'Url', relationship: 'SHARED_URL', privacy: 'clear', strength: 0.4 },
      { name: 'gift_code', label: 'GiftCode', relationship: 'REDEEMED', privacy: 'keyed', family: 'gift_code' },
    ]);
    const [row] = await cypherRows('MATCH (:Account)-[r:SHARED_URL]->(s:Url) RETURN count(r) AS observations');
    expect(row).toEqual({ observations: 30 });
    const found = await api.call<SearchResult>('POST', '/v1/search', { body: { value: 'GIFT-0', type: 'gift_code' } });
    expect(found.body.signals).toMatchObject([{ type: 'gift_code', match: 'value' }]);
    const who = await get<SignalAccountList>(`${signalPath(found.body.signals[0]!.key)}/accounts`);
    expect(who.accounts.map((account) => account.id)).toEqual(['crowd_00', 'crowd_01', 'crowd_02']);
  });
});

describe('search', () => {
  it('finds accounts, keys, rings and runs by the whole of their ids and by the beginning', async () => {
    const accounts = (await search('crowd_0')).accounts;
    expect(accounts.map(({ id, match }) => `${match} ${id}`)).toEqual(
      Array.from({ length: 10 }, (_, i) => `prefix crowd_0${i}`),
    );
    expect((await search('crowd_07')).accounts).toMatchObject([{ id: 'crowd_07', match: 'exact' }]);
    expect((await search('ring_cr')).rings).toMatchObject([{ id: 'ring_crowd', match: 'prefix', size: 2 }]);
    expect((await search('ring_crowd')).rings).toMatchObject([{ match: 'exact' }]);
    expect((await search('run_1')).runs).toMatchObject([{ id: 'run_1', match: 'exact', state: 'published' }]);
    expect((await search(IPV6)).signals).toMatchObject([{ key: IPV6, match: 'exact' }]);
    expect((await search('url:https://')).signals.map((signal) => signal.match)).toEqual([
      'prefix',
      'prefix',
      'prefix',
    ]);
    const bounded = await get<SearchResult>('/v1/search?q=crowd&limit=3');
    expect(bounded.accounts).toHaveLength(3);
  });

  it.each([
    ['198.51.100.77', 'ip:198.51.100.77', 'value'],
    ['::ffff:198.51.100.77', 'ip:198.51.100.77', 'value'],
    ['2001:DB8:7:0:ffff::9', IPV6, 'value'],
    ['2001:db8:7::/48', IPV6, 'network'],
    ['198.51.100.0/24', 'ip:198.51.100.77', 'network'],
    ['198.51.100.', 'ip:198.51.100.77', 'hint'],
  ])('finds an address written as %s', async (q, key, match) => {
    expect((await search(q)).signals).toEqual([expect.objectContaining({ key, match })]);
  });

  it('finds nothing for what nobody has, and refuses nothing for looking odd', async () => {
    for (const q of ['nobody', "' OR 1=1", '\u0000', '%', '*', '\u{1f9ff}']) {
      expect(await search(q), q).toEqual({ accounts: [], signals: [], rings: [], runs: [] });
    }
    expect((await api.call('GET', '/v1/search?q=')).status).toBe(400);
    expect((await api.call('GET', '/v1/search')).status).toBe(400);
  });

  it('looks up a raw e-mail in a body, under any spelling of its mailbox, and keeps it nowhere', async () => {
    const spelling = 'FIRSTLAST+Other@GoogleMail.com';
    const post = (body: object) => api.call<SearchResult>('POST', '/v1/search', { body });
    const found = await post({ value: spelling, type: 'email' });
    expect(found).toMatchObject({ status: 200, body: { signals: [{ type: 'email', match: 'value' }] } });
    expect((await post({ value: spelling })).body).toEqual(found.body);
    expect((await post({ value: 'somebody@example.com', type: 'email' })).body.signals).toEqual([]);
    expect((await post({ value: spelling, type: 'phone' })).status).toBe(400);
    expect((await post({ value: spelling, type: 'nonsense' })).status).toBe(400);
    const refusal = await post({ value: 'not-a-mailbox-77', type: 'email' });
    expect(refusal).toMatchObject({ status: 400, body: { problems: [{ in: 'body', pointer: '/value' }] } });

    const graph = JSON.stringify(
      await cypherRows('MATCH (n) RETURN properties(n) AS all UNION ALL MATCH ()-[r]->() RETURN properties(r) AS all'),
    );
    const said = JSON.stringify([found.body, refusal.body]) + api.logLines.join('\n') + graph;
    for (const raw of [spelling, 'firstlast', 'not-a-mailbox-77', 'somebody@example.com']) {
      expect(said.toLowerCase()).not.toContain(raw.toLowerCase());
    }
  });
});
