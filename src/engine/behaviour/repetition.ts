import type { ObservationIndex } from '../input/observation-index.ts';
import type { Weights } from '../weights/weights.ts';
import { BOUND, digamma, trigamma } from './burst.ts';

/** How the accounts of a group do what they have in common. */
export interface GroupRepetition {
  /** Bits of what a mean account does again, in link thresholds: seen of it at two times further apart than one sitting. */
  readonly again: number;
  /** Share of the accounts that do it too, of a mean thing that one of them does (weighed by bits): 1 where all do all of it. */
  readonly agreement: number;
  /**
   * Within one sitting, how much closer together in time than by chance the accounts begin a thing, in bits, a lower bound (95 %): 3 bits is a
   * lesson of one hour in eight. Below 0 where they begin no closer than that.
   */
  readonly quickness: number;
}

/** Seconds of one sitting, as long as the windows are in which things are seen together; it begins with the first who begins, on no grid. */
const SITTING = 8 * 3600;
/** Times are whole seconds. */
const SHORTEST_GAP = 1;

/**
 * Over rows of behaviour by signal (`groupRows`). Of k accounts that begin one thing in one sitting, which the first of them opens, the k − 1 gaps are
 * the spacings before k − 1 uniform points: −ln of one has the mean ψ(k) − ψ(1), and their sum the variance (k − 1) ψ′(1) − (k − 1)² ψ′(k) (Darling,
 * On a class of problems related to the random division of an interval, 1953). O(rows · log).
 */
export const groupRepetition = (
  { first, last }: ObservationIndex,
  { bits, threshold }: Weights,
): ((signals: readonly number[], rowsOf: readonly (readonly number[])[], accounts: number) => GroupRepetition) => {
  return (signals, rowsOf, accounts) => {
    let [all, again, agreed] = [0, 0, 0];
    let [excess, variance, gaps] = [0, 0, 0];
    rowsOf.forEach((rows, place) => {
      const worth = bits[signals[place]!]!;
      all += worth * rows.length;
      agreed += (worth * rows.length * rows.length) / accounts;
      for (const row of rows) if (last[row]! - first[row]! > SITTING) again += worth;
      const begun = Float64Array.from(rows, (row) => first[row]!).sort();
      for (let from = 0; from < begun.length; ) {
        let to = from + 1;
        for (; to < begun.length && begun[to]! - begun[from]! <= SITTING; to++)
          excess -= Math.log(Math.max(SHORTEST_GAP, begun[to]! - begun[to - 1]!) / SITTING);
        const inner = to - from - 1;
        if (inner > 0) {
          gaps += inner;
          excess -= inner * (digamma(inner + 1) - digamma(1));
          variance += inner * trigamma(1) - inner * inner * trigamma(inner + 1);
        }
        from = to;
      }
    });
    return {
      again: again / accounts / Math.max(threshold, 1e-9),
      agreement: all === 0 ? 0 : agreed / all,
      quickness: gaps === 0 ? 0 : (excess - BOUND * Math.sqrt(variance)) / gaps / Math.LN2,
    };
  };
};
