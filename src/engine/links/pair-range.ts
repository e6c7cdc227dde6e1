import type { LinkPlan } from './link-plan.ts';
import type { PairEvidence } from './pair-evidence.ts';

/** Pairs of nodes of a plan that are to be weighed: node first[i] with each of other[start[i]] .. other[start[i + 1] − 1]. */
export interface PairsRange {
  readonly plan: LinkPlan;
  readonly first: Uint32Array;
  readonly start: Uint32Array;
  readonly other: Uint32Array;
}

/** By pair, in their order: its bits, 0 where they do not link it. */
export interface WeighedPairs {
  readonly bits: Float64Array;
}

/** Weighs the pairs of from ≤ i < to. O(degrees of the others). */
export const pairRange = (
  { first, start, other }: Omit<PairsRange, 'plan'>,
  from: number,
  to: number,
  pair: PairEvidence,
): WeighedPairs => {
  const bits = new Float64Array(start[to]! - start[from]!);
  let at = 0;
  for (let i = from; i < to; i++) {
    pair.from(first[i]!);
    for (let p = start[i]!; p < start[i + 1]!; p++) bits[at++] = pair.linkBits(other[p]!);
  }
  return { bits };
};
