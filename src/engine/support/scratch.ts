import type { ObservationIndex } from '../input/observation-index.ts';

const lent = new WeakMap<ObservationIndex, Uint32Array>();

/**
 * Zeros, one for each signal of an index, to count or number signals in. It is the same array for all that ask: whoever fills it puts the zeros
 * back before it calls anything else. Of a million accounts it is 18 MB, and with one for each of five users an increment spent more on getting
 * fresh memory than on what it did with it.
 */
export const signalScratch = (index: ObservationIndex): Uint32Array => {
  const known = lent.get(index);
  if (known !== undefined) return known;
  const zeros = new Uint32Array(index.signalKeys.length);
  lent.set(index, zeros);
  return zeros;
};
