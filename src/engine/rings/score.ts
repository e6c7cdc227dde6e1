import type { EngineConfig } from '../config.ts';
import type { GroupFeatures } from './features.ts';

/** Size at which size speaks neither for nor against a ring. */
const MIDDLING_SIZE = 12;

const within = (low: number, value: number, high: number): number => Math.min(high, Math.max(low, value));

/** Log-odds that a group is a ring: a weighted sum of bounded features, so that none of them decides alone. */
export const logOdds = (features: GroupFeatures, weights: EngineConfig['score']): number =>
  weights.intercept +
  weights.burst * within(0, features.burst, 5) +
  weights.families * within(0, features.families, 4) +
  weights.corroboration * features.corroboration +
  weights.cohesion * features.cohesion +
  weights.evidence * within(0, features.evidence, 3) +
  weights.synchrony * within(0, features.synchrony, 4) +
  weights.occasion * features.occasion +
  weights.oneOwner * features.oneOwner +
  weights.size * within(-3, Math.log2(features.size / MIDDLING_SIZE), 2);

export const logistic = (odds: number): number => 1 / (1 + Math.exp(-odds));
