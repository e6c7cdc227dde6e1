import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';

/**
 * `npm run bench:gaps -- rings.ndjson shares.csv.gz`: holds rings that `ringfence detect FILE --out` found in a table of shares
 * (account_id, url_id, phash_id, timestamp) against a figure that the engine does not use: the time between two different
 * members' shares of the same URL or picture. Prints the ten largest rings, the whole table's own figure first.
 */
interface Share {
  readonly account: string;
  /** Epoch seconds. */
  readonly time: number;
}

const [ringsFile, sharesFile] = process.argv.slice(2);
if (ringsFile === undefined || sharesFile === undefined) {
  console.error('usage: npm run bench:gaps -- rings.ndjson shares.csv.gz');
  process.exit(64);
}

const byObject = new Map<string, Share[]>();
const rows = createReadStream(sharesFile)
  .pipe(createGunzip())
  .pipe(parse({ columns: true }));
for await (const row of rows as AsyncIterable<Record<string, string>>) {
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
const rings: FoundRing[] = [];
for await (const text of createInterface({ input: createReadStream(ringsFile) }))
  rings.push(JSON.parse(text) as FoundRing);
rings.sort((a, b) => b.members.length - a.members.length || (a.id < b.id ? -1 : 1));

const everybody = new Set([...byObject.values()].flatMap((shares) => shares.map(({ account }) => account)));
console.table([
  line('all shares', everybody.size, '', gapsAmong(null)),
  ...rings
    .slice(0, 10)
    .map(({ id, score, members }) =>
      line(id, members.length, score.toFixed(2), gapsAmong(new Set(members.map(({ account }) => account)))),
    ),
]);
