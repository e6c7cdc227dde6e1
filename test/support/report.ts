import type { PageOptions } from '../../src/report/page.ts';
import { reportPage } from '../../src/report/page.ts';
import type { Report, ReportedRing, RingChapter } from '../../src/report/report.ts';

const DAY = 86_400_000;
export const START = Date.UTC(2026, 2, 2);

export const PAGE: PageOptions = {
  palette: { ring: '#c2410c', account: '#2f6f9f', signal: () => '#4f9d8f' },
  accounts: 'top',
  top: 10,
};

export const ringOf = (over: Partial<ReportedRing> = {}): ReportedRing => ({
  id: 'ring_a',
  score: 0.97,
  size: 12,
  firstSeen: START,
  lastSeen: START + 5 * DAY,
  requests: 4800,
  types: ['ip', 'prompt'],
  summary: '12 accounts tied by 3 prompts',
  state: 'new',
  formers: [],
  ...over,
});

/** A report with something in every section. */
export const reportOf = (over: Partial<Report> = {}): Report => ({
  run: {
    id: 'run_20260310t080000_abc',
    startedAt: START + 8 * DAY,
    finishedAt: START + 8 * DAY + 9000,
    trigger: 'cli',
    config: { seed: 1, hubDegree: 50, minScore: 0.5, weakFamilies: ['network'] },
    sizes: { accounts: 5000, signals: 9000, observations: 30_000, rings: 2, members: 20, hubs: 2 },
    hash: 'a'.repeat(64),
    engineVersion: '1.2.3',
    current: true,
  },
  previous: { id: 'run_20260309t080000_abc', finishedAt: START + 7 * DAY, kept: true },
  totals: { rings: 2, members: 20, requests: 9000, largest: 12, firstSeen: START, lastSeen: START + 5 * DAY },
  rings: [
    ringOf({ formers: [{ id: 'ring_a', size: 9, how: 'grew' }] }),
    ringOf({ id: 'ring_b', size: 8, score: 0.6, state: 'confirmed' }),
  ],
  campaigns: [
    {
      id: 'camp_a',
      rings: 2,
      accounts: 20,
      summary: '2 rings with 20 accounts share 3 prompts, which nobody else shows',
    },
  ],
  mix: [
    { type: 'prompt', signals: 3, rings: 2, bits: 300 },
    { type: 'ip', signals: 9, rings: 1, bits: 100 },
  ],
  networks: [
    { class: 'vpn', addresses: 5, rings: 1, bits: 60 },
    { class: '', addresses: 4, rings: 1, bits: 40 },
  ],
  hubs: [
    { class: 'benign', accounts: 600, type: 'prompt', caption: 'hello there', network: null },
    { class: 'anomalous', accounts: 90, type: 'ip', caption: '203.0.113.0/24', network: 'hosting' },
  ],
  activity: {
    ...{ bucket: DAY, start: START, signups: [20, 0, 0], active: [12, 20, 8], requests: [400, 8000, 600] },
    ...{ earlierSignups: 0, laterSignups: 0, unknownSignups: 0 },
  },
  gone: { rings: 1, accounts: 5, largest: [{ id: 'ring_gone', size: 5, summary: '5 accounts tied by 1 device' }] },
  ...over,
});

export const chapterOf = (ring: ReportedRing = ringOf()): RingChapter => {
  const shown = {
    key: 'k',
    type: 'prompt',
    caption: 'translate this',
    bits: 9.25,
    members: 12,
    accounts: 14,
    network: null,
  };
  const ids = Array.from({ length: 12 }, (_, n) => `acct_${n}`);
  return {
    ring,
    signals: [
      shown,
      { ...shown, key: 'l', type: 'ip', caption: '203.0.113.0/24', network: 'vpn', members: 3, accounts: 3 },
    ],
    members: ids.map((id) => ({
      ...{ id, strength: 0.9, bits: 30, requests: 400, createdAt: START, evidenceCount: 2 },
    })),
    cells: [
      '7 accounts: 2 devices are theirs (7 of 7, 0 of the other 5); two of them are linked by 40 bits on average, two of the ring by 22',
      '5 accounts: two of them are linked by 30 bits on average, two of the ring by 22',
    ],
    graph: {
      nodes: [
        { kind: 'ring', id: 'ring:a', members: 12 },
        { kind: 'signal', id: 'signal:k', ...shown },
        ...ids.map((account) => ({ kind: 'account' as const, id: `account:${account}`, account, strength: 0.9 })),
      ],
      edges: ids.map((account) => ({ source: `account:${account}`, target: 'signal:k' })),
      membersDrawn: 12,
    },
  };
};

export const pageText = async (
  report: Report,
  chapters: readonly RingChapter[] = [],
  options: Partial<PageOptions> = {},
): Promise<string> => {
  const given = (async function* () {
    yield* chapters;
  })();
  let text = '';
  for await (const piece of reportPage(report, given, { ...PAGE, ...options })) text += piece;
  return text;
};
