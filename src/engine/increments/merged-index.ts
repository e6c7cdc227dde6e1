import type { ObservationColumns } from '../input/columns.ts';
import { checkShape, type ObservationIndex } from '../input/observation-index.ts';
import { rowsByAccount } from '../input/row-order.ts';
import { ownArrays } from '../support/arrays.ts';
import { growableUint32 } from '../support/growable.ts';
import { NONE } from '../support/none.ts';
import { placesWhere } from '../support/places.ts';
import { type TextTable, textTable } from '../support/text-table.ts';
import { mergedTypeSizes, mergedWindowRows } from './merged-counts.ts';
import { type MergedAccounts, mergedOrder } from './merged-order.ts';
import { mergedSignalRows } from './merged-rows.ts';
import { mergedSignals } from './merged-signals.ts';
import { type MovedRows, rowMoves } from './moved-rows.ts';

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

/** Numbers of accounts and signals by their names. */
export interface IndexNumbers {
  readonly accounts: TextTable;
  readonly signals: TextTable;
}

export const numbersIn = ({ accountIds, signalKeys }: ObservationIndex): IndexNumbers => ({
  accounts: textTable(accountIds),
  signals: textTable(signalKeys),
});

/** What is left of an index that went over into another one: what accounts showed, and how often. */
export type PastIndex = Pick<ObservationIndex, 'accountStart' | 'rowSignal' | 'windowStart' | 'signalStart'>;

/**
 * Puts changes into an index without sorting and hashing all of it again. Signals keep their numbers (also those that nobody shows
 * any more). `numbers` are brought up to date. The index is used up: column by column it goes over into the new one and its memory is
 * given back, but for what `PastIndex` has. The changes are those of `checkChanges`.
 * O(accounts + signals + rows + windows), nearly all of it copying of blocks.
 */
export const mergedIndex = (
  old: ObservationIndex,
  numbers: IndexNumbers,
  { columns, gone = [] }: Changes,
): MergedIndex => {
  const accounts = mergedOrder(old, numbers.accounts, columns, gone);
  const signals = mergedSignals(old, columns, numbers.signals);
  const times = mergedWindows(old, columns.windows);
  const givenRows = rowsByAccount(
    columns,
    Uint32Array.from(columns.accounts, (_, account) => account),
    signals.ofColumn,
  );
  const given = placesWhere(accounts.column, (column) => column !== NONE);
  const { runs, renewed, moved, ...rows } = mergedRows(old, columns, accounts, givenRows);
  const { accountStart, rowSignal, windowStart } = rows;

  const columnOf = (before: Float64Array, changed: Float64Array): Float64Array => {
    const now = new Float64Array(rowSignal.length);
    for (let r = 0; r < runs.at.length; r++) {
      // Some hundred rows: in a loop they are copied sooner than two views of them are made.
      let at = runs.at[r]!;
      for (let i = runs.from[r]!; i < runs.to[r]!; i++) now[at++] = before[i]!;
    }
    for (let i = 0; i < renewed.row.length; i++) now[renewed.row[i]!] = changed[renewed.from[i]!]!;
    ownArrays.release(before);
    return now;
  };
  const windows = new Uint32Array(windowStart[rowSignal.length]!);
  for (let r = 0; r < runs.at.length; r++) {
    let at = windowStart[runs.at[r]!]!;
    const to = old.windowStart[runs.to[r]!]!;
    for (let w = old.windowStart[runs.from[r]!]!; w < to; w++) windows[at++] = old.windows[w]!;
  }
  if (times.moved !== null) for (let w = 0; w < windows.length; w++) windows[w] = times.moved[windows[w]!]!;
  for (let i = 0; i < renewed.row.length; i++) {
    let from = columns.windowStart[renewed.from[i]!]!;
    const end = windowStart[renewed.row[i]! + 1]!;
    for (let w = windowStart[renewed.row[i]!]!; w < end; w++) windows[w] = times.numberOf(columns.windows[from++]!);
  }
  const requests = new Float64Array(accounts.before.length);
  for (let v = 0; v < requests.length; v++) {
    const column = accounts.column[v]!;
    requests[v] = column === NONE ? old.requests[accounts.before[v]!]! : columns.requests[column]!;
  }
  const counted = {
    accountStart,
    rowSignal,
    windowStart,
    windows,
    windowValues: times.values,
    signalType: signals.type,
  };
  const windowRows = mergedWindowRows(old, counted, accounts, times.moved);
  const typeSizes = mergedTypeSizes(old, counted, accounts, moved.reshaped);
  ownArrays.release(old.windows, old.rowAccount, old.requests);

  const rowAccount = new Uint32Array(rowSignal.length);
  for (let v = 0; v < requests.length; v++)
    for (let row = accountStart[v]!; row < accountStart[v + 1]!; row++) rowAccount[row] = v;
  const ofSignals = mergedSignalRows(old, moved, rowSignal, signals.keys.length);
  ownArrays.release(old.signalRow);
  return {
    index: {
      accountIds: accounts.ids,
      signalKeys: signals.keys,
      types: old.types,
      signalTrait: signals.trait,
      traits: signals.traits,
      families: old.families,
      familyOfType: old.familyOfType,
      rowAccount,
      ...counted,
      ...ofSignals,
      first: columnOf(old.first, columns.first),
      last: columnOf(old.last, columns.last),
      windowRows,
      ...accounts.dates,
      requests,
      ...typeSizes,
    },
    accountNow: accounts.now,
    accountBefore: accounts.before,
    given,
  };
};

/** Rows in a row that stand as they stood: `from` .. `to` of the last run now begin at `at`. */
interface Runs {
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  readonly at: Uint32Array;
}

interface MergedRows extends Pick<ObservationIndex, 'accountStart' | 'rowSignal' | 'windowStart'> {
  readonly runs: Runs;
  /** Rows of the given accounts, and which ones of the changes they are. */
  readonly renewed: { readonly row: Uint32Array; readonly from: Uint32Array };
  readonly moved: MovedRows;
}

/** Whose rows are where, and what they show. */
const mergedRows = (
  old: ObservationIndex,
  columns: ObservationColumns,
  { before, column }: MergedAccounts,
  given: ReturnType<typeof rowsByAccount>,
): MergedRows => {
  const n = before.length;
  const accountStart = new Uint32Array(n + 1);
  for (let v = 0; v < n; v++) {
    const isGiven = column[v] !== NONE;
    const start = isGiven ? given.accountStart : old.accountStart;
    const at = isGiven ? column[v]! : before[v]!;
    accountStart[v + 1] = accountStart[v]! + start[at + 1]! - start[at]!;
  }
  const rowSignal = new Uint32Array(accountStart[n]!);
  const windowStart = new Uint32Array(rowSignal.length + 1);
  const moves = rowMoves(old, rowSignal);
  const [froms, tos, ats] = [growableUint32(), growableUint32(), growableUint32()];
  const renewed = { row: new Uint32Array(given.oldRow.length), from: new Uint32Array(given.oldRow.length) };
  let next = 0;
  for (let v = 0; v < n; ) {
    let row = accountStart[v]!;
    if (column[v] !== NONE) {
      for (let i = given.accountStart[column[v]!]!; i < given.accountStart[column[v]! + 1]!; i++) {
        const from = given.oldRow[i]!;
        renewed.row[next] = row;
        renewed.from[next++] = from;
        rowSignal[row] = given.rowSignal[i]!;
        windowStart[row + 1] = windowStart[row]! + columns.windowStart[from + 1]! - columns.windowStart[from]!;
        row++;
      }
      moves.replace(v, before[v]!, accountStart[v]!, row);
      v++;
      continue;
    }
    const [first, then] = [v, before[v]!];
    while (v < n && column[v] === NONE && before[v] === then + v - first) v++;
    const [from, to] = [old.accountStart[then]!, old.accountStart[then + v - first]!];
    const shift = windowStart[row]! - old.windowStart[from]!;
    froms.push(from);
    tos.push(to);
    ats.push(row);
    for (let i = from; i < to; i++) {
      rowSignal[row++] = old.rowSignal[i]!;
      windowStart[row] = old.windowStart[i + 1]! + shift;
    }
    moves.keep(from, to);
  }
  const runs = { from: froms.view(), to: tos.view(), at: ats.view() };
  return { accountStart, rowSignal, windowStart, runs, renewed, moved: moves.done() };
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

/** Throws RangeError where changes do not fit together, or their types are not those of the last run. O(rows). */
export const checkChanges = (old: ObservationIndex, { columns }: Changes): void => {
  checkShape(columns);
  const { types } = columns;
  const same = (x: object | undefined, y: object): boolean => JSON.stringify(x) === JSON.stringify(y);
  if (types.length !== old.types.length || !types.every((type, t) => same(old.types[t], type)))
    throw new RangeError('the signal types of the changes are not those of the last run');
};
