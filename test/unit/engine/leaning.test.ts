import { describe, expect, it } from 'vitest';
import { buildIndex } from '../../../src/engine/input/observation-index.ts';
import { leaningTo } from '../../../src/engine/rings/leaning.ts';
import { enginePopulation } from '../../support/engine-population.ts';

const index = buildIndex(enginePopulation({ ordinary: 100 }).columns);
const ids = (from: number, to: number) => index.accountIds.slice(from, to);
const accounts = (from: number, to: number) => Uint32Array.from({ length: to - from }, (_, i) => from + i);
const leaning = leaningTo(
  [
    { id: 'ring_one', accounts: ids(0, 20) },
    { id: 'ring_two', accounts: ids(20, 40) },
  ],
  index,
);

describe('the last run leans a community', () => {
  it('to be reported whole where it was a ring, give or take a few accounts', () => {
    expect(leaning(accounts(0, 20))).toBe(1);
    expect(leaning(accounts(1, 19))).toBe(1);
    expect(leaning(accounts(20, 43))).toBe(1);
  });

  it('to be reported in parts where it was several rings', () => {
    expect(leaning(accounts(0, 40))).toBe(-1);
    expect(leaning(accounts(10, 45))).toBe(-1);
  });

  it('neither way where it was a part of a ring, much more than one, or none', () => {
    expect(leaning(accounts(0, 10))).toBe(0);
    expect(leaning(accounts(0, 100))).toBe(0);
    expect(leaning(accounts(50, 80))).toBe(0);
    expect(leaningTo([], index)(accounts(0, 20))).toBe(0);
  });
});
