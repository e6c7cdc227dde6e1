import { type ObservationIndex, windowsOf } from '../input/observation-index.ts';
import { firstPlace } from '../support/first-place.ts';
import { roomy } from '../support/stretches.ts';
import { spacingBurst } from './burst.ts';

const DAY = 86_400;

export interface Volume {
  /** How much closer together in requests a day the accounts are than the population: 1 bit is twice; a lower bound (95 %). */
  readonly bits: number;
  /** Share of the accounts that used anything; 0 where all accounts use the same, or nothing. */
  readonly used: number;
}

/** What accounts use: requests a day from the first to the last observation, a day at least; 0 where nothing was used. */
export interface Volumes {
  /** Where nobody's requests are known, how often an account was seen stands in for them: its signals, each as often as its windows. */
  readonly isKnown: boolean;
  /** By account. */
  readonly rates: Float64Array;
  /** Rates above 0, ascending. */
  readonly order: Float64Array;
}

/**
 * How much alike accounts are in how much they use, by the statistic that `creationBurst` has for creation times; the places are ranks among
 * the accounts that use anything. A load balancer deals out near-equal shares; people differ by orders of magnitude. O(m log accounts) for a group
 * of m: an increment describes few groups, so places are searched for when they are asked for (.35 s for a million accounts when each had its
 * place beforehand).
 */
export const volumeLikeness = ({ rates, order }: Volumes): ((accounts: Uint32Array) => Volume) => {
  const total = order.length;
  const differs = total > 0 && order[0]! < order[total - 1]!;
  return (accounts) => {
    if (!differs) return { bits: 0, used: 0 };
    const own = Float64Array.from(accounts, (a) => rates[a]!)
      .filter((rate) => rate > 0)
      .sort();
    const starts = Uint32Array.from(own, (rate) => firstPlace(0, total, (place) => order[place]! >= rate));
    const ends = Uint32Array.from(own, (rate) => firstPlace(0, total, (place) => order[place]! > rate));
    return { bits: spacingBurst(starts, ends, total).bits, used: own.length / accounts.length };
  };
};

/** O(rows + accounts log accounts). */
export const volumesOf = (index: ObservationIndex): Volumes => {
  const rates = usePerDay(index);
  return { isKnown: isUseKnown(index), rates, order: rates.filter((rate) => rate > 0).sort() };
};

/** `rateOf` by account. O(rows). */
export const usePerDay = (index: ObservationIndex): Float64Array => {
  const isKnown = isUseKnown(index);
  const rates = roomy.float64(index.accountIds.length);
  for (let a = 0; a < rates.length; a++) rates[a] = rateOf(index, a, isKnown);
  return rates;
};

export const isUseKnown = ({ requests, windows }: ObservationIndex): boolean =>
  requests.some((count) => count > 0) || windows.length === 0;

/** What an account uses. O(its rows). */
export const rateOf = (index: ObservationIndex, account: number, isKnown: boolean): number => {
  const { accountStart, first, last } = index;
  const [from, to] = [accountStart[account]!, accountStart[account + 1]!];
  const use = isKnown ? index.requests[account]! : seenIn(index, from, to);
  let [began, ended] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = from; row < to; row++) {
    if (first[row]! < began) began = first[row]!;
    if (last[row]! > ended) ended = last[row]!;
  }
  return use > 0 && ended >= began ? use / Math.max(1, (ended - began) / DAY) : 0;
};

const seenIn = (index: ObservationIndex, from: number, to: number): number => {
  let seen = 0;
  for (let row = from; row < to; row++) seen += windowsOf(index, row);
  return seen;
};
