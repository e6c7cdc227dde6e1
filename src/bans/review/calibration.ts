import type { EngineConfig } from '../../engine/config.ts';
import { type DecidedRing, recalibrated } from '../../engine/rings/recalibration.ts';
import type { Calibration } from './collateral.ts';

/**
 * How scores are read as probabilities: by what people have confirmed and dismissed, where there is some of both, else as they are. Scores
 * are somewhat too modest then (docs/engine.md, "Is it a probability?"), so an estimate errs on the side of more innocents.
 */
export const calibrationOf = (weights: EngineConfig['score'], decided: readonly DecidedRing[]): Calibration => {
  const confirmed = decided.filter((ring) => ring.confirmed).length;
  const dismissed = decided.length - confirmed;
  const counts = { confirmed, dismissed };
  const moved = recalibrated(weights, decided);
  const names = Object.keys(weights) as (keyof typeof weights)[];
  const telling = names.find((name) => name !== 'intercept' && weights[name] !== 0);
  if (moved === weights || telling === undefined) return { basis: 'configured', ...counts, intercept: 0, slope: 1 };
  // Log-odds became a + b × log-odds: b is what each weight was multiplied with, and a what the intercept moved beside.
  const slope = moved[telling] / weights[telling];
  return { basis: 'decisions', ...counts, intercept: moved.intercept - slope * weights.intercept, slope };
};
