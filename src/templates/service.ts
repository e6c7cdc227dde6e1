import type { Logger } from 'pino';
import { type KeptTemplate, type ObservedSignal, TEMPLATE_LIMIT, type TemplateMiner } from '../signals/index.ts';
import { moveMerged } from './moves.ts';
import { hasGrown, type LogPlace, type TemplatesStore } from './store.ts';

export interface TemplatesService {
  /** Reads what is kept, unless it was read. Events may be observed before; then more is to be put right afterwards. */
  load(): Promise<void>;
  /**
   * Resolves when every template that was made or changed so far is in the graph and what others kept is known; after that
   * `current` says how a signal is to be written. Costs nothing when nothing was made or changed and others'
   * were looked for a few seconds ago. Throws `graph-unavailable`; nothing is lost then, the next call does it.
   */
  settle(): Promise<void>;
  /** A signal under the key and with the caption that it has today, from a key under which it went. Others stay as they are. */
  current(signal: ObservedSignal): ObservedSignal;
  /** Moves all observations of templates that turned out to be others to those. Returns how many. */
  moveMerged(): Promise<number>;
  /** Begins to look for what other instances keep, and the housekeeping. */
  open(): void;
  /** Ends both, after the page at work. */
  close(): Promise<void>;
}

export interface TemplatesOptions {
  readonly store: TemplatesStore;
  readonly miner: Pick<TemplateMiner, 'changes' | 'settled' | 'learn' | 'current' | 'hintOf'>;
  /** Name of the signal type that prompts are of: what keys begin with. */
  readonly type: string;
  readonly log: Logger;
  /** How old the knowledge of others' templates may be, ms. */
  readonly lookMs?: number;
}

/** Other instances' templates are known this much later at most, ms. */
const LOOK_MS = 5_000;
/** Templates that one transaction keeps: about a second, during which the log is locked. */
const KEPT_AT_ONCE = 2_000;
/** How soon after a merge observations are moved, and once more when chunks that were under way are written, ms. */
const MOVE_AFTER_MS = [1_000, 60_000] as const;
/** When captions that changed are looked after once more, ms. */
const CAPTIONS_AFTER_MS = 60_000;
const HOUR_MS = 3_600_000;

export const templatesService = (options: TemplatesOptions): TemplatesService => {
  const { store, miner, type, log } = options;
  const lookMs = options.lookMs ?? LOOK_MS;
  const prefix = `${type}:`;
  const stopping = new AbortController();
  /** How far the log is read; undefined before the first reading. */
  let seen: LogPlace | undefined;
  /** Process time of the last look at the log, ms. */
  let lookedAt = Number.NEGATIVE_INFINITY;
  /** Turns at the log, one after another. */
  let turns: Promise<unknown> = Promise.resolve();
  let moving: Promise<number> | undefined;
  const timers = new Set<NodeJS.Timeout>();
  let opened = false;

  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const done = turns.then(work);
    turns = done.catch(() => undefined);
    return done;
  };

  const learn = (kept: readonly KeptTemplate[]): void => {
    if (kept.length === 0) return;
    miner.learn(kept);
    recaption(kept);
    if (kept.some(({ mergedInto }) => mergedInto !== null)) moveSoon();
  };

  const readAll = async (): Promise<void> => {
    const started = performance.now();
    let templates = 0;
    const now = performance.now();
    const place = await store.readAll(TEMPLATE_LIMIT, (page) => {
      templates += page.length;
      learn(page);
    });
    seen = place;
    lookedAt = now;
    log.debug({ templates, ms: Math.round(performance.now() - started) }, 'templates of prompts are read');
  };

  const keepAll = async (): Promise<void> => {
    do {
      const now = performance.now();
      const done = await store.turn(seen!, (others) => {
        // What was read is committed, whatever becomes of this transaction.
        learn(others);
        return miner.changes().slice(0, KEPT_AT_ONCE);
      });
      if (done === null) {
        log.warn('the graph was emptied or replaced while this instance ran; what it kept of prompts is read anew');
        await readAll();
      } else {
        miner.settled(done.kept);
        recaption(done.kept);
        seen = done.place;
        lookedAt = now;
        if (done.kept.some(({ mergedInto }) => mergedInto !== null)) moveSoon();
      }
    } while (miner.changes().length > 0);
  };

  /** Whether there is something to read; asks without the lock, and not more often than it must. */
  const othersWrote = async (): Promise<boolean> => {
    const now = performance.now();
    if (now - lookedAt < lookMs) return false;
    const head = await store.head();
    lookedAt = now;
    return head?.log !== seen!.log || head.seq !== seen!.seq;
  };

  const settle = (): Promise<void> =>
    inTurn(async () => {
      if (seen === undefined) await readAll();
      if (miner.changes().length > 0 || (await othersWrote())) await keepAll();
    });

  const moveAll = (): Promise<number> => {
    moving ??= moveMerged(store, stopping.signal)
      .then((moved) => {
        if (moved > 0) log.info({ observations: moved }, 'observations of merged templates were moved');
        return moved;
      })
      .finally(() => {
        moving = undefined;
      });
    return moving;
  };

  const inBackground = (what: string, work: () => Promise<unknown>): void => {
    work().catch((error: unknown) => log.warn({ type: (error as { type?: unknown }).type }, what));
  };

  const later = (ms: number, work: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      work();
    }, ms);
    timer.unref();
    timers.add(timer);
  };

  const every = (ms: number, work: () => void): void => {
    const timer = setInterval(work, ms);
    timer.unref();
    timers.add(timer);
  };

  const move = (): void => inBackground('observations of merged templates stay where they are for now', moveAll);

  let moveDue = false;
  function moveSoon(): void {
    if (moveDue || !opened || stopping.signal.aborted) return;
    moveDue = true;
    later(MOVE_AFTER_MS[0], () => {
      moveDue = false;
      move();
    });
    later(MOVE_AFTER_MS[1], move);
  }

  /**
   * A signal may be written with the caption of a moment ago, by this instance or by another that has not heard of the change yet:
   * it is given today's when all have.
   */
  const changedCaptions = new Set<string>();
  let captionsDue = false;
  function recaption(kept: readonly KeptTemplate[]): void {
    if (!opened || stopping.signal.aborted) return;
    for (const template of kept) if (hasGrown(template)) changedCaptions.add(template.id);
    if (captionsDue || changedCaptions.size === 0) return;
    captionsDue = true;
    later(CAPTIONS_AFTER_MS, () => {
      captionsDue = false;
      const ids = [...changedCaptions];
      changedCaptions.clear();
      inBackground('captions of some templates are of before', async () => {
        for (let at = 0; at < ids.length; at += KEPT_AT_ONCE)
          await store.giveCaptions(ids.slice(at, at + KEPT_AT_ONCE));
      });
    });
  }

  return {
    load: () =>
      inTurn(async () => {
        if (seen === undefined) await readAll();
      }),

    settle,

    current(signal) {
      if (signal.type !== type) return signal;
      const id = miner.current(signal.key.slice(prefix.length));
      const hint = miner.hintOf(id) ?? signal.hint;
      return { ...signal, key: prefix + id, hint };
    },

    moveMerged: moveAll,

    open() {
      if (opened) return;
      opened = true;
      every(lookMs, () => inBackground('templates of other instances are not read for now', settle));
      every(HOUR_MS, move);
      move();
    },

    async close() {
      stopping.abort();
      // clearTimeout ends intervals too.
      for (const timer of timers) clearTimeout(timer);
      await turns;
      await moving?.catch(() => undefined);
    },
  };
};
