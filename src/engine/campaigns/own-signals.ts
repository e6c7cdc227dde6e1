import { degreeOf, type ObservationIndex } from '../input/observation-index.ts';
import { commonFrom } from '../rings/group-evidence.ts';
import type { ScoredRing } from '../rings/rings.ts';
import { bitSet, eachIn } from '../support/bit-set.ts';
import { growableUint32 } from '../support/growable.ts';
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
  const { signalType } = index;
  const isFirm = Uint8Array.from(index.familyOfType, (family) => Number(!weights.weakFamily[family]));
  // What one account alone shows is private whoever shows it, and common to no ring.
  const drawnFrom = Float64Array.from(index.typeAlone, (signals, type) => signals * isFirm[type]!);
  const several = bitSet(signalType.length);
  eachIn(index.several, (s) => {
    if (degreeOf(index, s) > 1 && isFirm[signalType[s]!] === 1) several.add(s);
  });
  const ringed = signalScratch(index);
  // By ring, one after another: what it shows of that, and how many of its members do.
  const [shown, shownBy, end] = [growableUint32(), growableUint32(), [0]];
  for (const { members } of rings) {
    for (const a of members)
      for (let row = index.accountStart[a]!; row < index.accountStart[a + 1]!; row++) {
        const s = index.rowSignal[row]!;
        if (several.has(s) && ringed[s]!++ === 0) shown.push(s);
      }
    for (const s of shown.view().subarray(end.at(-1)!)) {
      shownBy.push(ringed[s]!);
      ringed[s] = 0;
    }
    end.push(shown.length);
  }
  const [signals, members] = [shown.view(), shownBy.view()];
  for (let i = 0; i < signals.length; i++) ringed[signals[i]!]! += members[i]!;
  const isPrivate = (s: number): boolean => PRIVATE * (degreeOf(index, s) - ringed[s]! - 1) <= ringed[s]!;
  const ofRing = rings.map((ring, r) => {
    const least = commonFrom(ring.members.length);
    return signals
      .subarray(end[r]!, end[r + 1]!)
      .filter((s, i) => members[end[r]! + i]! >= least && isPrivate(s))
      .sort();
  });
  for (const s of signals) {
    if (ringed[s]! > 0 && isPrivate(s)) drawnFrom[signalType[s]!]!++;
    ringed[s] = 0;
  }
  return { ofRing, drawnFrom };
};
