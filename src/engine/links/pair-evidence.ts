import { synchronyOf } from '../behaviour/synchrony.ts';
import { familySum } from '../weights/family-sum.ts';
import type { LinkPlan } from './link-plan.ts';
import { OCCASION_WINDOWS, occasionsOf } from './occasions.ts';

/** A pair shares its windows or its time of creation from this many bits of surprise on. */
const SYNCHRONOUS_BITS = 2;

/** Weighs all that two accounts share, hubs included. Accounts are nodes of the plan. */
export interface PairEvidence {
  /** Makes `node` the first of the pairs that follow. */
  from(node: number): void;
  /** Bits of the pair when they link it, else 0. The same from either side. */
  linkBits(other: number): number;
}

/**
 * Bits of a pair: over shared signals factor × (rarity − activity of both), plus what sharing its windows adds (never
 * more than the signal's own bits; weak families get nothing for it), added up family by family. Behaviour shared on one
 * occasion only (a lesson, one post with its link and its tags) is one proof, its strongest. Links from the threshold on, given two independent
 * proofs of which one is firm, or one strong identifier and synchrony. O(degree of the other).
 */
export const pairEvidence = (plan: LinkPlan): PairEvidence => {
  const { rowStart, rowSignal, signalType, activity, factor, rarity, types, weakFamily } = plan;
  const typeCount = types.length;
  const synchrony = synchronyOf(plan);
  const sum = familySum(plan, plan);
  const occasions = occasionsOf();
  const rowOfSignal = new Uint32Array(signalType.length); // row + 1 of the first account
  const closeRanks = plan.rules.closeRankShare * plan.dated;
  let first = -1;

  return {
    from(node) {
      if (first >= 0)
        for (let row = rowStart[first]!; row < rowStart[first + 1]!; row++) rowOfSignal[rowSignal[row]!] = 0;
      first = node;
      for (let row = rowStart[node]!; row < rowStart[node + 1]!; row++) rowOfSignal[rowSignal[row]!] = row + 1;
    },
    linkBits(other) {
      sum.clear();
      let strong = false;
      let synchronous = false;
      const end = rowStart[other + 1]!;
      for (let row = rowStart[other]!; row < end; row++) {
        const s = rowSignal[row]!;
        const mine = rowOfSignal[s]!;
        if (mine === 0) continue;
        const type = signalType[s]!;
        const loss = activity[first * typeCount + type]! + activity[other * typeCount + type]!;
        let bits = factor[s]! * (rarity[s]! - loss);
        if (bits <= 0) continue;
        const { family, behaviour, strength } = types[type]!;
        if (!weakFamily[family]) {
          const shared = synchrony(mine - 1, row);
          const surprise = shared.surprise * strength;
          if (surprise >= SYNCHRONOUS_BITS) synchronous = true;
          if (!behaviour && strength >= plan.rules.strongStrength && bits >= 1) strong = true;
          bits += Math.min(bits, surprise);
          if (behaviour && shared.from >= 0 && shared.to - shared.from < OCCASION_WINDOWS) {
            occasions.add(family, bits, shared.from, shared.to);
            continue;
          }
        }
        sum.add(family, bits);
      }
      occasions.settle(sum);
      if (sum.firmProofs() === 0) return 0;
      if (sum.proofs() < 2) {
        if (!strong) return 0;
        if (!synchronous && !createdClose(plan, first, other, closeRanks)) return 0;
      }
      const total = sum.total();
      return total >= plan.threshold ? total : 0;
    },
  };
};

/** Whether at most `ranks` accounts were created between the two; a crowd of one second is never close. */
const createdClose = ({ tieStart, tieEnd, dated }: LinkPlan, a: number, b: number, ranks: number): boolean => {
  if (tieStart[a] === dated || tieStart[b] === dated) return false;
  return Math.max(tieEnd[a]!, tieEnd[b]!) - Math.min(tieStart[a]!, tieStart[b]!) <= ranks;
};
