/**
 * Is a score a probability? `npm run bench:calibration [-- --populations careful,hydra --seeds 1,2 --scale .2]`
 *
 * All that runs over populations of docs/quality.md had to decide on, reported or not: scores against the truth, by log-odds; what
 * estimates without labels make of them; and what decisions on one seed's candidates make of the others'. Seeds of development, not
 * those by which quality is reported.
 */
import { parseArgs } from 'node:util';
import { engineConfig, recalibrated } from '../src/engine/index.ts';
import { logistic, logOdds } from '../src/engine/rings/score.ts';
import { type Candidate, candidatesOf } from './calibration/candidates.ts';
import { byPrevalence, twoClasses, type Unlabelled } from './calibration/unlabelled.ts';
import { brier, calibrationError, type Scored } from './quality/metrics/calibration.ts';
import { report } from './support/report.ts';
import { simulatedPopulation } from './support/simulated-population.ts';

const { values } = parseArgs({
  options: {
    populations: { type: 'string', default: 'ordinary-100k,lazy-mid,careful,hydra,camouflage,framing' },
    seeds: { type: 'string', default: '1,2' },
    scale: { type: 'string', default: '1' },
  },
});
const config = engineConfig.parse({});

/** Candidates whose score reaches this are decided on, where decisions are played. */
const DECIDED = 0.1;
const BINS = [Number.NEGATIVE_INFINITY, -4, -2, -1, 0, 1, 2, Number.POSITIVE_INFINITY];

const runs: { readonly seed: string; readonly candidates: readonly Candidate[] }[] = [];
for (const seed of values.seeds.split(','))
  for (const name of values.populations.split(',')) {
    const { columns, truth } = simulatedPopulation(name, Number(seed), Number(values.scale));
    runs.push({ seed, candidates: candidatesOf(columns, truth, config) });
    console.error(`${name}, seed ${seed}: ${runs.at(-1)!.candidates.length} candidates`);
  }

const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value * 1e4) / 1e4);
const figuresOf = (scored: readonly Scored[]) => ({
  candidates: scored.length,
  brier: rounded(brier(scored)),
  error: rounded(calibrationError(scored)),
  wronglyOver: scored.filter(({ score, real }) => score >= 0.5 && !real).length,
  wronglyBelow: scored.filter(({ score, real }) => score < 0.5 && real).length,
});
const all = runs.flatMap(({ candidates }) => candidates);

console.log('Scores against the truth, by log-odds');
console.table(
  BINS.slice(1).map((to, i) => {
    const inside = all.filter(({ odds }) => odds >= BINS[i]! && odds < to);
    const mean = (of: (candidate: Candidate) => number): number | null =>
      inside.length === 0 ? null : rounded(inside.reduce((sum, each) => sum + of(each), 0) / inside.length);
    return {
      from: BINS[i],
      to,
      candidates: inside.length,
      expected: mean(({ odds }) => logistic(odds)),
      real: mean(({ real }) => Number(real)),
    };
  }),
);

const { prevalence } = config;
const WITHOUT_LABELS: Readonly<Record<string, Unlabelled>> = {
  'as it is: prevalence': byPrevalence(prevalence),
  'weights alone': (odds) => odds.map(logistic),
  'two normal classes': twoClasses(30),
  'prevalence, share of .1': byPrevalence({ ...prevalence, share: 0.1 }),
  'prevalence of all, share of .1': byPrevalence({ share: 0.1, worth: 200, within: Number.POSITIVE_INFINITY, most: 2 }),
};
const withoutLabels = Object.entries(WITHOUT_LABELS).map(([method, estimate]) => {
  const scored = runs.flatMap(({ candidates }) => {
    const scores = estimate(candidates.map(({ alone }) => alone));
    return candidates.map(({ real }, i) => ({ score: scores[i]!, real }));
  });
  return { method, ...figuresOf(scored) };
});

const seeds = [...new Set(runs.map(({ seed }) => seed))];
const ofSeeds = (wanted: (seed: string) => boolean) =>
  runs.filter(({ seed }) => wanted(seed)).flatMap(({ candidates }) => candidates);
const byDecisions = seeds.flatMap((seed) =>
  [0, 2, -2].flatMap((off) => {
    const weights = { ...config.score, intercept: config.score.intercept + off };
    const decided = ofSeeds((one) => one === seed)
      .filter(({ features }) => logistic(logOdds(features, weights)) >= DECIDED)
      .map(({ features, real }) => ({ features: { ...features }, confirmed: real }));
    const others = ofSeeds((one) => one !== seed);
    const judged = (by: typeof weights) =>
      figuresOf(others.map(({ features, real }) => ({ score: logistic(logOdds(features, by)), real })));
    const confirmed = decided.filter((ring) => ring.confirmed).length;
    const about = {
      method: `decisions on seed ${seed}, intercept off by ${off}`,
      confirmed,
      dismissed: decided.length - confirmed,
    };
    return others.length === 0
      ? []
      : [{ ...about, before: judged(weights).brier, ...judged(recalibrated(weights, decided)) }];
  }),
);
const table = [...withoutLabels, ...byDecisions];
report('calibration', table, Object.fromEntries(table.map(({ method, ...figures }) => [method, figures])));
