import type { ObservationIndex } from '../input/observation-index.ts';
import type { GroupSignal } from './group-evidence.ts';

/** Which members of a group show which signals of its evidence, signal by signal. */
export interface Shown {
  /** Showings of the signal at place p of the evidence: start[p] .. start[p + 1), members ascending. */
  readonly start: Uint32Array;
  /** By showing: the member, by its place in the group, and the row of the index. */
  readonly member: Uint32Array;
  readonly row: Uint32Array;
}

/**
 * Asked once for a ring, so that its members, its sentence and each of its cells are told without walking through all rows of the
 * members again. O(rows of the members).
 */
export const showings = (
  index: ObservationIndex,
): ((members: Uint32Array, signals: readonly GroupSignal[]) => Shown) => {
  const { accountStart, rowSignal } = index;
  const placeOf = new Uint32Array(index.signalKeys.length); // 1 + place
  return (members, signals) => {
    for (let place = 0; place < signals.length; place++) placeOf[signals[place]!.signal] = place + 1;
    let rows = 0;
    for (const a of members) rows += accountStart[a + 1]! - accountStart[a]!;
    const placeAt = new Uint32Array(rows);
    const start = new Uint32Array(signals.length + 1);
    let at = 0;
    for (const a of members)
      for (let row = accountStart[a]!; row < accountStart[a + 1]!; row++) {
        const place = placeOf[rowSignal[row]!]!;
        placeAt[at++] = place;
        if (place > 0) start[place]!++;
      }
    for (const { signal } of signals) placeOf[signal] = 0;
    for (let place = 0; place < signals.length; place++) start[place + 1]! += start[place]!;
    const cursor = start.slice();
    const shown = { start, member: new Uint32Array(cursor.at(-1)!), row: new Uint32Array(cursor.at(-1)!) };
    at = 0;
    for (let m = 0; m < members.length; m++)
      for (let row = accountStart[members[m]!]!; row < accountStart[members[m]! + 1]!; row++) {
        const place = placeAt[at++]!;
        if (place === 0) continue;
        const to = cursor[place - 1]!++;
        shown.member[to] = m;
        shown.row[to] = row;
      }
    return shown;
  };
};
