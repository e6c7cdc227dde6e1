import type { Community } from '../../src/engine/communities/communities.ts';
import { runStages, wholeRun } from '../../src/engine/detect.ts';
import type { EngineConfig, ObservationColumns } from '../../src/engine/index.ts';
import { type GroupFeatures, groupDescriber } from '../../src/engine/rings/features.ts';
import { logOdds } from '../../src/engine/rings/score.ts';
import { isTrueCluster, type Truth } from '../quality/metrics/truth.ts';

/** A group that a run had to decide on. */
export interface Candidate {
  readonly features: GroupFeatures;
  readonly odds: number;
  /** At least half of it belongs to campaigns. */
  readonly real: boolean;
}

/**
 * Of every branch of the hierarchy that has a community over one half its topmost ones, of every other branch its topmost community:
 * each account is in one candidate at most. (The run itself may report the parts of a candidate in its place.)
 */
export const candidatesOf = (columns: ObservationColumns, truth: Truth, config: EngineConfig): readonly Candidate[] => {
  const { index, weights, roots } = runStages(wholeRun(columns, config, {}), config, {}).products;
  const describe = groupDescriber(index, weights);
  const isReal = (members: Uint32Array): boolean =>
    isTrueCluster(
      Array.from(members, (a) => index.accountIds[a]!),
      truth,
    );
  /** A community, and the candidates of its branch that are over one half. */
  const over = (community: Community): { readonly own: Candidate; readonly found: readonly Candidate[] } => {
    const { features } = describe(community.members, community.cohesion);
    const own = { features, odds: logOdds(features, config.score), real: isReal(community.members) };
    if (own.odds >= 0) return { own, found: [own] };
    const parts = community.parts.map(over);
    if (parts.every(({ found }) => found.length === 0)) return { own, found: [] };
    return { own, found: parts.flatMap((part) => (part.found.length > 0 ? part.found : [part.own])) };
  };
  return roots.map(over).flatMap(({ own, found }) => (found.length > 0 ? found : [own]));
};
