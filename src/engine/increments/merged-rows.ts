import type { ObservationColumns } from '../input/columns.ts';
import type { ObservationIndex } from '../input/observation-index.ts';
import { growableUint32 } from '../support/growable.ts';
import { NONE } from '../support/none.ts';
import { growableStretches, movedStretches, type Stretches } from '../support/stretches.ts';
import type { MergedAccounts } from './merged-order.ts';
import type { MovedRows } from './moved-rows.ts';
import type { ToldRows } from './told-rows.ts';

/** Which rows are where, and where what they have comes from. */
export interface MergedRows {
  readonly accountStart: Uint32Array;
  /** Rows, and their windows, that are as they were. */
  readonly rows: Stretches;
  readonly windows: Stretches;
  /** All other rows, whose they are, which ones of the changes, what they show, and where their windows begin. */
  readonly renewed: {
    readonly row: Uint32Array;
    readonly account: Uint32Array;
    readonly from: Uint32Array;
    readonly signal: Uint32Array;
    readonly window: Uint32Array;
  };
  readonly moved: MovedRows;
  /** Rows and windows in all. */
  readonly length: number;
  readonly windowCount: number;
}

/**
 * Goes through the accounts in their order of today. Rows of the last run that are passed over on the way are no more: they ceased, or their
 * accounts are gone. O(accounts + rows told + rows that are no more).
 */
export const mergedRows = (
  old: Pick<ObservationIndex, 'accountStart' | 'rowSignal' | 'windowStart'>,
  columns: ObservationColumns,
  { before, column }: MergedAccounts,
  told: ToldRows,
): MergedRows => {
  const n = before.length;
  const accountStart = new Uint32Array(n + 1);
  const reshaped = growableUint32();
  const walk = rowWalk(old, columns, told);
  for (let v = 0; v < n; ) {
    const given = column[v]!;
    const then = before[v]!;
    if (given === NONE) {
      const first = v;
      walk.drop(old.accountStart[then]!);
      const shift = walk.length() - old.accountStart[then]!;
      while (v < n && column[v] === NONE && before[v] === then + v - first) {
        v++;
        accountStart[v] = old.accountStart[then + v - first]! + shift;
      }
      walk.keep(old.accountStart[then + v - first]!);
      continue;
    }
    if (then !== NONE) walk.drop(old.accountStart[then]!);
    const others = walk.others();
    for (let i = told.start[given]!; i < told.start[given + 1]!; i++) {
      if (then !== NONE) walk.keep(told.place[i]!);
      if (told.from[i] === NONE) walk.drop(told.place[i]! + 1);
      else if (told.windowsThen[i]! > 0) walk.replace(v, i);
      else walk.come(v, i);
    }
    if (then !== NONE) walk.keep(old.accountStart[then + 1]!);
    if (walk.others() > others) reshaped.push(v);
    accountStart[++v] = walk.length();
  }
  walk.drop(old.rowSignal.length);
  const { moved, ...rows } = walk.done();
  return { accountStart, ...rows, moved: { ...moved, reshaped: reshaped.view() } };
};

/** Notes what becomes of rows, in order of those of the last run; those that go on as they were are noted together. */
const rowWalk = (
  old: Pick<ObservationIndex, 'rowSignal' | 'windowStart'>,
  columns: Pick<ObservationColumns, 'windowStart'>,
  told: ToldRows,
) => {
  const [rows, windows] = [growableStretches(), growableStretches()];
  const [row, account, from] = [growableUint32(), growableUint32(), growableUint32()];
  const [signal, window] = [growableUint32(), growableUint32()];
  const [gone, goneSignal] = [growableUint32(), growableUint32()];
  const [came, cameSignal, cameBefore] = [growableUint32(), growableUint32(), growableUint32()];
  let next = 0; // the first row then of which nothing was said
  let at = 0;
  let windowAt = 0;
  let begun = 0; // from this row on they go on as they were, and are not noted yet
  let begunAt = 0;
  let begunWindowAt = 0;
  const begin = (): void => {
    begun = next;
    begunAt = at;
    begunWindowAt = windowAt;
  };
  const settle = (): void => {
    if (begun < next) {
      rows.add(begun, next, begunAt);
      windows.add(old.windowStart[begun]!, old.windowStart[next]!, begunWindowAt);
    }
    begin();
  };
  const renew = (v: number, i: number): void => {
    const its = told.from[i]!;
    row.push(at++);
    account.push(v);
    from.push(its);
    signal.push(told.signal[i]!);
    window.push(windowAt);
    windowAt += columns.windowStart[its + 1]! - columns.windowStart[its]!;
    begin();
  };
  return {
    length: () => at,
    /** Rows that are no more or are new. */
    others: () => gone.length + came.length,
    /** Rows go on as they were, up to `end`. */
    keep(end: number): void {
      at += end - next;
      windowAt += old.windowStart[end]! - old.windowStart[next]!;
      next = end;
    },
    /** Rows are no more, up to `end`. */
    drop(end: number): void {
      if (next === end) return;
      settle();
      for (; next < end; next++) {
        gone.push(next);
        goneSignal.push(old.rowSignal[next]!);
      }
      begin();
    },
    /** The next row, of account v, is what is told at `i`. */
    replace(v: number, i: number): void {
      settle();
      next++;
      renew(v, i);
    },
    /** A row of account v comes: what is told at `i`. */
    come(v: number, i: number): void {
      settle();
      came.push(at);
      cameSignal.push(told.signal[i]!);
      cameBefore.push(next);
      renew(v, i);
    },
    done() {
      settle();
      return {
        rows: rows.view(),
        windows: windows.view(),
        renewed: {
          row: row.view(),
          account: account.view(),
          from: from.view(),
          signal: signal.view(),
          window: window.view(),
        },
        moved: {
          gone: gone.view(),
          goneSignal: goneSignal.view(),
          came: came.view(),
          cameSignal: cameSignal.view(),
          cameBefore: cameBefore.view(),
        },
        length: at,
        windowCount: windowAt,
      };
    },
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
