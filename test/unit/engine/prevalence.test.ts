import { describe, expect, it } from 'vitest';
import type { Community } from '../../../src/engine/communities/community.ts';
import { engineConfig } from '../../../src/engine/config.ts';
import { candidatesIn, prevalenceAmong } from '../../../src/engine/rings/prevalence.ts';
import { logistic } from '../../../src/engine/rings/score.ts';

const { prevalence: prior } = engineConfig.parse({});
const logit = (p: number): number => Math.log(p / (1 - p));
/** Scores of a run of so many candidates: `rings` of them at even log-odds of 4 and more, the others at −4 and less. */
const run = (candidates: number, rings: number): number[] =>
  Array.from({ length: candidates }, (_, i) => (i < rings ? 4 + (i % 3) : -4 - (i % 3)));

describe('prevalence', () => {
  it('is where the share of rings and the scores that follow from it agree', () => {
    const odds = run(400, 200);
    const by = prevalenceAmong(odds, { ...prior, most: 10 });
    const share = logistic(logit(prior.share) + by);
    const told = odds.reduce((sum, each) => sum + logistic(each + by), prior.worth * prior.share);
    expect(share).toBeCloseTo(told / (prior.worth + odds.length), 6);
    // Half of 400 candidates are rings, a tenth of the 200 that the prior is worth.
    expect(share).toBeGreaterThan(0.3);
    expect(share).toBeLessThan(0.5);
  });

  it('is nothing where rings are no commoner than taken for granted, and where there is nothing to judge by', () => {
    expect(prevalenceAmong([], prior)).toBe(0);
    expect(prevalenceAmong(run(400, 0), prior)).toBe(0);
    expect(prevalenceAmong(run(400, 4), prior)).toBe(0);
  });

  it('grows with the rings among the candidates, up to its most, and with a prior that is worth nothing follows them alone', () => {
    const by = [40, 80, 160, 320].map((rings) => prevalenceAmong(run(400, rings), { ...prior, most: 10 }));
    expect([...by].sort((x, y) => x - y)).toEqual(by);
    expect(new Set(by).size).toBe(4);
    expect(prevalenceAmong(run(40_000, 39_000), prior)).toBeCloseTo(prior.most, 9);
    const certain = run(400, 200).map((odds) => 3 * odds);
    const alone = prevalenceAmong(certain, { share: 0.1, worth: 0, most: 10 });
    expect(logistic(logit(0.1) + alone)).toBeCloseTo(0.5, 2);
  });

  it('does not depend on the order of the candidates beyond rounding', () => {
    const odds = run(300, 90);
    expect(prevalenceAmong([...odds].reverse(), prior)).toBeCloseTo(prevalenceAmong(odds, prior), 12);
  });
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
