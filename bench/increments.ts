/**
 * What does a run cost after the newest hundredth of the events, as an increment and as a whole run, and do they give the same rings?
 * `npm run bench:increments [scale] [seed] [population] [helpers]`
 *
 * A population of the quality bench is detected without the newest 1 % of its events, and the state kept; then with them, as an
 * increment and whole. Processor seconds of the thread, since those change least with what else the machine does, of which `kernel` are the
 * kernel's, mostly for memory that was not in use before; `ofProcess` are all of the process's, with V8's threads that compile and collect beside it; and
 * `elapsed` is what a clock says. With helpers as many more threads share the work, nearly all of which is the whole run's: it has pairs to weigh.
 * V8 collects as rarely as it does in the service's runs, and before each of them, so that none pays for what another left.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type DetectionResult, detect, detectKeeping, engineConfig, increment } from '../src/engine/index.ts';
import { enlist } from '../src/parallel/crew.ts';
import { collectRarely } from '../src/rare-collections.ts';
import { simulate, truth } from '../src/simulate/index.ts';
import { ringClusters, ringIdsKept } from './quality/found.ts';
import { figuresOf } from './quality/metrics/figures.ts';
import { truthOf } from './quality/metrics/truth.ts';
import { populationNamed } from './quality/populations.ts';
import { changesTo } from './support/changes.ts';
import { peakMib, report } from './support/report.ts';
import { simulatedColumns } from './support/simulated-columns.ts';

const [scale = 1, seed = 1] = process.argv.slice(2, 4).map(Number);
const name = process.argv[4] ?? 'stability';
const helpers = Number(process.argv[5] ?? 0);
const crew = enlist(helpers);
const scenario = populationNamed(name).scenario({ seed, scale });

let events = 0;
for (const _ of simulate(scenario)) events++;
const cut = Math.floor(0.99 * events);
const columns = simulatedColumns();
let at = 0;
let before = columns.build();
for (const event of simulate(scenario)) {
  if (at++ === cut) before = columns.build();
  columns.add(event);
}
const after = columns.build();
const who = truthOf(truth(scenario));
const config = engineConfig.parse({});

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const timed = <Result>(work: (onProgress: (stage: string, fraction: number) => void) => Result) => {
  const stages: Record<string, number> = {};
  collect();
  const now = () => seconds(process.threadCpuUsage());
  const [began, beganAll, at] = [process.threadCpuUsage(), process.cpuUsage(), performance.now()];
  let since = now();
  const result = work((stage, fraction) => {
    if (fraction === 0) since = now();
    if (fraction === 1) stages[stage] = round(now() - since);
  });
  const elapsed = (performance.now() - at) / 1e3;
  const [spent, spentAll] = [process.threadCpuUsage(began), process.cpuUsage(beganAll)];
  const figures = {
    seconds: round(seconds(spent)),
    kernel: round(spent.system / 1e6),
    ofProcess: round(seconds(spentAll)),
    elapsed: round(elapsed),
  };
  return { result, ...figures, stages };
};
const seconds = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1e6;
const round = (value: number): number => Math.round(value * 1e4) / 1e4;
const previousOf = ({ rings }: DetectionResult) =>
  rings.map(({ id, members }) => ({ id, accounts: members.map(({ account }) => account) }));

using _ = collectRarely();
const first = timed((onProgress) => detectKeeping(before, config, { onProgress, crew }));
const previous = previousOf(first.result.result);
const changes = changesTo(after, first.result.state);
const step = timed((onProgress) => increment(first.result.state, changes, config, { onProgress, previous, crew }));
if (step.result.kind === 'due') throw new Error(`a whole run is due: ${step.result.why}`);
const whole = timed((onProgress) => detect(after, config, { onProgress, previous, crew }));
const [stepped, all] = [step.result.result, whole.result];
const told = (result: DetectionResult) => {
  const { flag, pair } = figuresOf(ringClusters(result.rings), who);
  const shown = (value: number | null): number | null => (value === null ? null : round(value));
  return { precision: shown(flag.precision), recall: shown(flag.recall), pairF1: shown(pair.f1) };
};
const kept = (result: DetectionResult) => round(ringIdsKept(first.result.result.rings, result.rings)?.kept ?? 1);
type Timed = Omit<ReturnType<typeof timed>, 'result'>;
const row = (run: string, { seconds, kernel, ofProcess, elapsed, stages }: Timed, result: DetectionResult) => ({
  ...{ run, seconds, kernel, ofProcess, elapsed, weighed: result.counters['links']?.['weighed'] },
  ...{ reported: result.rings.length, 'ids kept': kept(result) },
  ...told(result),
  ...stages,
});
const ofBoth = ringIdsKept(all.rings, stepped.rings);
report('increments', [row('whole', whole, all), row('increment', step, stepped)], {
  ...{ population: name, seed, scale, helpers, accounts: after.accounts.length, observations: after.account.length },
  changedAccounts: changes.columns.accounts.length,
  changedObservations: changes.columns.account.length,
  share: round(step.seconds / whole.seconds),
  shareOfProcess: round(step.ofProcess / whole.ofProcess),
  shareOfElapsed: round(step.elapsed / whole.elapsed),
  ...{ wholeSeconds: whole.seconds, incrementSeconds: step.seconds },
  ...{ keptByWhole: kept(all), keptByIncrement: kept(stepped), sameAsWhole: round(ofBoth?.kept ?? 1) },
  peakMib: peakMib('self'),
});
await crew.dismiss();
