import { describe, expect, it } from 'vitest';
import { engineConfig } from '../../../src/engine/config.ts';
import type { GroupFeatures } from '../../../src/engine/rings/features.ts';
import { logOdds } from '../../../src/engine/rings/score.ts';

const weights = engineConfig.parse({}).score;
/** As strong as it gets, and of the size at which size says nothing. */
const strong: GroupFeatures = {
  ...{ size: 12, cohesion: 1, bitsPerMember: 60, evidence: 3, families: 4, corroboration: 1, focus: 1 },
  ...{ oneOwner: 0, occasion: 0, commonSource: 0, burst: 5, burstZ: 30, volume: 5, used: 1, synchrony: 4 },
  ...{ youth: 1, exclusivity: 1, lockstep: 0, again: 1, agreement: 1, quickness: 0 },
};
const odds = (changes: Partial<GroupFeatures> = {}): number => logOdds({ ...strong, ...changes }, weights);

describe('the score', () => {
  it.each(['oneOwner', 'occasion', 'commonSource', 'programme'] as const)(
    'leaves nothing of the evidence that %s explains',
    (name) => {
      expect(odds()).toBeGreaterThan(5);
      expect(odds({ [name]: 1 })).toBeCloseTo(weights.intercept);
      expect(odds({ [name]: 0.5 })).toBeCloseTo((odds() + weights.intercept) / 2);
    },
  );

  it('counts a bit of creation burst, of likeness of volume and of synchrony alike', () => {
    const bit = odds({ burst: 2 }) - odds({ burst: 1 });
    expect(odds({ volume: 3 }) - odds({ volume: 2 })).toBeCloseTo(bit);
    expect(odds({ synchrony: 2 }) - odds({ synchrony: 1 })).toBeCloseTo(bit);
  });

  it('takes volume that is not known for no sign, and the first bit of it neither', () => {
    expect(odds({ volume: 4, used: 0 })).toBeCloseTo(odds({ volume: 0 }));
    expect(odds({ volume: 1 })).toBeCloseTo(odds({ volume: 0 }));
  });
});
