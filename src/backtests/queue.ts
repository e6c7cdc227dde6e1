import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { EngineConfig } from '../engine/config.ts';
import { type EngineOverrides, mergedConfig } from '../engine-overrides.ts';
import { RingfenceError } from '../errors.ts';
import { repeat } from '../repeat.ts';
import { counting, sideBySide } from './result.ts';
import type { BackTestResult } from './schema.ts';
import type { AllowedTarget, BackTestStore, Ending, KeptRing, TakenTest, Turn } from './store.ts';

/** Two configurations over one state of the graph, in a thread; writes nothing. */
export type RunTrial = (
  trial: {
    readonly tested: EngineConfig;
    readonly live: EngineConfig;
    /** Epoch seconds; null for the present. */
    readonly until: number | null;
    readonly allow: {
      readonly add: readonly (AllowedTarget & { readonly accounts: readonly string[] })[];
      readonly leaveOut: readonly AllowedTarget[];
    };
  },
  onProgress: (stage: string, progress: number) => void,
) => { readonly result: Promise<TrialOutcome>; stop(): Promise<void> };

interface TrialOutcome {
  readonly tested: { readonly hash: string; readonly rings: readonly KeptRing[] };
  readonly live: { readonly rings: readonly KeptRing[] };
  readonly sizes: BackTestResult['sizes'];
}

interface QueueOptions {
  readonly store: BackTestStore;
  readonly trial: RunTrial;
  /** The engine's configuration in force. */
  engine(): Promise<{ readonly version: number; readonly engine: EngineConfig }>;
  readonly log: Logger;
}

type Stopped = 'cancelled' | 'live' | 'service stopped' | 'lost';

/** How often a waiting test is looked for: also how long after a run one goes on. */
const POLL_MS = 2_000;
/** How often the one at work looks for a run that goes first, or a cancel. */
const BEAT_MS = 500;
/** A test that was begun so often and never ended takes its instance with it. */
const MOST_BEGUN = 3;
const WRITE = 'write';

/** Works on back-tests of this graph, one at a time over all instances, whenever no run is at work. */
export const backTestQueue = ({ store, trial, engine, log }: QueueOptions) => {
  let stop: (why: Stopped) => Promise<void> = async () => undefined;

  const work = async (test: TakenTest): Promise<void> => {
    let at = { stage: 'read', progress: 0 };
    let stopped: Stopped | null = null;
    let thread: ReturnType<RunTrial> | undefined;
    const quiet = new AbortController();
    stop = async (why) => {
      stopped ??= why;
      await thread?.stop();
    };
    const beat = async (): Promise<void> => {
      while (!quiet.signal.aborted) {
        const held = await store.beat(test, at).catch(() => 'held' as const);
        if (quiet.signal.aborted) return;
        // What is left then is light, and thrown away it would be done again.
        if (held !== 'held' && at.stage !== WRITE) return stop(held);
        await sleep(BEAT_MS, undefined, { signal: quiet.signal }).catch(() => undefined);
      }
    };
    const beating = beat();
    const ending = async (): Promise<Ending> => {
      const { version, engine: live } = await engine();
      const tested = mergedConfig(live, JSON.parse(test.overrides) as EngineOverrides);
      const allow = await store.allowed(test.id);
      if (stopped !== null) throw new Error(stopped);
      const until = test.until === null ? null : Math.floor(test.until / 1000);
      thread = trial({ tested, live, until, allow }, (stage, progress) => {
        at = { stage, progress: progress * 0.9 };
      });
      const outcome = await thread.result;
      at = { stage: WRITE, progress: 0.9 };
      const sides = { tested: outcome.tested.rings, live: outcome.live.rings };
      if (!(await store.keepRings(test, sides))) throw new Error('lost');
      return {
        ...{ state: 'done', error: null, liveVersion: version },
        ...{ tested: JSON.stringify(tested), live: JSON.stringify(live) },
        result: JSON.stringify(await resultOf(test, outcome)),
      };
    };
    try {
      if (test.begun > MOST_BEGUN) throw ENDLESS;
      const ended = await ending();
      log.info({ backTest: test.id, state: await store.end(test, ended) }, 'back-test ended');
    } catch (error) {
      await giveUp(test, stopped ?? error);
    } finally {
      quiet.abort();
      await beating;
    }
  };

  const resultOf = async (test: TakenTest, { tested, live, sizes }: TrialOutcome): Promise<BackTestResult> => {
    const { decided, gone } = await store.decisions(test.until);
    const of = (rings: readonly KeptRing[]) => counting(rings, test.against, decided);
    const beside = sideBySide(of(tested.rings), of(live.rings), decided);
    return {
      ...{ tested: beside.tested, live: beside.other, changes: beside.changes, hash: tested.hash, sizes },
      ...{ decidedRings: decided.rings.length, decidedGone: gone, appeals: decided.appeals.length },
    };
  };

  /** Writes down why it is not done. Where the graph is away the place runs out, and the test is begun again. */
  const giveUp = async (turn: Turn, why: unknown): Promise<void> => {
    const away = why instanceof RingfenceError && why.type === 'graph-unavailable';
    log.info({ backTest: turn.id, why: typeof why === 'string' ? why : problemOf(why).type }, 'back-test stopped');
    const unfinished = { result: null, tested: null, live: null, liveVersion: null };
    const written =
      why === 'lost'
        ? Promise.resolve()
        : why === 'live' || why === 'service stopped' || away
          ? store.giveWay(turn)
          : why === 'cancelled'
            ? store.end(turn, { ...unfinished, state: 'cancelled', error: null })
            : store.end(turn, { ...unfinished, state: 'failed', error: JSON.stringify(problemOf(why)) });
    await written.catch((error: unknown) =>
      log.warn({ backTest: turn.id, err: error }, 'its end could not be written'),
    );
  };

  /** One test after another, for as long as any is due. */
  const takeAll = async (): Promise<void> => {
    while (!turns.signal.aborted) {
      const test = (await store.isDue()) ? await store.take() : null;
      if (test === null) return;
      await work(test);
    }
  };

  const turns = repeat({
    work: takeAll,
    everyMs: POLL_MS,
    onError: (error) => log.debug({ err: error }, 'back-tests could not be looked for'),
  });

  return {
    /** One was asked for here: it need not wait for the next look. */
    poke: turns.wake,
    open: turns.open,
    async close(): Promise<void> {
      const closed = turns.close();
      await stop('service stopped');
      await closed;
    },
  };
};

const ENDLESS = new RingfenceError({
  type: 'back-test-endless',
  detail: `The instance that worked on it ended in the middle ${MOST_BEGUN} times.`,
  mend: 'Look at the logs of the instances; give the machine more memory.',
});

const problemOf = (error: unknown): { type: string; detail: string } =>
  error instanceof RingfenceError
    ? { type: error.type, detail: error.message }
    : { type: 'run-failed', detail: 'The back-test stopped at a fault in the program.' };
