import type { ObservationColumns, SignalTrait, SignalTypeProfile } from '../../engine/input/columns.ts';
import type { PreviousRing } from '../../engine/result.ts';
import { type Growable, growableFloat64, growableUint32 } from '../../engine/support/growable.ts';
import type { Graph } from '../../graph/graph.ts';
import { cypher } from '../../graph/queries.ts';

/** A signal type as the engine and the graph know it. */
export interface GraphSignalType extends SignalTypeProfile {
  readonly relationship: string;
}

/** Plain values alone can be handed to a thread; the registry's own types hold functions. */
export const plainTypes = (types: readonly GraphSignalType[]): GraphSignalType[] =>
  types.map(({ name, kind, family, strength, relationship }) => ({ name, kind, family, strength, relationship }));

interface AccountRow {
  account: string;
  /** Epoch seconds. */
  createdAt: number | null;
  requests: number | null;
  /** Internal ids; the lists after it run side by side with it. */
  signals: number[];
  counts: number[];
  firsts: number[];
  lasts: number[];
  windows: number[][];
}

/** Lists that run side by side: all signals of a page, and those of them that have a class. */
interface SignalPage {
  ids: number[];
  keys: string[];
  classedIds: number[];
  classes: string[];
}

/** Signals read in one go: about 1 MB. */
const SIGNAL_PAGE = 10_000;

/**
 * Reads the whole graph as columns: accounts in order of id, each with what it showed of the given types. Figures in
 * cypher/detection/project-accounts.cypher. Writes that happen meanwhile may be seen in part. `onProgress` gets 0–1.
 * `traits` are what a signal's `class` may name.
 */
export const readColumns = async (
  graph: Graph,
  types: readonly GraphSignalType[],
  onProgress: (fraction: number) => void,
  traits: readonly SignalTrait[] = [],
): Promise<ObservationColumns> => {
  const [total] = await graph.read<{ count: number }>(cypher('detection/count-accounts'));
  const rows = growingRows();
  const accounts: string[] = [];
  const createdAt = growableFloat64();
  const requests = growableFloat64();
  const relationships = types.map((type) => type.relationship);
  const query = cypher('detection/project-accounts', { RELATIONSHIPS: relationships });
  for await (const row of graph.stream<AccountRow>(query)) {
    rows.add(accounts.length, row);
    accounts.push(row.account);
    createdAt.push(row.createdAt ?? Number.NaN);
    requests.push(row.requests ?? 0);
    if (accounts.length % 1_000 === 0) onProgress(Math.min(0.95, accounts.length / Math.max(1, total!.count)));
  }
  // Signals come last, so that each one that an observation names is among them, however new it is.
  const signals = await readSignals(graph, rows.signalNumber, types, traits);
  onProgress(1);
  const columns = {
    accounts,
    createdAt: createdAt.view(),
    requests: requests.view(),
    types: types.map(({ name, kind, family, strength }) => ({ name, kind, family, strength })),
    ...signals,
    ...rows.columns(),
  };
  return signals.signals.includes(GONE) ? withoutGone(columns) : columns;
};

/** The published run, and who was in which of its rings: what lineage compares with. */
export const readPreviousRings = async (graph: Graph): Promise<{ run: string | null; rings: PreviousRing[] }> => {
  const [published] = await graph.read<{ run: string }>(cypher('detection/published-run'));
  if (published === undefined) return { run: null, rings: [] };
  const rings: PreviousRing[] = [];
  for await (const ring of graph.stream<PreviousRing>(cypher('detection/published-rings'), published)) rings.push(ring);
  return { run: published.run, rings: rings.sort((a, b) => (a.id < b.id ? -1 : 1)) };
};

/** Key of a signal that was erased while the graph was read; no real key is empty. */
const GONE = '';

/** Keys, types and traits of the signals in `numberOf` (internal id → number). */
const readSignals = async (
  graph: Graph,
  numberOf: ReadonlyMap<number, number>,
  types: readonly GraphSignalType[],
  traits: readonly SignalTrait[],
): Promise<Pick<ObservationColumns, 'signals' | 'signalType' | 'traits' | 'signalTrait'>> => {
  const typeNumber = new Map(types.map((type, index) => [type.name, index]));
  const signals = new Array<string>(numberOf.size).fill(GONE);
  const signalType = new Uint8Array(numberOf.size);
  const traitPlace = new Map(traits.map(({ name }, index) => [name, 1 + index]));
  const signalTrait = new Uint8Array(numberOf.size);
  let prefix = ':';
  let type: number | undefined;
  for (let after = '', full = true; full; ) {
    const [page] = await graph.read<SignalPage>(cypher('detection/project-signals'), { after, page: SIGNAL_PAGE });
    const { ids, keys, classedIds, classes } = page!;
    for (let i = 0; i < ids.length; i++) {
      const number = numberOf.get(ids[i]!);
      const key = keys[i]!;
      // A key begins with the name of its type, and keys come in order: the type is mostly that of the key before.
      if (!key.startsWith(prefix)) {
        prefix = key.slice(0, key.indexOf(':') + 1);
        type = typeNumber.get(prefix.slice(0, -1));
      }
      if (number === undefined || type === undefined) continue;
      signals[number] = key;
      signalType[number] = type;
    }
    for (const [i, id] of classedIds.entries()) {
      const number = numberOf.get(id);
      if (number !== undefined) signalTrait[number] = traitPlace.get(classes[i]!) ?? 0;
    }
    full = ids.length === SIGNAL_PAGE;
    after = keys.at(-1) ?? after;
  }
  return { signals, signalType, ...(signalTrait.some((trait) => trait > 0) && { traits, signalTrait }) };
};

const growingRows = () => {
  const account = growableUint32();
  const signal = growableUint32();
  const count = growableUint32();
  const first = growableFloat64();
  const last = growableFloat64();
  const windowStart = growableUint32();
  const windows = growableUint32();
  const signalNumber = new Map<number, number>();
  windowStart.push(0);
  const numberOf = (id: number): number => {
    const known = signalNumber.get(id);
    if (known !== undefined) return known;
    signalNumber.set(id, signalNumber.size);
    return signalNumber.size - 1;
  };
  return {
    signalNumber,
    add(number: number, row: AccountRow): void {
      for (let i = 0; i < row.signals.length; i++) {
        account.push(number);
        signal.push(numberOf(row.signals[i]!));
        count.push(Math.min(row.counts[i]!, 0xffffffff));
        first.push(row.firsts[i]!);
        last.push(row.lasts[i]!);
        for (const window of row.windows[i]!) windows.push(window);
        windowStart.push(windows.length);
      }
    },
    columns: () => ({
      account: account.view(),
      signal: signal.view(),
      count: count.view(),
      first: first.view(),
      last: last.view(),
      windowStart: windowStart.view(),
      windows: windows.view(),
    }),
  };
};

/** Leaves out signals that were erased while the graph was read, and their rows. */
const withoutGone = (columns: ObservationColumns): ObservationColumns => {
  const kept = growableUint32();
  columns.signals.forEach((key, number) => {
    if (key !== GONE) kept.push(number);
  });
  const numbers = kept.view();
  const renumbered = new Map<number, number>();
  numbers.forEach((old, number) => {
    renumbered.set(old, number);
  });
  const rows = growableUint32();
  columns.signal.forEach((signal, row) => {
    if (renumbered.has(signal)) rows.push(row);
  });
  const windows = growableUint32();
  const windowStart = growableUint32();
  windowStart.push(0);
  for (const row of rows.view()) {
    for (const window of columns.windows.subarray(columns.windowStart[row]!, columns.windowStart[row + 1]!)) {
      windows.push(window);
    }
    windowStart.push(windows.length);
  }
  const pick = <T extends Uint32Array | Float64Array>(column: T): T => {
    const out: Growable<T> = (column instanceof Float64Array ? growableFloat64() : growableUint32()) as Growable<T>;
    for (const row of rows.view()) out.push(column[row]!);
    return out.view();
  };
  return {
    ...columns,
    signals: Array.from(numbers, (old) => columns.signals[old]!),
    signalType: Uint8Array.from(numbers, (old) => columns.signalType[old]!),
    ...(columns.signalTrait && { signalTrait: Uint8Array.from(numbers, (old) => columns.signalTrait![old]!) }),
    account: pick(columns.account),
    signal: pick(columns.signal).map((old) => renumbered.get(old)!),
    count: pick(columns.count),
    first: pick(columns.first),
    last: pick(columns.last),
    windowStart: windowStart.view(),
    windows: windows.view(),
  };
};
