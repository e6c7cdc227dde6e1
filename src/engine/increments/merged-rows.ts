import type { ObservationIndex } from '../input/observation-index.ts';
import { firstPlace } from '../support/first-place.ts';
import { radixSorted } from '../support/radix-order.ts';
import { type MovedRows, rowsNow } from './moved-rows.ts';

/**
 * Rows of each signal, ascending: those of the last run that stay, copied as far as no row comes or goes, and the new ones between them.
 * Accounts that stay keep their order, and so do their rows: nothing but the new ones is sorted. O(signals + rows).
 */
export const mergedSignalRows = (
  old: Pick<ObservationIndex, 'rowSignal' | 'signalStart' | 'signalRow'>,
  moved: MovedRows,
  rowSignal: Uint32Array,
  signals: number,
): Pick<ObservationIndex, 'signalStart' | 'signalRow'> => {
  const { gone, came, cameBefore } = moved;
  const { order, first: signalOfNew } = radixSorted(came.length, [came.map((row) => rowSignal[row]!)]);
  const before = old.signalStart.length - 1;
  /** Place of the first row from `row` on among those of a signal; new signals stand behind all others. */
  const placeFrom = (signal: number, row: number): number => {
    const [from, to] = [old.signalStart[Math.min(signal, before)]!, old.signalStart[Math.min(signal + 1, before)]!];
    return firstPlace(from, to, (place) => old.signalRow[place]! >= row);
  };
  const left = gone.map((row) => placeFrom(old.rowSignal[row]!, row)).sort();
  const signalOfLeft = left.map((place) => old.rowSignal[old.signalRow[place]!]!);

  const signalStart = new Uint32Array(signals + 1);
  for (let s = 0, more = 0, less = 0; s < signals; s++) {
    while (signalOfNew[more] === s) more++;
    while (signalOfLeft[less] === s) less++;
    signalStart[s + 1] = old.signalStart[Math.min(s + 1, before)]! + more - less;
  }

  const signalRow = new Uint32Array(rowSignal.length);
  const put = rowsNow(moved, old.rowSignal.length);
  let [at, from, less] = [0, 0, 0];
  const putUpTo = (to: number): void => {
    while (less < left.length && left[less]! < to) {
      at = put(old.signalRow, from, left[less]!, signalRow, at);
      from = left[less++]! + 1;
    }
    at = put(old.signalRow, from, to, signalRow, at);
    from = to;
  };
  for (let place = 0; place < order.length; place++) {
    const number = order[place]!;
    putUpTo(placeFrom(signalOfNew[place]!, cameBefore[number]!));
    signalRow[at++] = came[number]!;
  }
  putUpTo(old.signalRow.length);
  return { signalStart, signalRow };
};
