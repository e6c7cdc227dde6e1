import { expect, it } from 'vitest';
import { calibrationOf } from '../../../src/bans/review/calibration.ts';
import { probabilityOf } from '../../../src/bans/review/collateral.ts';
import { engineConfig } from '../../../src/engine/config.ts';
import type { GroupFeatures } from '../../../src/engine/rings/features.ts';
import { recalibrated } from '../../../src/engine/rings/recalibration.ts';
import { logistic, logOdds } from '../../../src/engine/rings/score.ts';

const { score: weights } = engineConfig.parse({});
const features = (burst: number, size: number) => ({
  ...{ burst, volume: 2, used: 1, synchrony: 1, families: 2, corroboration: 0.5, cohesion: 0.6, evidence: 1, size },
  ...{ oneOwner: 0, occasion: 0, commonSource: 0 },
});

it('reads scores as the weights would that decisions give, and as they are without both kinds of decisions', () => {
  const decided = [3, 4, 5].map((burst) => ({ features: features(burst, 30), confirmed: true }));
  expect(calibrationOf(weights, decided)).toMatchObject({ basis: 'configured', confirmed: 3, intercept: 0, slope: 1 });
  const both = [...decided, { features: features(0.5, 6), confirmed: false }];
  const calibration = calibrationOf(weights, both);
  expect(calibration).toMatchObject({ basis: 'decisions', confirmed: 3, dismissed: 1 });
  const moved = recalibrated(weights, both);
  for (const ring of [features(1, 8), features(3, 40)]) {
    const asConfigured = logistic(logOdds(ring as unknown as GroupFeatures, weights));
    expect(probabilityOf(asConfigured, calibration)).toBeCloseTo(
      logistic(logOdds(ring as unknown as GroupFeatures, moved)),
      6,
    );
  }
});
