import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isQuiet, isTimeZone, type QuietHours } from '../../../src/alerts/quiet.ts';

const MINUTE = 60_000;
const clock = fc
  .integer({ min: 0, max: 24 * 60 - 1 })
  .map((minute) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`);
const quiet: fc.Arbitrary<QuietHours> = fc.record({
  timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia'),
  from: clock,
  to: clock,
  days: fc.constant([]),
});
const minutesOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
// A day without a change of clocks anywhere.
const DAY = Date.UTC(2026, 6, 15);

test('of a day as many minutes are quiet as lie between the two times, over midnight too', () => {
  fc.assert(
    fc.property(quiet, (hours) => {
      let count = 0;
      for (let minute = 0; minute < 24 * 60; minute++) if (isQuiet(hours, DAY + minute * MINUTE)) count++;
      expect(count).toBe((minutesOf(hours.to) - minutesOf(hours.from) + 24 * 60) % (24 * 60));
    }),
    { numRuns: 15 },
  );
});

test('what is not quiet by its hours alone is quiet on a day that is', () => {
  fc.assert(
    fc.property(quiet, fc.integer({ min: 0, max: 14 * 24 * 60 }), (hours, minute) => {
      const at = DAY + minute * MINUTE;
      const weekend = isQuiet({ ...hours, from: '00:00', to: '00:00', days: ['sat', 'sun'] }, at);
      expect(isQuiet({ ...hours, days: ['sat', 'sun'] }, at)).toBe(weekend || isQuiet(hours, at));
    }),
  );
});

test('a time zone keeps its hours when its clocks change', () => {
  const night: QuietHours = { timeZone: 'Europe/Berlin', from: '22:00', to: '07:00', days: [] };
  // 06:30 is 05:30 UTC in winter and 04:30 UTC in summer.
  expect(isQuiet(night, Date.UTC(2026, 2, 28, 5, 30))).toBe(true);
  expect(isQuiet(night, Date.UTC(2026, 2, 28, 6, 0))).toBe(false);
  expect(isQuiet(night, Date.UTC(2026, 2, 29, 4, 30))).toBe(true);
  expect(isQuiet(night, Date.UTC(2026, 2, 29, 5, 30))).toBe(false);
  expect(isTimeZone('Europe/Berlin') && !isTimeZone('Europe/Nowhere') && !isTimeZone('a\u0000')).toBe(true);
});
