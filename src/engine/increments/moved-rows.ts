/** Which rows of the last run are no more, and which ones of today are new. All others stand in the order in which they stood. */
export interface MovedRows {
  /** Rows then that are gone, ascending, and the signals that they showed. */
  readonly gone: Uint32Array;
  readonly goneSignal: Uint32Array;
  /** Rows now that are new, ascending; the signals that they show, and by each the first row then that stands behind it. */
  readonly came: Uint32Array;
  readonly cameSignal: Uint32Array;
  readonly cameBefore: Uint32Array;
  /** Accounts of today with a row that is gone or new, ascending. */
  readonly reshaped: Uint32Array;
}

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
