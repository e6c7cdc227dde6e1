import { getHeapSpaceStatistics, getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** How much is held small: the old generation and the new one's further growth, or the new one altogether, which costs more collections. */
export type Held = 'old' | 'all';

export interface HeldHeap extends Disposable {
  /** To be called now and then (it takes microseconds): whether the new generation has grown as far as it may. A run may have put the flags back. */
  look(): void;
}

/**
 * V8's flags. `old`: the old generation may grow by 60 % before it is collected (with 30 % an import of
 * a million observations takes 20 MiB less for an eighth more CPU time). `all`: by 20 %, and the new one not at all.
 * `none` is V8's own: 0 leaves the growth to its heuristics.
 */
const GROWTH: Readonly<Record<Held | 'none', string>> = {
  none: '--heap-growing-percent=0',
  old: '--heap-growing-percent=60',
  all: '--heap-growing-percent=20',
};
const NEW_GROWS = '--semi-space-growth-factor=2';
const NEW_STAYS = '--semi-space-growth-factor=1';

/**
 * Both halves of the new generation, MiB. V8 would go to 128; with 64 an import of the seed data takes 60 MiB less and no more CPU
 * time, with 32 another 30 MiB less for a fifth more.
 */
const NEW_MOST = 64 * 2 ** 20;

/** V8 has one set of flags for the whole process, so there is one count of those who hold them. */
const holders: Record<Held, number> = { old: 0, all: 0 };

/**
 * Holds the heap small until it is disposed of, while rows pass through. They are garbage as soon as they are sent, and V8,
 * which sizes itself by the machine, would let hundreds of MiB of it gather before it looks. An export of 100,000 rows took a
 * process to 180 MiB resident instead of 323 with `all`, in the same time. V8 reads the flags at each collection. They are put
 * back when the last holder ends, because a run's large heap is better off without them.
 */
export const holdHeapSmall = (held: Held): HeldHeap => {
  holders[held] += 1;
  apply();
  if (held === 'all' && holders.all === 1) collect();
  return {
    look: apply,
    [Symbol.dispose]: () => {
      holders[held] -= 1;
      apply();
    },
  };
};

const apply = (): void => {
  setFlagsFromString(GROWTH[holders.all > 0 ? 'all' : holders.old > 0 ? 'old' : 'none']);
  applyToNew();
};

const applyToNew = (): void => {
  const stays = holders.all > 0 || (holders.old > 0 && newGeneration() >= NEW_MOST);
  setFlagsFromString(stays ? NEW_STAYS : NEW_GROWS);
};

/** A larger heap takes long to collect, and is not made much larger by rows that pass through. */
const COLLECTED_AT_MOST = 256 * 2 ** 20;
let gc: ((options: object) => void) | undefined;

/**
 * How far the old generation may grow V8 reckons when it collects it, so that the flag is felt from the next collection on. A
 * service that was just started would first grow to four times what it holds: a million rows took it to 346 MiB instead of 226.
 */
const collect = (): void => {
  if (getHeapStatistics().used_heap_size > COLLECTED_AT_MOST) return;
  setFlagsFromString('--expose-gc');
  gc ??= runInNewContext('gc') as (options: object) => void;
  setFlagsFromString('--no-expose-gc');
  // Of all kinds of collection only this one makes the new generation small again, which a start leaves at 64 MiB.
  gc({ type: 'major', execution: 'sync', flavor: 'last-resort' });
};

const newGeneration = (): number =>
  getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0;
