import type { Decided } from './decided.ts';

/** What decisions say of groups of accounts, by their numbers. */
export interface Standing {
  /** Whether most of these accounts are of rings that were confirmed. */
  isConfirmed(members: Uint32Array): boolean;
  /** Whether these accounts are, but for a few, of one group that may act together. */
  isAllowed(members: Uint32Array): boolean;
}

/** Share of a ring that must be of one allowed group: with more that are not, it is another ring than the one that was looked at. */
const ALLOWED_SHARE = 0.8;
/** Share of a community that must be of confirmed rings: a confirmed account alone carries nobody. */
const CONFIRMED_SHARE = 0.5;

/** O(accounts decided on) once, then O(members) a question. */
export const standingOf = (
  accountIds: readonly string[],
  { groups, confirmed }: Pick<Decided, 'groups' | 'confirmed'>,
): Standing => {
  const wanted = new Set([...groups.flat(), ...confirmed.flat()]);
  const numberOf = new Map<string, number>();
  if (wanted.size > 0) for (const [number, id] of accountIds.entries()) if (wanted.has(id)) numberOf.set(id, number);
  const groupsOf = new Map<number, number[]>();
  groups.forEach((group, place) => {
    for (const id of new Set(group)) {
      const number = numberOf.get(id);
      if (number === undefined) continue;
      const known = groupsOf.get(number);
      if (known === undefined) groupsOf.set(number, [place]);
      else known.push(place);
    }
  });
  const seeds = new Set(confirmed.flat().map((id) => numberOf.get(id)));
  return {
    isConfirmed: (members) =>
      seeds.size > 0 &&
      members.reduce((sum, member) => sum + (seeds.has(member) ? 1 : 0), 0) >= CONFIRMED_SHARE * members.length,
    isAllowed(members) {
      if (groupsOf.size === 0) return false;
      const counts = new Map<number, number>();
      for (const member of members) {
        for (const group of groupsOf.get(member) ?? []) counts.set(group, (counts.get(group) ?? 0) + 1);
      }
      return Math.max(0, ...counts.values()) >= ALLOWED_SHARE * members.length;
    },
  };
};
