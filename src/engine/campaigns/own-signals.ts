import { degreeOf, type ObservationIndex } from '../input/observation-index.ts';
import { commonFrom } from '../rings/group-evidence.ts';
import type { ScoredRing } from '../rings/rings.ts';
import { signalScratch } from '../support/scratch.ts';
import type { Weights } from '../weights/weights.ts';

/**
 * A signal is private to the rings when so many times as many of its accounts are in rings as outside; one outsider is let pass in any
 * case. What rings and public libraries share is far from it, also where it is mostly rings that use it; what is let pass are
 * members that were missed.
 */
const PRIVATE = 32;

/** What rings have that hardly anybody else has. */
export interface OwnSignals {
  /**
   * By ring: private signals that at least one member in twenty shows (two at least), ascending. None of the weak families: addresses are
   * rented, and neighbours in a data centre are no accomplices.
   */
  readonly ofRing: readonly Uint32Array[];
  /** By type: how many signals there are that one party alone shows: private ones, and those of a single account. */
  readonly drawnFrom: Float64Array;
}

/** O(rows of the members + signals). */
export const ownSignals = (
  rings: readonly Pick<ScoredRing, 'members'>[],
  index: ObservationIndex,
  weights: Pick<Weights, 'weakFamily'>,
): OwnSignals => {
  const ringed = new Uint32Array(index.signalKeys.length);
  const inside = signalScratch(index);
  const common = rings.map(({ members }) => {
    const shown: number[] = [];
    for (const a of members)
      for (let row = index.accountStart[a]!; row < index.accountStart[a + 1]!; row++) {
        const s = index.rowSignal[row]!;
        // What one account alone shows is private whoever shows it, and common to no ring.
        if (degreeOf(index, s) < 2) continue;
        if (inside[s]!++ === 0) shown.push(s);
      }
    const least = commonFrom(members.length);
    const kept = shown.filter((s) => inside[s]! >= least);
    for (const s of shown) {
      ringed[s]! += inside[s]!;
      inside[s] = 0;
    }
    return kept;
  });
  const isFirm = Uint8Array.from(index.familyOfType, (family) => Number(!weights.weakFamily[family]));
  const isPrivate = (s: number): boolean => {
    const degree = degreeOf(index, s);
    // After increments there are signals that nobody shows any more.
    return degree > 0 && isFirm[index.signalType[s]!] === 1 && PRIVATE * (degree - ringed[s]! - 1) <= ringed[s]!;
  };
  const drawnFrom = new Float64Array(index.types.length);
  for (let s = 0; s < ringed.length; s++) if (isPrivate(s)) drawnFrom[index.signalType[s]!]!++;
  return { ofRing: common.map((signals) => Uint32Array.from(signals.filter(isPrivate)).sort()), drawnFrom };
};
