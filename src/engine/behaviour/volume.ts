import { type ObservationIndex, windowsOf } from '../input/observation-index.ts';
import { spacingBurst } from './burst.ts';
import { placesOf } from './places.ts';

const DAY = 86_400;

export interface Volume {
  /** How much closer together in requests a day the accounts are than the population: 1 bit is twice; a lower bound (95 %). */
  readonly bits: number;
  /** Share of the accounts that used anything; 0 where all accounts use the same, or nothing. */
  readonly used: number;
}

/**
 * How much alike accounts are in how much they use, by the statistic that `creationBurst` has for creation times. What they use is requests
 * a day from the first to the last observation (a day at least); the places are ranks among the accounts that use anything. A load
 * balancer deals out near-equal shares; people differ by orders of magnitude. O(rows + accounts log accounts) once, O(m log m) for
 * a group of m.
 */
export const volumeLikeness = (index: ObservationIndex): ((accounts: Uint32Array) => Volume) => {
  const { accounts: order, placeOf, tieStart, tieEnd } = placesOf(usePerDay(index), (rate) => rate > 0);
  const total = order.length;
  const differs = total > 0 && tieEnd[0]! < total;
  return (accounts) => {
    if (!differs) return { bits: 0, used: 0 };
    const ranks = accounts
      .map((a) => placeOf[a]!)
      .filter((rank) => rank < total)
      .sort();
    return { bits: spacingBurst(ranks, tieStart, tieEnd, total).bits, used: ranks.length / accounts.length };
  };
};

/**
 * Requests a day from the first to the last observation, a day at least; 0 where nothing was used. Where nobody's requests are known, how
 * often an account was seen stands in for them: its signals, each as often as the windows that it was seen in.
 */
export const usePerDay = (index: ObservationIndex): Float64Array => {
  const isKnown = index.requests.some((requests) => requests > 0) || index.windows.length === 0;
  return index.requests.map((requests, a) => {
    let [first, last, seen] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
    for (let row = index.accountStart[a]!; row < index.accountStart[a + 1]!; row++) {
      first = Math.min(first, index.first[row]!);
      last = Math.max(last, index.last[row]!);
      seen += windowsOf(index, row);
    }
    const use = isKnown ? requests : seen;
    return use > 0 && last >= first ? use / Math.max(1, (last - first) / DAY) : 0;
  });
};
