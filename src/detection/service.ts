import { randomBytes } from 'node:crypto';
import { type Actor, serviceActor } from '../audited.ts';
import type { EngineConfig } from '../engine/config.ts';
import { type EngineOverrides, mergedConfig } from '../engine-overrides.ts';
import { newestFirst } from '../http/pages.ts';
import { repeat } from '../repeat.ts';
import { type ActiveRun, runWork, type WorkContext } from './active-run.ts';
import { inProgress, notCancellable, notFound, stoppingNow } from './refusals.ts';
import { runOf } from './run-of.ts';
import { type Schedule, schedule } from './schedule.ts';
import type { Run, RunProgress, RunState, RunTrigger } from './schema.ts';
import type { IncrementRules } from './thread/kept.ts';
import { runThread, type WorkerOptions } from './thread/worker-thread.ts';

export interface DetectionOptions extends Omit<WorkContext, 'leaseMs' | 'rules' | 'thread'> {
  readonly config: {
    readonly schedule?: string | undefined;
    readonly keepRuns: number;
    readonly leaseSeconds: number;
    readonly increments: IncrementRules & { readonly mode: 'auto' | 'off' };
    readonly engine: EngineConfig;
  };
  /** The engine's configuration in force, asked when a run begins; that of `config` without it. */
  readonly engine?: () => Promise<EngineConfig>;
  readonly worker?: WorkerOptions;
  readonly engineVersion: string;
  /** Names this process, also as the one who starts scheduled runs. */
  readonly instance: string;
  /** Told one after another when a run has been published, before rings of former runs go; what one could not do then it does later. */
  readonly onPublished?: readonly (() => Promise<unknown>)[];
  /** Epoch milliseconds. */
  now(): number;
}

export interface StartRun {
  /** Over everything, also where an increment would do. */
  readonly whole?: boolean | undefined;
  readonly engine?: EngineOverrides | undefined;
  readonly by: Actor;
  readonly trigger: RunTrigger;
}

interface RunPage {
  readonly runs: Run[];
  readonly next: string | null;
  readonly nextScheduled: string | null;
}

export interface DetectionService {
  /** Begins a run and returns it at once. Throws `run-in-progress` (409) when one is at work on this graph. */
  start(options: StartRun): Promise<Run>;
  list(page: { cursor?: string | undefined; limit: number }): Promise<RunPage>;
  /** Throws `not-found`. */
  get(id: string): Promise<Run>;
  /** Asks for the end of a run, on whatever instance it is. Throws `not-found`, `run-not-cancellable`. */
  cancel(id: string, by: Actor): Promise<Run>;
  /** How far the run is that this instance works on, fresher than in the graph; null when it has none. */
  current(): RunProgress | null;
  /** Resolves when the run that this instance works on has ended, with the run as it ended; null when it has none. */
  finished(): Promise<Run | null>;
  /** Begins the schedule, and watches for runs whose instance has gone silent. */
  open(): void;
  /** Ends the schedule and cancels this instance's run. */
  close(): Promise<void>;
}

/** A run that was just superseded stays until the next switch: somebody may be in the middle of reading it. */
const LEAST_KEPT = 2;

export const detectionService = (options: DetectionOptions): DetectionService => {
  const { store, log, metrics, config } = options;
  const leaseMs = config.leaseSeconds * 1000;
  const { mode, memoryMib, most } = config.increments;
  const rules = { memoryMib: mode === 'off' ? 0 : memoryMib, most };
  const thread = runThread(options.worker);
  const work = runWork({ ...options, leaseMs, rules, thread });
  const stopping = new AbortController();
  /** The run at work here, or the last one that was. */
  let latest: ActiveRun | null = null;
  /** Settles when no run is being begun; `close` must not miss one. */
  let beginning: Promise<unknown> = Promise.resolve();
  let timetable: Schedule | null = null;

  const get = async (id: string): Promise<Run> => {
    const row = await store.get(id);
    if (row === null) throw notFound();
    return runOf(row);
  };

  const start = async (asked: StartRun): Promise<Run> => {
    if (stopping.signal.aborted) throw stoppingNow();
    const begun = begin(asked);
    beginning = Promise.allSettled([beginning, begun]);
    return begun;
  };

  const begin = async ({ engine, whole = false, by, trigger }: StartRun): Promise<Run> => {
    const id = newRunId(options.now());
    const merged = mergedConfig((await options.engine?.()) ?? config.engine, engine);
    const { engineVersion } = options;
    const begun = await store.begin({ id, trigger, by, config: JSON.stringify(merged), engineVersion });
    if ('running' in begun) throw inProgress(begun.running);
    log.info({ run: id, trigger, abandoned: begun.abandoned ?? undefined }, 'run started');
    if (begun.abandoned !== null) metrics.ended('abandoned', null);
    const run = work(begun.hold, merged, whole);
    latest = { ...run, ended: run.ended.then(afterwards) };
    return get(id);
  };

  const housekeeping = async (): Promise<void> => {
    try {
      for (const run of await store.superseded(Math.max(LEAST_KEPT, config.keepRuns))) await store.removeRings(run);
    } catch (error) {
      log.warn({ err: error }, 'rings of former runs could not be removed; the next run will do it');
    }
  };

  const afterwards = async (state: RunState): Promise<RunState> => {
    for (const follow of state === 'published' ? (options.onPublished ?? []) : []) {
      await follow().catch((error: unknown) => log.warn({ err: error }, 'a published run is followed up later'));
    }
    await housekeeping();
    return state;
  };

  const cancel = async (id: string, by: Actor): Promise<Run> => {
    const state = await store.requestCancel(id, by);
    if (state === null) throw notFound();
    if (state !== 'running') throw notCancellable(state);
    if (latest?.run === id) await latest.stop('cancelled');
    return get(id);
  };

  /** Between runs nobody looks at the lease: without this, a run whose instance died would seem to run for ever. */
  const watching = repeat({
    work: async () => {
      const run = await store.giveUpSilent();
      if (run === null) return;
      log.warn({ run }, 'the instance of this run has gone silent');
      metrics.ended('abandoned', null);
      await housekeeping();
    },
    everyMs: leaseMs,
    waitsFirst: true,
    onError: (error) => log.debug({ err: error }, 'the lease could not be looked at'),
  });

  return {
    start,
    get,
    cancel,
    async list(asked) {
      const { rows, next } = await newestFirst(
        asked,
        RUNS,
        ({ before, beforeId }, limit) => store.list({ beforeTime: before, beforeId }, limit),
        ({ startedAt, id }) => [startedAt, id],
      );
      return { runs: rows.map(runOf), next, nextScheduled: timetable?.next()?.toISOString() ?? null };
    },
    current: () => latest?.at() ?? null,
    async finished() {
      const run = latest;
      if (run === null) return null;
      await run.ended;
      return get(run.run);
    },
    open() {
      watching.open();
      if (config.schedule === undefined) return;
      timetable = schedule(config.schedule, {
        begin: async () => void (await start({ by: serviceActor(options.instance), trigger: 'schedule' })),
        log,
      });
    },
    async close() {
      stopping.abort();
      const watched = watching.close();
      timetable?.stop();
      await beginning;
      await latest?.stop('service stopped');
      await latest?.ended;
      await thread.end();
      await watched;
    },
  };
};

/** What a cursor of the list is bound to: it has no filters. */
const RUNS = { of: 'runs' };

/** `run_20260302t080000_k3f9qz`: in order of time for people, unique for machines. */
const newRunId = (nowMs: number): string => {
  const stamp = new Date(nowMs).toISOString().slice(0, 19).replace(/[-:]/g, '').toLowerCase();
  return `run_${stamp}_${[...randomBytes(6)].map((byte) => (byte % 36).toString(36)).join('')}`;
};
