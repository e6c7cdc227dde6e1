import type { Community } from '../../src/engine/communities/communities.ts';
import { runStages, wholeRun } from '../../src/engine/detect.ts';
import type { EngineConfig, ObservationColumns } from '../../src/engine/index.ts';
import { type GroupFeatures, groupDescriber } from '../../src/engine/rings/features.ts';
import { candidatesIn, prevalenceAmong } from '../../src/engine/rings/prevalence.ts';
import { logOdds } from '../../src/engine/rings/score.ts';
import { isTrueCluster, type Truth } from '../quality/metrics/truth.ts';

/** A group that a run had to decide on. */
export interface Candidate {
  /** With the run's prevalence. */
  readonly features: GroupFeatures;
  readonly odds: number;
  /** What the weights alone give. */
  readonly alone: number;
  /** At least half of it belongs to campaigns. */
  readonly real: boolean;
}

/** What a run decides on. (The run itself may report the parts of a candidate in its place.) */
export const candidatesOf = (columns: ObservationColumns, truth: Truth, config: EngineConfig): readonly Candidate[] => {
  const { index, weights, roots } = runStages(wholeRun(columns, config, {}), config, {}).products;
  const describe = groupDescriber(index, weights);
  const isReal = (members: Uint32Array): boolean =>
    isTrueCluster(
      Array.from(members, (a) => index.accountIds[a]!),
      truth,
    );
  const judge = (community: Community) => {
    const { features } = describe(community.members, community.cohesion);
    return { features, odds: logOdds(features, config.score), real: isReal(community.members) };
  };
  const judged = roots.flatMap((root) => candidatesIn(root, judge));
  const alone = judged.map(({ odds }) => odds);
  const prevalence = prevalenceAmong(alone, config.prevalence);
  return judged.map(({ features, odds, real }) => {
    const all = { ...features, prevalence };
    return { features: all, odds: logOdds(all, config.score), alone: odds, real };
  });
};
