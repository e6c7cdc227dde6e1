import type { ObservationIndex } from '../input/observation-index.ts';
import { firstPlace } from '../support/first-place.ts';
import { growableUint32 } from '../support/growable.ts';
import { NONE } from '../support/none.ts';
import { radixSorted } from '../support/radix-order.ts';
import { growableStretches, lengthened, movedStretches } from '../support/stretches.ts';
import { type MovedRows, renumberRows } from './moved-rows.ts';

/** Signals that other accounts show than in the last run, ascending, and how many of them did then and do now. */
export interface Degrees {
  readonly signal: Uint32Array;
  readonly was: Uint32Array;
  readonly is: Uint32Array;
}

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
): Pick<ObservationIndex, 'signalStart' | 'signalRow'> & { readonly degrees: Degrees } => {
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
  const [others, was, is] = [growableUint32(), growableUint32(), growableUint32()];
  for (let s = 0, more = 0, less = 0, other = nextOther(0, 0); s < signals; s++) {
    const end = s < before ? signalStart[s + 1]! : many;
    if (s === other) {
      const shift = more - less;
      while (signalOfNew[more] === s) more++;
      while (signalOfLeft[less] === s) less++;
      other = nextOther(more, less);
      others.push(s);
      was.push(end + shift - signalStart[s]!);
      is.push(end + more - less - signalStart[s]!);
    }
    signalStart[s + 1] = end + more - less;
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
  return { signalStart, signalRow, degrees: { signal: others.view(), was: was.view(), is: is.view() } };
};
