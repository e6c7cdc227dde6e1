import {
  type AccountRow,
  type GraphRows,
  MAX_WINDOWS,
  type ObservationRow,
  type ObservedEvent,
  type ObservedSignal,
  type SignalRow,
  windowOf,
} from './observation.ts';
import type { SignalRegistry } from './types.ts';

type Mutable<Row> = { -readonly [Member in keyof Row]: Row[Member] };
type Tally<Key> = Map<Key, number>;
type AccountSums = Omit<Mutable<AccountRow>, 'hours' | 'capabilities' | 'models' | 'clients'> & {
  hours: Tally<number>;
  capabilities: Tally<string>;
  models: Tally<string>;
  clients: Tally<string>;
};
type Pair = Omit<Mutable<ObservationRow>, 'windows'> & { order: number; windows: Set<number> };

/**
 * Folds events into the rows that the graph stores. Counts of two disjoint chunks add up to those of their union. Accounts
 * come sorted by id, observations by (type order, key, account), all by code unit, so that locks are taken in one order.
 */
export const aggregate = (events: Iterable<ObservedEvent>, registry: SignalRegistry): GraphRows => {
  const orders = ordersOf(registry);
  const accounts = new Map<string, AccountSums>();
  const pairs = new Map<string, Map<string, Pair>>();
  for (const event of events) {
    let sums = accounts.get(event.account);
    if (sums === undefined) {
      sums = emptySums(event);
      accounts.set(event.account, sums);
    }
    addEvent(sums, event);
    for (const signal of event.signals) {
      let byAccount = pairs.get(signal.key);
      if (byAccount === undefined) {
        byAccount = new Map();
        pairs.set(signal.key, byAccount);
      }
      const pair = byAccount.get(event.account);
      if (pair === undefined) byAccount.set(event.account, newPair(event, signal, orders.get(signal.type) ?? 0));
      else addToPair(pair, event.time);
    }
  }
  return {
    accounts: [...accounts.values()].sort((a, b) => compare(a.id, b.id)).map(accountRow),
    observations: [...pairs.values()]
      .flatMap((byAccount) => [...byAccount.values()])
      .sort((a, b) => a.order - b.order || compare(a.key, b.key) || compare(a.account, b.account))
      .map(observationRow),
  };
};

/** The signals of events, each once, in order of (type order, key) by code unit. */
export const signalsOf = (events: Iterable<ObservedEvent>, registry: SignalRegistry): SignalRow[] => {
  const orders = ordersOf(registry);
  const signals = new Map<string, Mutable<SignalRow>>();
  for (const { time, signals: shown } of events)
    for (const { type, key, hint, prefix = null } of shown) {
      const known = signals.get(key);
      if (known === undefined) signals.set(key, { type, key, hint, prefix, first: time, last: time });
      else if (time < known.first) known.first = time;
      else if (time > known.last) known.last = time;
    }
  const order = (row: SignalRow): number => orders.get(row.type) ?? 0;
  return [...signals.values()].sort((a, b) => order(a) - order(b) || compare(a.key, b.key));
};

const ordersOf = (registry: SignalRegistry): ReadonlyMap<string, number> =>
  new Map(registry.all.map((type, index) => [type.name, index]));

const emptySums = (event: ObservedEvent): AccountSums => ({
  id: event.account,
  createdAt: null,
  firstSeen: event.time,
  lastSeen: event.time,
  events: 0,
  requests: 0,
  tokensIn: 0,
  tokensOut: 0,
  toolCalls: 0,
  streamed: 0,
  hours: new Map(),
  capabilities: new Map(),
  models: new Map(),
  clients: new Map(),
});

const addEvent = (sums: AccountSums, event: ObservedEvent): void => {
  sums.events += 1;
  if (event.time < sums.firstSeen) sums.firstSeen = event.time;
  if (event.time > sums.lastSeen) sums.lastSeen = event.time;
  if (event.kind === 'signup' && (sums.createdAt === null || event.time < sums.createdAt)) sums.createdAt = event.time;
  const usage = event.usage;
  if (usage === undefined) return;
  sums.requests += usage.requests;
  sums.tokensIn += usage.tokensIn;
  sums.tokensOut += usage.tokensOut;
  sums.toolCalls += usage.toolCalls;
  if (usage.stream === true) sums.streamed += usage.requests;
  add(sums.hours, hourOfWeek(event.time), usage.requests);
  add(sums.capabilities, usage.capability, usage.requests);
  add(sums.models, usage.model, usage.requests);
  add(sums.clients, usage.client, usage.requests);
};

const add = <Key>(tally: Tally<Key>, key: Key | undefined, requests: number): void => {
  if (key !== undefined && requests > 0) tally.set(key, (tally.get(key) ?? 0) + requests);
};

/** 0 = Monday 00:00 UTC. The epoch was a Thursday, 72 hours into its week. */
export const hourOfWeek = (timeMs: number): number => (Math.floor(timeMs / 3_600_000) + 72) % 168;

const newPair = (event: ObservedEvent, signal: ObservedSignal, order: number): Pair => ({
  account: event.account,
  type: signal.type,
  key: signal.key,
  first: event.time,
  last: event.time,
  count: 1,
  windows: new Set([windowOf(event.time)]),
  order,
});

const addToPair = (pair: Pair, time: number): void => {
  pair.count += 1;
  if (time < pair.first) pair.first = time;
  if (time > pair.last) pair.last = time;
  pair.windows.add(windowOf(time));
};

const accountRow = (sums: AccountSums): AccountRow => ({
  ...sums,
  hours: [...sums.hours].sort((a, b) => a[0] - b[0]),
  capabilities: byName(sums.capabilities),
  models: byName(sums.models),
  clients: byName(sums.clients),
});

const observationRow = ({ order: _, windows, ...row }: Pair): ObservationRow => ({
  ...row,
  windows: [...windows].sort((a, b) => a - b).slice(-MAX_WINDOWS),
});

const byName = (tally: Tally<string>): [string, number][] => [...tally].sort((a, b) => compare(a[0], b[0]));

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
