import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnsFromEvents } from '../../../src/detection/from-events.ts';
import { columnsUntil } from '../../../src/detection/thread/past-state.ts';
import type { ObservationColumns } from '../../../src/engine/index.ts';
import { type ObservedEvent, signalRegistry, WINDOW_MS } from '../../../src/signals/index.ts';

const registry = signalRegistry();
const START = Math.floor(Date.UTC(2026, 0, 5) / WINDOW_MS) * WINDOW_MS;
const WINDOW = WINDOW_MS / 1000;

const event: fc.Arbitrary<ObservedEvent> = fc.record({
  id: fc.constant('e'),
  account: fc.constantFrom('a', 'b', 'c', 'd'),
  kind: fc.constantFrom('signup' as const, 'usage' as const, 'session' as const),
  time: fc.integer({ min: 0, max: 12 * WINDOW - 1 }).map((seconds) => START + seconds * 1000),
  signals: fc.uniqueArray(
    fc.constantFrom('device:k1:0', 'device:k1:1', 'ip:198.18.0.1').map((key) => ({
      type: key.split(':')[0]!,
      key,
      hint: '',
    })),
    { minLength: 1, selector: ({ key }) => key },
  ),
  usage: fc.option(
    fc.record({
      requests: fc.integer({ min: 1, max: 50 }),
      tokensIn: fc.constant(0),
      tokensOut: fc.constant(0),
      toolCalls: fc.constant(0),
    }),
    { nil: undefined },
  ),
});
const columnsOf = (events: readonly ObservedEvent[]): ObservationColumns => {
  const columns = columnsFromEvents(registry);
  for (const each of events) columns.add(each);
  return columns.build();
};
/** By names instead of numbers. */
const told = (columns: ObservationColumns) => ({
  accounts: Object.fromEntries(columns.accounts.map((id, i) => [id, columns.createdAt[i]!])),
  signals: Object.fromEntries(columns.signals.map((key, i) => [key, columns.types[columns.signalType[i]!]!.name])),
  rows: Object.fromEntries(
    Array.from(columns.account, (account, row) => [
      `${columns.accounts[account]} ${columns.signals[columns.signal[row]!]}`,
      {
        first: columns.first[row]!,
        windows: [...columns.windows.subarray(columns.windowStart[row]!, columns.windowStart[row + 1]!)],
      },
    ]),
  ),
});
const rowsOf = (columns: ObservationColumns) =>
  new Map(
    Array.from(columns.account, (account, row) => [
      `${columns.accounts[account]} ${columns.signals[columns.signal[row]!]}`,
      { count: columns.count[row]!, first: columns.first[row]!, last: columns.last[row]! },
    ]),
  );

test('at the end of a window the past is what only the events until then would have left', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), fc.integer({ min: 0, max: 12 }), (events, window) => {
      const until = START / 1000 + window * WINDOW - 1;
      const past = columnsUntil(columnsOf(events), until);
      expect(told(past)).toEqual(told(columnsOf(events.filter(({ time }) => time / 1000 <= until))));
    }),
  );
});

test('at any time totals stay between nothing and all, and what had ended by then is told as it was', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), fc.integer({ min: -1, max: 13 * WINDOW }), (events, seconds) => {
      const until = START / 1000 + seconds;
      const all = columnsOf(events);
      const past = columnsUntil(all, until);
      const before = rowsOf(all);
      for (const [pair, { count, first, last }] of rowsOf(past)) {
        const whole = before.get(pair)!;
        expect(count).toBeGreaterThan(0);
        expect(count).toBeLessThanOrEqual(whole.count);
        expect(first).toBeLessThanOrEqual(last);
        expect(last).toBeLessThanOrEqual(Math.min(until, whole.last));
        if (whole.last <= until) expect({ count, first, last }).toEqual(whole);
      }
      past.accounts.forEach((id, account) => {
        const whole = all.requests[all.accounts.indexOf(id)]!;
        expect(past.requests[account]!).toBeLessThanOrEqual(whole);
      });
    }),
  );
});

test('a time after everything changes nothing', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => {
      const all = columnsOf(events);
      expect(columnsUntil(all, START / 1000 + 13 * WINDOW)).toEqual(all);
    }),
  );
});
