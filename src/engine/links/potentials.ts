import { degreeOf, type ObservationIndex } from '../input/observation-index.ts';
import { familySum } from '../weights/family-sum.ts';
import type { Hubs } from '../weights/hubs.ts';
import type { Weights } from '../weights/weights.ts';

/** Synchrony at most doubles what a signal is worth; used as the bound when candidates are dropped unweighed. */
export const WITH_SYNCHRONY = 2;

/** Which accounts can be linked at all; each is looked at when it is first asked for. */
export interface Reach {
  isReachable(account: number): boolean;
  /** By account that was asked for: an upper bound of the bits that it can share with any other through hubs. */
  readonly hubBits: Float64Array;
}

/** An account can be linked when an upper bound of what it can share with any other reaches the bits of a link. O(its rows) an account. */
export const reachOf = (index: ObservationIndex, hubs: Hubs, weights: Weights): Reach => {
  const n = index.accountIds.length;
  const known = new Uint8Array(n); // 1: no, 2: yes
  const hubBits = new Float64Array(n);
  const [sum, hubSum] = [familySum(index, weights), familySum(index, weights)];
  // By signal, so that a row is one look and not three.
  const most = new Float64Array(index.signalKeys.length);
  const familyOf = new Uint8Array(index.signalKeys.length);
  for (let s = 0; s < most.length; s++) {
    most[s] = degreeOf(index, s) < 2 ? 0 : WITH_SYNCHRONY * weights.bits[s]!;
    familyOf[s] = index.familyOfType[index.signalType[s]!]!;
  }
  return {
    hubBits,
    isReachable(a) {
      if (known[a] !== 0) return known[a] === 2;
      sum.clear();
      hubSum.clear();
      for (let row = index.accountStart[a]!; row < index.accountStart[a + 1]!; row++) {
        const s = index.rowSignal[row]!;
        const bits = most[s]!;
        if (bits === 0) continue;
        sum.add(familyOf[s]!, bits);
        if (hubs.rankOf[s] !== 0) hubSum.add(familyOf[s]!, bits);
      }
      hubBits[a] = hubSum.total();
      const reaches = sum.firmProofs() > 0 && sum.total() >= weights.threshold;
      known[a] = reaches ? 2 : 1;
      return reaches;
    },
  };
};
