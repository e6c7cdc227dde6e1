import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ringsOf } from '../../../src/simulate/campaigns/rings.ts';
import { memo } from '../../../src/simulate/memo.ts';

const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 30 });
const even = fc
  .record({ accounts: fc.integer({ min: 1, max: 300 }), rings: fc.integer({ min: 1, max: 300 }) })
  .filter(({ accounts, rings }) => rings <= accounts);

describe('rings of a campaign', () => {
  it('take every place once, in order, and none is empty', () => {
    const specs = fc.oneof(
      even.map((spec) => ({ ...spec, ringSizes: undefined })),
      sizes.map((list) => ({
        accounts: list.reduce((sum, size) => sum + size, 0),
        rings: list.length,
        ringSizes: list,
      })),
    );
    fc.assert(
      fc.property(specs, (spec) => {
        const rings = ringsOf(spec);
        const places = Array.from({ length: spec.accounts }, (_, at) => rings.of(at));
        const expected = Array.from({ length: spec.rings }, (_, ring) =>
          Array.from({ length: rings.size(ring) }, (_, place) => ({ ring, place, ringSize: rings.size(ring) })),
        );
        expect(places).toEqual(expected.flat());
        expect(expected.every((ring) => ring.length > 0)).toBe(true);
        for (let ring = 0; ring < spec.rings; ring++) {
          expect(rings.of(rings.first(ring))).toMatchObject({ ring, place: 0 });
          if (spec.ringSizes !== undefined) expect(rings.size(ring)).toBe(spec.ringSizes[ring]);
        }
      }),
    );
  });

  it('are as even as can be when only their number is given', () => {
    fc.assert(
      fc.property(even, (spec) => {
        const rings = ringsOf({ ...spec, ringSizes: undefined });
        const all = Array.from({ length: spec.rings }, (_, ring) => rings.size(ring));
        expect(Math.max(...all) - Math.min(...all)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('what is remembered', () => {
  it('answers as the function itself, and holds no more than its limit', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 12 })), fc.integer({ min: 1, max: 6 }), (keys, limit) => {
        const held: number[] = [];
        const square = memo((key) => {
          held.push(key);
          return { key, square: key * key };
        }, limit);
        const recent: number[] = [];
        for (const key of keys) {
          const before = held.length;
          expect(square(key)).toEqual({ key, square: key * key });
          const known = recent.includes(key);
          expect(held.length - before).toBe(known ? 0 : 1);
          if (!known) recent.push(key);
          if (recent.length > limit) recent.shift();
        }
      }),
    );
  });
});
