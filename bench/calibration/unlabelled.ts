import type { EngineConfig } from '../../src/engine/index.ts';
import { prevalenceAmong } from '../../src/engine/rings/prevalence.ts';
import { logistic } from '../../src/engine/rings/score.ts';

/** Log-odds of a run's candidates → probabilities, without any labels. */
export type Unlabelled = (odds: readonly number[]) => readonly number[];

const STEPS = 200;
const logit = (p: number): number => Math.log(p / (1 - p));
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** As a run has it: by the share of rings among its candidates that is most probable, under such a prior. */
export const byPrevalence =
  (prior: EngineConfig['prevalence']): Unlabelled =>
  (odds) => {
    const prevalence = prevalenceAmong(odds, prior);
    return odds.map((each) => logistic(each + prevalence));
  };

interface Class {
  mean: number;
  variance: number;
}

/** Two normal classes over the log-odds, with priors that are worth so many candidates each. Beyond the means nothing changes any more. */
export const twoClasses =
  (worth: number): Unlabelled =>
  (odds) => {
    const bounded = odds.map((each) => Math.min(10, Math.max(-14, each)));
    const before = [
      { mean: -7, variance: 9 },
      { mean: 4, variance: 9 },
    ] as const;
    const classes: [Class, Class] = [{ ...before[0] }, { ...before[1] }];
    let share = 0.1;
    const logDensity = ({ mean, variance }: Class, at: number): number =>
      -Math.log(variance) / 2 - (at - mean) ** 2 / 2 / variance;
    const posterior = (at: number): number =>
      logistic(logit(share) + logDensity(classes[1], at) - logDensity(classes[0], at));
    for (let step = 0; step < STEPS; step++) {
      const rings = bounded.map(posterior);
      share = (worth * 0.1 + sum(rings)) / (worth + bounded.length);
      classes.forEach((its, c) => {
        const weight = rings.map((p) => (c === 1 ? p : 1 - p));
        const total = worth + sum(weight);
        its.mean = (worth * before[c]!.mean + sum(bounded.map((at, i) => weight[i]! * at))) / total;
        its.variance =
          (worth * before[c]!.variance + sum(bounded.map((at, i) => weight[i]! * (at - its.mean) ** 2))) / total;
      });
    }
    return bounded.map((at) => posterior(Math.min(classes[1].mean, Math.max(classes[0].mean, at))));
  };
