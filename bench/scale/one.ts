/**
 * The engine on so many copies of a population, in a process of its own; started by scale.ts: node one.ts <columns file> <copies>
 * <engine|index> <helpers>. Prints one JSON object.
 */
import { readFileSync } from 'node:fs';
import { deserialize } from 'node:v8';
import { detect, engineConfig, type ObservationColumns } from '../../src/engine/index.ts';
import { buildIndex } from '../../src/engine/input/observation-index.ts';
import { enlist } from '../../src/parallel/crew.ts';
import { collectRarely } from '../../src/rare-collections.ts';
import { peakMib } from '../support/report.ts';
import { copied } from './copies.ts';

const [file = '', copies = '1', what, helpers = '0'] = process.argv.slice(2);
/** The columns in arrays of their own, not in the file's. */
const read = (): ObservationColumns => {
  const columns = deserialize(readFileSync(file)) as ObservationColumns;
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [
      name,
      ArrayBuffer.isView(column) ? (column as Uint32Array).slice() : column,
    ]),
  ) as unknown as ObservationColumns;
};
const columns = copied(read(), Number(copies));
globalThis.gc?.();
using _ = collectRarely();
const inputMib = Math.round(process.memoryUsage().rss / 2 ** 20);
const used = process.cpuUsage();
const began = performance.now();
const stages: Record<string, number> = {};
let found: Record<string, number>;
if (what === 'index') {
  const index = buildIndex(columns);
  found = { accounts: index.accountIds.length, observations: index.rowSignal.length };
} else {
  const crew = enlist(Number(helpers));
  let from = used;
  const result = detect(columns, engineConfig.parse({}), {
    crew,
    spend: true,
    onProgress(stage, fraction) {
      if (fraction === 0) from = process.cpuUsage();
      const { user, system } = process.cpuUsage(from);
      if (fraction === 1) stages[stage] = Number(((user + system) / 1e6).toFixed(2));
    },
  });
  found = {
    accounts: result.counters['index']!['accounts']!,
    observations: result.counters['index']!['observations']!,
    links: result.counters['links']!['links']!,
    rings: result.rings.length,
  };
  await crew.dismiss();
}
const seconds = (performance.now() - began) / 1e3;
const { user, system } = process.cpuUsage(used);
console.log(
  JSON.stringify({ ...found, seconds, cpu: (user + system) / 1e6, inputMib, peakMib: peakMib('self'), stages }),
);
