import type { ObservationIndex } from '../input/observation-index.ts';
import { lengthened, roomy } from './stretches.ts';

const lent = new WeakMap<ObservationIndex, Uint32Array>();

/**
 * Zeros, one for each signal of an index, to count or number signals in. It is the same array for all that ask: whoever fills it puts the zeros
 * back before it calls anything else. Of a million accounts it is 18 MB, and with one for each of five users an increment spent more on getting
 * fresh memory than on what it did with it.
 */
export const signalScratch = (index: ObservationIndex): Uint32Array => {
  const known = lent.get(index);
  if (known !== undefined) return known;
  const zeros = roomy.uint32(index.signalKeys.length);
  lent.set(index, zeros);
  return zeros;
};

/** The zeros of one index are those of another one hereafter, which has as many signals at least. */
export const passScratch = (from: ObservationIndex, to: ObservationIndex): void => {
  const zeros = lent.get(from);
  if (zeros === undefined) return;
  lent.delete(from);
  lent.set(to, lengthened(zeros, to.signalKeys.length));
};
