import { describe, expect, it } from 'vitest';
import { columnsFromEvents } from '../../../src/detection/from-events.ts';
import { type ObservedEvent, signalRegistry, WINDOW_MS } from '../../../src/signals/index.ts';

const registry = signalRegistry();
const START = Date.UTC(2026, 0, 5, 0, 0, 0, 900);
const event = (over: Partial<ObservedEvent>): ObservedEvent => ({
  id: 'e',
  account: 'a',
  kind: 'session',
  time: START,
  signals: [{ type: 'device', key: 'device:k1:0', hint: '' }],
  usage: undefined,
  ...over,
});
const columnsOf = (...events: ObservedEvent[]) => {
  const columns = columnsFromEvents(registry);
  for (const one of events) columns.add(one);
  return columns.build();
};

describe('columns from events', () => {
  it('fold all sightings of one pair into one row, in whole seconds', () => {
    const columns = columnsOf(
      event({ time: START + WINDOW_MS }),
      event({ time: START }),
      event({ time: START + 2 * WINDOW_MS }),
      event({ time: START + 1 }),
    );
    expect(columns).toMatchObject({ accounts: ['a'], signals: ['device:k1:0'] });
    expect([...columns.count]).toEqual([4]);
    expect([...columns.first]).toEqual([Math.floor(START / 1000)]);
    expect([...columns.last]).toEqual([Math.floor((START + 2 * WINDOW_MS) / 1000)]);
    const window = Math.floor(START / WINDOW_MS);
    expect([...columns.windows]).toEqual([window, window + 1, window + 2]);
  });

  it('take the earliest signup for the creation and leave it open without one', () => {
    const columns = columnsOf(
      event({ kind: 'signup', time: START + 5000 }),
      event({ kind: 'signup', time: START }),
      event({ account: 'b', time: START - 9000 }),
    );
    expect([...columns.createdAt]).toEqual([Math.floor(START / 1000), Number.NaN]);
  });

  it('add up requests, and know accounts that showed nothing', () => {
    const usage = { requests: 3, tokensIn: 0, tokensOut: 0, toolCalls: 0 };
    const columns = columnsOf(event({ usage }), event({ usage, signals: [] }), event({ account: 'b', signals: [] }));
    expect(columns.accounts).toEqual(['a', 'b']);
    expect([...columns.requests]).toEqual([6, 0]);
    expect([...columns.account]).toEqual([0]);
  });

  it('keep the newest 128 windows of a pair', () => {
    const columns = columnsOf(...Array.from({ length: 200 }, (_, n) => event({ time: START + n * WINDOW_MS })));
    const window = Math.floor(START / WINDOW_MS);
    expect(columns.windows).toHaveLength(128);
    expect(columns.windows.at(0)).toBe(window + 72);
    expect([...columns.count]).toEqual([200]);
  });
});
