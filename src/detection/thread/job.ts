import type { EngineConfig } from '../../engine/config.ts';
import type { Crew } from '../../engine/crew.ts';
import { type DetectOptions, detect, detectKeeping, increment } from '../../engine/index.ts';
import type { ObservationColumns, SignalTrait } from '../../engine/input/columns.ts';
import type { DetectionResult } from '../../engine/result.ts';
import type { Graph, GraphConnection } from '../../graph/graph.ts';
import type { Outcome, RunProblem } from '../outcome.ts';
import { writeRings } from '../staging.ts';
import { countObservations, readAccountChanges, readChanges, readNetworksMark } from './changes.ts';
import { readDecided } from './decided.ts';
import {
  type Circumstances,
  FIRST,
  type IncrementRules,
  isMany,
  type Kept,
  type Memory,
  OFF,
  stateBytes,
  whyWhole,
} from './kept.ts';
import { overall } from './overall.ts';
import { type GraphSignalType, readColumns, readPreviousRings } from './projection.ts';
import type { Trial, TrialJob } from './trial.ts';

export type GraphJob = Job & { kind: 'graph' };

/** What a worker is told; plain values that can be handed to a thread. */
export type Job =
  | {
      readonly kind: 'graph';
      readonly run: string;
      readonly connection: GraphConnection;
      readonly types: readonly GraphSignalType[];
      /** What a signal's class in the graph may name. */
      readonly traits?: readonly SignalTrait[] | undefined;
      readonly config: EngineConfig;
      readonly rules: IncrementRules;
      /** Whether somebody asked for a whole run. */
      readonly whole: boolean;
      /** Why a thread that has kept nothing has nothing, where that is known. */
      readonly keptNone?: string;
    }
  | { readonly kind: 'columns'; readonly columns: ObservationColumns; readonly config: EngineConfig }
  | TrialJob;

/** What a worker says; the last word is a result, an outcome or a problem. */
export type WorkerMessage =
  | { readonly kind: 'progress'; readonly stage: string; readonly progress: number }
  /** `keepsNone`: why the thread has kept nothing for the next run; null when it has. */
  | { readonly kind: 'outcome'; readonly outcome: Outcome; readonly keepsNone: string | null }
  | { readonly kind: 'result'; readonly result: DetectionResult }
  | { readonly kind: 'trial'; readonly trial: Trial }
  | { readonly kind: 'problem'; readonly problem: RunProblem; readonly stack: string | undefined };

/** Told at which stage the job is, and how far it is over all stages, 0–1. */
export type OnProgress = (stage: string, progress: number) => void;

/** Shares of the whole that the stages take: of 3.2 s on 46,000 accounts with 443,000 observations and 150 rings. */
const READ = 0.6;
const ENGINE = 0.3;
const WRITE = 0.1;

/** What a run made of the graph, and what is kept of it. */
interface Made extends Pick<Outcome, 'kind' | 'why'> {
  readonly result: DetectionResult;
  readonly memory: Memory;
}

/**
 * Graph → rings under the run's id in the graph, not yet shown. `mind` holds what the last run left, which is used up, and then what this
 * one leaves; after an error it is of no use. It is an object so that a whole run has let go of the last one before it reads.
 */
export const runOnGraph = async (
  graph: Graph,
  job: GraphJob,
  mind: { memory: Memory },
  clock: () => number,
  onProgress: OnProgress,
  crew?: Crew,
): Promise<Outcome> => {
  const watch = stopwatch(clock, onProgress);
  const previous = await readPreviousRings(graph);
  const networks = await readNetworksMark(graph, job.run);
  const decided = await readDecided(graph, job.config.appeals);
  const options = {
    previous: previous.rings,
    decided,
    crew,
    onProgress: (stage: string, fraction: number) => watch.at(stage, READ + ENGINE * overall(stage, fraction)),
  };
  const read = (fraction: number) => watch.at('read', READ * fraction);
  const now = { ...job, asked: job.whole, publishedRun: previous.run, networks };
  if (mind.memory.kind === 'nothing' && job.keptNone !== undefined)
    mind.memory = { kind: 'nothing', why: job.keptNone };
  const stepped = await makeIncrement(graph, job, mind.memory, now, options, read);
  mind.memory = FIRST;
  const made = 'result' in stepped ? stepped : await makeWhole(graph, job, networks, stepped.due, options, read);
  mind.memory = made.memory;
  const { result } = made;
  watch.at('write', READ + ENGINE);
  await writeRings(graph, job.run, result, (fraction) => watch.at('write', READ + ENGINE + WRITE * fraction));
  return {
    kind: made.kind,
    why: made.why,
    hash: result.hash,
    sizes: sizesOf(result),
    counters: result.counters,
    milliseconds: watch.stop(),
    basis: result.basis,
    lineage: result.lineage,
    previousRun: previous.run,
  };
};

type Options = Omit<DetectOptions, 'onProgress'> & { readonly onProgress: OnProgress };

/** An increment on what was kept, or why a whole run is due. Reads which accounts changed, and those. */
const makeIncrement = async (
  graph: Graph,
  { run, types, traits = [], config, rules }: GraphJob,
  memory: Memory,
  now: Circumstances,
  options: Options,
  read: (fraction: number) => void,
): Promise<Made | { readonly due: string }> => {
  const whole = whyWhole(memory, now);
  if (memory.kind === 'nothing' || whole !== null) return { due: whole ?? '' };
  read(0);
  const { changed, gone } = await readAccountChanges(graph, memory.versions);
  const accounts = memory.versions.size;
  if (isMany(changed.length + gone.length, accounts))
    return { due: `${changed.length + gone.length} of ${accounts} accounts changed, came or went` };
  const changes = await readChanges(graph, { changed, gone }, memory.state, types, traits, read);
  const next = increment(memory.state, changes, config, options);
  if (next.kind === 'due') return { due: next.why };
  // Whatever takes observations away says so at their accounts. If something did not, it is seen here.
  if (next.result.counters['index']!['observations']! > (await countObservations(graph, types)))
    return { due: 'the graph has fewer observations than the run that was kept' };
  const kept = { ...memory, run, increments: memory.increments + 1, state: next.state };
  return {
    kind: 'increment',
    why: `${changed.length} of ${accounts} accounts changed or came and ${gone.length} went since ${memory.run}`,
    result: next.result,
    memory: within(kept, rules),
  };
};

const makeWhole = async (
  graph: Graph,
  { run, types, traits, config, rules }: GraphJob,
  networks: string,
  why: string,
  options: Options,
  read: (fraction: number) => void,
): Promise<Made> => {
  read(0);
  const spending = { ...options, spend: true };
  if (rules.memoryMib === 0) {
    const result = detect(await readColumns(graph, types, read, traits), config, spending);
    return { kind: 'whole', why, result, memory: OFF };
  }
  const versions = new Map<string, string>();
  await readAccountChanges(graph, versions);
  const { result, state } = detectKeeping(await readColumns(graph, types, read, traits), config, spending);
  const kept = { kind: 'kept', run, types, networks, versions, increments: 0, state } as const;
  return { kind: 'whole', why, result, memory: within(kept, rules) };
};

/** What is kept, where it is no more than may be. */
const within = (kept: Kept, { memoryMib }: IncrementRules): Memory => {
  const mib = Math.ceil(stateBytes(kept.state) / 2 ** 20);
  if (mib <= memoryMib) return kept;
  return {
    kind: 'nothing',
    why: `to keep the last run would have taken ${mib} MiB, more than the ${memoryMib} that it may`,
  };
};

/** Columns → rings, with no database. */
export const runOnColumns = (job: Job & { kind: 'columns' }, onProgress: OnProgress, crew?: Crew): DetectionResult =>
  detect(job.columns, job.config, {
    crew,
    spend: true,
    onProgress: (stage, fraction) => onProgress(stage, overall(stage, fraction)),
  });

const sizesOf = (result: DetectionResult): Record<string, number> => ({
  accounts: result.counters['index']!['accounts']!,
  signals: result.counters['index']!['signals']!,
  observations: result.counters['index']!['observations']!,
  rings: result.rings.length,
  campaigns: result.campaigns.length,
  members: result.rings.reduce((sum, ring) => sum + ring.members.length, 0),
  hubs: result.hubs.length,
});

/** Times each stage from its first word to the first word of the next one. */
const stopwatch = (clock: () => number, onProgress: OnProgress) => {
  const milliseconds: Record<string, number> = {};
  let stage = 'read';
  let since = clock();
  const lap = (next: string): void => {
    const now = clock();
    milliseconds[stage] = Math.round((milliseconds[stage] ?? 0) + now - since);
    since = now;
    stage = next;
  };
  return {
    at(now: string, progress: number): void {
      if (now !== stage) lap(now);
      onProgress(now, progress);
    },
    stop(): Record<string, number> {
      lap('');
      return milliseconds;
    },
  };
};
