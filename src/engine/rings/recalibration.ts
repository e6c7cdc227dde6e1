import type { EngineConfig } from '../config.ts';
import type { GroupFeatures } from './features.ts';
import { logistic, logOdds } from './score.ts';

/** A ring that somebody has decided on. */
export interface DecidedRing {
  /** As the ring's `features` in the result of its run. */
  readonly features: Readonly<Record<string, number>>;
  readonly confirmed: boolean;
}

/** Standard deviations of the priors: the odds may be wrong by a factor of e, and their scale by a quarter. */
const INTERCEPT_SD = 1;
const SLOPE_SD = 0.25;
/** More evidence never speaks against a ring, whatever was decided. */
const LEAST_SLOPE = 0.25;
const STEPS = 50;

/**
 * The score's weights in the light of decisions: log-odds become a + b × log-odds, where a and b are the most probable ones under
 * Gaussian priors around 0 and 1 (logistic regression, Platt 1999, with priors so that few decisions change little). Since the log-odds are
 * linear in the weights, the result is weights again. Where nothing was dismissed, or nothing confirmed, they stay as they are: from one
 * kind alone it would follow that everything is of it. Convex; Newton's method; O(decisions).
 */
export const recalibrated = (
  weights: EngineConfig['score'],
  decided: readonly DecidedRing[],
): EngineConfig['score'] => {
  const confirmed = decided.filter((ring) => ring.confirmed).length;
  if (confirmed === 0 || confirmed === decided.length) return weights;
  const odds = decided.map(({ features }) => logOdds(features as unknown as GroupFeatures, weights));
  let [a, b] = [0, 1];
  for (let step = 0; step < STEPS; step++) {
    // Gradient and Hessian of minus the log of the posterior.
    let [da, db] = [a / INTERCEPT_SD ** 2, (b - 1) / SLOPE_SD ** 2];
    let [aa, ab, bb] = [1 / INTERCEPT_SD ** 2, 0, 1 / SLOPE_SD ** 2];
    decided.forEach((ring, i) => {
      const p = logistic(a + b * odds[i]!);
      const [error, spread] = [p - Number(ring.confirmed), p * (1 - p)];
      da += error;
      db += error * odds[i]!;
      aa += spread;
      ab += spread * odds[i]!;
      bb += spread * odds[i]! ** 2;
    });
    const determinant = aa * bb - ab * ab;
    const [stepA, stepB] = [(bb * da - ab * db) / determinant, (aa * db - ab * da) / determinant];
    a -= stepA;
    b = Math.max(LEAST_SLOPE, b - stepB);
    if (Math.abs(stepA) + Math.abs(stepB) < 1e-9) break;
  }
  const scaled = Object.fromEntries(Object.entries(weights).map(([name, weight]) => [name, b * weight]));
  return { ...(scaled as EngineConfig['score']), intercept: a + b * weights.intercept };
};
