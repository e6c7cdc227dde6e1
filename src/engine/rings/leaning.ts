import type { ObservationIndex } from '../input/observation-index.ts';
import type { PreviousRing } from '../result.ts';

/** Which way the last run's rings lean a community: 1 to be reported whole, −1 in parts, 0 where they say nothing of it. */
export type Leaning = (members: Uint32Array) => -1 | 0 | 1;

/** A community is what a ring of the last run was when so much of either is in the other, and so much of what is in any ring. */
const MOST = 0.8;
const ALONE = 0.9;

/** O(accounts of the previous rings) once, O(members) each. */
export const leaningTo = (previous: readonly PreviousRing[], index: ObservationIndex): Leaning => {
  if (previous.length === 0) return () => 0;
  const placeOf = new Map(previous.flatMap(({ accounts }, place) => accounts.map((account) => [account, place + 1])));
  // Looked up when it is first asked for: most accounts are in no community.
  const known = new Uint32Array(index.accountIds.length); // 1 + the ring, 0 where it was not asked for
  const ringOf = (a: number): number => {
    if (known[a] === 0) known[a] = 1 + (placeOf.get(index.accountIds[a]!) ?? 0);
    return known[a]! - 1;
  };
  const inRing = new Uint32Array(previous.length + 1);
  return (members) => {
    for (const a of members) inRing[ringOf(a)]!++;
    const ringed = members.length - inRing[0]!;
    let [most, size] = [0, 0];
    for (const a of members) {
      const ring = ringOf(a);
      if (ring > 0 && inRing[ring]! > most) [most, size] = [inRing[ring]!, previous[ring - 1]!.accounts.length];
    }
    for (const a of members) inRing[ringOf(a)] = 0;
    if (most >= ALONE * ringed && most >= MOST * Math.max(members.length, size)) return 1;
    return most < ALONE * ringed && 2 * ringed >= members.length ? -1 : 0;
  };
};
