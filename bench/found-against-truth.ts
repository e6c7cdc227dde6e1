import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { againstTruth, type FoundRing } from '../src/cli/against-truth.ts';
import type { TruthRow } from '../src/simulate/event.ts';

/**
 * `npm run bench:truth -- rings.ndjson truth.ndjson.gz`: holds rings that `ringfence detect FILE --out` found in a simulated
 * population against its truth: precision, recall, what was found of each campaign, innocents by the kind of their sharing.
 */
const [ringsFile, truthFile] = process.argv.slice(2);
if (ringsFile === undefined || truthFile === undefined) {
  console.error('usage: npm run bench:truth -- rings.ndjson truth.ndjson.gz');
  process.exit(64);
}

const rings: FoundRing[] = [];
for await (const text of createInterface({ input: createReadStream(ringsFile) })) {
  const { id, members } = JSON.parse(text) as { id: string; members: { account: string }[] };
  rings.push({ id, accounts: members.map(({ account }) => account) });
}
const truth: TruthRow[] = [];
for await (const text of createInterface({ input: createReadStream(truthFile).pipe(createGunzip()) })) {
  truth.push(JSON.parse(text) as TruthRow);
}
const { precision, recall, campaigns, innocents } = againstTruth(rings, truth);
console.table(campaigns);
console.table(innocents);
console.log(JSON.stringify({ rings: rings.length, precision, recall }));
