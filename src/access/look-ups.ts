/** A record that somebody comes in by: a key, a session. Times are epoch ms. */
export interface Credential {
  readonly id: string;
  readonly lastUsedAt: number | null;
}

export interface LookUps<Found extends Credential> {
  /** The record with this id, as it was at most CACHE_MS ago. */
  find(id: string): Promise<Found | null>;
  /** Notes that it was used, in the background: nobody waits for it, and where it fails the next use tries again. */
  used(found: Found): void;
  /** The next look-up asks the graph. */
  forget(id: string): void;
}

/** How long a record is believed without asking again, ms: the most that a revocation takes to be felt elsewhere. */
const CACHE_MS = 5_000;
/** Records remembered at once. Unknown ids are never remembered, so that strangers cannot push out those in use. */
const CACHED = 1_000;
/** How often the time of the last use is written, ms. */
const TOUCH_MS = 60_000;

interface Remembered<Found> {
  readonly at: number;
  readonly found: Promise<Found | null>;
  touchedAt: number;
}

/** Keeps what was found for a moment, because every request asks. */
export const lookUps = <Found extends Credential>({
  store,
  now,
}: {
  store: {
    find(id: string): Promise<Found | null>;
    /** Sets the time of the last use, unless it is later than `before` already. */
    touch(id: string, now: number, before: number): Promise<void>;
  };
  now(): number;
}): LookUps<Found> => {
  const remembered = new Map<string, Remembered<Found>>();

  return {
    find(id) {
      const present = remembered.get(id);
      if (present !== undefined && now() - present.at < CACHE_MS) return present.found;
      const entry: Remembered<Found> = { at: now(), found: store.find(id), touchedAt: present?.touchedAt ?? 0 };
      remembered.delete(id);
      if (remembered.size >= CACHED) remembered.delete(remembered.keys().next().value!);
      remembered.set(id, entry);
      const forget = () => {
        if (remembered.get(id) === entry) remembered.delete(id);
      };
      entry.found.then((found) => found === null && forget(), forget);
      return entry.found;
    },

    used({ id, lastUsedAt }) {
      const at = now();
      const entry = remembered.get(id);
      if (entry === undefined || at - Math.max(entry.touchedAt, lastUsedAt ?? 0) < TOUCH_MS) return;
      entry.touchedAt = at;
      store.touch(id, at, at - TOUCH_MS).catch(() => {
        entry.touchedAt = 0;
      });
    },

    forget: (id) => {
      remembered.delete(id);
    },
  };
};
