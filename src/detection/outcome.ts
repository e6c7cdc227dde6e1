import type { RunBasis, Succession } from '../engine/result.ts';
import type { RunKind } from './schema.ts';

/** What a worker hands back once a run's rings are in the graph, not yet seen by anybody. */
export interface Outcome {
  /** Over everything, or on what was kept of the last run; and why so, for people. */
  readonly kind: RunKind;
  readonly why: string;
  readonly hash: string;
  /** accounts, signals, observations, rings, campaigns, members, hubs. */
  readonly sizes: Readonly<Record<string, number>>;
  readonly counters: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** How long each stage took. */
  readonly milliseconds: Readonly<Record<string, number>>;
  /** What the run's rings are judged by later, without the other accounts. */
  readonly basis: RunBasis;
  readonly lineage: readonly Succession[];
  /** The run that was published when this one read the graph. */
  readonly previousRun: string | null;
}

/** Why a run failed: what the run keeps of an error. Holds no value of any signal. */
export interface RunProblem {
  readonly type: string;
  readonly detail: string;
  readonly mend?: string;
}
