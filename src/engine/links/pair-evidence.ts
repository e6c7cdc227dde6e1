import { synchronyOf } from '../behaviour/synchrony.ts';
import type { EngineConfig } from '../config.ts';
import type { ObservationIndex } from '../input/observation-index.ts';
import { familySum } from '../weights/family-sum.ts';
import type { Weights } from '../weights/weights.ts';
import { OCCASION_WINDOWS, occasionsOf } from './occasions.ts';

/** A pair shares its windows or its time of creation from this many bits of surprise on. */
const SYNCHRONOUS_BITS = 2;

/** Weighs all that two accounts share, hubs included. */
export interface PairEvidence {
  /** Makes `account` the first of the pairs that follow. */
  from(account: number): void;
  /** Bits of the pair when they link it, else 0. */
  linkBits(other: number): number;
}

/**
 * Bits of a pair: over shared signals factor × (rarity − activity of both), plus what sharing its windows adds (never
 * more than the signal's own bits; weak families get nothing for it), added up family by family. Behaviour shared on one
 * occasion only (a lesson, one post with its link and its tags) is one proof, its strongest. Links from the threshold on, given two independent
 * proofs of which one is firm, or one strong identifier and synchrony. O(degree of the other).
 */
export const pairEvidence = (index: ObservationIndex, weights: Weights, config: EngineConfig): PairEvidence => {
  const typeCount = index.types.length;
  const synchrony = synchronyOf(index);
  const sum = familySum(index, weights);
  const occasions = occasionsOf();
  const rowOfSignal = new Uint32Array(index.signalKeys.length); // row + 1 of the first account
  const closeRanks = config.closeRankShare * index.dated;
  let first = -1;

  return {
    from(account) {
      if (first >= 0)
        for (let row = index.accountStart[first]!; row < index.accountStart[first + 1]!; row++)
          rowOfSignal[index.rowSignal[row]!] = 0;
      first = account;
      for (let row = index.accountStart[account]!; row < index.accountStart[account + 1]!; row++)
        rowOfSignal[index.rowSignal[row]!] = row + 1;
    },
    linkBits(other) {
      sum.clear();
      let strong = false;
      let synchronous = false;
      const needed = weights.threshold;
      for (let row = index.accountStart[other]!; row < index.accountStart[other + 1]!; row++) {
        const s = index.rowSignal[row]!;
        const mine = rowOfSignal[s]!;
        if (mine === 0) continue;
        const type = index.signalType[s]!;
        const loss = weights.activity[first * typeCount + type]! + weights.activity[other * typeCount + type]!;
        let bits = weights.factor[s]! * (weights.rarity[s]! - loss);
        if (bits <= 0) continue;
        const family = index.familyOfType[type]!;
        if (!weights.weakFamily[family]) {
          const { kind, strength } = index.types[type]!;
          const shared = synchrony(mine - 1, row);
          const surprise = shared.surprise * strength;
          if (surprise >= SYNCHRONOUS_BITS) synchronous = true;
          if (kind === 'identifier' && strength >= config.strongStrength && bits >= 1) strong = true;
          bits += Math.min(bits, surprise);
          if (kind === 'behaviour' && shared.from >= 0 && shared.to - shared.from < OCCASION_WINDOWS) {
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
        if (!synchronous && !createdClose(index, first, other, closeRanks)) return 0;
      }
      const total = sum.total();
      return total >= needed ? total : 0;
    },
  };
};

/** Whether at most `ranks` accounts were created between the two; a crowd of one second is never close. */
const createdClose = (index: ObservationIndex, a: number, b: number, ranks: number): boolean => {
  if (a >= index.dated || b >= index.dated) return false;
  const [early, late] = a < b ? [a, b] : [b, a];
  return index.tieEnd[late]! - index.tieStart[early]! <= ranks;
};
