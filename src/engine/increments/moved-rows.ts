import type { ObservationIndex } from '../input/observation-index.ts';
import { growableUint32 } from '../support/growable.ts';
import { NONE } from '../support/none.ts';

/** Which rows of the last run are no more, and which ones of today are new. All others stand in the order in which they stood. */
export interface MovedRows {
  /** Rows then that are gone, ascending. */
  readonly gone: Uint32Array;
  /** Rows now that are new, ascending; and by each the first row then that stands behind it. */
  readonly came: Uint32Array;
  readonly cameBefore: Uint32Array;
  /** Accounts with a row that is gone or new, ascending. */
  readonly reshaped: Uint32Array;
}

/** Notes how rows move while accounts are gone through in their order of today. */
export interface RowMoves {
  /** Rows `from` .. `to` of the last run follow as they stood. */
  keep(from: number, to: number): void;
  /** Rows `from` .. `to` of today are an account's, of which `before` is the number in the last run, `NONE` where it is new. */
  replace(account: number, before: number, from: number, to: number): void;
  /** What was not told of until now is gone. */
  done(): MovedRows;
}

type Rows = Pick<ObservationIndex, 'accountStart' | 'rowSignal'>;

export const rowMoves = (old: Rows, rowSignal: Uint32Array): RowMoves => {
  const [gone, came, cameBefore, reshaped] = [growableUint32(), growableUint32(), growableUint32(), growableUint32()];
  let next = 0; // the first row then that was not told of
  const loseUpTo = (to: number): void => {
    while (next < to) gone.push(next++);
  };
  return {
    keep(from, to) {
      loseUpTo(from);
      next = to;
    },
    replace(account, before, from, to) {
      if (before !== NONE) loseUpTo(old.accountStart[before]!);
      const end = before === NONE ? next : old.accountStart[before + 1]!;
      const noted = gone.length + came.length;
      for (let row = from; row < to; row++) {
        const signal = rowSignal[row]!;
        while (next < end && old.rowSignal[next]! < signal) gone.push(next++);
        if (next < end && old.rowSignal[next] === signal) next++;
        else {
          came.push(row);
          cameBefore.push(next);
        }
      }
      loseUpTo(end);
      if (gone.length + came.length > noted) reshaped.push(account);
    },
    done() {
      loseUpTo(old.rowSignal.length);
      const moved = { gone: gone.view(), came: came.view(), cameBefore: cameBefore.view() };
      return { ...moved, reshaped: reshaped.view() };
    },
  };
};

/** Rows are looked up by so many at a time, as a power of two: a table of all of them would fit no cache. */
const CHUNK_BITS = 6;

/** Puts numbers of today for rows `rows[from]` .. `rows[to − 1]` of the last run, of which none is gone, into `target` from `at` on; where they end. */
export type PutRows = (rows: Uint32Array, from: number, to: number, target: Uint32Array, at: number) => number;

/** O(chunks + rows that came or went) once, then O(1) a row where few of its chunk came or went. */
export const rowsNow = ({ gone, cameBefore }: MovedRows, rows: number): PutRows => {
  // By place in `turns`: the row then from which on rows are shifted by so many.
  const turns = new Uint32Array(gone.length + cameBefore.length);
  const shifts = new Int32Array(turns.length + 1);
  const firstTurn = new Uint32Array((rows >>> CHUNK_BITS) + 2);
  for (let place = 0, c = 0, g = 0; place < turns.length; place++) {
    const isGone = c === cameBefore.length || (g < gone.length && gone[g]! + 1 <= cameBefore[c]!);
    turns[place] = isGone ? gone[g++]! + 1 : cameBefore[c++]!;
    shifts[place + 1] = shifts[place]! + (isGone ? -1 : 1);
  }
  for (let chunk = 0, place = 0; chunk < firstTurn.length; chunk++) {
    while (place < turns.length && turns[place]! < chunk << CHUNK_BITS) place++;
    firstTurn[chunk] = place;
  }
  return (source, from, to, target, start) => {
    let at = start;
    for (let i = from; i < to; i++) {
      const row = source[i]!;
      const chunk = row >>> CHUNK_BITS;
      let place = firstTurn[chunk]!;
      const end = firstTurn[chunk + 1]!;
      while (place < end && turns[place]! <= row) place++;
      target[at++] = row + shifts[place]!;
    }
    return at;
  };
};
