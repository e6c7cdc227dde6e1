import { type AttributeRow, stands } from './attributes.ts';
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
type AccountSums = Omit<Mutable<AccountRow>, 'hours' | 'capabilities' | 'models' | 'clients' | 'attributes'> & {
  hours: Tally<number>;
  capabilities: Tally<string>;
  models: Tally<string>;
  clients: Tally<string>;
  attributes: Map<string, AttributeRow> | undefined;
};
type Pair = Omit<Mutable<ObservationRow>, 'windows'> & { windows: number[] };

/**
 * Folds events into the rows that the graph stores. Counts of two disjoint chunks add up to those of their union. Accounts
 * come sorted by id, observations by (type order, key, account), all by code unit, so that locks are taken in one order.
 */
export const aggregate = (events: Iterable<ObservedEvent>, registry: SignalRegistry): GraphRows => {
  const accounts = new Map<string, AccountSums>();
  const signals = new Map<string, ShownSignal>();
  for (const event of events) {
    let sums = accounts.get(event.account);
    if (sums === undefined) {
      sums = emptySums(event);
      accounts.set(event.account, sums);
    }
    addEvent(sums, event);
    for (const signal of event.signals) {
      let shown = signals.get(signal.key);
      if (shown === undefined) {
        shown = { type: signal.type, key: signal.key, only: newPair(event, signal), pairs: null };
        signals.set(signal.key, shown);
      } else addShown(shown, event, signal);
    }
  }
  return {
    accounts: [...accounts.values()].sort((a, b) => compare(a.id, b.id)).map(accountRow),
    observations: [...signals.values()].sort(bySignal(registry)).flatMap(pairsOf),
  };
};

/** A signal with its pairs by account. Most signals of a chunk are shown by one account, and have no map then. */
interface ShownSignal {
  readonly type: string;
  readonly key: string;
  readonly only: Pair;
  pairs: Map<string, Pair> | null;
}

const addShown = (shown: ShownSignal, event: ObservedEvent, signal: ObservedSignal): void => {
  const { only } = shown;
  if (shown.pairs === null && only.account !== event.account) shown.pairs = new Map([[only.account, only]]);
  const pair = shown.pairs === null ? only : shown.pairs.get(event.account);
  if (pair === undefined) shown.pairs!.set(event.account, newPair(event, signal));
  else addToPair(pair, event.time);
};

const pairsOf = ({ only, pairs }: ShownSignal): ObservationRow | ObservationRow[] =>
  pairs === null
    ? observationRow(only)
    : [...pairs.values()].sort((a, b) => compare(a.account, b.account)).map(observationRow);

/** In order of (type order, key). */
const bySignal = (registry: SignalRegistry) => {
  const orders: ReadonlyMap<string, number> = new Map(registry.all.map((type, index) => [type.name, index]));
  const order = (type: string): number => orders.get(type) ?? 0;
  type Signal = Pick<SignalRow, 'type' | 'key'>;
  return (a: Signal, b: Signal): number =>
    (a.type === b.type ? 0 : order(a.type) - order(b.type)) || compare(a.key, b.key);
};

/** The signals of events, each once, in order of (type order, key) by code unit. */
export const signalsOf = (events: Iterable<ObservedEvent>, registry: SignalRegistry): SignalRow[] => {
  const signals = new Map<string, Mutable<SignalRow>>();
  for (const { time, signals: shown } of events)
    for (const { type, key, hint, prefix = null } of shown) {
      const known = signals.get(key);
      if (known === undefined) signals.set(key, { type, key, hint, prefix, first: time, last: time });
      else if (time < known.first) known.first = time;
      else if (time > known.last) known.last = time;
    }
  return [...signals.values()].sort(bySignal(registry));
};

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
  attributes: undefined,
});

const addEvent = (sums: AccountSums, event: ObservedEvent): void => {
  sums.events += 1;
  if (event.time < sums.firstSeen) sums.firstSeen = event.time;
  if (event.time > sums.lastSeen) sums.lastSeen = event.time;
  if (event.kind === 'signup' && (sums.createdAt === null || event.time < sums.createdAt)) sums.createdAt = event.time;
  for (const [name, value] of event.attributes ?? []) tell(sums, { name, value, at: event.time });
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

const tell = (sums: AccountSums, told: AttributeRow): void => {
  sums.attributes ??= new Map();
  const known = sums.attributes.get(told.name);
  if (known === undefined || stands(told, known)) sums.attributes.set(told.name, told);
};

const add = <Key>(tally: Tally<Key>, key: Key | undefined, requests: number): void => {
  if (key !== undefined && requests > 0) tally.set(key, (tally.get(key) ?? 0) + requests);
};

/** 0 = Monday 00:00 UTC. The epoch was a Thursday, 72 hours into its week. */
export const hourOfWeek = (timeMs: number): number => (Math.floor(timeMs / 3_600_000) + 72) % 168;

const newPair = ({ account, time }: ObservedEvent, { type, key }: ObservedSignal): Pair => ({
  account,
  type,
  key,
  first: time,
  last: time,
  count: 1,
  windows: [windowOf(time)],
});

const addToPair = (pair: Pair, time: number): void => {
  pair.count += 1;
  if (time < pair.first) pair.first = time;
  if (time > pair.last) pair.last = time;
  const window = windowOf(time);
  // Events mostly come in order of time.
  if (pair.windows.at(-1) !== window) pair.windows.push(window);
};

const accountRow = (sums: AccountSums): AccountRow => ({
  ...sums,
  hours: [...sums.hours].sort((a, b) => a[0] - b[0]),
  capabilities: byName(sums.capabilities),
  models: byName(sums.models),
  clients: byName(sums.clients),
  attributes: sums.attributes && [...sums.attributes.values()].sort((a, b) => compare(a.name, b.name)),
});

const observationRow = (pair: Pair): ObservationRow => {
  if (pair.windows.length > 1) {
    pair.windows = [...new Set(pair.windows)].sort((a, b) => a - b).slice(-MAX_WINDOWS);
  }
  return pair;
};

const byName = (tally: Tally<string>): [string, number][] => [...tally].sort((a, b) => compare(a[0], b[0]));

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
