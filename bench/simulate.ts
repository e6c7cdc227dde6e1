/**
 * How fast is a population made, and what does it hold? `npm run bench:simulate [-- scenario scale]`
 *
 * Each population is made in a process of its own, its events are counted and thrown away. Seconds of processor time are given
 * beside those of the clock: garbage is collected on other cores. Memory is what the process held at most (Linux).
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { namedScenario, SCENARIO_NAMES, simulate, truth } from '../src/simulate/index.ts';
import { type Figures, peakMib, report } from './support/report.ts';

/** A tenth, the whole, a million accounts, and ten million events. */
const DEFAULT: readonly (readonly [name: string, scale: number])[] = [
  ['ordinary-100k', 0.1],
  ['ordinary-100k', 1],
  ['seed-campaign', 1],
  ['ordinary-100k', 18],
];

const measure = (named: string, scale: number): Figures => {
  const name = SCENARIO_NAMES.find((known) => known === named);
  if (name === undefined) throw new Error(`${named} is none of ${SCENARIO_NAMES.join(', ')}`);
  const scenario = namedScenario(name, { scale, seed: 4_711 });
  let accounts = 0;
  for (const _ of truth(scenario)) accounts++;
  const began = performance.now();
  const used = process.cpuUsage();
  let events = 0;
  let signals = 0;
  for (const event of simulate(scenario)) {
    events++;
    signals += event.signals.length;
  }
  const seconds = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(used);
  const cpuSeconds = (user + system) / 1e6;
  return {
    ...{ scenario: name, scale, accounts, events, signals },
    seconds: Number(seconds.toFixed(1)),
    cpuSeconds: Number(cpuSeconds.toFixed(1)),
    eventsPerSecond: Math.round(events / seconds),
    eventsPerCpuSecond: Math.round(events / cpuSeconds),
    peakMib: peakMib('self'),
  };
};

const [first, scale, child] = process.argv.slice(2);
if (child === 'child') {
  console.log(JSON.stringify(measure(first!, Number(scale))));
} else {
  const rows = (first === undefined ? DEFAULT : [[first, Number(scale ?? 1)] as const]).map(([name, its]) => {
    const args = [fileURLToPath(import.meta.url), name, `${its}`, 'child'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as Figures & { scenario: string; scale: number };
  });
  report(
    'populations of the simulator',
    rows,
    Object.fromEntries(rows.map(({ scenario, scale, ...row }) => [`${scenario} × ${scale}`, row])),
  );
}
