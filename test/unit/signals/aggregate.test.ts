import { describe, expect, it } from 'vitest';
import {
  aggregate,
  hourOfWeek,
  type ObservedEvent,
  type ObservedSignal,
  signalRegistry,
  signalsOf,
  WINDOW_MS,
} from '../../../src/signals/index.ts';

const registry = signalRegistry();
const MONDAY = Date.UTC(2026, 2, 9);
const HOUR = 3_600_000;
const ip = { type: 'ip', key: 'ip:203.0.113.7', hint: '203.0.113.7', prefix: '203.0.113.0/24' };
const card = { type: 'payment_instrument', key: 'payment_instrument:k1:00', hint: 'visa •••• 4242' };

const event = (changes: Partial<ObservedEvent> = {}): ObservedEvent => ({
  id: 'e',
  account: 'a',
  kind: 'usage',
  time: MONDAY,
  signals: [],
  usage: undefined,
  ...changes,
});
const pairOf = ({ type, key }: ObservedSignal) => ({ type, key });
const usage = { requests: 1, tokensIn: 0, tokensOut: 0, toolCalls: 0 };

describe('the hour of the week', () => {
  it('is 0 on Monday at 00:00 UTC and 167 at the end of Sunday', () => {
    expect(hourOfWeek(MONDAY)).toBe(0);
    expect(hourOfWeek(MONDAY - 1)).toBe(167);
    expect(hourOfWeek(MONDAY + 25 * HOUR)).toBe(25);
  });
});

describe('aggregated events', () => {
  it('become one row an account with sums, first and last times and the earliest signup', () => {
    const { accounts } = aggregate(
      [
        event({ time: MONDAY + 2 * HOUR, usage: { ...usage, requests: 5, tokensIn: 7, tokensOut: 8, toolCalls: 2 } }),
        event({ kind: 'signup', time: MONDAY + HOUR }),
        event({ kind: 'signup', time: MONDAY - HOUR }),
        event({ time: MONDAY + 2.5 * HOUR, usage: { ...usage, requests: 3, stream: true, model: 'm', client: 'c' } }),
        event({ time: MONDAY, usage: { ...usage, requests: 2, model: 'a', capability: 'coding' } }),
        event({ time: MONDAY, usage: { ...usage, requests: 0, model: 'unused' } }),
      ],
      registry,
    );
    expect(accounts).toEqual([
      {
        id: 'a',
        createdAt: MONDAY - HOUR,
        firstSeen: MONDAY - HOUR,
        lastSeen: MONDAY + 2.5 * HOUR,
        events: 6,
        requests: 10,
        tokensIn: 7,
        tokensOut: 8,
        toolCalls: 2,
        streamed: 3,
        hours: [
          [0, 2],
          [2, 8],
        ],
        capabilities: [['coding', 2]],
        models: [
          ['a', 2],
          ['m', 3],
        ],
        clients: [['c', 3]],
      },
    ]);
  });

  it('become one row an account and signal with first, last, count and windows', () => {
    const { observations } = aggregate(
      [
        event({ time: MONDAY + 9 * HOUR, signals: [ip] }),
        event({ time: MONDAY, signals: [ip, card] }),
        event({ time: MONDAY + 1, signals: [ip] }),
      ],
      registry,
    );
    const window = MONDAY / WINDOW_MS;
    expect(observations).toEqual([
      { account: 'a', ...pairOf(card), first: MONDAY, last: MONDAY, count: 1, windows: [window] },
      { account: 'a', ...pairOf(ip), first: MONDAY, last: MONDAY + 9 * HOUR, count: 3, windows: [window, window + 1] },
    ]);
  });

  it('show each signal once, with its own first and last time, in order of type and key', () => {
    const events = [
      event({ time: MONDAY + 9 * HOUR, signals: [ip] }),
      event({ account: 'b', time: MONDAY, signals: [ip, card] }),
      event({ account: 'c', time: MONDAY + 1, signals: [ip] }),
    ];
    const expected = [
      { ...card, prefix: null, first: MONDAY, last: MONDAY },
      { ...ip, first: MONDAY, last: MONDAY + 9 * HOUR },
    ];
    expect(signalsOf(events, registry)).toEqual(expected);
    expect(signalsOf(events.toReversed(), registry)).toEqual(expected);
  });

  it('keep the newest 128 windows', () => {
    const events = Array.from({ length: 200 }, (_, i) =>
      event({ time: MONDAY + ((i * 77) % 200) * WINDOW_MS, signals: [ip] }),
    );
    const { windows } = aggregate(events, registry).observations[0]!;
    const newest = MONDAY / WINDOW_MS + 199;
    expect(windows).toEqual(Array.from({ length: 128 }, (_, i) => newest - 127 + i));
  });

  it('come in an order that does not depend on the order of the events: type, key, account', () => {
    const events = ['b', 'A', 'a', 'ä'].flatMap((account) => [
      event({ account, signals: [ip, { ...card, key: 'payment_instrument:k1:ff' }, card] }),
    ]);
    const rows = aggregate(events, registry);
    expect(aggregate(events.toReversed(), registry)).toEqual(rows);
    expect(rows.accounts.map((row) => row.id)).toEqual(['A', 'a', 'b', 'ä']);
    expect(rows.observations.map((row) => `${row.key.slice(-2)}${row.account}`)).toEqual(
      '00A 00a 00b 00ä ffA ffa ffb ffä .7A .7a .7b .7ä'.split(' '),
    );
  });
});
