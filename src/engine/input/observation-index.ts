import { canonicalOrder } from './canonical-order.ts';
import type { ObservationColumns, SignalTrait, SignalTypeProfile } from './columns.ts';

/** Stage 1. Observations in compressed sparse rows, both ways, in canonical numbers. */
export interface ObservationIndex {
  readonly accountIds: readonly string[];
  readonly signalKeys: readonly string[];
  readonly types: readonly SignalTypeProfile[];
  readonly signalType: Uint8Array;
  /** By signal: 0 for nothing known beside its type, else 1 + index into `traits`. */
  readonly signalTrait: Uint8Array;
  readonly traits: readonly SignalTrait[];
  /** Families of the types, sorted by name, and each type's family. */
  readonly families: readonly string[];
  readonly familyOfType: Uint8Array;
  /** Rows of account a: accountStart[a] .. accountStart[a + 1), signals ascending. */
  readonly accountStart: Uint32Array;
  readonly rowAccount: Uint32Array;
  readonly rowSignal: Uint32Array;
  /** Rows of signal s: signalRow[signalStart[s] .. signalStart[s + 1)), accounts ascending. */
  readonly signalStart: Uint32Array;
  readonly signalRow: Uint32Array;
  readonly first: Float64Array;
  readonly last: Float64Array;
  /** Windows of row i as indices into windowValues, ascending. */
  readonly windowStart: Uint32Array;
  readonly windows: Uint32Array;
  readonly windowValues: Uint32Array;
  /** Epoch seconds, ascending over the first `dated` accounts; NaN for the rest. An account's number is its rank. */
  readonly created: Float64Array;
  /** By account: 1 where the creation time was given, 0 where the first observation stands in. */
  readonly createdKnown: Uint8Array;
  readonly dated: number;
  /** Accounts created at the same second as account a: tieStart[a] .. tieEnd[a]. */
  readonly tieStart: Uint32Array;
  readonly tieEnd: Uint32Array;
  readonly requests: Float64Array;
  /** By type: accounts that show it, and rows of it. */
  readonly typeAccounts: Uint32Array;
  readonly typeRows: Uint32Array;
}

const checkShape = (columns: ObservationColumns): void => {
  const rows = columns.account.length;
  const rowColumns = [columns.signal, columns.count, columns.first, columns.last];
  if (rowColumns.some((column) => column.length !== rows) || columns.windowStart.length !== rows + 1)
    throw new RangeError('observation columns differ in length');
  const n = columns.accounts.length;
  if (columns.createdAt.length !== n || columns.requests.length !== n)
    throw new RangeError('account columns differ in length');
  if (columns.signalType.length !== columns.signals.length) throw new RangeError('signal columns differ in length');
  const { signalTrait = new Uint8Array(columns.signals.length), traits = [] } = columns;
  if (signalTrait.length !== columns.signals.length) throw new RangeError('signal columns differ in length');
  for (const trait of signalTrait)
    if (trait > traits.length) throw new RangeError('a signal names a trait that is not there');
  for (let i = 0; i < rows; i++)
    if (columns.account[i]! >= n || columns.signal[i]! >= columns.signals.length)
      throw new RangeError(`observation ${i} names an account or signal that is not there`);
  for (const type of columns.signalType)
    if (type >= columns.types.length) throw new RangeError('a signal names a type that is not there');
};

const inverse = (order: Uint32Array): Uint32Array => {
  const result = new Uint32Array(order.length);
  for (let i = 0; i < order.length; i++) result[order[i]!] = i;
  return result;
};

/** Stable counting sort of `items` by key; O(items + keys). Returns the order and where each key begins. */
const countingSort = (
  keyOf: Uint32Array,
  items: Uint32Array,
  keys: number,
): { order: Uint32Array; start: Uint32Array } => {
  const start = new Uint32Array(keys + 1);
  for (let i = 0; i < items.length; i++) start[keyOf[items[i]!]! + 1]!++;
  for (let k = 0; k < keys; k++) start[k + 1]! += start[k]!;
  const cursor = start.slice();
  const order = new Uint32Array(items.length);
  for (let i = 0; i < items.length; i++) {
    const item = items[i]!;
    order[cursor[keyOf[item]!]!++] = item;
  }
  return { order, start };
};

/** Throws RangeError when the columns do not fit together. O(rows + windows log windows). */
export const buildIndex = (columns: ObservationColumns): ObservationIndex => {
  checkShape(columns);
  const n = columns.accounts.length;
  const m = columns.signals.length;
  const rows = columns.account.length;

  const firstSeen = new Float64Array(n).fill(Number.NaN);
  for (let i = 0; i < rows; i++) {
    const a = columns.account[i]!;
    if (!(firstSeen[a]! <= columns.first[i]!)) firstSeen[a] = columns.first[i]!;
  }
  const createdOf = columns.createdAt.map((time, a) => (Number.isFinite(time) ? time : firstSeen[a]!));
  const order = canonicalOrder(columns, createdOf);
  const newAccount = inverse(order.accounts);
  const newSignal = inverse(order.signals);

  const account = columns.account.map((a) => newAccount[a]!);
  const signal = columns.signal.map((s) => newSignal[s]!);
  const bySignal = countingSort(
    signal,
    new Uint32Array(rows).map((_, i) => i),
    m,
  );
  const byAccount = countingSort(account, bySignal.order, n);
  const rowAccount = byAccount.order.map((i) => account[i]!);
  const rowSignal = byAccount.order.map((i) => signal[i]!);
  const ofSignal = countingSort(
    rowSignal,
    new Uint32Array(rows).map((_, i) => i),
    m,
  );

  const windowValues = Uint32Array.from(new Set(columns.windows)).sort();
  const windowIndex = new Map<number, number>();
  windowValues.forEach((value, index) => {
    windowIndex.set(value, index);
  });
  const windowStart = new Uint32Array(rows + 1);
  const windows = new Uint32Array(columns.windows.length);
  let at = 0;
  for (let i = 0; i < rows; i++) {
    const old = byAccount.order[i]!;
    for (let w = columns.windowStart[old]!; w < columns.windowStart[old + 1]!; w++)
      windows[at++] = windowIndex.get(columns.windows[w]!)!;
    windowStart[i + 1] = at;
  }

  const created = Float64Array.from(order.accounts, (old) => createdOf[old]!);
  let dated = n;
  while (dated > 0 && Number.isNaN(created[dated - 1]!)) dated--;
  const tieStart = new Uint32Array(n);
  const tieEnd = new Uint32Array(n);
  for (let a = 0; a < dated; ) {
    let end = a + 1;
    while (end < dated && created[end] === created[a]) end++;
    tieStart.fill(a, a, end);
    tieEnd.fill(end, a, end);
    a = end;
  }

  const signalType = Uint8Array.from(order.signals, (old) => columns.signalType[old]!);
  const typeAccounts = new Uint32Array(columns.types.length);
  const typeRows = new Uint32Array(columns.types.length);
  const seenBy = new Int32Array(columns.types.length).fill(-1);
  for (let i = 0; i < rows; i++) {
    const type = signalType[rowSignal[i]!]!;
    typeRows[type]!++;
    if (seenBy[type] !== rowAccount[i]!) {
      seenBy[type] = rowAccount[i]!;
      typeAccounts[type]!++;
    }
  }
  const families = [...new Set(columns.types.map((type) => type.family))].sort();
  return {
    accountIds: Array.from(order.accounts, (old) => columns.accounts[old]!),
    signalKeys: Array.from(order.signals, (old) => columns.signals[old]!),
    types: columns.types,
    signalType,
    signalTrait: Uint8Array.from(order.signals, (old) => columns.signalTrait?.[old] ?? 0),
    traits: columns.traits ?? [],
    families,
    familyOfType: Uint8Array.from(columns.types, (type) => families.indexOf(type.family)),
    accountStart: byAccount.start,
    rowAccount,
    rowSignal,
    signalStart: ofSignal.start,
    signalRow: ofSignal.order,
    first: Float64Array.from(byAccount.order, (old) => columns.first[old]!),
    last: Float64Array.from(byAccount.order, (old) => columns.last[old]!),
    windowStart,
    windows,
    windowValues,
    created,
    createdKnown: Uint8Array.from(order.accounts, (old) => Number(Number.isFinite(columns.createdAt[old]!))),
    dated,
    tieStart,
    tieEnd,
    requests: Float64Array.from(order.accounts, (old) => columns.requests[old]!),
    typeAccounts,
    typeRows,
  };
};

/** What is known of signal s beside its type; null where nothing is. */
export const traitOf = (index: ObservationIndex, signal: number): SignalTrait | null =>
  index.traits[index.signalTrait[signal]! - 1] ?? null;

/** The trait's name as a member of a result, which without one has no such member. */
export const traitNamed = (index: ObservationIndex, signal: number): { readonly trait?: string } => {
  const trait = traitOf(index, signal);
  return trait === null ? {} : { trait: trait.name };
};

/** In how many windows row i was seen: how often something was done again. 1 where no windows are known. */
export const windowsOf = (index: ObservationIndex, row: number): number =>
  Math.max(1, index.windowStart[row + 1]! - index.windowStart[row]!);

/** Accounts that show signal s. */
export const degreeOf = (index: ObservationIndex, signal: number): number =>
  index.signalStart[signal + 1]! - index.signalStart[signal]!;
