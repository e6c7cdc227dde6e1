import { degreeOf, type ObservationIndex } from '../input/observation-index.ts';
import { firstPlace } from '../support/first-place.ts';
import { NONE } from '../support/none.ts';
import { placesWhere } from '../support/places.ts';
import { passScratch } from '../support/scratch.ts';
import { movedStretches } from '../support/stretches.ts';
import { carried, type Numbers } from './carried.ts';
import type { IndexNumbers } from './changes.ts';
import { type Differences, differences } from './differences.ts';
import { mergedSeveral, mergedTypeSizes, mergedWindowRows } from './merged-counts.ts';
import { mergedOrder } from './merged-order.ts';
import { mergedRows, mergedWindowStart } from './merged-rows.ts';
import { mergedSignalRows } from './merged-signal-rows.ts';
import { mergedSignals } from './merged-signals.ts';
import { mergedWindows } from './merged-windows.ts';
import type { Told } from './told-rows.ts';

/** The index of the last run with the changes in it, and how the numbers of both go together. */
export interface MergedIndex extends Numbers {
  readonly index: ObservationIndex;
  /** Accounts that changes told of, ascending. */
  readonly given: Uint32Array;
  readonly differences: Differences;
  /** How many accounts showed a signal in the last run. */
  degreeBefore(signal: number): number;
}

/**
 * Puts changes into an index without sorting and hashing all of it again. Signals keep their numbers (also those that nobody shows
 * any more). `numbers` are brought up to date. The index is used up: its columns are moved within the memory that they have.
 * O(accounts + signals + rows and windows that move).
 */
export const mergedIndex = (
  old: ObservationIndex,
  numbers: IndexNumbers,
  told: Told,
  gone: readonly string[] = [],
): MergedIndex => {
  const { columns } = told;
  const accounts = mergedOrder(old, numbers.accounts, told, gone);
  const signals = mergedSignals(old, columns, numbers.signals, told.signals);
  const times = mergedWindows(old.windowValues, columns.windows);
  const given = placesWhere(accounts.column, (column) => column !== NONE);
  const merged = mergedRows(old, columns, accounts, told.rows);
  const { accountStart, rows, renewed, moved, length } = merged;
  const windowRows = mergedWindowRows(old, moved, told.rows, times);
  const since = differences(old, accounts, told.rows, moved);

  const renewedColumn = (before: Float64Array, changed: Float64Array): Float64Array => {
    const column = movedStretches(before, rows, length);
    for (let i = 0; i < renewed.row.length; i++) column[renewed.row[i]!] = changed[renewed.from[i]!]!;
    return column;
  };
  const rowSignal = movedStretches(old.rowSignal, rows, length);
  for (let i = 0; i < renewed.row.length; i++) rowSignal[renewed.row[i]!] = renewed.signal[i]!;
  const windowStart = mergedWindowStart(old.windowStart, merged);
  const windows = movedStretches(old.windows, merged.windows, merged.windowCount);
  if (times.moved !== null) for (let w = 0; w < windows.length; w++) windows[w] = times.moved[windows[w]!]!;
  for (let i = 0; i < renewed.row.length; i++) {
    let at = renewed.window[i]!;
    const from = renewed.from[i]!;
    for (let w = columns.windowStart[from]!; w < columns.windowStart[from + 1]!; w++) windows[at++] = times.given[w]!;
  }
  const { degrees, ...signalRows } = mergedSignalRows(old, moved, length, signals.keys.length);
  const requests = carried(old.requests, { accountNow: accounts.now, accountBefore: accounts.before });
  for (const a of given) requests[a] = columns.requests[accounts.column[a]!]!;
  const rowAccount = movedStretches(old.rowAccount, rows, length);
  // Rows of those that keep their numbers hold them already, but for the ones that are new.
  const others = firstOther(accounts.before);
  for (let i = 0; i < renewed.row.length; i++) rowAccount[renewed.row[i]!] = renewed.account[i]!;
  for (let v = others; v < accounts.before.length; v++) rowAccount.fill(v, accountStart[v]!, accountStart[v + 1]!);
  const shows = { accountStart, rowSignal, signalType: signals.type };
  const index: ObservationIndex = {
    accountIds: accounts.ids,
    signalKeys: signals.keys,
    types: old.types,
    signalTrait: signals.trait,
    traits: signals.traits,
    families: old.families,
    familyOfType: old.familyOfType,
    rowAccount,
    ...shows,
    windowStart,
    windows,
    windowValues: times.values,
    windowRows,
    ...signalRows,
    first: renewedColumn(old.first, columns.first),
    last: renewedColumn(old.last, columns.last),
    ...accounts.dates,
    requests,
    ...mergedTypeSizes(old, since, shows, accounts, moved),
    ...mergedSeveral(old, degrees, signals.type),
  };
  passScratch(old, index);
  return {
    index,
    accountNow: accounts.now,
    accountBefore: accounts.before,
    given,
    differences: since,
    degreeBefore(signal) {
      const place = firstPlace(0, degrees.signal.length, (at) => degrees.signal[at]! >= signal);
      return degrees.signal[place] === signal ? degrees.was[place]! : degreeOf(index, signal);
    },
  };
};

/** The first account that has another number than it had. */
const firstOther = (before: Uint32Array): number => {
  let v = 0;
  while (v < before.length && before[v] === v) v++;
  return v;
};
