import type { ObservationColumns } from '../input/columns.ts';
import type { ObservationIndex } from '../input/observation-index.ts';
import type { rowsByAccount } from '../input/row-order.ts';
import { NONE } from '../support/none.ts';
import { growableStretches, movedStretches, type Stretches } from '../support/stretches.ts';
import type { MergedAccounts } from './merged-order.ts';
import { type MovedRows, rowMoves } from './moved-rows.ts';
import type { PastRows } from './past-rows.ts';

/** Whose rows are where, and where what they have comes from. */
export interface MergedRows {
  readonly accountStart: Uint32Array;
  /** Rows, and windows, of accounts that did nothing since. */
  readonly rows: Stretches;
  readonly windows: Stretches;
  /** Rows of the given accounts, which ones of the changes they are, what they show, and where their windows begin. */
  readonly renewed: {
    readonly row: Uint32Array;
    readonly from: Uint32Array;
    readonly signal: Uint32Array;
    readonly window: Uint32Array;
  };
  readonly moved: MovedRows;
  /** Rows and windows in all. */
  readonly length: number;
  readonly windowCount: number;
}

/** O(accounts + rows of the given ones). */
export const mergedRows = (
  old: Pick<ObservationIndex, 'accountStart' | 'windowStart'>,
  past: PastRows,
  columns: ObservationColumns,
  { before, column }: MergedAccounts,
  given: ReturnType<typeof rowsByAccount>,
): MergedRows => {
  const n = before.length;
  const accountStart = new Uint32Array(n + 1);
  const [rows, windows] = [growableStretches(), growableStretches()];
  const moves = rowMoves(old, past);
  const [row, signal, window] = [
    new Uint32Array(given.oldRow.length),
    new Uint32Array(given.oldRow.length),
    new Uint32Array(given.oldRow.length),
  ];
  const from = new Uint32Array(given.oldRow.length);
  let [next, at, windowAt] = [0, 0, 0];
  for (let v = 0; v < n; ) {
    if (column[v] !== NONE) {
      const first = next;
      for (let i = given.accountStart[column[v]!]!; i < given.accountStart[column[v]! + 1]!; i++) {
        row[next] = at++;
        from[next] = given.oldRow[i]!;
        signal[next] = given.rowSignal[i]!;
        window[next] = windowAt;
        windowAt += columns.windowStart[from[next]! + 1]! - columns.windowStart[from[next]!]!;
        next++;
      }
      moves.replace(v, before[v]!, at - (next - first), signal.subarray(first, next));
      accountStart[++v] = at;
      continue;
    }
    const [first, then] = [v, before[v]!];
    const begin = old.accountStart[then]!;
    const shift = at - begin;
    while (v < n && column[v] === NONE && before[v] === then + v - first) {
      v++;
      accountStart[v] = old.accountStart[then + v - first]! + shift;
    }
    const end = old.accountStart[then + v - first]!;
    rows.add(begin, end, at);
    windows.add(old.windowStart[begin]!, old.windowStart[end]!, windowAt);
    at += end - begin;
    windowAt += old.windowStart[end]! - old.windowStart[begin]!;
    moves.keep(then, then + v - first);
  }
  return {
    accountStart,
    rows: rows.view(),
    windows: windows.view(),
    renewed: { row, from, signal, window },
    moved: moves.done(),
    length: at,
    windowCount: windowAt,
  };
};

/** Where the windows of each row begin, in the memory that it has. O(rows). */
export const mergedWindowStart = (
  before: Uint32Array,
  { rows, windows, renewed, length, windowCount }: MergedRows,
): Uint32Array => {
  const start = movedStretches(before, rows, length + 1);
  for (let s = 0; s < rows.at.length; s++) {
    const shift = windows.at[s]! - windows.from[s]!;
    if (shift === 0) continue;
    const end = rows.at[s]! + rows.to[s]! - rows.from[s]!;
    for (let row = rows.at[s]!; row < end; row++) start[row]! += shift;
  }
  for (let i = 0; i < renewed.row.length; i++) start[renewed.row[i]!] = renewed.window[i]!;
  start[length] = windowCount;
  return start;
};
