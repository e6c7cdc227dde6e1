import type { Activity } from './report.ts';

/** An observation's windows are 8 hours long (see the signals room). */
const WINDOW_MS = 8 * 3_600_000;
/** Windows of a bucket: 8 hours, a day, a week, four weeks, a year. The first of these that needs few enough is taken. */
const LENGTHS = [1, 3, 21, 84, 1096];
/** More bars than this cannot be told apart on a phone. */
const MAX_BUCKETS = 100;
/** Windows are whole numbers around 60,000; what lies this far off is no time of anybody's. */
const MAX_WINDOW = 1_000_000;
/** Shares of requests are whole multiples of this, so that their sum does not depend on the order of the accounts. */
const GRAIN = 1024;

export interface ActivityRow {
  /** Epoch milliseconds. */
  readonly createdAt: number | null;
  readonly requests: number;
  /** The 8-hour epoch windows in which it showed evidence, each once. */
  readonly windows: readonly number[];
}

/** Adds up accounts one at a time, so that a run of any size takes the memory of its buckets. */
export const activityCounter = () => {
  const levels = LENGTHS.map((length) => ({
    length,
    active: new Map<number, number>(),
    requests: new Map<number, number>(),
  }));
  const signups = new Map<number, number>();
  let unknownSignups = 0;

  return {
    add({ createdAt, requests, windows }: ActivityRow): void {
      if (createdAt === null) unknownSignups++;
      else more(signups, Math.floor(createdAt / WINDOW_MS), 1);
      const seen = windows.filter((window) => Math.abs(window) < MAX_WINDOW);
      const share = seen.length === 0 ? 0 : Math.round((requests / seen.length) * GRAIN) / GRAIN;
      for (const { length, active, requests: served } of levels) {
        const buckets = new Set<number>();
        for (const window of seen) {
          const bucket = Math.floor(window / length);
          buckets.add(bucket);
          more(served, bucket, share);
        }
        for (const bucket of buckets) more(active, bucket, 1);
      }
    },

    /** Null when no account was seen at any time. */
    result(): Activity | null {
      const level = levels.find(({ active }) => spanOf(active) <= MAX_BUCKETS) ?? levels.at(-1)!;
      if (level.active.size === 0) return null;
      const { low, high } = ends(level.active);
      // Some sign up just before they begin; those of long ago would push all else into a corner.
      const room = Math.max(3, Math.ceil((high - low + 1) / 4));
      const began = [...signups.keys()].map((window) => Math.floor(window / level.length));
      const first = began.reduce((least, bucket) => (bucket >= low - room ? Math.min(least, bucket) : least), low);
      const length = high - first + 1;
      const made: number[] = Array(length).fill(0);
      let [earlierSignups, laterSignups] = [0, 0];
      for (const [window, count] of signups) {
        const place = Math.floor(window / level.length) - first;
        if (place < 0) earlierSignups += count;
        else if (place >= length) laterSignups += count;
        else made[place]! += count;
      }
      const figures = (of: ReadonlyMap<number, number>) =>
        Array.from({ length }, (_, place) => Math.round(of.get(first + place) ?? 0));
      return {
        bucket: level.length * WINDOW_MS,
        start: first * level.length * WINDOW_MS,
        signups: made,
        active: figures(level.active),
        requests: figures(level.requests),
        ...{ earlierSignups, laterSignups, unknownSignups },
      };
    },
  };
};

const more = (counts: Map<number, number>, key: number, by: number): void => {
  counts.set(key, (counts.get(key) ?? 0) + by);
};

const ends = (counts: ReadonlyMap<number, number>): { low: number; high: number } => {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const key of counts.keys()) {
    low = Math.min(low, key);
    high = Math.max(high, key);
  }
  return { low, high };
};

const spanOf = (counts: ReadonlyMap<number, number>): number => {
  const { low, high } = ends(counts);
  return counts.size === 0 ? 0 : high - low + 1;
};
