import { describe, expect, it } from 'vitest';
import { simulatedPopulation } from '../../../bench/support/simulated-population.ts';
import type { Community } from '../../../src/engine/communities/community.ts';
import { detect, engineConfig } from '../../../src/engine/index.ts';
import type { GroupFeatures } from '../../../src/engine/rings/features.ts';
import { candidatesIn, prevalenceAmong } from '../../../src/engine/rings/prevalence.ts';
import { logistic, logOdds } from '../../../src/engine/rings/score.ts';

const { prevalence: prior } = engineConfig.parse({});
const logit = (p: number): number => Math.log(p / (1 - p));
/** Scores of a run of so many candidates in doubt: `rings` of them at log-odds of 2 and more, the others at −2 and less. */
const run = (candidates: number, rings: number): number[] =>
  Array.from({ length: candidates }, (_, i) => (i < rings ? 2 + (i % 3) / 2 : -2 - (i % 3) / 2));

describe('prevalence', () => {
  it('is where the share of rings and the scores that follow from it agree', () => {
    const odds = run(200, 120);
    const by = prevalenceAmong(odds, { ...prior, most: 10 });
    const share = logistic(logit(prior.share) + by);
    const told = odds.reduce((sum, each) => sum + logistic(each + by), prior.worth * prior.share);
    expect(share).toBeCloseTo(told / (prior.worth + odds.length), 6);
    expect(share).toBeGreaterThan(2 * prior.share);
  });

  it('is nothing where rings are no commoner than taken for granted, and where there is nothing to judge by', () => {
    expect(prevalenceAmong([], prior)).toBe(0);
    expect(prevalenceAmong(run(400, 0), prior)).toBe(0);
    expect(prevalenceAmong(run(400, 20), prior)).toBe(0);
  });

  it('grows with the rings among the candidates, up to its most, and with a prior that is worth nothing follows them alone', () => {
    const by = [80, 120, 160, 320].map((rings) => prevalenceAmong(run(400, rings), { ...prior, most: 10 }));
    expect(by[0]).toBeGreaterThan(0);
    expect([...by].sort((x, y) => x - y)).toEqual(by);
    expect(new Set(by).size).toBe(4);
    expect(prevalenceAmong(run(40_000, 39_900), prior)).toBeCloseTo(prior.most, 9);
    const certain = run(400, 200).map((odds) => 6 * odds);
    const alone = prevalenceAmong(certain, { share: 0.1, worth: 0, within: 100, most: 10 });
    expect(logistic(logit(0.1) + alone)).toBeCloseTo(0.5, 2);
  });

  it('is judged by who is in doubt: any number of certain rings, or certain innocents, changes nothing', () => {
    const some = run(60, 30);
    const certain = [...new Array<number>(5000).fill(7), ...new Array<number>(300).fill(-9)];
    expect(prevalenceAmong([...certain, ...some], prior)).toBe(prevalenceAmong(some, prior));
    expect(prevalenceAmong(certain, prior)).toBe(0);
  });

  it('does not depend on the order of the candidates beyond rounding', () => {
    const odds = run(300, 190);
    expect(prevalenceAmong([...odds].reverse(), prior)).toBeCloseTo(prevalenceAmong(odds, prior), 12);
  });
});

it('raises every score of a run in which rings are common by as much, and is told among their features', () => {
  const { columns } = simulatedPopulation('lazy-mid', 1, 0.05);
  const config = engineConfig.parse({});
  const { rings } = detect(columns, config);
  const { rings: without } = detect(columns, { ...config, score: { ...config.score, prevalence: 0 } });
  const by = new Set(rings.map(({ features }) => features['prevalence']));
  expect(by.size).toBe(1);
  expect([...by][0]).toBeGreaterThan(0.5);
  for (const { features, score } of rings)
    expect(score).toBeCloseTo(logistic(logOdds(features as unknown as GroupFeatures, config.score)), 3);
  expect(rings.length).toBeGreaterThan(without.length);
  // An id is made from the members: those of the same accounts score more.
  const scoreOf = new Map(rings.map(({ id, score }) => [id, score]));
  const same = without.filter(({ id }) => scoreOf.has(id));
  expect(same.length).toBeGreaterThan(without.length / 2);
  for (const { id, score } of same) expect(scoreOf.get(id)).toBeGreaterThan(score);

  // Groups that people have allowed make the others no more likely.
  const inDoubt = rings.filter(({ score }) => score < 0.9).slice(1);
  const groups = inDoubt.map(({ members }) => members.map(({ account }) => account));
  const decided = { signals: [], accounts: [], groups, confirmed: [], doubted: [] };
  const allowed = detect(columns, config, { decided });
  expect(allowed.counters['decisions']!['ringsAllowed']).toBeGreaterThan(0);
  const then = allowed.rings[0]!.features['prevalence']!;
  expect(then).toBeLessThan([...by][0]!);
});

describe('candidates of a branch', () => {
  const community = (size: number, parts: readonly Community[] = []): Community => ({
    ...{ members: new Uint32Array(size), cohesion: 1, degrees: new Float64Array(size) },
    ...{ strength: new Float64Array(size), linked: new Uint32Array(size), crossing: 0, parts },
  });
  const judge =
    (odds: Readonly<Record<number, number>>) =>
    ({ members: { length: size } }: Community) =>
      odds[size] === undefined ? undefined : { size, odds: odds[size] };
  const tree = community(20, [community(12, [community(7), community(5)]), community(8)]);
  const sizes = (odds: Readonly<Record<number, number>>) => candidatesIn(tree, judge(odds)).map(({ size }) => size);

  it('are its topmost communities with even odds, and what stands beside them', () => {
    expect(sizes({ 20: 1, 12: 3, 8: 2, 7: 4, 5: -1 })).toEqual([20]);
    expect(sizes({ 20: -1, 12: -1, 7: 2, 5: -3, 8: -2 })).toEqual([7, 5, 8]);
  });

  it('are the whole where nothing in it has even odds, and nothing where it is too small to be judged', () => {
    expect(sizes({ 20: -1, 12: -2, 8: -3, 7: -4, 5: -5 })).toEqual([20]);
    expect(sizes({})).toEqual([]);
  });
});
