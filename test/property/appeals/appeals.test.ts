import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { precisionOf } from '../../../src/appeals/precision.ts';
import { APPEAL_STATES, checkAppeal, TRANSITIONS } from '../../../src/appeals/states.ts';
import { trustIn } from '../../../src/engine/decisions/trust.ts';

const count = fc.integer({ min: 0, max: 100_000 });
const rule = fc.record({
  most: fc.double({ min: 0, max: 0.9, noNaN: true }),
  prior: fc.double({ min: 0.1, max: 100, noNaN: true }),
});

describe('an appeal', () => {
  it('is decided once and taken back before it is decided otherwise, whatever is asked', () => {
    const state = fc.constantFrom(...APPEAL_STATES);
    fc.assert(
      fc.property(fc.array(state, { maxLength: 30 }), (asked) => {
        let at: (typeof APPEAL_STATES)[number] = 'open';
        for (const to of asked) {
          const before: (typeof APPEAL_STATES)[number] = at;
          try {
            checkAppeal(at, to);
            at = to;
          } catch (error) {
            expect(error).toMatchObject({ status: 409, extra: { state: before, allowed: TRANSITIONS[before] } });
          }
          if (at !== before) expect([before, at]).toContain('open');
        }
      }),
    );
  });
});

describe('what is left of a signal', () => {
  it('is never less than the rule allows nor more than all, and all of it without an overturned appeal', () => {
    fc.assert(
      fc.property(count, count, rule, (overturned, upheld, asked) => {
        const factor = trustIn({ overturned, upheld }, asked);
        expect(factor).toBeGreaterThanOrEqual(1 - asked.most - 1e-12);
        expect(factor).toBeLessThanOrEqual(1);
        if (overturned === 0) expect(factor).toBe(1);
      }),
    );
  });

  it('falls with each overturned appeal, rises with each upheld one, and is as before when one is taken back', () => {
    fc.assert(
      fc.property(count, count, rule, (overturned, upheld, asked) => {
        const now = trustIn({ overturned, upheld }, asked);
        expect(trustIn({ overturned: overturned + 1, upheld }, asked)).toBeLessThanOrEqual(now);
        expect(trustIn({ overturned, upheld: upheld + 1 }, asked)).toBeGreaterThanOrEqual(now);
        expect(trustIn({ overturned: overturned + 1 - 1, upheld }, asked)).toBe(now);
      }),
    );
  });
});

describe('precision', () => {
  it('lies within its interval, which narrows with more decisions and never leaves 0 to 1', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 1000 }), (upheld, overturned) => {
        const { precision, low, high } = precisionOf(upheld, overturned);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        if (precision === null) return expect([upheld + overturned, low, high]).toEqual([0, 0, 1]);
        expect(low).toBeLessThanOrEqual(precision);
        expect(high).toBeGreaterThanOrEqual(precision);
        const more = precisionOf(10 * upheld, 10 * overturned);
        expect(more.high - more.low).toBeLessThan(high - low);
      }),
    );
  });
});
