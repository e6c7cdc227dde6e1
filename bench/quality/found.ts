import type { DetectionResult, Ring } from '../../src/engine/index.ts';
import type { Scored } from './metrics/calibration.ts';
import { type Clusters, isTrueCluster, type Truth } from './metrics/truth.ts';

/** Members of each reported ring; an account that is in several counts for the first, which has the highest score. */
export const ringClusters = (
  rings: readonly { readonly members: readonly { readonly account: string }[] }[],
): Clusters => {
  const taken = new Set<string>();
  return rings.map(({ members }) =>
    members.flatMap(({ account }) => {
      if (taken.has(account)) return [];
      taken.add(account);
      return [account];
    }),
  );
};

/** What is reported as one: the accounts of a campaign's rings together, and each ring that is in no campaign. */
export const campaignUnits = ({ rings, campaigns }: Pick<DetectionResult, 'rings' | 'campaigns'>): Clusters => {
  const campaignOf = new Map(campaigns.flatMap(({ id, rings: its }) => its.map((ring) => [ring, id] as const)));
  const units = new Map<string, string[]>();
  for (const [i, cluster] of ringClusters(rings).entries()) {
    const { id } = rings[i]!;
    const unit = campaignOf.get(id) ?? id;
    units.set(unit, [...(units.get(unit) ?? []), ...cluster]);
  }
  return [...units.values()];
};

/** Each reported ring's score, and whether it is one. */
export const scoredRings = (rings: readonly Ring[], truth: Truth): readonly Scored[] =>
  rings.map(({ score, members }) => ({
    score,
    real: isTrueCluster(
      members.map(({ account }) => account),
      truth,
    ),
  }));

/** A member belongs to the core where its evidence reaches what links two accounts: its strength is a half there. */
const CORE_STRENGTH = 0.5;

/** Innocents whose signals a campaign shares on purpose, and how many of them are in rings. Null where there are none. */
export const framedVictims = (rings: readonly Ring[], truth: Truth) => {
  let victims = 0;
  for (const { framedBy } of truth.values()) if (framedBy !== undefined) victims++;
  if (victims === 0) return null;
  const flagged = rings
    .flatMap(({ members }) => members)
    .filter(({ account }) => truth.get(account)?.framedBy !== undefined);
  const core = flagged.filter(({ strength }) => strength >= CORE_STRENGTH).length;
  return { victims, core, fringe: flagged.length - core };
};

/**
 * What became of the accounts that were in rings: shares that are still in the ring of the same id, in another, and in none. Null
 * where nobody was.
 */
export const ringIdsKept = (before: readonly Ring[], after: readonly Ring[]) => {
  const now = new Map(after.flatMap(({ id, members }) => members.map(({ account }) => [account, id] as const)));
  const was = before.flatMap(({ id, members }) => members.map(({ account }) => ({ account, id })));
  if (was.length === 0) return null;
  const kept = was.filter(({ account, id }) => now.get(account) === id).length;
  const left = was.filter(({ account }) => !now.has(account)).length;
  const of = (count: number): number => count / was.length;
  return { kept: of(kept), moved: of(was.length - kept - left), left: of(left) };
};
