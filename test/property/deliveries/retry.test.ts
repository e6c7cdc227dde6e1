import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Attempt, retryAfterMs, verdictOf } from '../../../src/deliveries/retry.ts';

const rule = { attempts: 14, firstMs: 5_000, mostMs: 14_400_000 };
const status = fc.integer({ min: 100, max: 599 });
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const attempt: fc.Arbitrary<Attempt> = fc.oneof(
  fc.record({ kind: fc.constant('answered' as const), status, retryAfterMs: fc.option(fc.nat(2e9)) }),
  fc.record({ kind: fc.constant('failed' as const), problem: fc.constant('timeout'), lasting: fc.boolean() }),
);

describe('what becomes of a message', () => {
  it('is delivered for 2xx alone, and never tried more often than the rule says', () => {
    fc.assert(
      fc.property(attempt, fc.integer({ min: 1, max: 30 }), random, (tried, attempts, chance) => {
        const { state } = verdictOf(tried, attempts, rule, chance);
        const ok = tried.kind === 'answered' && tried.status >= 200 && tried.status < 300;
        expect(state === 'delivered').toBe(ok);
        if (attempts >= rule.attempts) expect(state).not.toBe('pending');
        const lasting =
          tried.kind === 'failed' ? tried.lasting : tried.status < 500 && ![408, 425, 429].includes(tried.status);
        if (!ok && attempts < rule.attempts) expect(state).toBe(lasting ? 'dead' : 'pending');
      }),
    );
  });

  it('waits at least as long as it was asked to, up to a day, and at most as long as the rule says beyond', () => {
    fc.assert(
      fc.property(fc.option(fc.nat(2e9)), fc.integer({ min: 1, max: 13 }), random, (asked, attempts, chance) => {
        const verdict = verdictOf({ kind: 'answered', status: 503, retryAfterMs: asked }, attempts, rule, chance);
        if (verdict.state !== 'pending') throw new Error(verdict.state);
        const least = Math.min(asked ?? 0, 86_400_000);
        expect(verdict.waitMs).toBeGreaterThanOrEqual(least);
        expect(verdict.waitMs).toBeLessThanOrEqual(
          Math.max(least, Math.min(rule.mostMs, rule.firstMs * 2 ** (attempts - 1))),
        );
      }),
    );
  });

  it('spreads over the whole wait: the least is none, the most is nearly all', () => {
    const wait = (chance: number) => verdictOf({ kind: 'failed', problem: 'x', lasting: false }, 3, rule, chance);
    expect(wait(0)).toMatchObject({ waitMs: 0 });
    expect(wait(1 - 2 ** -53)).toMatchObject({ waitMs: 19_999 });
  });
});

it('Retry-After is seconds or a date, and else nothing', () => {
  expect(retryAfterMs('120', 0)).toBe(120_000);
  expect(retryAfterMs('Thu, 01 Jan 1970 00:00:10 GMT', 4_000)).toBe(6_000);
  expect(retryAfterMs('Thu, 01 Jan 1970 00:00:10 GMT', 20_000)).toBe(0);
  for (const header of [undefined, '', 'soon', '-5', '1e3x']) expect(retryAfterMs(header, 0)).toBeNull();
});
