import type { LinkGraph } from '../links/link-graph.ts';
import { NONE } from '../support/none.ts';
import type { Community } from './community.ts';
import { BEFORE_LOOKING_BACK, type InnerLinks, type Inside, innerLinksOf, noLinks, numbered } from './inside.ts';

/** The hierarchy of the last run, in today's numbers, and whose links are other ones since. */
export interface KnownCommunities {
  /** Members in any order; accounts that are gone are missing. */
  readonly roots: readonly Community[];
  /** By account: 0 where it has the links it had; 2 where so much of their weight is other that it may belong elsewhere; 1 between. */
  readonly changed: Uint8Array;
  /** By account: 1 where any of its links, or what one of them weighs, may be another one. */
  readonly touched: Uint8Array;
  /** Least share of members of the latter kind from which on it is looked anew whether a community that was whole falls into parts. */
  readonly renewFrom: number;
}

/** The hierarchy under other numbers: `now` by account, `NONE` (2³² − 1) where it is gone. Accounts that stay keep their order. */
export const renumberedCommunities = (communities: readonly Community[], now: Uint32Array): Community[] =>
  communities.map((community) => {
    const members = community.members.map((a) => now[a]!);
    const parts = renumberedCommunities(community.parts, now);
    if (!members.includes(NONE)) return { ...community, members, parts };
    const stays = (_: number, place: number): boolean => members[place] !== NONE;
    const { degrees, strength, linked } = community;
    const figures = { degrees: degrees.filter(stays), strength: strength.filter(stays), linked: linked.filter(stays) };
    return { ...community, ...figures, members: members.filter(stays), parts };
  });

/** Places of the members that may belong elsewhere now. */
export const restless = (members: Uint32Array, changed: Uint8Array): number[] => {
  const places: number[] = [];
  members.forEach((a, place) => {
    if (changed[a] === 2) places.push(place);
  });
  return places;
};

/** Whether a community is the known one, account by account, and no link in it may be another one; then it need not be looked at. */
export const isUnchanged = (members: Uint32Array, known: Community, { touched }: KnownCommunities): boolean =>
  members.length === known.members.length && members.every((a, i) => a === known.members[i] && touched[a] === 0);

/**
 * What the links of a community come to, of which it was known what they came to. Walked through are those of members that are touched,
 * that came, or that are linked with one that came or went; all others have the very figures that they had.
 */
export const innerLinksSince = (inside: Inside, before: Community, { touched }: KnownCommunities): InnerLinks => {
  const { graph, members, placeOf } = inside;
  const figures = noLinks(members.length);
  const asked = members.map((a) => touched[a]!);
  const askPartners = (a: number): void => {
    for (let e = graph.start[a]!; e < graph.start[a + 1]!; e++) {
      const place = placeOf[graph.neighbour[e]!]!;
      if (place >= 0) asked[place] = 1;
    }
  };
  let then = 0;
  members.forEach((a, place) => {
    while (then < before.members.length && before.members[then]! < a) askPartners(before.members[then++]!);
    if (before.members[then] !== a) {
      asked[place] = 1;
      askPartners(a);
      return;
    }
    figures.degrees[place] = before.degrees[then]!;
    figures.strength[place] = before.strength[then]!;
    figures.linked[place] = before.linked[then++]!;
  });
  while (then < before.members.length) askPartners(before.members[then++]!);
  return innerLinksOf(inside, figures, (place) => asked[place] === 1);
};

/** Labels, each the place of a known part, of which all are members of that part, all of it, and none is touched: it is connected still. */
export const untouchedLabels = (
  members: Uint32Array,
  labels: Uint32Array,
  { parts }: Community,
  { touched }: KnownCommunities,
): ((label: number) => boolean) => {
  const left = parts.map((part) => part.members.length);
  const next = new Uint32Array(parts.length);
  members.forEach((a, place) => {
    const label = labels[place]!;
    const part = parts[label];
    if (part === undefined) return;
    if (touched[a] === 0 && part.members[next[label]!] === a) left[label]!--;
    else left[label] = Number.POSITIVE_INFINITY;
    next[label]!++;
  });
  return (label) => left[label] === 0;
};

/** By place in `members`: the place of the known part that the account was in, plus one; 0 where it was in none. */
export const partOf = (members: Uint32Array, parts: readonly Community[], scratch: Uint32Array): Uint32Array => {
  mark(parts, scratch);
  const places = members.map((a) => scratch[a]!);
  unmark(parts, scratch);
  return places;
};

/** By group of accounts: the known part that most of it was in; absent where none holds more than half of it. `scratch` by account, all 0. */
export const ancestorsOf = (
  groups: readonly Uint32Array[],
  known: readonly Community[],
  scratch: Uint32Array,
): readonly (Community | undefined)[] => {
  const shared = new Uint32Array(known.length + 1);
  mark(known, scratch);
  const ancestors = groups.map((members) => {
    for (const a of members) shared[scratch[a]!]!++;
    const most = members.find((a) => scratch[a]! > 0 && 2 * shared[scratch[a]!]! > members.length);
    for (const a of members) shared[scratch[a]!] = 0;
    return most === undefined ? undefined : known[scratch[most]! - 1];
  });
  unmark(known, scratch);
  return ancestors;
};

/** By account: 1 + the place of the part that it is in. */
const mark = (parts: readonly Community[], scratch: Uint32Array): void =>
  parts.forEach(({ members }, place) => {
    for (const a of members) scratch[a] = place + 1;
  });

const unmark = (parts: readonly Community[], scratch: Uint32Array): void => {
  for (const { members } of parts) for (const a of members) scratch[a] = 0;
};

/**
 * Connected components, as `componentsOf` has them, of a graph of which components were known. Whoever has the links that it had leads to
 * its component of then alone, so it is not looked at when all of that were met; the last ones of that are looked back from.
 */
export const componentsSince = (graph: LinkGraph, { roots, changed }: KnownCommunities): Uint32Array[] => {
  const rootOf = new Uint32Array(graph.nodes); // 1 + the known component
  mark(roots, rootOf);
  const left = new Uint32Array(roots.length + 1);
  for (let a = 0; a < rootOf.length; a++) left[rootOf[a]!]!++;
  left[0] = graph.nodes + 1; // never all of them
  const expanded = new Uint32Array(roots.length + 1);
  const numberOf = new Int32Array(graph.nodes).fill(-1);
  const sizes: number[] = [];
  const stack: number[] = [];
  const search = (first: number): void => {
    const number = sizes.push(0) - 1;
    const meet = (a: number): void => {
      numberOf[a] = number;
      sizes[number]!++;
      left[rootOf[a]!]!--;
      stack.push(a);
    };
    /** Meets who of a known component was not met yet and has a link to one who was. */
    const lookBack = (root: number): void => {
      for (const a of roots[root - 1]!.members) {
        if (numberOf[a]! >= 0) continue;
        for (let e = graph.start[a]!; e < graph.start[a + 1]!; e++) {
          if (numberOf[graph.neighbour[e]!] !== number) continue;
          meet(a);
          break;
        }
      }
    };
    meet(first);
    for (let a = stack.pop(); a !== undefined; a = stack.pop()) {
      const root = rootOf[a]!;
      if (changed[a] === 0 && left[root] === 0) continue;
      if (root > 0 && expanded[root]!++ === BEFORE_LOOKING_BACK) lookBack(root);
      for (let e = graph.start[a]!; e < graph.start[a + 1]!; e++)
        if (numberOf[graph.neighbour[e]!]! < 0) meet(graph.neighbour[e]!);
    }
  };
  // A function of its own, or each of a million nodes gets a scope for what is searched with from it.
  for (let first = 0; first < graph.nodes; first++)
    if (numberOf[first]! < 0 && graph.start[first] !== graph.start[first + 1]) search(first);
  return numbered(numberOf, sizes);
};
