import type { ObservationIndex } from '../input/observation-index.ts';
import { bitsIn } from '../support/bit-set.ts';
import { familySum } from '../weights/family-sum.ts';
import type { Hubs } from '../weights/hubs.ts';
import type { Weights } from '../weights/weights.ts';

/** Synchrony at most doubles what a signal is worth; used as the bound when candidates are dropped unweighed. */
export const WITH_SYNCHRONY = 2;

/** Which accounts can be linked at all; each is looked at when it is first asked for. */
export interface Reach {
  isReachable(account: number): boolean;
  /** An upper bound of the bits that it can share with any other through hubs. O(its rows). */
  hubBits(account: number): number;
}

/** So many signals are added before it is asked whether they are enough: whoever can be linked mostly can by its first few. */
const ASKED_AFTER = 16;

/** An account can be linked when an upper bound of what it can share with any other reaches the bits of a link. O(its rows) an account. */
export const reachOf = (index: ObservationIndex, hubs: Hubs, weights: Weights): Reach => {
  const { accountStart, rowSignal } = index;
  const known = new Uint8Array(index.accountIds.length); // 1: no, 2: yes
  const sum = familySum(index, weights);
  // Signals of a single account have no bits, and whether it is one is told by a set that fits a core's cache.
  const several = bitsIn(index.several);
  const mostOf = (s: number): number => WITH_SYNCHRONY * weights.bits[s]!;
  const familyOf = (s: number): number => index.familyOfType[index.signalType[s]!]!;
  const isEnough = (): boolean => sum.firmProofs() > 0 && sum.total() >= weights.threshold;
  const canBeLinked = (a: number): boolean => {
    sum.clear();
    let added = 0;
    for (let row = accountStart[a]!; row < accountStart[a + 1]!; row++) {
      const s = rowSignal[row]!;
      if (!several.has(s) || weights.bits[s] === 0) continue;
      sum.add(familyOf(s), mostOf(s));
      if (++added % ASKED_AFTER === 0 && isEnough()) return true;
    }
    return isEnough();
  };
  return {
    isReachable(a) {
      if (known[a] === 0) known[a] = canBeLinked(a) ? 2 : 1;
      return known[a] === 2;
    },
    hubBits(a) {
      sum.clear();
      for (let row = accountStart[a]!; row < accountStart[a + 1]!; row++) {
        const s = rowSignal[row]!;
        if (hubs.rankOf(s) >= 0) sum.add(familyOf(s), mostOf(s));
      }
      return sum.total();
    },
  };
};
