import { z } from 'zod';
import * as field from '../fields.ts';
import type { TimelineRow } from './rows.ts';
import { runName } from './schema.ts';

export const BUCKETS = { '8h': 8 * 3_600_000, day: 24 * 3_600_000 } as const;
export type Bucket = keyof typeof BUCKETS;

/** An observation's windows are 8 hours long (see the signals room). */
const WINDOW_MS = BUCKETS['8h'];

/** More would be no picture; at a day each they are five years. */
export const MAX_BUCKETS = 2000;

const count = (description: string, example: number) => z.number().meta({ description, example });

export const timeline = z
  .object({
    run: runName,
    bucket: z.enum(['8h', 'day']).meta({ description: 'Length of each bucket (UTC).', example: 'day' }),
    buckets: z
      .array(
        z
          .object({
            start: field.time('When the bucket begins.'),
            signups: count('Members that signed up in it.', 206),
            firstSightings: count('Members that showed the ring’s evidence for the first time in it.', 190),
            activeMembers: count('Members that showed the ring’s evidence in it.', 371),
            requests: count(
              'Estimate: each member’s requests, spread evenly over the windows in which it showed evidence.',
              9650,
            ),
          })
          .meta({ id: 'TimelineBucket', description: 'What the ring did in one stretch of time.' }),
      )
      .meta({ description: 'In order of time; buckets in which nothing happened are left out.' }),
    leftOut: z
      .int()
      .meta({ description: `Buckets left out because there are more than ${MAX_BUCKETS}: the oldest.`, example: 0 }),
  })
  .meta({ id: 'RingTimeline', description: 'A ring over time.' });

export const timelineQuery = z.object({
  bucket: z.enum(['8h', 'day']).default('day').meta({ description: 'Length of a bucket.', example: 'day' }),
});

export type Timeline = z.output<typeof timeline>;
type Figures = { signups: number; firstSightings: number; activeMembers: number; requests: number };

/** Adds up members one at a time, so that a ring of any size takes the memory of its buckets. */
export const timelineCounter = (bucket: Bucket) => {
  const length = BUCKETS[bucket];
  const perBucket = length / WINDOW_MS;
  const buckets = new Map<number, Figures>();
  const at = (number: number): Figures => {
    let figures = buckets.get(number);
    if (figures === undefined) {
      figures = { signups: 0, firstSightings: 0, activeMembers: 0, requests: 0 };
      buckets.set(number, figures);
    }
    return figures;
  };

  return {
    add(member: TimelineRow): void {
      if (member.createdAt !== null) at(Math.floor(member.createdAt / length)).signups++;
      if (member.firstSighting !== null) at(Math.floor(member.firstSighting / length)).firstSightings++;
      const windows = new Set(member.windows.flat());
      const share = (member.requests ?? 0) / windows.size;
      const active = new Set<number>();
      for (const window of windows) {
        const number = Math.floor(window / perBucket);
        active.add(number);
        at(number).requests += share;
      }
      for (const number of active) at(number).activeMembers++;
    },

    result(): Pick<Timeline, 'bucket' | 'buckets' | 'leftOut'> {
      const sorted = [...buckets].sort(([a], [b]) => a - b);
      const leftOut = Math.max(0, sorted.length - MAX_BUCKETS);
      return {
        bucket,
        buckets: sorted.slice(leftOut).map(([number, figures]) => ({
          start: field.rfc3339(number * length),
          ...figures,
          requests: Math.round(figures.requests),
        })),
        leftOut,
      };
    },
  };
};
