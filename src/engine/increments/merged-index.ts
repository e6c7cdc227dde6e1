import type { ObservationColumns } from '../input/columns.ts';
import { type ObservationIndex, typeSizes } from '../input/observation-index.ts';
import { sortedBy } from '../support/counting-order.ts';
import { mergedOrder, NONE } from './merged-order.ts';
import { mergedSignals, type SignalNumbers } from './merged-signals.ts';

/** What happened since the last run. */
export interface Changes {
  /** Accounts that are new or that did anything, each with all of its rows, those of former runs included. */
  readonly columns: ObservationColumns;
  /** Accounts that are no more. */
  readonly gone?: readonly string[];
}

/** The index of the last run with the changes in it, and how the numbers of both go together. */
export interface MergedIndex {
  readonly index: ObservationIndex;
  /** By account of the last run: its number now; `NONE` where it is gone. By account: its number then; `NONE` where it is new. */
  readonly accountNow: Uint32Array;
  readonly accountBefore: Uint32Array;
  /** Accounts whose rows were given, ascending. */
  readonly given: Uint32Array;
}

/**
 * Puts changes into an index without sorting and hashing all of it again. Signals keep their numbers (also those that nobody shows
 * any more), and new ones are entered into `numbers`: so an index can be gone on from once. Throws RangeError where the changes' types are not those
 * of the index. O(accounts + signals + rows + windows), nearly all of it copying.
 */
export const mergedIndex = (
  old: ObservationIndex,
  numbers: SignalNumbers,
  { columns, gone = [] }: Changes,
): MergedIndex => {
  checkTypes(old, columns);
  const accounts = mergedOrder(old, columns, gone);
  const signals = mergedSignals(old, columns, numbers);
  const n = accounts.before.length;
  const m = signals.keys.length;
  const windowValues = Uint32Array.from(new Set([...old.windowValues, ...new Set(columns.windows)])).sort();
  const windowNow = new Map(Array.from(windowValues, (value, window) => [value, window]));
  const windowOf = old.windowValues.map((value) => windowNow.get(value)!);

  const columnSignal = columns.signal.map((s) => signals.ofColumn[s]!);
  const given = sortedBy(columns.account, columns.accounts.length, sortedBy(columnSignal, m).order);
  const accountStart = new Uint32Array(n + 1);
  for (let v = 0; v < n; v++) {
    const [column, before] = [accounts.column[v]!, accounts.before[v]!];
    const [start, at] = column === NONE ? [old.accountStart, before] : [given.start, column];
    accountStart[v + 1] = accountStart[v]! + start[at + 1]! - start[at]!;
  }
  const rows = accountStart[n]!;
  const [rowAccount, rowSignal] = [new Uint32Array(rows), new Uint32Array(rows)];
  const [first, last] = [new Float64Array(rows), new Float64Array(rows)];
  const windowStart = new Uint32Array(rows + 1);
  const windows = new Uint32Array(old.windows.length + columns.windows.length);
  const requests = new Float64Array(n);
  let [row, window] = [0, 0];
  for (let v = 0; v < n; v++) {
    rowAccount.fill(v, accountStart[v]!, accountStart[v + 1]!);
    const [column, before] = [accounts.column[v]!, accounts.before[v]!];
    if (column !== NONE) {
      requests[v] = columns.requests[column]!;
      for (let i = given.start[column]!; i < given.start[column + 1]!; i++) {
        const from = given.order[i]!;
        rowSignal[row] = columnSignal[from]!;
        first[row] = columns.first[from]!;
        last[row] = columns.last[from]!;
        for (let w = columns.windowStart[from]!; w < columns.windowStart[from + 1]!; w++)
          windows[window++] = windowNow.get(columns.windows[w]!)!;
        windowStart[++row] = window;
      }
      continue;
    }
    requests[v] = old.requests[before]!;
    for (let from = old.accountStart[before]!; from < old.accountStart[before + 1]!; from++) {
      rowSignal[row] = old.rowSignal[from]!;
      first[row] = old.first[from]!;
      last[row] = old.last[from]!;
      for (let w = old.windowStart[from]!; w < old.windowStart[from + 1]!; w++)
        windows[window++] = windowOf[old.windows[w]!]!;
      windowStart[++row] = window;
    }
  }
  const ofSignal = sortedBy(rowSignal, m);
  return {
    index: {
      accountIds: accounts.ids,
      signalKeys: signals.keys,
      types: old.types,
      signalType: signals.type,
      signalTrait: signals.trait,
      traits: signals.traits,
      families: old.families,
      familyOfType: old.familyOfType,
      accountStart,
      rowAccount,
      rowSignal,
      signalStart: ofSignal.start,
      signalRow: ofSignal.order,
      first,
      last,
      windowStart,
      windows: windows.slice(0, window),
      windowValues,
      ...accounts.dates,
      requests,
      ...typeSizes(old.types.length, signals.type, rowAccount, rowSignal),
    },
    accountNow: accounts.now,
    accountBefore: accounts.before,
    given: accounts.column.map((_, v) => v).filter((v) => accounts.column[v] !== NONE),
  };
};

const checkTypes = (old: ObservationIndex, { types }: ObservationColumns): void => {
  const same = (x: object | undefined, y: object): boolean => JSON.stringify(x) === JSON.stringify(y);
  if (types.length !== old.types.length || !types.every((type, t) => same(old.types[t], type)))
    throw new RangeError('the signal types of the changes are not those of the last run');
};
