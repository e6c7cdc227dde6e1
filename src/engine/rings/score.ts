import type { EngineConfig } from '../config.ts';
import { NEUTRAL_VOLUME } from './explanations.ts';
import type { GroupFeatures } from './features.ts';

/** Size at which size speaks neither for nor against a ring. */
const MIDDLING_SIZE = 12;

type Explanations = Pick<GroupFeatures, 'oneOwner' | 'occasion' | 'commonSource' | 'programme' | 'doubt'>;

const within = (low: number, value: number, high: number): number => Math.min(high, Math.max(low, value));

/** Share of what speaks for a ring that nothing innocent explains, and nobody doubts. */
export const unexplained = ({ oneOwner, occasion, commonSource, programme = 0, doubt = 0 }: Explanations): number =>
  (1 - oneOwner) * (1 - occasion) * (1 - commonSource) * (1 - programme) * (1 - doubt);

/**
 * Log-odds that a group is a ring: a weighted sum of bounded features, so that none of them decides alone. What one owner,
 * one occasion, one public source or one programme explains is no evidence: only the share that none of them explains counts. It takes all features
 * down alike, since a firm's card, its day of creation and its address are one fact and not three.
 */
export const logOdds = (features: GroupFeatures, weights: EngineConfig['score']): number => {
  const evidence =
    weights.burst * within(0, features.burst, 5) +
    weights.volume * features.used * within(0, features.volume - NEUTRAL_VOLUME, 4) +
    weights.synchrony * within(0, features.synchrony, 4) +
    weights.families * within(0, features.families, 4) +
    weights.corroboration * features.corroboration +
    weights.cohesion * features.cohesion +
    weights.evidence * within(0, features.evidence, 3);
  return (
    weights.intercept +
    weights.prevalence * (features.prevalence ?? 0) +
    unexplained(features) * evidence +
    weights.size * within(-3, Math.log2(features.size / MIDDLING_SIZE), 2)
  );
};

export const logistic = (odds: number): number => 1 / (1 + Math.exp(-odds));
