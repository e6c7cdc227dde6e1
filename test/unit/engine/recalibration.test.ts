import { describe, expect, it } from 'vitest';
import { engineConfig } from '../../../src/engine/config.ts';
import { type DecidedRing, recalibrated } from '../../../src/engine/index.ts';
import type { GroupFeatures } from '../../../src/engine/rings/features.ts';
import { logistic, logOdds } from '../../../src/engine/rings/score.ts';
import { randomStream } from '../../../src/engine/support/random.ts';

const weights = engineConfig.parse({}).score;
const SEEDS = [1, 2, 3, 4, 5];
const QUIET = {
  ...{ size: 12, cohesion: 0, bitsPerMember: 0, evidence: 0, families: 0, corroboration: 0, focus: 0 },
  ...{ oneOwner: 0, occasion: 0, commonSource: 0, burst: 0, burstZ: 0, volume: 0, used: 1, synchrony: 0 },
  ...{ youth: 0, exclusivity: 0, lockstep: 0, again: 0, agreement: 0, quickness: 0 },
} satisfies GroupFeatures;

/** Candidates of all strengths; each is a ring with the probability that `truth` gives it. */
const decisions = (seed: number, count: number, truth: typeof weights): readonly DecidedRing[] => {
  const random = randomStream(seed, 3);
  return Array.from({ length: count }, () => {
    const features = { ...QUIET, burst: 5 * random(), synchrony: 4 * random(), families: 3 * random() };
    return { features, confirmed: random() < logistic(logOdds(features, truth)) };
  });
};
const brier = (decided: readonly DecidedRing[], by: typeof weights): number =>
  decided.reduce(
    (sum, { features, confirmed }) => sum + (logistic(logOdds(features as never, by)) - Number(confirmed)) ** 2,
    0,
  ) / decided.length;

describe('weights in the light of decisions', () => {
  it('stay as they are without decisions, and with decisions of one kind alone', () => {
    expect(recalibrated(weights, [])).toBe(weights);
    const all = decisions(1, 60, weights);
    for (const kind of [true, false])
      expect(
        recalibrated(
          weights,
          all.filter(({ confirmed }) => confirmed === kind),
        ),
      ).toBe(weights);
  });

  it('come nearer to what is true where the intercept was wrong, by decisions that are not the ones they are judged by', () => {
    for (const seed of SEEDS)
      for (const off of [-2, 2]) {
        const wrong = { ...weights, intercept: weights.intercept + off };
        const further = decisions(seed + 100, 2000, weights);
        const mended = recalibrated(wrong, decisions(seed, 300, weights));
        expect(brier(further, mended), `seed ${seed}, off by ${off}`).toBeLessThan(brier(further, wrong));
        expect(brier(further, mended)).toBeLessThan(1.1 * brier(further, weights));
      }
  });

  it('change little by few decisions, and never let more evidence speak against a ring', () => {
    const strong = { ...QUIET, burst: 5, synchrony: 4, families: 3, corroboration: 1, cohesion: 1 };
    const two = recalibrated(weights, [
      { features: strong, confirmed: true },
      { features: QUIET, confirmed: false },
    ]);
    expect(Math.abs(two.intercept - weights.intercept)).toBeLessThan(0.1);
    const perverse = Array.from({ length: 200 }, (_, i) => ({
      features: i % 2 ? strong : QUIET,
      confirmed: i % 2 === 0,
    }));
    expect(recalibrated(weights, perverse).burst).toBeGreaterThan(0);
  });
});
