import type { Community } from './community.ts';

/** The hierarchy of the last run, in today's numbers, and whose links are other ones since. */
export interface KnownCommunities {
  /** Members in any order; accounts that are gone are missing. */
  readonly roots: readonly Community[];
  /** By account: 0 where it has the links it had; 2 where so much of their weight is other that it may belong elsewhere; 1 between. */
  readonly changed: Uint8Array;
  /** Least share of members of the latter kind from which on it is looked anew whether a community that was whole falls into parts. */
  readonly renewFrom: number;
}

/** The hierarchy under other numbers: `now` by account, `NONE` (2³² − 1) where it is gone. */
export const renumberedCommunities = (communities: readonly Community[], now: Uint32Array): Community[] =>
  communities.map((community) => ({
    ...community,
    members: community.members.map((a) => now[a]!).filter((a) => a !== 0xffffffff),
    parts: renumberedCommunities(community.parts, now),
  }));

/** Places of the members that may belong elsewhere now. */
export const restless = (members: Uint32Array, changed: Uint8Array): number[] => {
  const places: number[] = [];
  members.forEach((a, place) => {
    if (changed[a] === 2) places.push(place);
  });
  return places;
};

/** Whether a community is the known one, account by account, and nothing in it changed; then it need not be looked at. */
export const isUnchanged = (members: Uint32Array, known: Community, changed: Uint8Array): boolean =>
  members.length === known.members.length && members.every((a, i) => a === known.members[i] && changed[a] === 0);

/** By place in `members`: the place of the known part that the account was in, plus one; 0 where it was in none. */
export const partOf = (members: Uint32Array, parts: readonly Community[], scratch: Uint32Array): Uint32Array => {
  parts.forEach((part, place) => {
    for (const a of part.members) scratch[a] = place + 1;
  });
  const places = members.map((a) => scratch[a]!);
  for (const part of parts) for (const a of part.members) scratch[a] = 0;
  return places;
};

/** The known part that most of the members were in; absent where none holds more than half of them. */
export const ancestorOf = (
  members: Uint32Array,
  known: readonly Community[],
  placeOf: (account: number) => number,
): Community | undefined => {
  const shared = new Map<number, number>();
  for (const a of members) {
    const place = placeOf(a);
    if (place > 0) shared.set(place, (shared.get(place) ?? 0) + 1);
  }
  for (const [place, count] of shared) if (2 * count > members.length) return known[place - 1];
  return undefined;
};
