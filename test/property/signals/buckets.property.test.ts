import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buckets, NONE } from '../../../src/signals/prompt/buckets.ts';

const listed = (all: ReturnType<typeof buckets>, key: number): number[] => {
  const items: number[] = [];
  for (let entry = all.first(key); entry !== NONE; entry = all.after(entry)) items.push(all.item(entry));
  return items;
};

// Few keys, so that they have many items; far apart and beyond 32 bits, as those of paths and bands are.
const key = fc.integer({ min: 0, max: 40 }).map((at) => at * 2 ** 45 + (at % 3));
const item = fc.integer({ min: 0, max: 9 });
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ what: fc.constant('add' as const), key, item }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('remove' as const), key, item }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('take' as const), key, item }) },
);

describe('buckets', () => {
  it('hold what a map of lists would hold, in the order it was added', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 1200, size: 'max' }), (steps) => {
        const all = buckets();
        const oracle = new Map<number, number[]>();
        for (const { what, key, item } of steps) {
          const there = oracle.get(key) ?? [];
          if (what === 'add') {
            all.add(key, item);
            oracle.set(key, [...there, item]);
          } else if (what === 'remove') {
            all.remove(key, item);
            oracle.set(
              key,
              there.filter((other) => other !== item),
            );
          } else {
            expect(all.take(key)).toEqual(there);
            oracle.set(key, []);
          }
        }
        for (const [key, items] of oracle) {
          expect(listed(all, key)).toEqual(items);
          expect(all.size(key)).toBe(items.length);
        }
      }),
      { numRuns: 60 },
    );
  });
});
