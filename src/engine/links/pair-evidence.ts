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
  const { rowStart, rowSignal, rowTimes, signalType, activity, factor, rarity, weakFamily } = plan;
  const typeCount = plan.types.length;
  const familyOf = Uint8Array.from(plan.types, ({ family }) => family);
  const weak = Uint8Array.from(plan.types, ({ family }) => Number(weakFamily[family]));
  const behaviour = Uint8Array.from(plan.types, (type) => Number(type.behaviour));
  const strength = Float64Array.from(plan.types, (type) => type.strength);
  const strong = plan.types.map((type) => !type.behaviour && type.strength >= plan.rules.strongStrength);
  const synchrony = synchronyOf(plan);
  const sum = familySum(plan, plan);
  const occasions = occasionsOf();
  const closeRanks = plan.rules.closeRankShare * plan.dated;
  // What the first account's rows say is kept close together, since most of it is read for each of the others.
  const most = mostRows(rowStart);
  const placeOf = most < 0xffff ? new Uint16Array(signalType.length) : new Uint32Array(signalType.length); // 1 + place
  const ownType = new Uint8Array(most);
  const ownFactor = new Float64Array(most);
  const ownRarity = new Float64Array(most);
  const ownLoss = new Float64Array(most);
  let first = -1;
  let base = 0;

  return {
    from(node) {
      if (first >= 0) for (let row = rowStart[first]!; row < rowStart[first + 1]!; row++) placeOf[rowSignal[row]!] = 0;
      first = node;
      base = rowStart[node]!;
      const rows = rowStart[node + 1]! - base;
      for (let i = 0; i < rows; i++) {
        const s = rowSignal[base + i]!;
        placeOf[s] = i + 1;
        ownType[i] = signalType[s]!;
        ownFactor[i] = factor[s]!;
        ownRarity[i] = rarity[s]!;
        ownLoss[i] = activity[node * typeCount + signalType[s]!]!;
      }
    },
    linkBits(other) {
      sum.clear();
      let strongOne = false;
      let synchronous = false;
      const losses = other * typeCount;
      const end = rowStart[other + 1]!;
      for (let row = rowStart[other]!; row < end; row++) {
        const place = placeOf[rowSignal[row]!]!;
        if (place === 0) continue;
        const i = place - 1;
        const type = ownType[i]!;
        let bits = ownFactor[i]! * (ownRarity[i]! - (ownLoss[i]! + activity[losses + type]!));
        if (bits <= 0) continue;
        if (weak[type] === 0) {
          if (strong[type] && bits >= 1) strongOne = true;
          if ((rowTimes[base + i]! & rowTimes[row]!) !== 0) {
            const shared = synchrony(base + i, row);
            const surprise = shared.surprise * strength[type]!;
            if (surprise >= SYNCHRONOUS_BITS) synchronous = true;
            bits += Math.min(bits, surprise);
            if (behaviour[type] === 1 && shared.from >= 0 && shared.to - shared.from < OCCASION_WINDOWS) {
              occasions.add(familyOf[type]!, bits, shared.from, shared.to);
              continue;
            }
          }
        }
        sum.add(familyOf[type]!, bits);
      }
      occasions.settle(sum);
      if (sum.firmProofs() === 0) return 0;
      if (sum.proofs() < 2) {
        if (!strongOne) return 0;
        if (!synchronous && !createdClose(plan, first, other, closeRanks)) return 0;
      }
      const total = sum.total();
      return total >= plan.threshold ? total : 0;
    },
  };
};

const mostRows = (rowStart: Uint32Array): number => {
  let most = 0;
  for (let v = 0; v + 1 < rowStart.length; v++) most = Math.max(most, rowStart[v + 1]! - rowStart[v]!);
  return most;
};

/** Whether at most `ranks` accounts were created between the two; a crowd of one second is never close. */
const createdClose = ({ tieStart, tieEnd, dated }: LinkPlan, a: number, b: number, ranks: number): boolean => {
  if (tieStart[a] === dated || tieStart[b] === dated) return false;
  return Math.max(tieEnd[a]!, tieEnd[b]!) - Math.min(tieStart[a]!, tieStart[b]!) <= ranks;
};
