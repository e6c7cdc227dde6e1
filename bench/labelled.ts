/**
 * How good are the rings on data with labels of one's own? `npm run bench:labelled -- events.csv.gz labels.csv [--config ringfence.config.yaml] [--map …]`
 *
 * Finds the rings in a file of events as `ringfence detect FILE` does, with the configuration given, and holds them against the labels: a
 * CSV file with the columns `account`, `ring` (empty for an innocent) and, if there is one, `kind`, by which the result is broken down. The
 * labels are read after the rings are found. Precision, recall and F1 of accounts, of pairs and B³ (docs/quality.md).
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse/sync';
import { ringClusters } from './quality/found.ts';
import { figuresOf } from './quality/metrics/figures.ts';
import { truthOf } from './quality/metrics/truth.ts';
import { ringsIn } from './support/found.ts';
import { report } from './support/report.ts';

interface Label {
  readonly account: string;
  readonly ring: string;
  readonly kind: string;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { config: { type: 'string' }, map: { type: 'string' } },
});
const [events, labelFile] = positionals;
if (events === undefined || labelFile === undefined)
  throw new Error('a file of events and one of labels are needed: npm run bench:labelled -- events.csv.gz labels.csv');

/** Throws where the header lacks a column. */
const labelsIn = (file: string): Label[] => {
  const rows = parse(readFileSync(file), { columns: true, bom: true }) as Record<string, string | undefined>[];
  return rows.map(({ account, ring, kind = '' }) => {
    if (account === undefined || ring === undefined)
      throw new Error(`${file} lacks a column: the header must name account and ring`);
    return { account, ring, kind: kind || (ring === '' ? 'innocent' : 'ring') };
  });
};

const rings = ringsIn(events, {
  ...(values.config !== undefined && { config: readFileSync(values.config, 'utf8') }),
  ...(values.map !== undefined && { map: values.map }),
}).map((line) => JSON.parse(line) as { members: { account: string }[] });
const labels = labelsIn(labelFile);
const clusters = ringClusters(rings);
const truth = truthOf(
  labels.map(({ account, ring }) => {
    const group = ring === '' ? null : ring;
    return { account, group, campaign: group, skill: null, decoy: null };
  }),
);
const { flag, pair, bcubed, reported, falseRings, innocentsFlagged, ringsFound, tiers } = figuresOf(clusters, truth);

const flagged = new Set(clusters.flat());
const kinds = new Map<string, { of: string; kind: string; accounts: number; 'in rings': number }>();
for (const { account, ring, kind } of labels) {
  const of = ring === '' ? 'innocents' : 'rings';
  const row = kinds.get(`${of} ${kind}`) ?? { of, kind, accounts: 0, 'in rings': 0 };
  kinds.set(`${of} ${kind}`, row);
  row.accounts++;
  if (flagged.has(account)) row['in rings']++;
}
const table = [...kinds.entries()].sort(([x], [y]) => (x < y ? -1 : 1)).map(([, row]) => row);
const bySize = Object.entries(tiers).map(([size, { accounts, flagged: found }]) => ({
  ...{ of: 'rings', kind: `of ${size} accounts`, accounts, 'in rings': found },
}));
report('rings against labels', [...table, ...bySize], {
  ...{ accounts: labels.length, reported, falseRings, innocentsFlagged, ringsFound },
  ...{ flag: { ...flag }, pair: { ...pair }, bcubed: { ...bcubed } },
});
