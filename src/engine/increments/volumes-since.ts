import { isUseKnown, rateOf, type Volumes, volumesOf } from '../behaviour/volume.ts';
import { NONE } from '../support/none.ts';
import { carried } from './carried.ts';
import type { MergedIndex } from './merged-index.ts';

/**
 * What accounts use, as `volumesOf` has it: of all who did nothing since the last run it is what it was, so neither are their rows walked
 * through nor are they sorted (.18 s for a million accounts). The rates of then are used up. O(accounts + rows of the given ones).
 */
export const volumesSince = (before: Volumes, merged: MergedIndex): Volumes => {
  const { index, accountNow, given } = merged;
  const isKnown = isUseKnown(index);
  if (isKnown !== before.isKnown) return volumesOf(index);
  const [gone, came]: [number[], number[]] = [[], []];
  for (let a = 0; a < accountNow.length; a++) if (accountNow[a] === NONE) gone.push(before.rates[a]!);
  const rates = carried(before.rates, merged);
  for (const a of given) {
    gone.push(rates[a]!);
    rates[a] = rateOf(index, a, isKnown);
    came.push(rates[a]!);
  }
  return { isKnown, rates, order: replaced(before.order, used(gone), used(came)) };
};

const used = (rates: readonly number[]): Float64Array => Float64Array.from(rates.filter((rate) => rate > 0)).sort();

/** Ascending values less some of them, with others; all ascending. */
const replaced = (values: Float64Array, gone: Float64Array, came: Float64Array): Float64Array => {
  const all = new Float64Array(values.length - gone.length + came.length);
  let at = 0;
  let out = 0;
  let next = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (gone[out] === value) {
      out++;
      continue;
    }
    while (came[next]! < value) all[at++] = came[next++]!;
    all[at++] = value;
  }
  all.set(came.subarray(next), at);
  return all;
};
