import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endOf, idleEndOf, WRITTEN_EVERY_MS } from '../../../src/sessions/expiry.ts';

const time = fc.integer({ min: 0, max: 4e12 });
const span = fc.integer({ min: 300_000, max: 604_800_000 });

test('a session never outlives its longest time, nor the token that it was begun with', () => {
  fc.assert(
    fc.property(time, span, fc.option(time, { nil: undefined }), (now, whole, until) => {
      const end = endOf(now, until, { whole });
      expect(end).toBeLessThanOrEqual(now + whole);
      if (until === undefined) expect(end).toBe(now + whole);
      else expect(end).toBe(Math.min(until, now + whole));
    }),
  );
});

test('whoever uses it within the idle time stays logged in, whichever use was the last that was written', () => {
  fc.assert(
    fc.property(time, span, fc.integer({ min: 0, max: WRITTEN_EVERY_MS - 1 }), (lastUsedAt, idle, unwritten) => {
      const end = idleEndOf({ lastUsedAt, expiresAt: Number.MAX_SAFE_INTEGER }, { idle });
      expect(end).toBeGreaterThan(lastUsedAt + unwritten + idle);
      expect(end).toBeLessThanOrEqual(lastUsedAt + idle + WRITTEN_EVERY_MS);
      expect(idleEndOf({ lastUsedAt, expiresAt: lastUsedAt }, { idle })).toBe(lastUsedAt);
    }),
  );
});
