import { describe, expect, it } from 'vitest';
import { detect, engineConfig } from '../../../src/engine/index.ts';
import type { EnginePopulation } from '../../support/engine-population.ts';
import { LOOK_ALIKES, lookAlikes, unevenly } from '../../support/look-alikes.ts';

const SEEDS = [1, 2, 3];

describe('groups that share the same kinds of things', () => {
  const flaggedIn = ({ columns, groups }: EnginePopulation) => {
    const { rings } = detect(columns, engineConfig.parse({}));
    const flagged = new Set(rings.flatMap(({ members }) => members.map(({ account }) => account)));
    return (group: string): number => groups.get(group)!.filter((account) => flagged.has(account)).length;
  };
  const found = SEEDS.map((seed) => flaggedIn(lookAlikes(seed)));

  it.each(LOOK_ALIKES)('are told apart: a $ring is a ring, and a $innocent is none', ({ ring, innocent }) => {
    for (const flaggedOf of found) {
      expect(flaggedOf(ring)).toBeGreaterThanOrEqual(54);
      expect(flaggedOf(innocent)).toBe(0);
    }
  });

  it.each([
    // A script on one card that is used up in an evening has nothing but its evenness to tell it from a firm's workshop: twice is too far apart.
    // Nor have accounts that are told what to do, each thing once: from twice on they are an event's audience.
    { spread: 1.5, rings: ['star', 'steered', 'farm', 'desk'] },
    { spread: 1000, rings: ['farm', 'desk'] },
  ])('are told apart where accounts of rings use amounts that lie $spread times apart: $rings', ({ spread, rings }) => {
    for (const seed of SEEDS) {
      const flaggedOf = flaggedIn(unevenly(lookAlikes(seed), spread, seed));
      for (const ring of rings) expect(flaggedOf(ring)).toBeGreaterThanOrEqual(54);
      for (const { innocent } of LOOK_ALIKES) expect(flaggedOf(innocent)).toBe(0);
    }
  });

  it('do not make a ring of anybody else', () => {
    for (const flaggedOf of found) expect(flaggedOf('ordinary')).toBe(0);
  });
});
