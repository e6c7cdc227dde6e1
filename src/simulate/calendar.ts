import { cumulative, type Random } from './random.ts';

export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;

/** 0 = Monday, from epoch milliseconds (1 January 1970 was a Thursday). */
export const weekday = (time: number): number => (Math.floor(time / DAY) + 3) % 7;

/** Relative activity by local hour. */
const HOURS = {
  /** Mornings and evenings, little at night. */
  private: [2, 1, 0.6, 0.4, 0.4, 0.6, 1.2, 2.4, 3.4, 4, 4.2, 4, 3.8, 4, 4.2, 4.4, 4.6, 4.8, 5, 5.8, 6.4, 6, 4.6, 3.2],
  /** Office hours with a lunch break. */
  work: [0.3, 0.2, 0.1, 0.1, 0.1, 0.2, 0.6, 2.4, 5.6, 8, 8.6, 7.8, 4.6, 7, 8.4, 8, 7, 4.6, 2.2, 1.4, 1.2, 1, 0.8, 0.5],
  /** Programs: they never sleep. */
  flat: Array.from({ length: 24 }, () => 1),
} as const;

const TABLES = { private: cumulative(HOURS.private), work: cumulative(HOURS.work), flat: cumulative(HOURS.flat) };

export type DayShape = keyof typeof HOURS;

/** Factor on a day's activity, 0 = Monday. */
export const WEEK: Record<DayShape, readonly number[]> = {
  private: [1, 1, 1, 0.98, 0.9, 0.85, 0.95],
  work: [1, 1.08, 1.08, 1.02, 0.85, 0.16, 0.14],
  flat: [1, 1, 1, 1, 1, 1, 1],
};

/** A time within the UTC day that begins at `midnight`, by the local rhythm at `offsetHours` from UTC. */
export const timeOfDay = (random: Random, midnight: number, shape: DayShape, offsetHours: number): number => {
  const local = random.weighted(TABLES[shape]);
  const hour = (((local - offsetHours) % 24) + 24) % 24;
  return midnight + Math.floor((hour + random.float()) * HOUR);
};

/** Running sums of signups by day: growth from week to week, fewer at weekends. */
export const signupTable = (start: number, days: number, growthPerWeek: number): readonly number[] =>
  cumulative(
    Array.from({ length: days }, (_, day) => {
      const week = Math.exp((day / 7) * Math.log(growthPerWeek));
      return week * (weekday(start + day * DAY) < 5 ? 1 : 0.72);
    }),
  );

/** RFC 3339 in UTC, to the second. */
export const instant = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;
