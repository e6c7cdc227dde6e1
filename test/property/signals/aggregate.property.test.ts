import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AccountRow,
  aggregate,
  type GraphRows,
  MAX_WINDOWS,
  type ObservationRow,
  type ObservedEvent,
  signalRegistry,
} from '../../../src/signals/index.ts';
import { observedEvent } from './arbitraries.ts';

const registry = signalRegistry();
const events = fc.array(observedEvent, { maxLength: 60 });

type Tally<Key> = readonly (readonly [Key, number])[];

const addTallies = <Key extends string | number>(a: Tally<Key>, b: Tally<Key>): [Key, number][] => {
  const sums = new Map<Key, number>();
  for (const [key, requests] of [...a, ...b]) sums.set(key, (sums.get(key) ?? 0) + requests);
  return [...sums].sort(([x], [y]) => (x < y ? -1 : 1));
};

/** What the graph does when a second chunk meets rows that are there. */
const mergeAccounts = (a: AccountRow, b: AccountRow): AccountRow => ({
  id: a.id,
  createdAt:
    a.createdAt === null || b.createdAt === null ? (a.createdAt ?? b.createdAt) : Math.min(a.createdAt, b.createdAt),
  firstSeen: Math.min(a.firstSeen, b.firstSeen),
  lastSeen: Math.max(a.lastSeen, b.lastSeen),
  events: a.events + b.events,
  requests: a.requests + b.requests,
  tokensIn: a.tokensIn + b.tokensIn,
  tokensOut: a.tokensOut + b.tokensOut,
  toolCalls: a.toolCalls + b.toolCalls,
  streamed: a.streamed + b.streamed,
  hours: addTallies(a.hours, b.hours),
  capabilities: addTallies(a.capabilities, b.capabilities),
  models: addTallies(a.models, b.models),
  clients: addTallies(a.clients, b.clients),
});

const mergeObservations = (a: ObservationRow, b: ObservationRow): ObservationRow => ({
  ...a,
  first: Math.min(a.first, b.first),
  last: Math.max(a.last, b.last),
  count: a.count + b.count,
  windows: [...new Set([...a.windows, ...b.windows])].sort((x, y) => x - y).slice(-MAX_WINDOWS),
});

const mergeBy = <Row>(
  key: (row: Row) => string,
  merge: (a: Row, b: Row) => Row,
  rows: readonly Row[],
): Map<string, Row> => {
  const merged = new Map<string, Row>();
  for (const row of rows) {
    const there = merged.get(key(row));
    merged.set(key(row), there === undefined ? row : merge(there, row));
  }
  return merged;
};

const asMaps = (...parts: GraphRows[]) => ({
  accounts: mergeBy(
    (row) => row.id,
    mergeAccounts,
    parts.flatMap((part) => part.accounts),
  ),
  observations: mergeBy(
    (row) => `${row.key} ${row.account}`,
    mergeObservations,
    parts.flatMap((part) => part.observations),
  ),
});

describe('aggregating', () => {
  it('gives for two chunks rows that merge into those of both at once', () => {
    fc.assert(
      fc.property(events, events, (a, b) => {
        const whole = asMaps(aggregate([...a, ...b], registry));
        expect(asMaps(aggregate(a, registry), aggregate(b, registry))).toEqual(whole);
      }),
    );
  });

  it('does not depend on the order of the events', () => {
    const shuffled = events.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, ([list, other]) => {
        expect(aggregate(other, registry)).toEqual(aggregate(list, registry));
      }),
    );
  });

  it('loses and invents no event, request or observation', () => {
    const total = (list: readonly number[]) => list.reduce((sum, part) => sum + part, 0);
    const requestsOf = (list: readonly ObservedEvent[]) => total(list.map((event) => event.usage?.requests ?? 0));
    fc.assert(
      fc.property(events, (list) => {
        const { accounts, observations } = aggregate(list, registry);
        expect(total(accounts.map((row) => row.events))).toBe(list.length);
        expect(total(accounts.map((row) => row.requests))).toBe(requestsOf(list));
        expect(total(accounts.flatMap((row) => row.hours.map(([, requests]) => requests)))).toBe(requestsOf(list));
        expect(total(observations.map((row) => row.count))).toBe(total(list.map((event) => event.signals.length)));
      }),
    );
  });
});
