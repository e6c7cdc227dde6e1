import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { EngineConfig } from '../engine/config.ts';
import type { SignalTrait } from '../engine/input/columns.ts';
import { RingfenceError } from '../errors.ts';
import type { GraphConnection } from '../graph/graph.ts';
import type { DetectionMetrics } from './metrics.ts';
import type { Outcome, RunProblem } from './outcome.ts';
import type { RunKind, RunProgress, RunState } from './schema.ts';
import type { DetectionStore, Held, Hold } from './store.ts';
import type { IncrementRules } from './thread/kept.ts';
import { type GraphSignalType, plainTypes } from './thread/projection.ts';
import type { RunThread } from './thread/worker-thread.ts';

export interface WorkContext {
  readonly store: DetectionStore;
  /** The worker opens its own. */
  readonly connection: GraphConnection;
  readonly types: readonly GraphSignalType[];
  /** What a signal's class in the graph may name; none without it. */
  readonly traits?: readonly SignalTrait[];
  readonly leaseMs: number;
  readonly log: Logger;
  readonly metrics: DetectionMetrics;
  readonly thread: RunThread;
  readonly rules: IncrementRules;
  /** What is to be in order in the graph before it is read. A run goes on without it. */
  readonly prepare?: () => Promise<unknown>;
}

type StopReason = 'cancelled' | 'service stopped' | 'lost';

/** A run that this instance holds the lease for. */
export interface ActiveRun {
  readonly run: string;
  /** How it ended. Never rejects: whatever goes wrong is the run's own end. */
  readonly ended: Promise<RunState>;
  /** Null when it has ended. */
  at(): RunProgress | null;
  /** Ends its thread; how the run ends is then told by `ended`. */
  stop(why: StopReason): Promise<void>;
}

/** The holder looks for a cancel, and writes its progress down, this often; a short lease makes it more often. */
const BEAT_MS = 1_000;

/** Runs in a thread, under a lease that is renewed meanwhile, from the taking of the lease to the switch. */
export const runWork = (context: WorkContext) => {
  const { store, log, metrics, leaseMs } = context;
  const types = plainTypes(context.types);

  return (hold: Hold, config: EngineConfig, whole: boolean): ActiveRun => {
    const { run } = hold;
    const { connection, traits, rules } = context;
    let at: RunProgress | null = { state: 'running', stage: 'read', progress: 0 };
    let stopped: StopReason | null = null;
    let thread: ReturnType<RunThread['run']> | undefined;

    const stop = async (why: StopReason): Promise<void> => {
      stopped ??= why;
      await thread?.stop();
    };

    const work = async (): Promise<Outcome | null> => {
      await context.prepare?.().catch((error: unknown) => log.warn({ run, err: error }, 'the graph is read as it is'));
      if (stopped !== null) return null;
      const job = { kind: 'graph', run, connection, types, traits, config, rules, whole } as const;
      thread = context.thread.run(job, {
        onProgress(stage, progress) {
          at = { state: 'running', stage, progress };
        },
        onFault: (stack) => log.error({ run, stack }, 'run broke'),
      });
      return thread.result;
    };

    /** Renews the lease until `quiet`; stops the thread when the lease is lost or a cancel was asked for. */
    const beat = async (quiet: AbortSignal): Promise<void> => {
      while (!quiet.aborted) {
        let held: Held = 'held';
        try {
          held = await store.heartbeat(hold, at ?? { stage: 'read', progress: 0 });
        } catch (error) {
          log.warn({ run, err: error }, 'the lease could not be renewed');
        }
        if (held !== 'held' && !quiet.aborted) return stop(held);
        await sleep(Math.min(BEAT_MS, leaseMs / 4), undefined, { signal: quiet }).catch(() => undefined);
      }
    };

    const conclude = async (): Promise<RunState> => {
      const began = performance.now();
      const quiet = new AbortController();
      const beating = beat(quiet.signal);
      let state: RunState;
      let kind: RunKind | null = null;
      try {
        const outcome = await work().finally(() => quiet.abort());
        await beating;
        const switched = stopped ?? (await store.publish(hold, outcome!));
        state = switched === 'published' ? switched : await giveUp(switched);
        if (state === 'published') {
          metrics.published(outcome!.sizes);
          kind = outcome!.kind;
        }
      } catch (error) {
        await beating;
        state = await giveUp(stopped ?? problemOf(error));
      }
      at = null;
      const seconds = (performance.now() - began) / 1000;
      // A run that was taken from this instance is counted by the one that took it.
      if (state !== 'abandoned') metrics.ended(state, seconds, kind);
      log.info({ run, state, kind: kind ?? undefined, seconds }, 'run ended');
      return state;
    };

    /** Writes down that the run ends unpublished. When the graph is away for longer than the lease, the lease says it. */
    const giveUp = async (why: StopReason | RunProblem): Promise<RunState> => {
      if (why === 'lost') {
        log.warn({ run }, 'the lease of this run was taken by another instance');
        return 'abandoned';
      }
      const state = typeof why === 'string' ? 'cancelled' : 'failed';
      const problem = why === 'cancelled' ? null : why === 'service stopped' ? SERVICE_STOPPED : why;
      if (state === 'failed') log.error({ run, problem }, 'run failed');
      for (const deadline = performance.now() + leaseMs; ; ) {
        try {
          await store.end(hold, state, problem);
          return state;
        } catch (error) {
          // Whoever stops the service does not wait for a graph that is away.
          if (stopped === 'service stopped' || performance.now() > deadline) {
            log.error({ run, err: error }, 'the end of the run could not be written; its lease will run out');
            return 'abandoned';
          }
          await sleep(BEAT_MS);
        }
      }
    };

    return { run, ended: conclude(), at: () => at, stop };
  };
};

const SERVICE_STOPPED: RunProblem = {
  type: 'service-stopped',
  detail: 'The service was stopped while the run was at work.',
};

const problemOf = (error: unknown): RunProblem =>
  error instanceof RingfenceError
    ? { type: error.type, detail: error.message }
    : { type: 'run-failed', detail: 'The run stopped at a fault in the program.' };
