import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { floatKeys, radixOrder, signedKeys } from '../../../src/engine/support/radix-order.ts';

const sorted = (length: number, compare: (x: number, y: number) => number) =>
  Array.from({ length }, (_, i) => i).sort(compare);

describe('an order by digits', () => {
  it('is that of a stable sort by the first key, then the second', () => {
    const word = fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 0xffffffff }), fc.constantFrom(0, 0x80000000, 0xffffffff));
    fc.assert(
      fc.property(fc.array(fc.tuple(word, word), { maxLength: 200 }), (rows) => {
        const keys = [Uint32Array.from(rows, ([x]) => x), Uint32Array.from(rows, ([, y]) => y)];
        const expected = sorted(rows.length, (i, j) => rows[i]![0] - rows[j]![0] || rows[i]![1] - rows[j]![1]);
        expect([...radixOrder(rows.length, keys)]).toEqual(expected);
      }),
    );
  });

  it('is that of the numbers that keys were made of, what is no number last', () => {
    const number = fc.oneof(fc.double(), fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 1.7e9), fc.nat({ max: 2e9 }));
    fc.assert(
      fc.property(fc.array(number, { maxLength: 200 }), (values) => {
        const compare = (i: number, j: number): number => {
          const [x, y] = [values[i]!, values[j]!];
          if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
          return x < y ? -1 : x > y ? 1 : 0;
        };
        expect([...radixOrder(values.length, floatKeys(Float64Array.from(values)))]).toEqual(
          sorted(values.length, compare),
        );
      }),
    );
  });

  it('is that of signed numbers', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { maxLength: 100 }), (values) => {
        const order = radixOrder(values.length, [signedKeys(Int32Array.from(values))]);
        expect([...order]).toEqual(sorted(values.length, (i, j) => values[i]! - values[j]!));
      }),
    );
  });
});
