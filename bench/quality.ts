/**
 * How good are the rings? `npm run bench:quality [-- --only careful,hydra --seeds 1,2 --scale .1 --config engine.yaml]`
 *
 * Simulates the populations of docs/quality.md, finds the rings in each, and holds them against the truth; beside it, on the same
 * data, what others do. Medians over the seeds. `--no-peers` and `--no-surfacing` leave out what takes long, `--keep folder`
 * writes what each seed gave, `--kept folder` tells what was written instead of measuring, `--coortweet folder` compares on real
 * data, `--pictures folder` draws.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareWithCoortweet } from './quality/coortweet/compare.ts';
import { inTurn, measuredInProcess } from './quality/in-process.ts';
import { keptFigures } from './quality/kept.ts';
import type { Measured } from './quality/measure.ts';
import { qualityOptions } from './quality/options.ts';
import { calibrationPicture, comparisonPicture } from './quality/pictures.ts';
import {
  calibrationOf,
  figuresForMachines,
  furtherTable,
  innocentsTable,
  overview,
  type Result,
  requestsTable,
  resultOf,
  ringsTable,
  surfacingTable,
} from './quality/tables.ts';
import { report } from './support/report.ts';

const options = qualityOptions(process.argv.slice(2));
const { populations, seeds, scale, keep, kept } = options;

const tasks = populations.flatMap((population) => seeds.map((seed) => ({ population, seed })));
const measured = await inTurn(tasks, options.jobs, async ({ population, seed }) => {
  const began = performance.now();
  try {
    const one =
      kept === undefined
        ? await measuredInProcess(population.name, { ...options, seed })
        : keptFigures(kept, scale).read(population.name, seed);
    const { accounts, events } = one.size;
    const seconds = ((performance.now() - began) / 1000).toFixed(0);
    console.error(`${population.name}, seed ${seed}: ${accounts} accounts, ${events} events, ${seconds} s`);
    if (keep !== undefined) keptFigures(keep, scale).write(population.name, seed, one);
    return one;
  } catch (error) {
    // The others are worth telling; that one failed is said here and by the exit code.
    console.error((error as Error).message);
    process.exitCode = 1;
    return null;
  }
});
const results = populations.flatMap((population): Result[] => {
  const its = measured.filter((one, i) => one !== null && tasks[i]!.population === population) as Measured[];
  return its.length === 0 ? [] : [resultOf(population, its)];
});

const calibration = calibrationOf(results);
for (const [title, table] of [
  ['innocents in rings, by the kind of their sharing', innocentsTable(results)],
  ['true rings, by size, skill and campaign', ringsTable(results)],
  ['accounts of campaigns, by the requests served to them', requestsTable(results)],
  ['requests served before campaigns are seen, as shares', surfacingTable(results)],
  ['scores against truth, all reported rings', calibration.table],
  ['further figures', furtherTable(results)],
] as const) {
  if (table.length === 0) continue;
  console.log(title);
  console.table(table);
}
if (options.pictures !== undefined) {
  writeFileSync(join(options.pictures, 'quality.svg'), comparisonPicture(results));
  writeFileSync(join(options.pictures, 'quality-calibration.svg'), calibrationPicture(calibration.bins));
}
const coortweet =
  options.coortweet === undefined ? null : await compareWithCoortweet(options.coortweet, options.config);
console.log(`medians of seeds ${seeds.join(', ')}${scale === 1 ? '' : `, at ${scale} of the size`}`);
report('quality', overview(results), {
  scale,
  seeds,
  ...Object.fromEntries(results.map((result) => [result.population.name, figuresForMachines(result)])),
  calibration: { brier: calibration.brier, error: calibration.error },
  coortweet,
});
