import type { ObservationColumns } from '../input/columns.ts';
import type { ObservationIndex } from '../input/observation-index.ts';
import { rowsByAccount } from '../input/row-order.ts';
import { placesWhere } from '../support/places.ts';
import { mergedTypeSizes, mergedWindowRows } from './merged-counts.ts';
import { mergedOrder, NONE } from './merged-order.ts';
import { mergedSignalRows } from './merged-rows.ts';
import { mergedSignals, type SignalNumbers } from './merged-signals.ts';
import { rowMoves } from './moved-rows.ts';

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
 * of the index. O(accounts + signals + rows + windows), nearly all of it copying of blocks.
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
  const times = mergedWindows(old, columns.windows);

  const given = rowsByAccount(
    columns,
    Uint32Array.from(columns.accounts, (_, account) => account),
    signals.ofColumn,
  );
  const accountStart = new Uint32Array(n + 1);
  for (let v = 0; v < n; v++) {
    const column = accounts.column[v]!;
    const start = column === NONE ? old.accountStart : given.accountStart;
    const at = column === NONE ? accounts.before[v]! : column;
    accountStart[v + 1] = accountStart[v]! + start[at + 1]! - start[at]!;
  }
  const rows = accountStart[n]!;
  const [rowAccount, rowSignal] = [new Uint32Array(rows), new Uint32Array(rows)];
  const [first, last] = [new Float64Array(rows), new Float64Array(rows)];
  const windowStart = new Uint32Array(rows + 1);
  const windows = new Uint32Array(old.windows.length + columns.windows.length);
  const requests = new Float64Array(n);
  const moves = rowMoves(old, rowSignal);
  let [row, window] = [0, 0];
  for (let v = 0; v < n; ) {
    const column = accounts.column[v]!;
    if (column !== NONE) {
      requests[v++] = columns.requests[column]!;
      for (let i = given.accountStart[column]!; i < given.accountStart[column + 1]!; i++) {
        const from = given.oldRow[i]!;
        rowAccount[row] = v - 1;
        rowSignal[row] = given.rowSignal[i]!;
        first[row] = columns.first[from]!;
        last[row] = columns.last[from]!;
        for (let w = columns.windowStart[from]!; w < columns.windowStart[from + 1]!; w++)
          windows[window++] = times.numberOf(columns.windows[w]!);
        windowStart[++row] = window;
      }
      moves.replace(v - 1, accounts.before[v - 1]!, accountStart[v - 1]!, row);
      continue;
    }
    // Accounts that stand in a row as they stood are copied together.
    const before = accounts.before[v]!;
    const start = v;
    while (v < n && accounts.column[v] === NONE && accounts.before[v] === before + v - start) {
      requests[v] = old.requests[before + v - start]!;
      v++;
    }
    const [from, to] = [old.accountStart[before]!, old.accountStart[before + v - start]!];
    const renumbered = start - before;
    const windowFrom = old.windowStart[from]!;
    const shift = window - windowFrom;
    // Some hundred rows between two accounts that did anything: in one loop they take a third of the time of a copy of each column.
    for (let i = from; i < to; i++) {
      rowAccount[row] = old.rowAccount[i]! + renumbered;
      rowSignal[row] = old.rowSignal[i]!;
      first[row] = old.first[i]!;
      last[row] = old.last[i]!;
      windowStart[++row] = old.windowStart[i + 1]! + shift;
    }
    moves.keep(from, to);
    const windowTo = old.windowStart[to]!;
    if (times.moved === null) for (let w = windowFrom; w < windowTo; w++) windows[window++] = old.windows[w]!;
    else for (let w = windowFrom; w < windowTo; w++) windows[window++] = times.moved[old.windows[w]!]!;
  }
  const moved = moves.done();
  const index = {
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
    ...mergedSignalRows(old, moved, rowSignal, signals.keys.length),
    first,
    last,
    windowStart,
    windows: windows.subarray(0, window),
    windowValues: times.values,
    ...accounts.dates,
    requests,
  };
  return {
    index: {
      ...index,
      ...mergedTypeSizes(old, index, accounts, moved.reshaped),
      windowRows: mergedWindowRows(old, index, accounts, times.moved),
    },
    accountNow: accounts.now,
    accountBefore: accounts.before,
    given: placesWhere(accounts.column, (column) => column !== NONE),
  };
};

/** Windows of both. Mostly the new ones are the latest, and all others keep their numbers. */
const mergedWindows = (old: ObservationIndex, fresh: Uint32Array) => {
  const known = new Map(Array.from(old.windowValues, (value, number) => [value, number]));
  let [first, last] = [0xffffffff, 0];
  for (let w = 0; w < fresh.length; w++) {
    const value = fresh[w]!;
    first = Math.min(first, value);
    last = Math.max(last, value);
  }
  // 8-hour windows: a table of all between the first and the last has some thousand places, unless times are made up.
  const table = last - first < TABLE ? new Uint8Array(Math.max(0, last - first + 1)) : null;
  const values = table === null ? new Set(fresh) : new Set<number>();
  if (table !== null) {
    for (let w = 0; w < fresh.length; w++) table[fresh[w]! - first] = 1;
    table.forEach((seen, place) => {
      if (seen === 1) values.add(first + place);
    });
  }
  const comers = Uint32Array.from(values).filter((value) => !known.has(value));
  const all = new Uint32Array(known.size + comers.length);
  all.set(old.windowValues);
  all.set(comers, known.size);
  all.sort();
  const now = new Map(Array.from(all, (value, number) => [value, number]));
  const moved = old.windowValues.map((value) => now.get(value)!);
  const numbers = table === null ? null : Uint32Array.from(table, (_, place) => now.get(first + place) ?? 0);
  return {
    values: all,
    numberOf: (value: number): number => (numbers === null ? now.get(value)! : numbers[value - first]!),
    /** By number of the last run: its number now; null where none is another one. */
    moved: moved.every((number, before) => number === before) ? null : moved,
  };
};

const TABLE = 1 << 20;

const checkTypes = (old: ObservationIndex, { types }: ObservationColumns): void => {
  const same = (x: object | undefined, y: object): boolean => JSON.stringify(x) === JSON.stringify(y);
  if (types.length !== old.types.length || !types.every((type, t) => same(old.types[t], type)))
    throw new RangeError('the signal types of the changes are not those of the last run');
};
