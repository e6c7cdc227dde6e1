import type { ObservationIndex } from '../input/observation-index.ts';
import { firstPlace } from '../support/first-place.ts';
import { NONE } from '../support/none.ts';
import { radixSorted } from '../support/radix-order.ts';
import { growableStretches, lengthened, movedStretches } from '../support/stretches.ts';
import { type MovedRows, renumberRows } from './moved-rows.ts';

/**
 * Rows of each signal, ascending, in the memory that they have: those of the last run that stay, as far as no row comes or goes in one
 * piece, and the new ones between them. Accounts that stay keep their order, and so do their rows: nothing but the new ones is sorted.
 * `rows` is how many there are now. O(signals + rows).
 */
export const mergedSignalRows = (
  old: Pick<ObservationIndex, 'signalStart' | 'signalRow'>,
  moved: MovedRows,
  rows: number,
  signals: number,
): Pick<ObservationIndex, 'signalStart' | 'signalRow'> & { readonly degreeBefore: (signal: number) => number } => {
  const { gone, came, cameBefore } = moved;
  const { order, first: signalOfNew } = radixSorted(came.length, [moved.cameSignal]);
  const before = old.signalStart.length - 1;
  const many = old.signalRow.length;
  /** Place of the first row from `row` on among those of a signal; new signals stand behind all others. */
  const placeFrom = (signal: number, row: number): number => {
    const [from, to] = [old.signalStart[Math.min(signal, before)]!, old.signalStart[Math.min(signal + 1, before)]!];
    return firstPlace(from, to, (place) => old.signalRow[place]! >= row);
  };
  // In order of their places they are in order of their signals as well.
  const left = gone.map((row, i) => placeFrom(moved.goneSignal[i]!, row)).sort();
  const signalOfLeft = moved.goneSignal.slice().sort();

  const placeOfNew = order.map((row, i) => placeFrom(signalOfNew[i]!, cameBefore[row]!));
  const signalStart = lengthened(old.signalStart, signals + 1);
  const nextOther = (more: number, less: number): number =>
    Math.min(signalOfNew[more] ?? NONE, signalOfLeft[less] ?? NONE);
  for (let s = 0, more = 0, less = 0, other = nextOther(0, 0); s < signals; s++) {
    if (s === other) {
      while (signalOfNew[more] === s) more++;
      while (signalOfLeft[less] === s) less++;
      other = nextOther(more, less);
    }
    signalStart[s + 1] = (s < before ? signalStart[s + 1]! : many) + more - less;
  }

  const stays = growableStretches();
  let [at, from, less] = [0, 0, 0];
  const keep = (to: number): void => {
    if (to > from) {
      stays.add(from, to, at);
      at += to - from;
    }
    from = to;
  };
  const keepUpTo = (to: number): void => {
    for (; less < left.length && left[less]! < to; less++) {
      keep(left[less]!);
      from++;
    }
    keep(to);
  };
  for (let i = 0; i < order.length; i++) {
    keepUpTo(placeOfNew[i]!);
    placeOfNew[i] = at++;
  }
  keepUpTo(many);

  renumberRows(old.signalRow, moved, many);
  const signalRow = movedStretches(old.signalRow, stays.view(), rows);
  for (let i = 0; i < order.length; i++) signalRow[placeOfNew[i]!] = came[order[i]!]!;
  const among = (sorted: Uint32Array, signal: number): number =>
    firstPlace(0, sorted.length, (at) => sorted[at]! > signal) -
    firstPlace(0, sorted.length, (at) => sorted[at]! >= signal);
  const degreeBefore = (s: number): number =>
    signalStart[s + 1]! - signalStart[s]! - among(signalOfNew, s) + among(signalOfLeft, s);
  return { signalStart, signalRow, degreeBefore };
};
