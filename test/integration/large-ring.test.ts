import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Picture } from '../../src/rings/picture-schema.ts';
import type { MemberList } from '../../src/rings/schema.ts';
import type { Timeline } from '../../src/rings/timeline.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { cypherRows } from '../support/graph.ts';
import { publish, stage } from '../support/staged.ts';

/** One ring of 25,000 members: one proxy address for all, ten prompts for a tenth each, and a card for every 25. */
const SIZE = 25_000;
const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 5);

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
  await stage(api.graph, 'run_1', [{ id: 'ring_large' }]);
  const batches = Array.from({ length: SIZE / 2500 }, (_, i) => i * 2500);
  for (const from of batches) {
    await cypherRows(
      `MATCH (ring:Ring {id: 'ring_large', run: 'run_1'})
       UNWIND range($from, $from + 2499) AS i
       WITH ring, i, ['ip:198.51.100.1', 'prompt:k1:' + toString(i % 10), 'payment_instrument:k1:' + toString(i / 25)] AS keys,
         datetime({epochMillis: $start + (i % 20) * $day}) AS made
       CREATE (a:Account {id: 'acct_' + right('0000' + toString(i), 5), status: 'active', createdAt: made, firstSeen: made,
         lastSeen: made + duration({days: 30}), requests: 1150})
       CREATE (a)-[:MEMBER_OF {strength: (i % 100) / 100.0, bits: 30.0, signals: keys}]->(ring)
       WITH a, keys, made UNWIND range(0, 2) AS n
       MERGE (s:Signal {key: keys[n]})
         ON CREATE SET s.hint = keys[n], s.type = split(keys[n], ':')[0]
       FOREACH (_ IN CASE WHEN n = 0 THEN [1] ELSE [] END | CREATE (a)-[:CONNECTED_FROM
         {first: made, last: made + duration({days: 30}), count: 40, windows: [w IN range(0, 39) | toInteger($window) + w * 3]}]->(s))
       FOREACH (_ IN CASE WHEN n = 1 THEN [1] ELSE [] END | CREATE (a)-[:PROMPTED
         {first: made, last: made, count: 9, windows: [toInteger($window)]}]->(s))
       FOREACH (_ IN CASE WHEN n = 2 THEN [1] ELSE [] END | CREATE (a)-[:PAID_WITH
         {first: made, last: made, count: 1, windows: [toInteger($window)]}]->(s))`,
      { from, start: START, day: DAY, window: START / (DAY / 3) },
    );
  }
  await cypherRows(
    `MATCH (ring:Ring {id: 'ring_large'}) SET ring.size = $size
     WITH ring MATCH (s:Signal)
     WITH ring, s, CASE s.type WHEN 'ip' THEN $size WHEN 'prompt' THEN $size / 10 ELSE 25 END AS members
     ORDER BY members DESC, s.key LIMIT 50
     CREATE (ring)-[:EVIDENCED_BY {bits: CASE s.type WHEN 'ip' THEN 1.0 ELSE 9.0 END, members: members, accounts: members}]->(s)`,
    { size: SIZE },
  );
  await publish('run_1');
});
afterAll(() => api.close());

const picture = async (query: string) => (await api.call<Picture>('GET', `/v1/rings/ring_large/graph?${query}`)).body;

it.each([10, 300, 2000])('is drawn in %i nodes, hubs and the rest counted, the same every time', async (limit) => {
  const drawn = await picture(`limit=${limit}`);
  expect(drawn.nodes).toHaveLength(limit);
  const names = new Set(drawn.nodes.map((node) => node.id));
  expect(names.size).toBe(limit);
  for (const edge of drawn.edges) {
    expect(names.has(edge.source) && names.has(edge.target), `${edge.source} → ${edge.target}`).toBe(true);
  }
  // Nobody hangs in the air.
  const tied = new Set(drawn.edges.flatMap((edge) => [edge.source, edge.target]));
  expect([...names].filter((name) => !tied.has(name))).toEqual([]);

  const of = (kind: string) => drawn.nodes.filter((node) => node.kind === kind);
  expect(of('hub')[0]).toMatchObject({ key: 'ip:198.51.100.1', members: SIZE, accounts: SIZE });
  expect(of('account')).toHaveLength(drawn.membersDrawn);
  expect(of('rest')).toEqual([{ kind: 'rest', id: 'rest', members: SIZE - drawn.membersDrawn }]);
  const strengths = of('account').map((node) => ('strength' in node ? node.strength : 0));
  expect(Math.min(...strengths)).toBeGreaterThanOrEqual(0.9);
  expect(drawn.edges.length).toBeLessThan(limit * 3);
  expect(await picture(`limit=${limit}`)).toEqual(drawn);
});

it('refuses a picture of more than 2,000 nodes', async () => {
  expect((await api.call('GET', '/v1/rings/ring_large/graph?limit=2001')).status).toBe(400);
});

it('has a timeline in which every sign-up, every first sighting and every request is counted once', async () => {
  const begun = performance.now();
  const { body } = await api.call<Timeline>('GET', '/v1/rings/ring_large/timeline?bucket=day');
  expect(performance.now() - begun).toBeLessThan(20_000);
  const sum = (of: 'signups' | 'firstSightings' | 'requests') => body.buckets.reduce((all, each) => all + each[of], 0);
  expect(sum('signups')).toBe(SIZE);
  expect(sum('firstSightings')).toBe(SIZE);
  expect(Math.abs(sum('requests') - SIZE * 1150) / (SIZE * 1150)).toBeLessThan(1e-6);
  expect(body.buckets[0]).toMatchObject({ start: '2026-01-05T00:00:00.000Z', signups: SIZE / 20, activeMembers: SIZE });
  expect(body.buckets.map((bucket) => bucket.start)).toEqual(body.buckets.map((bucket) => bucket.start).toSorted());
  const finer = await api.call<Timeline>('GET', '/v1/rings/ring_large/timeline?bucket=8h');
  expect(finer.body.buckets.length).toBe(body.buckets.length);
});

it('pages through its members, each once', async () => {
  const seen = new Set<string>();
  for (let cursor = ''; ; ) {
    const { body } = await api.call<MemberList>('GET', `/v1/rings/ring_large/members?limit=1000${cursor}`);
    for (const { id } of body.members) seen.add(id);
    if (body.next === null) break;
    cursor = `&cursor=${body.next}`;
  }
  expect(seen.size).toBe(SIZE);
});
