import type { Logger } from 'pino';
import { repeat } from '../repeat.ts';
import { ANY, type KeptTemplate, type ObservedSignal, TEMPLATE_LIMIT, type TemplateMiner } from '../signals/index.ts';
import { moveMerged } from './moves.ts';
import type { LogPlace, TemplatesStore } from './store.ts';

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
  /**
   * Does at once what otherwise waits for a quiet moment: moves all observations of templates that turned out to be others to
   * those, and gives signals the captions of today. Returns how many observations it moved.
   */
  catchUp(): Promise<number>;
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
/**
 * What has time (moving observations of merged templates, captions) waits until no batch came for `QUIET_MS`, but not longer
 * than `LATEST_MS`: it wants the accounts and signals that chunks of a batch hold locked, and they wait for it in turn.
 */
const QUIET_MS = 5_000;
const LATEST_MS = 60_000;
const HOUR_MS = 3_600_000;

export const templatesService = (options: TemplatesOptions): TemplatesService => {
  const { store, miner, type, log } = options;
  const lookMs = options.lookMs ?? LOOK_MS;
  const prefix = `${type}:`;
  /** How far the log is read; undefined before the first reading. */
  let seen: LogPlace | undefined;
  /** Process time of the last look at the log, ms. */
  let lookedAt = Number.NEGATIVE_INFINITY;
  /** Turns at the log, one after another. */
  let turns: Promise<unknown> = Promise.resolve();
  /** Process time at which a batch last asked for its templates to be kept, ms. */
  let settledAt = Number.NEGATIVE_INFINITY;
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
    catchUpSoon(kept);
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
        seen = done.place;
        lookedAt = now;
        catchUpSoon(done.kept);
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

  const look = (): Promise<void> =>
    inTurn(async () => {
      if (seen === undefined) await readAll();
      if (miner.changes().length > 0 || (await othersWrote())) await keepAll();
    });

  /** Templates whose signals may have been written with the caption of before, by this instance or one that is a moment behind. */
  const changedCaptions = new Set<string>();

  const giveCaptions = async (): Promise<void> => {
    const ids = [...changedCaptions];
    for (let at = 0; at < ids.length && !catchingUp.signal.aborted; at += KEPT_AT_ONCE) {
      const some = ids.slice(at, at + KEPT_AT_ONCE);
      // One that changes once more meanwhile is put back by that; those that could not be given are tried again.
      for (const id of some) changedCaptions.delete(id);
      await store.giveCaptions(some).catch((error: unknown) => {
        for (const id of some) changedCaptions.add(id);
        throw error;
      });
    }
  };

  const catchUpNow = async (): Promise<number> => {
    await giveCaptions();
    const moved = await moveMerged(store, catchingUp.signal);
    if (moved > 0) log.info({ observations: moved }, 'observations of merged templates were moved');
    return moved;
  };

  let catching: Promise<number> | undefined;
  const catchUp = (): Promise<number> => {
    catching ??= catchUpNow().finally(() => {
      catching = undefined;
    });
    return catching;
  };

  const later = (ms: number, work: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      work();
    }, ms);
    timer.unref();
    timers.add(timer);
  };

  const looking = repeat({
    work: look,
    everyMs: lookMs,
    waitsFirst: true,
    onError: (error) =>
      log.warn({ type: (error as { type?: unknown }).type }, 'templates of other instances are not read for now'),
  });
  const catchingUp = repeat({
    work: catchUp,
    everyMs: HOUR_MS,
    onError: (error) =>
      log.warn(
        { type: (error as { type?: unknown }).type },
        'observations and captions of merged templates stay as they are for now',
      ),
  });

  /** Catches up in a quiet moment. A chunk that was under way meanwhile may bring a name or a caption of before: once more, later. */
  let due = false;
  function catchUpSoon(changed: readonly KeptTemplate[]): void {
    const grown = changed.filter(hasGrown);
    for (const { id } of grown) changedCaptions.add(id);
    // What is read before `open` is looked after then: an instance that died may have left it.
    if (grown.length === 0 || due || !opened || catchingUp.signal.aborted) return;
    due = true;
    const latest = performance.now() + LATEST_MS;
    const wait = (): void =>
      later(QUIET_MS, () => {
        const now = performance.now();
        if (now < latest && now - settledAt < QUIET_MS) return wait();
        due = false;
        const again = [...changedCaptions];
        catchingUp.wake();
        later(LATEST_MS, () => {
          for (const id of again) changedCaptions.add(id);
          catchingUp.wake();
        });
      });
    wait();
  }

  return {
    load: () =>
      inTurn(async () => {
        if (seen === undefined) await readAll();
      }),

    settle() {
      settledAt = performance.now();
      return look();
    },

    current(signal) {
      if (signal.type !== type) return signal;
      const id = miner.current(signal.key.slice(prefix.length));
      const hint = miner.hintOf(id) ?? signal.hint;
      const key = prefix + id;
      return key === signal.key && hint === signal.hint ? signal : { ...signal, key, hint };
    },

    catchUp,

    open() {
      if (opened) return;
      opened = true;
      looking.open();
      catchingUp.open();
    },

    async close() {
      const closed = [looking.close(), catchingUp.close()];
      for (const timer of timers) clearTimeout(timer);
      await Promise.all(closed);
      await turns;
      await catching?.catch(() => undefined);
    },
  };
};

/** Not so: a template as it was founded, whose signal is written with the caption that it has. */
const hasGrown = ({ shown, mergedInto, tokens }: KeptTemplate): boolean =>
  shown || mergedInto !== null || tokens.includes(ANY);
