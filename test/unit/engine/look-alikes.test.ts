import { describe, expect, it } from 'vitest';
import { detect, engineConfig } from '../../../src/engine/index.ts';
import { LOOK_ALIKES, lookAlikes } from '../../support/look-alikes.ts';

const SEEDS = [1, 2, 3];

describe('groups that share the same kinds of things', () => {
  const found = SEEDS.map((seed) => {
    const { columns, groups } = lookAlikes(seed);
    const { rings } = detect(columns, engineConfig.parse({}));
    const flagged = new Set(rings.flatMap(({ members }) => members.map(({ account }) => account)));
    return (group: string): number => groups.get(group)!.filter((account) => flagged.has(account)).length;
  });

  it.each(LOOK_ALIKES)('are told apart: a $ring is a ring, and a $innocent is none', ({ ring, innocent }) => {
    for (const flaggedOf of found) {
      expect(flaggedOf(ring)).toBeGreaterThanOrEqual(54);
      expect(flaggedOf(innocent)).toBe(0);
    }
  });

  it('do not make a ring of anybody else', () => {
    for (const flaggedOf of found) expect(flaggedOf('ordinary')).toBe(0);
  });
});
