import type { ObservationIndex } from '../input/observation-index.ts';
import { bitSet } from '../support/bit-set.ts';
import { signalScratch } from '../support/scratch.ts';
import type { GroupSignal } from './group-evidence.ts';

/** Which members of a group show which signals of its evidence, signal by signal. */
export interface Shown {
  /** Showings of the signal at place p of the evidence: start[p] .. start[p + 1), members ascending. */
  readonly start: Uint32Array;
  /** By showing: the member, by its place in the group. */
  readonly member: Uint32Array;
  /** By place of the evidence: first and last time that a member showed it. */
  readonly first: Float64Array;
  readonly last: Float64Array;
}

/** What each member shows, member by member. */
interface ShownByMember {
  /** Places of the evidence that member m shows: place[start[m] .. start[m + 1]). */
  readonly start: Uint32Array;
  readonly place: Uint32Array;
}

/**
 * The same by member, of the places of `order` alone and in that order: counted first and then laid down side by side, a fifth of the time
 * of a list for each member that grows.
 */
export const shownByMember = ({ start, member }: Shown, members: number, order: readonly number[]): ShownByMember => {
  const starts = new Uint32Array(members + 1);
  for (const place of order) for (let i = start[place]!; i < start[place + 1]!; i++) starts[member[i]! + 1]!++;
  for (let m = 0; m < members; m++) starts[m + 1]! += starts[m]!;
  const cursor = starts.slice(0, members);
  const places = new Uint32Array(starts[members]!);
  for (const place of order)
    for (let i = start[place]!; i < start[place + 1]!; i++) places[cursor[member[i]!]!++] = place;
  return { start: starts, place: places };
};

/**
 * Asked once for a ring, so that its members, its sentence and each of its cells are told without walking through all rows of the
 * members again. O(rows of the members).
 */
export const showings = (
  index: ObservationIndex,
): ((members: Uint32Array, signals: readonly GroupSignal[]) => Shown) => {
  const { accountStart, rowSignal, first, last } = index;
  const placeOf = signalScratch(index); // 1 + place
  const evidence = bitSet(placeOf.length);
  return (members, signals) => {
    signals.forEach(({ signal }, place) => {
      placeOf[signal] = place + 1;
      evidence.add(signal);
    });
    let rows = 0;
    for (const a of members) rows += accountStart[a + 1]! - accountStart[a]!;
    const placeAt = new Uint32Array(rows);
    const start = new Uint32Array(signals.length + 1);
    let at = 0;
    for (const a of members)
      for (let row = accountStart[a]!; row < accountStart[a + 1]!; row++) {
        const signal = rowSignal[row]!;
        const place = evidence.has(signal) ? placeOf[signal]! : 0;
        placeAt[at++] = place;
        if (place > 0) start[place]!++;
      }
    for (const { signal } of signals) {
      placeOf[signal] = 0;
      evidence.remove(signal);
    }
    for (let place = 0; place < signals.length; place++) start[place + 1]! += start[place]!;
    const cursor = start.slice();
    const shown = {
      start,
      member: new Uint32Array(cursor.at(-1)!),
      first: new Float64Array(signals.length).fill(Number.POSITIVE_INFINITY),
      last: new Float64Array(signals.length).fill(Number.NEGATIVE_INFINITY),
    };
    at = 0;
    for (let m = 0; m < members.length; m++)
      for (let row = accountStart[members[m]!]!; row < accountStart[members[m]! + 1]!; row++) {
        const place = placeAt[at++]!;
        if (place === 0) continue;
        shown.member[cursor[place - 1]!++] = m;
        if (first[row]! < shown.first[place - 1]!) shown.first[place - 1] = first[row]!;
        if (last[row]! > shown.last[place - 1]!) shown.last[place - 1] = last[row]!;
      }
    return shown;
  };
};
