import type { ObservationIndex } from '../input/observation-index.ts';
import { growableUint32 } from '../support/growable.ts';
import { NONE } from '../support/none.ts';
import { type PastRows, pastRowsOf } from './past-rows.ts';

/** Which rows of the last run are no more, and which ones of today are new. All others stand in the order in which they stood. */
export interface MovedRows {
  /** Rows then that are gone, ascending, and the signals that they showed. */
  readonly gone: Uint32Array;
  readonly goneSignal: Uint32Array;
  /** Rows now that are new, ascending; the signals that they show, and by each the first row then that stands behind it. */
  readonly came: Uint32Array;
  readonly cameSignal: Uint32Array;
  readonly cameBefore: Uint32Array;
  /** Accounts with a row that is gone or new, ascending. */
  readonly reshaped: Uint32Array;
}

/** Notes how rows move while accounts are gone through in their order of today. */
export interface RowMoves {
  /** Accounts `from` .. `to` − 1 of the last run follow as they stood. */
  keep(from: number, to: number): void;
  /** Rows of today from `row` on show `signals` and are an account's, whose number in the last run is `before`, `NONE` where it is new. */
  replace(account: number, before: number, row: number, signals: Uint32Array): void;
  /** What was not told of until now is gone. */
  done(): MovedRows;
}

/** `past` has the rows of all whose rows are replaced or are not told of. */
export const rowMoves = (old: Pick<ObservationIndex, 'accountStart'>, past: PastRows): RowMoves => {
  const [gone, goneSignal, reshaped] = [growableUint32(), growableUint32(), growableUint32()];
  const [came, cameSignal, cameBefore] = [growableUint32(), growableUint32(), growableUint32()];
  let account = 0; // the first one then that was not told of
  const lose = (row: number, signal: number): void => {
    gone.push(row);
    goneSignal.push(signal);
  };
  const loseUpTo = (end: number): void => {
    for (; account < end; account++) {
      const [from, to] = pastRowsOf(past, account);
      for (let i = from; i < to; i++) lose(old.accountStart[account]! + i - from, past.signal[i]!);
    }
  };
  return {
    keep(from, to) {
      loseUpTo(from);
      account = to;
    },
    replace(now, before, row, signals) {
      if (before !== NONE) {
        loseUpTo(before);
        account = before + 1;
      }
      const [from, to] = pastRowsOf(past, before);
      const first = before === NONE ? old.accountStart[account]! : old.accountStart[before]!;
      const noted = gone.length + came.length;
      let i = from;
      for (let place = 0; place < signals.length; place++) {
        const signal = signals[place]!;
        for (; i < to && past.signal[i]! < signal; i++) lose(first + i - from, past.signal[i]!);
        if (i < to && past.signal[i] === signal) i++;
        else {
          came.push(row + place);
          cameSignal.push(signal);
          cameBefore.push(first + i - from);
        }
      }
      for (; i < to; i++) lose(first + i - from, past.signal[i]!);
      if (gone.length + came.length > noted) reshaped.push(now);
    },
    done() {
      loseUpTo(old.accountStart.length - 1);
      return {
        gone: gone.view(),
        goneSignal: goneSignal.view(),
        came: came.view(),
        cameSignal: cameSignal.view(),
        cameBefore: cameBefore.view(),
        reshaped: reshaped.view(),
      };
    },
  };
};

/** Rows are looked up by so many at a time, as a power of two: a table of all of them would fit no cache. */
const CHUNK_BITS = 6;

/**
 * Puts the numbers of today in place of rows of the last run; of one that is gone it is anything. `rows` is how many there were.
 * O(chunks + rows that came or went), and O(1) a row where few of its chunk came or went.
 */
export const renumberRows = (column: Uint32Array, { gone, cameBefore }: MovedRows, rows: number): void => {
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
  for (let i = 0; i < column.length; i++) {
    const row = column[i]!;
    const chunk = row >>> CHUNK_BITS;
    let place = firstTurn[chunk]!;
    const end = firstTurn[chunk + 1]!;
    while (place < end && turns[place]! <= row) place++;
    column[i] = row + shifts[place]!;
  }
};
