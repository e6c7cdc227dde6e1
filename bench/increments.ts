/**
 * What does a run cost after the newest hundredth of the events, as an increment and as a whole run, and do they give the same rings?
 * `npm run bench:increments [scale] [seed] [population] [helpers]`
 *
 * A population of the quality bench is detected without the newest 4 % of its events, and the state kept; then come four increments of one hundredth each,
 * and at the end a whole run of everything. The first increment of a process waits for its code to be compiled; the thread that keeps the
 * state makes all the others too, so the median of those is what is held against the whole run, which is its process's second as well, and the first one's
 * share is told beside it. Processor seconds of the thread, since those change least with what else the machine does, of which `kernel` are the
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
import { median, peakMib, report } from './support/report.ts';
import { simulatedColumns } from './support/simulated-columns.ts';

const [scale = 1, seed = 1] = process.argv.slice(2, 4).map(Number);
const name = process.argv[4] ?? 'stability';
const helpers = Number(process.argv[5] ?? 0);
const crew = enlist(helpers);
const scenario = populationNamed(name).scenario({ seed, scale });

/** Increments, of a hundredth of the events each. */
const STEPS = 4;

let total = 0;
for (const _ of simulate(scenario)) total++;
const events = simulate(scenario)[Symbol.iterator]();
const columns = simulatedColumns();
let read = 0;
/** All that is known when so many increments are still to come. */
const columnsBefore = (steps: number) => {
  for (const until = Math.floor((1 - steps / 100) * total); read < until; read++) columns.add(events.next().value!);
  return columns.build();
};
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

type Timed = Omit<ReturnType<typeof timed>, 'result'>;
const shown = (value: number | null): number | null => (value === null ? null : round(value));
const row = (run: string, { stages, ...spent }: Timed, result: DetectionResult, kept: number) => {
  const { flag, pair } = figuresOf(ringClusters(result.rings), who);
  return {
    ...{ run, ...spent, weighed: result.counters['links']?.['weighed'] },
    ...{ reported: result.rings.length, 'ids kept': kept },
    ...{ precision: shown(flag.precision), recall: shown(flag.recall), pairF1: shown(pair.f1) },
    ...stages,
  };
};
const shared = (before: DetectionResult, after: DetectionResult): number =>
  round(ringIdsKept(before.rings, after.rings)?.kept ?? 1);

using _ = collectRarely();
let known = columnsBefore(STEPS);
const begun = timed((onProgress) => detectKeeping(known, config, { onProgress, crew }));
let { result: last, state } = begun.result;
let before = last;
const steps = Array.from({ length: STEPS }, (_, i) => {
  known = columnsBefore(STEPS - 1 - i);
  before = last;
  const changes = changesTo(known, state);
  const { result: made, ...spent } = timed((onProgress) =>
    increment(state, changes, config, { onProgress, previous: previousOf(before), crew }),
  );
  if (made.kind === 'due') throw new Error(`a whole run is due: ${made.why}`);
  ({ result: last, state } = made);
  const { accounts, account: rows } = changes.columns;
  return { spent, result: last, kept: shared(before, last), accounts: accounts.length, rows: rows.length };
});
const { result: all, ...whole } = timed((onProgress) =>
  detect(known, config, { onProgress, previous: previousOf(before), crew }),
);

const [first, ...later] = steps.map(({ spent }) => ({
  share: round(spent.seconds / whole.seconds),
  shareOfProcess: round(spent.ofProcess / whole.ofProcess),
  shareOfElapsed: round(spent.elapsed / whole.elapsed),
}));
report(
  'increments',
  [
    row('whole', whole, all, shared(before, all)),
    ...steps.map(({ spent, result, kept }, i) => row(`increment ${i + 1}`, spent, result, kept)),
  ],
  {
    ...{ population: name, seed, scale, helpers, accounts: known.accounts.length, observations: known.account.length },
    changedAccounts: median(steps.map(({ accounts }) => accounts)),
    changedObservations: median(steps.map(({ rows }) => rows)),
    share: median(later.map(({ share }) => share)),
    shareOfProcess: median(later.map(({ shareOfProcess }) => shareOfProcess)),
    shareOfElapsed: median(later.map(({ shareOfElapsed }) => shareOfElapsed)),
    first: first!,
    wholeSeconds: whole.seconds,
    incrementSeconds: median(steps.slice(1).map(({ spent }) => spent.seconds)),
    ...{ keptByWhole: shared(before, all), keptByIncrement: Math.min(...steps.map(({ kept }) => kept)) },
    sameAsWhole: shared(all, last),
    peakMib: peakMib('self'),
  },
);
await crew.dismiss();
