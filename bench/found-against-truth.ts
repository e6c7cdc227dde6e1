/**
 * How good are the rings in a simulated population? `npm run bench:truth [-- events.ndjson.gz truth.ndjson.gz]`
 *
 * Finds the rings of a population (that of the seed data unless it is given) as `ringfence detect FILE` does, and holds them
 * against its truth: precision, recall, what was found of each campaign, innocents by the kind of their sharing.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { againstTruth } from '../src/cli/against-truth.ts';
import type { TruthRow } from '../src/simulate/event.ts';
import { ringsIn } from './support/found.ts';
import { report } from './support/report.ts';

const [events = 'seed-data/events.ndjson.gz', truthFile = 'seed-data/truth.ndjson.gz'] = process.argv.slice(2);

const rings = ringsIn(events)
  .map((line) => JSON.parse(line) as { id: string; members: { account: string }[] })
  .map(({ id, members }) => ({ id, accounts: members.map(({ account }) => account) }));
const truth = gunzipSync(readFileSync(truthFile))
  .toString('utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as TruthRow);

const { precision, recall, campaigns, innocents } = againstTruth(rings, truth);
report(
  'rings against the truth',
  [
    ...campaigns.map(({ name, accounts, found }) => ({ who: `campaign ${name}`, accounts, 'in rings': found })),
    ...innocents.map(({ kind, accounts, flagged }) => ({ who: kind, accounts, 'in rings': flagged })),
  ],
  { rings: rings.length, precision, recall },
);
