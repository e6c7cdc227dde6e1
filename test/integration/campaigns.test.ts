import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { removeRings } from '../../src/detection/staging.ts';
import type { Campaign } from '../../src/engine/index.ts';
import type { CampaignDetail, CampaignList } from '../../src/rings/campaign-schema.ts';
import type { RingDetail, RingList } from '../../src/rings/schema.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { cypherRows } from '../support/graph.ts';
import { allPages } from '../support/pages.ts';
import { MONDAY, member, publish, signup, stage } from '../support/staged.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
  const events = Array.from({ length: 12 }, (_, i) =>
    signup(account(i), [{ type: 'ip', value: `203.0.113.${Math.floor(i / 4)}` }]),
  );
  expect((await api.call('POST', '/v1/events', { body: events })).status).toBe(200);
});
afterAll(() => api.close());
beforeEach(async () => {
  await cypherRows('MATCH (n) WHERE n:Run OR n:Ring OR n:Campaign OR n:Published DETACH DELETE n');
});

const account = (i: number) => `acct_${String(i).padStart(2, '0')}`;
const rings = Array.from({ length: 6 }, (_, n) => ({
  id: `ring_${n}`,
  score: 0.9 - n / 100,
  members: [member(account(2 * n)), member(account(2 * n + 1))],
}));
const campaign = (id: string, ids: readonly string[], over: Partial<Campaign> = {}): Campaign => ({
  ...{ id, rings: ids, accounts: 2 * ids.length, score: 0.88, bits: 21.5, firstSeen: MONDAY, lastSeen: MONDAY + 3600 },
  ...{ requests: 700, evidence: [], summary: `${ids.length} rings of ${id}` },
  ...over,
});
const evidence = [
  { signal: 'ip:203.0.113.0', type: 'ip', rings: 2, members: 4, accounts: 4 },
  { signal: 'ip:203.0.113.99', type: 'ip', rings: 2, members: 2, accounts: 2 },
];
const campaigns = [
  campaign('camp_a', ['ring_0', 'ring_1', 'ring_2'], { evidence }),
  campaign('camp_b', ['ring_3', 'ring_4']),
];
const call = async <Body>(path: string) => (await api.call<Body>('GET', path)).body;

describe('campaigns', () => {
  it('are listed, those of most accounts first, each once over the pages, with the run that says so', async () => {
    expect(await call('/v1/campaigns')).toEqual({ run: null, campaigns: [], next: null });
    const many = rings
      .slice(0, 3)
      .flatMap(({ id }, n) => [campaign(`camp_${n}`, [id], { accounts: 9 }), campaign(`camp_${n}x`, [])]);
    await stage(api.graph, 'run_1', rings, many);
    await publish('run_1');
    const whole = await call<CampaignList>('/v1/campaigns');
    expect(whole.run?.id).toBe('run_1');
    expect(whole.campaigns.map(({ id }) => id)).toEqual([
      'camp_0',
      'camp_1',
      'camp_2',
      'camp_0x',
      'camp_1x',
      'camp_2x',
    ]);
    for (const limit of [1, 2, 5]) {
      const paged = await allPages(api, `/v1/campaigns?limit=${limit}`, (page: CampaignList) => page.campaigns);
      expect(paged).toEqual(whole.campaigns);
    }
  });

  it('have figures, a sentence, and what their rings share, but nothing that was erased since', async () => {
    await stage(api.graph, 'run_1', rings, campaigns);
    await publish('run_1');
    const answer = await api.call<CampaignDetail>('GET', '/v1/campaigns/camp_a');
    expect(answer.body).toEqual({
      run: expect.objectContaining({ id: 'run_1' }),
      campaign: {
        ...{
          id: 'camp_a',
          rings: 3,
          accounts: 6,
          score: 0.88,
          bits: 21.5,
          requests: 700,
          summary: '3 rings of camp_a',
        },
        ...{ firstSeen: '2026-03-02T00:00:00.000Z', lastSeen: '2026-03-02T01:00:00.000Z' },
      },
      evidence: [{ key: 'ip:203.0.113.0', type: 'ip', hint: expect.any(String), rings: 2, members: 4, accounts: 4 }],
    });
    const again = await api.call('GET', '/v1/campaigns/camp_a', {
      headers: { 'if-none-match': answer.headers.get('etag')! },
    });
    expect(again.status).toBe(304);
    expect((await api.call('GET', '/v1/campaigns/camp_c')).status).toBe(404);
  });

  it('are named by their rings, and narrow lists and exports', async () => {
    await stage(api.graph, 'run_1', rings, campaigns);
    await publish('run_1');
    const listed = async (query: string) =>
      (await call<RingList>(`/v1/rings?${query}`)).rings.map(({ id, campaign: of }) => [id, of]);
    expect(await listed('')).toEqual([
      ['ring_0', 'camp_a'],
      ['ring_1', 'camp_a'],
      ['ring_2', 'camp_a'],
      ['ring_3', 'camp_b'],
      ['ring_4', 'camp_b'],
      ['ring_5', null],
    ]);
    expect((await listed('campaign=camp_b')).map(([id]) => id)).toEqual(['ring_3', 'ring_4']);
    expect(await listed('campaign=camp_a,camp_b&maxScore=0.88')).toHaveLength(3);
    expect((await call<RingDetail>('/v1/rings/ring_4')).ring.campaign).toBe('camp_b');
    const exported = await api.open('GET', '/v1/exports/accounts?format=ndjson&campaign=camp_b');
    const rows = (await exported.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rows.map((row) => [row['ring'], row['campaign']])).toEqual([
      ...Array(2).fill(['ring_3', 'camp_b']),
      ...Array(2).fill(['ring_4', 'camp_b']),
    ]);
  });

  it('of a run that nobody reads are not seen, and go with its rings', async () => {
    await stage(api.graph, 'run_1', rings, campaigns);
    await publish('run_1');
    await stage(api.graph, 'run_2', rings, [campaign('camp_new', ['ring_0', 'ring_5'])]);
    expect((await call<CampaignList>('/v1/campaigns')).campaigns.map(({ id }) => id)).toEqual(['camp_a', 'camp_b']);
    await publish('run_2');
    expect((await call<CampaignList>('/v1/campaigns')).campaigns.map(({ id }) => id)).toEqual(['camp_new']);
    await removeRings(api.graph, 'run_1');
    expect(await cypherRows('MATCH (c:Campaign) RETURN DISTINCT c.run AS run')).toEqual([{ run: 'run_2' }]);
    expect(await cypherRows('MATCH (:Ring)-[p:PART_OF]->(c:Campaign) RETURN c.id AS id, count(p) AS rings')).toEqual([
      { id: 'camp_new', rings: 2 },
    ]);
  });
});
