/**
 * Are rings in real data believable by a figure that the engine does not use? `npm run bench:gaps [shares.csv.gz]`
 *
 * Finds the rings in a table of shares (account_id, url_id, domain_id, hashtag_id, phash_id, timestamp; the elections of CooRTweet in
 * ../shared/data unless one is given) as docs/real-data.md does, and looks at the time between two different members' shares of the
 * same URL or picture. Prints the ten largest rings, the whole table's own figure first.
 */
import { existsSync } from 'node:fs';
import { ringsIn } from './support/found.ts';
import { report } from './support/report.ts';
import { GERMAN_ELECTIONS, rowsOf } from './support/shares.ts';

interface Share {
  readonly account: string;
  /** Epoch seconds. */
  readonly time: number;
}

const sharesFile = process.argv[2] ?? '../shared/data/coortweet/german_elections.csv.gz';
if (!existsSync(sharesFile)) {
  report(`${sharesFile} is not there: nothing is measured`, [], { rings: null });
  process.exit(0);
}

const byObject = new Map<string, Share[]>();
for await (const row of rowsOf(sharesFile)) {
  for (const kind of ['url_id', 'phash_id']) {
    if (!row[kind]) continue;
    const key = `${kind}:${row[kind]}`;
    if (!byObject.has(key)) byObject.set(key, []);
    byObject.get(key)!.push({ account: row['account_id']!, time: Number(row['timestamp']) });
  }
}
for (const shares of byObject.values()) shares.sort((a, b) => a.time - b.time || (a.account < b.account ? -1 : 1));

/** Gaps between consecutive shares of one object by different accounts among some (all when null), ascending, seconds. */
const gapsAmong = (accounts: ReadonlySet<string> | null): number[] => {
  const gaps: number[] = [];
  for (const all of byObject.values()) {
    const shares = accounts === null ? all : all.filter(({ account }) => accounts.has(account));
    for (let i = 1; i < shares.length; i++) {
      if (shares[i]!.account !== shares[i - 1]!.account) gaps.push(shares[i]!.time - shares[i - 1]!.time);
    }
  }
  return gaps.sort((a, b) => a - b);
};

const line = (name: string, accounts: number, score: string, gaps: readonly number[]) => ({
  name,
  accounts,
  score,
  'median gap, s': gaps[gaps.length >> 1] ?? null,
  'within a minute': `${Math.round((100 * gaps.filter((gap) => gap <= 60).length) / Math.max(1, gaps.length))} %`,
});

interface FoundRing {
  readonly id: string;
  readonly score: number;
  readonly members: readonly { readonly account: string }[];
}
const rings = ringsIn(sharesFile, GERMAN_ELECTIONS).map((text) => JSON.parse(text) as FoundRing);
rings.sort((a, b) => b.members.length - a.members.length || (a.id < b.id ? -1 : 1));

const everybody = new Set([...byObject.values()].flatMap((shares) => shares.map(({ account }) => account)));
const everybodyGaps = gapsAmong(null);
const largest = rings.slice(0, 10).map(({ id, score, members }) => {
  const gaps = gapsAmong(new Set(members.map(({ account }) => account)));
  return { row: line(id, members.length, score.toFixed(2), gaps), median: gaps[gaps.length >> 1] ?? null };
});
report(
  'gaps between co-shares',
  [line('all shares', everybody.size, '', everybodyGaps), ...largest.map(({ row }) => row)],
  {
    rings: rings.length,
    accounts: new Set(rings.flatMap(({ members }) => members.map(({ account }) => account))).size,
    medianGapSecondsOfAll: everybodyGaps[everybodyGaps.length >> 1] ?? null,
    medianGapSecondsOfLargestRings: largest.map(({ median }) => median ?? -1),
  },
);
