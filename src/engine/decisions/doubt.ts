import type { EngineConfig } from '../config.ts';
import type { ObservationIndex } from '../input/observation-index.ts';
import type { ScoredRing } from '../rings/rings.ts';
import { logistic, logOdds } from '../rings/score.ts';
import { familySum } from '../weights/family-sum.ts';
import type { Weights } from '../weights/weights.ts';
import type { Decided } from './decided.ts';

export interface Doubted {
  readonly rings: readonly ScoredRing[];
  /** Doubted signals that are evidence of some ring, rings that count less for it, and those that are not reported any more. */
  readonly counters: { readonly doubted: number; readonly ringsDoubted: number; readonly ringsDropped: number };
}

/**
 * Takes off rings what people doubt of their evidence. Which accounts a ring has is decided before, with the whole evidence: so a doubt can lower a
 * score or a strength, or keep a ring from being reported, and never raise one or bring somebody into a ring, whatever the factors. A ring's evidence counts by
 * the share of its members' bits that stands; `isConfirmed` says which rings are reported whatever their score. O(rows of the members of rings
 * that have a doubted signal).
 */
export const doubtRings = (
  rings: readonly ScoredRing[],
  index: ObservationIndex,
  weights: Weights,
  config: EngineConfig,
  doubted: Decided['doubted'],
  isConfirmed: (members: Uint32Array) => boolean,
): Doubted => {
  const factors = new Map(doubted.map(({ signal, factor }) => [signal, Math.min(1, Math.max(0, factor))]));
  const standing = new Float64Array(index.signalKeys.length).fill(1);
  for (const [signal, key] of index.signalKeys.entries()) standing[signal] = factors.get(key) ?? 1;
  const inside = new Uint8Array(index.signalKeys.length);
  const [whole, left] = [familySum(index, weights), familySum(index, weights)];
  const met = new Set<number>();
  let ringsDoubted = 0;

  const lessOf = (account: number): number => {
    whole.clear();
    left.clear();
    for (let row = index.accountStart[account]!; row < index.accountStart[account + 1]!; row++) {
      const signal = index.rowSignal[row]!;
      if (inside[signal] === 0) continue;
      const family = index.familyOfType[index.signalType[signal]!]!;
      whole.add(family, weights.bits[signal]!);
      left.add(family, weights.bits[signal]! * standing[signal]!);
    }
    return Math.max(0, whole.total() - left.total());
  };
  const lowered = (ring: ScoredRing): ScoredRing => {
    const { signals, bits: before } = ring.evidence;
    const doubtedOnes = signals.filter(({ signal }) => standing[signal]! < 1);
    if (doubtedOnes.length === 0) return ring;
    ringsDoubted++;
    for (const { signal } of doubtedOnes) met.add(signal);
    for (const { signal } of signals) inside[signal] = 1;
    const bits = before.map((own, i) => Math.max(0, own - lessOf(ring.members[i]!)));
    for (const { signal } of signals) inside[signal] = 0;
    const total = before.reduce((sum, own) => sum + own, 0);
    const doubt = total === 0 ? 0 : Math.max(0, 1 - bits.reduce((sum, own) => sum + own, 0) / total);
    const features = { ...ring.features, doubt };
    const score = Math.min(ring.score, logistic(logOdds(features, config.score)));
    return { ...ring, evidence: { signals, bits }, features, score };
  };
  const kept = rings.map(lowered).filter((ring, i) => {
    const fell = ring.score < rings[i]!.score && ring.score < config.minScore;
    return !fell || isConfirmed(ring.members);
  });
  return { rings: kept, counters: { doubted: met.size, ringsDoubted, ringsDropped: rings.length - kept.length } };
};
