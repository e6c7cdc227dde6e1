import type { EngineConfig } from '../engine/config.ts';
import type { Crew } from '../engine/crew.ts';
import { detect } from '../engine/index.ts';
import type { ObservationColumns, SignalTrait } from '../engine/input/columns.ts';
import type { DetectionResult } from '../engine/result.ts';
import type { Graph, GraphConnection } from '../graph/graph.ts';
import { readDecided } from './decided.ts';
import type { Outcome, RunProblem } from './outcome.ts';
import { overall } from './overall.ts';
import { type GraphSignalType, readColumns, readPreviousRings } from './projection.ts';
import { writeRings } from './staging.ts';
import type { Trial, TrialJob } from './trial.ts';

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
    }
  | { readonly kind: 'columns'; readonly columns: ObservationColumns; readonly config: EngineConfig }
  | TrialJob;

/** What a worker says; the last word is a result, an outcome or a problem. */
export type WorkerMessage =
  | { readonly kind: 'progress'; readonly stage: string; readonly progress: number }
  | { readonly kind: 'outcome'; readonly outcome: Outcome }
  | { readonly kind: 'result'; readonly result: DetectionResult }
  | { readonly kind: 'trial'; readonly trial: Trial }
  | { readonly kind: 'problem'; readonly problem: RunProblem; readonly stack: string | undefined };

/** Told at which stage the job is, and how far it is over all stages, 0–1. */
export type OnProgress = (stage: string, progress: number) => void;

/** Shares of the whole that the stages take: of 3.2 s on 46,000 accounts with 443,000 observations and 150 rings. */
const READ = 0.6;
const ENGINE = 0.3;
const WRITE = 0.1;

/** Graph → rings under the run's id in the graph, not yet shown. */
export const runOnGraph = async (
  graph: Graph,
  job: Job & { kind: 'graph' },
  clock: () => number,
  onProgress: OnProgress,
  crew?: Crew,
): Promise<Outcome> => {
  const watch = stopwatch(clock, onProgress);
  const progressed = (fraction: number) => watch.at('read', READ * fraction);
  const columns = await readColumns(graph, job.types, progressed, job.traits);
  const previous = await readPreviousRings(graph);
  const decided = await readDecided(graph);
  const result = detect(columns, job.config, {
    previous: previous.rings,
    decided,
    crew,
    spend: true,
    onProgress: (stage, fraction) => watch.at(stage, READ + ENGINE * overall(stage, fraction)),
  });
  watch.at('write', READ + ENGINE);
  await writeRings(graph, job.run, result, (fraction) => watch.at('write', READ + ENGINE + WRITE * fraction));
  return {
    hash: result.hash,
    sizes: sizesOf(result),
    counters: result.counters,
    milliseconds: watch.stop(),
    basis: result.basis,
    lineage: result.lineage,
    previousRun: previous.run,
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
