import type { EngineConfig } from '../config.ts';
import { NEUTRAL_VOLUME } from './explanations.ts';
import type { GroupFeatures } from './features.ts';

/** Size at which size speaks neither for nor against a ring. */
const MIDDLING_SIZE = 12;

const within = (low: number, value: number, high: number): number => Math.min(high, Math.max(low, value));

/**
 * Log-odds that a group is a ring: a weighted sum of bounded features, so that none of them decides alone. What one owner,
 * one occasion or one public source explains is no evidence: only the share that none of them explains counts. It takes all features
 * down alike, since a firm's card, its day of creation and its address are one fact and not three.
 */
export const logOdds = (features: GroupFeatures, weights: EngineConfig['score']): number => {
  const unexplained =
    (1 - features.oneOwner) * (1 - features.occasion) * (1 - features.commonSource) * (1 - (features.doubt ?? 0));
  const evidence =
    weights.burst * within(0, features.burst, 5) +
    weights.volume * features.used * within(0, features.volume - NEUTRAL_VOLUME, 4) +
    weights.synchrony * within(0, features.synchrony, 4) +
    weights.families * within(0, features.families, 4) +
    weights.corroboration * features.corroboration +
    weights.cohesion * features.cohesion +
    weights.evidence * within(0, features.evidence, 3);
  return (
    weights.intercept + unexplained * evidence + weights.size * within(-3, Math.log2(features.size / MIDDLING_SIZE), 2)
  );
};

/** Features of a group that nothing innocent explains. */
export const UNEXPLAINED: Pick<GroupFeatures, 'oneOwner' | 'occasion' | 'commonSource'> = {
  oneOwner: 0,
  occasion: 0,
  commonSource: 0,
};

export const logistic = (odds: number): number => 1 / (1 + Math.exp(-odds));
