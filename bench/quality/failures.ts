import type { Ring } from '../../src/engine/index.ts';
import { byGroup, isPositive, isTrueCluster, sizesOf, type Truth } from './metrics/truth.ts';

/** Rings told of each kind of failure, the largest first. */
const TOLD = 40;
/** A true ring of which less is in its largest part is told. */
const WHOLE = 0.8;

/** What went wrong, ring by ring, for whoever wants to know why: reported rings of innocents, and true ones missed or in parts. */
export const failuresOf = (rings: readonly Ring[], truth: Truth) => ({
  falseRings: rings
    .filter(({ members }) => !isTrueCluster(accountsOf(members), truth))
    .sort((a, b) => b.members.length - a.members.length)
    .slice(0, TOLD)
    .map(({ score, members, features, summary }) => ({ kinds: kindsOf(members, truth), score, summary, features })),
  trueRings: partsOf(rings, truth)
    .filter(({ size, parts }) => (parts[0] ?? 0) < WHOLE * size)
    .sort((a, b) => b.size - a.size || (a.group < b.group ? -1 : 1))
    .slice(0, TOLD),
});

type Members = Ring['members'];

const accountsOf = (members: Members): readonly string[] => members.map(({ account }) => account);

/** Members by kind: the decoy, `ordinary`, or the true ring. */
const kindsOf = (members: Members, truth: Truth): Readonly<Record<string, number>> => {
  const kinds: Record<string, number> = {};
  for (const { account } of members) {
    const row = truth.get(account);
    const kind = isPositive(row) ? row.group : (row?.decoy ?? 'ordinary');
    kinds[kind] = (kinds[kind] ?? 0) + 1;
  }
  return kinds;
};

/** Each true ring with how many of its accounts each reported ring has, the most first. */
const partsOf = (rings: readonly Ring[], truth: Truth) => {
  const parts = new Map<string, number[]>();
  for (const { members } of rings)
    for (const [kind, count] of Object.entries(kindsOf(members, truth)))
      parts.set(kind, [...(parts.get(kind) ?? []), count]);
  return [...sizesOf(truth, byGroup)].map(([group, size]) => {
    const its = (parts.get(group) ?? []).sort((a, b) => b - a);
    const flagged = its.reduce((sum, count) => sum + count, 0);
    return { group, size, flagged, parts: its.slice(0, 12) };
  });
};
