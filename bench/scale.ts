/**
 * How the whole engine, index to campaigns, grows with the population: `npm run bench:scale [-- --scale 0.125 --copies 1,2,4,8 --pictures]`
 *
 * The seed's campaign and its ordinary population are simulated at `--scale` (1 is a million accounts), and taken so many times:
 * accounts and what they show again under new names, what is everybody's (browsers, public prompts) once. Each size has a process of
 * its own, all cores; counted are seconds, processor seconds of all threads, and the most memory that the process held, input and
 * all. The ratio is processor time over that of the size before, reckoned per doubling. One more row is the index alone, of at least
 * ten million observations. `--observations` takes the earliest so many of those simulated. `--pictures` draws docs/pictures/scale.svg.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { serialize } from 'node:v8';
import { namedScenario, scaled, scenario, simulate } from '../src/simulate/index.ts';
import { type Size, scalePicture } from './scale/picture.ts';
import { earliest } from './support/less-columns.ts';
import { type Figures, report } from './support/report.ts';
import { simulatedColumns } from './support/simulated-columns.ts';

const INDEXED = 10_000_000;
const ONE = fileURLToPath(new URL('./scale/one.ts', import.meta.url));
const PICTURE = fileURLToPath(new URL('../docs/pictures/scale.svg', import.meta.url));

const { values } = parseArgs({
  options: {
    scale: { type: 'string', default: '0.125' },
    copies: { type: 'string', default: '1,2,4,8' },
    seed: { type: 'string', default: '1' },
    observations: { type: 'string' },
    pictures: { type: 'boolean', default: false },
  },
});
const copies = values.copies.split(',').map(Number);
if (!copies.every((count) => Number.isInteger(count) && count > 0))
  throw new Error('--copies are whole numbers above 0');
const observations = values.observations === undefined ? Number.POSITIVE_INFINITY : Number(values.observations);
if (!(observations > 0)) throw new Error('--observations is a number above 0');

const folder = mkdtempSync(join(tmpdir(), 'ringfence-scale-'));
const file = join(folder, 'columns.v8');
const sizes: Size[] = [];
let index: Size;
try {
  const collected = simulatedColumns();
  const whole = scenario({ ...namedScenario('seed-campaign'), seed: Number(values.seed) });
  for (const event of simulate(scaled(whole, Number(values.scale)))) collected.add(event);
  const all = collected.build();
  const columns = observations < all.account.length ? earliest(all, observations) : all;
  writeFileSync(file, serialize(columns));
  for (const count of copies) sizes.push(run(count, 'engine'));
  index = run(Math.ceil(INDEXED / columns.account.length), 'index');
} finally {
  rmSync(folder, { recursive: true });
}

function run(count: number, what: 'engine' | 'index'): Size {
  const flags = ['--expose-gc', '--max-old-space-size=12000'];
  const helpers = String(availableParallelism() - 1);
  const output = execFileSync(process.execPath, [...flags, ONE, file, String(count), what, helpers], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(output) as Size;
}

/** Times the processor time for twice the accounts, from one size to the next. */
const perDoubling = (before: Size | undefined, { accounts, cpu }: Size): number | null =>
  before === undefined ? null : Number(((cpu / before.cpu) ** (1 / Math.log2(accounts / before.accounts))).toFixed(2));

const rows = sizes.map((size, i) => ({ ...size, perDoubling: perDoubling(sizes[i - 1], size) }));
if (values.pictures) writeFileSync(PICTURE, scalePicture(sizes));
report(
  'the whole engine by size: time and memory',
  rows.map(({ accounts, observations, links, rings, seconds, cpu, inputMib, peakMib, perDoubling: ratio }) => ({
    accounts,
    observations,
    links,
    rings,
    'seconds (all cores)': seconds.toFixed(1),
    'CPU, s': cpu.toFixed(1),
    'per doubling': ratio ?? '',
    'input, MiB': inputMib,
    'peak, MiB': peakMib,
  })),
  {
    sizes: Object.fromEntries(
      rows.map(({ accounts, ...figures }) => [String(accounts), figures as unknown as Figures]),
    ),
    index: {
      observations: index.observations,
      cpu: index.cpu,
      inputMib: index.inputMib,
      peakMib: index.peakMib,
      indexMib: (index.peakMib ?? 0) - index.inputMib,
    },
  },
);
