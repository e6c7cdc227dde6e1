import { describe, expect, it } from 'vitest';
import { poissonSurprise } from '../../../src/engine/behaviour/synchrony.ts';
import { engineConfig } from '../../../src/engine/config.ts';
import { columnsBuilder } from '../../../src/engine/input/columns-builder.ts';
import { buildIndex } from '../../../src/engine/input/observation-index.ts';
import { activityBits } from '../../../src/engine/weights/activity.ts';
import { familySum } from '../../../src/engine/weights/family-sum.ts';
import { classHubs } from '../../../src/engine/weights/hubs.ts';
import { rarityOf, weighSignals } from '../../../src/engine/weights/weights.ts';
import { DAY, enginePopulation, POPULATION_TYPES, START } from '../../support/engine-population.ts';

const config = engineConfig.parse({});
const weighed = (columns: Parameters<typeof buildIndex>[0]) => {
  const index = buildIndex(columns);
  const hubs = classHubs(index, config);
  return { index, hubs, weights: weighSignals(index, hubs, config) };
};

describe('hubs', () => {
  const { columns } = enginePopulation({ seed: 9, ordinary: 2000, cgnat: 600, lazy: 300 });
  const { index, hubs } = weighed(columns);
  const classOf = (key: string) => hubs.classes[hubs.rankOf(index.signalKeys.indexOf(key))];

  it('calls the address of a thousand strangers and a popular prompt benign', () => {
    expect(classOf('ip:cgnat')).toBe('benign');
    expect(classOf('prompt:library-1')).toBe('benign');
  });

  it('calls a card that a campaign shares anomalous', () => {
    expect(classOf('payment_instrument:lazy-card-0')).toBe('anomalous');
  });

  it('classes a signal on hubDegree accounts as no hub, and on one more as a hub', () => {
    const builder = columnsBuilder();
    for (let i = 0; i < 51; i++) {
      if (i < 50) builder.add(`a${i}`, 'device:fifty', 'device', 1, i, i, []);
      builder.add(`a${i}`, 'device:fifty-one', 'device', 1, i, i, []);
    }
    const small = weighed(builder.build(POPULATION_TYPES));
    expect([...small.hubs.signals].map((s) => small.index.signalKeys[s])).toEqual(['device:fifty-one']);
  });
});

describe('weights', () => {
  const builder = columnsBuilder();
  for (let i = 0; i < 64; i++) {
    builder.account(`a${i}`, { createdAt: START + i * DAY });
    builder.add(`a${i}`, `device:own-${i}`, 'device', 1, START, START, []);
    builder.add(`a${i}`, `device:pair-${i >> 1}`, 'device', 1, START, START, []);
  }
  builder.add('a0', 'device:everywhere', 'device', 1, START, START, []);
  const { index, weights } = weighed(builder.build(POPULATION_TYPES));

  it('gives a signal of k accounts log2(N / k) × strength, and one of a single account nothing', () => {
    const s = index.signalKeys.indexOf('device:pair-3');
    expect(rarityOf(index, s)).toBe(5);
    expect(weights.bits[s]).toBeCloseTo(5 * 0.9, 12);
    expect(weights.bits[index.signalKeys.indexOf('device:own-3')]).toBe(0);
  });

  it('takes bits off accounts that show more signals of a type than others do', () => {
    const device = POPULATION_TYPES.findIndex((type) => type.name === 'device');
    const put = activityBits(index, config);
    const at = (id: string) => {
      const bits = new Float64Array(POPULATION_TYPES.length);
      put(index.accountIds.indexOf(id), bits, 0);
      return bits[device]!;
    };
    expect(at('a0')).toBeGreaterThan(0);
    expect(at('a0')).toBeCloseTo(Math.log2(3 / (129 / 64)) / 2, 5);
    expect(at('a1')).toBe(0);
  });

  it('does not take two signals of one family for two full proofs', () => {
    const sum = familySum(index, weights);
    const family = (name: string) => index.families.indexOf(name);
    sum.add(family('payment'), 10);
    sum.add(family('payment'), 8);
    expect(sum.total()).toBe(10 + 8 / 4);
    sum.clear();
    sum.add(family('prompt'), 8);
    sum.add(family('prompt'), 10);
    expect(sum.total()).toBeCloseTo(10 + 8 / Math.sqrt(2), 12);
    sum.clear();
    sum.add(family('network'), 10);
    sum.add(family('network'), 10);
    expect([sum.proofs(), sum.firmProofs()]).toEqual([1, 0]);
  });
});

describe('surprise', () => {
  it('bounds the Poisson tail from above, within a bit', () => {
    for (const [count, mean] of [
      [3, 0.2],
      [8, 1.5],
      [30, 12],
    ] as const) {
      let term = Math.exp(-mean);
      let below = 0;
      for (let i = 0; i < count; i++) {
        below += term;
        term *= mean / (i + 1);
      }
      const exact = -Math.log2(1 - below);
      expect(poissonSurprise(count, mean)).toBeLessThanOrEqual(exact + 1e-9);
      expect(poissonSurprise(count, mean)).toBeGreaterThan(exact - 1);
    }
  });

  it('finds nothing surprising in what was expected', () => {
    expect(poissonSurprise(42, 42)).toBe(0);
    expect(poissonSurprise(0, 0)).toBe(0);
  });
});
