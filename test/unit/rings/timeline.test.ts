import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_BUCKETS, timelineCounter } from '../../../src/rings/timeline.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const windowAt = (time: number) => Math.floor(time / (8 * HOUR));
const MONDAY = Date.UTC(2026, 2, 2);

describe('a timeline', () => {
  it('puts sign-ups, first sightings and activity where they belong, and spreads requests over windows', () => {
    const counter = timelineCounter('day');
    counter.add({
      createdAt: MONDAY + HOUR,
      firstSighting: MONDAY + DAY,
      requests: 90,
      // Two signals, one window in common: three windows, two of them on Tuesday.
      windows: [
        [windowAt(MONDAY + DAY), windowAt(MONDAY + DAY + 9 * HOUR)],
        [windowAt(MONDAY + DAY), windowAt(MONDAY)],
      ],
    });
    counter.add({ createdAt: null, firstSighting: MONDAY, requests: 10, windows: [[windowAt(MONDAY)]] });
    expect(counter.result()).toEqual({
      bucket: 'day',
      buckets: [
        { start: '2026-03-02T00:00:00.000Z', signups: 1, firstSightings: 1, activeMembers: 2, requests: 40 },
        { start: '2026-03-03T00:00:00.000Z', signups: 0, firstSightings: 1, activeMembers: 1, requests: 60 },
      ],
      leftOut: 0,
    });
  });

  it('keeps each window apart in buckets of 8 hours', () => {
    const counter = timelineCounter('8h');
    counter.add({
      createdAt: null,
      firstSighting: null,
      requests: 4,
      windows: [[windowAt(MONDAY), windowAt(MONDAY) + 1]],
    });
    expect(counter.result().buckets.map(({ start, requests }) => [start, requests])).toEqual([
      ['2026-03-02T00:00:00.000Z', 2],
      ['2026-03-02T08:00:00.000Z', 2],
    ]);
  });

  it('has nothing for a member without a time, and no more than its bound of buckets, the newest', () => {
    const counter = timelineCounter('day');
    counter.add({ createdAt: null, firstSighting: null, requests: 1000, windows: [] });
    expect(counter.result().buckets).toEqual([]);
    for (let day = 0; day < MAX_BUCKETS + 5; day++) {
      counter.add({ createdAt: day * DAY, firstSighting: null, requests: 0, windows: [] });
    }
    expect(counter.result()).toMatchObject({ leftOut: 5 });
    expect(counter.result().buckets).toHaveLength(MAX_BUCKETS);
    expect(counter.result().buckets[0]!.start).toBe('1970-01-06T00:00:00.000Z');
  });

  it('counts every sign-up and every first sighting once, whatever the members', () => {
    const time = fc.option(fc.integer({ min: 0, max: 60 * DAY }));
    const member = fc.record({
      createdAt: time,
      firstSighting: time,
      requests: fc.nat(10_000),
      windows: fc.array(fc.array(fc.nat(180), { maxLength: 5 }), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(
        fc.array(member, { maxLength: 30 }),
        fc.constantFrom('8h' as const, 'day' as const),
        (members, bucket) => {
          const counter = timelineCounter(bucket);
          for (const each of members) counter.add(each);
          const { buckets } = counter.result();
          const sum = (of: 'signups' | 'firstSightings') => buckets.reduce((all, each) => all + each[of], 0);
          expect(sum('signups')).toBe(members.filter((each) => each.createdAt !== null).length);
          expect(sum('firstSightings')).toBe(members.filter((each) => each.firstSighting !== null).length);
          for (const each of buckets) expect(each.activeMembers).toBeLessThanOrEqual(members.length);
        },
      ),
    );
  });
});
