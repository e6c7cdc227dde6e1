import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sortedBy } from '../../../src/engine/support/counting-order.ts';

/** Keys of several ranges that are counted one after another, and their borders. */
const KEYS = 100_000;
const key = fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: KEYS - 1 }), fc.constantFrom(32_767, 32_768, 65_536, KEYS - 1));

describe('an order by counting', () => {
  it('is that of a stable sort, of all numbers or of those given, and says where each key begins', () => {
    fc.assert(
      fc.property(fc.array(key, { maxLength: 200 }), fc.boolean(), (keys, isBackwards) => {
        const numbers = Array.from(keys.keys());
        const items = isBackwards ? numbers.toReversed() : numbers;
        const { order, start } = sortedBy(
          Uint32Array.from(keys),
          KEYS,
          isBackwards ? Uint32Array.from(items) : undefined,
        );
        const expected = items.toSorted((x, y) => keys[x]! - keys[y]!);
        expect([...order]).toEqual(expected);
        expect(start).toHaveLength(KEYS + 1);
        for (const one of [...keys, 0, KEYS - 1])
          expect([...order.subarray(start[one], start[one + 1])]).toEqual(
            expected.filter((item) => keys[item] === one),
          );
      }),
      { numRuns: 40 },
    );
  });

  it('is empty of nothing', () => {
    const { order, start } = sortedBy(new Uint32Array(0), 0);
    expect([...order, ...start]).toEqual([0]);
  });
});
