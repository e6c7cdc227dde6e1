import { describe, expect, it } from 'vitest';
import { creationBurst, digamma, trigamma } from '../../../src/engine/behaviour/burst.ts';
import { columnsBuilder } from '../../../src/engine/input/columns-builder.ts';
import { buildIndex } from '../../../src/engine/input/observation-index.ts';
import { dice, POPULATION_TYPES } from '../../support/engine-population.ts';

/** Accounts created at the given times, ascending; their numbers are their places. */
const created = (times: readonly number[]) => {
  const builder = columnsBuilder();
  times.forEach((createdAt, i) => {
    builder.account(`a${i}`, { createdAt });
  });
  return buildIndex(builder.build(POPULATION_TYPES));
};
const numbers = (from: number, count: number, step = 1) =>
  Uint32Array.from({ length: count }, (_, i) => from + i * step);

describe('burst', () => {
  it('knows digamma and trigamma', () => {
    expect(digamma(1)).toBeCloseTo(-0.5772156649, 9);
    expect(digamma(10)).toBeCloseTo(2.2517525891, 9);
    expect(trigamma(1)).toBeCloseTo(Math.PI ** 2 / 6, 9);
    expect(trigamma(10)).toBeCloseTo(0.1051663357, 9);
  });

  it('has mean 0 and deviation 1 over random subsets, for small groups too, and errs low for large ones', () => {
    const index = created(Array.from({ length: 4000 }, (_, i) => i * 60));
    const random = dice(0x9e3779b9);
    for (const size of [4, 12, 60]) {
      const scores = Array.from({ length: 400 }, () => {
        const members = new Set<number>();
        while (members.size < size) members.add(random.below(4000));
        return creationBurst(index)(Uint32Array.from(members).sort()).z;
      });
      const mean = scores.reduce((sum, z) => sum + z, 0) / scores.length;
      const variance = scores.reduce((sum, z) => sum + (z - mean) ** 2, 0) / scores.length;
      expect(mean).toBeLessThan(0.15);
      expect(mean).toBeGreaterThan(size > 20 ? -0.5 : -0.15);
      expect(variance).toBeGreaterThan(0.7);
      expect(variance).toBeLessThan(1.4);
    }
  });

  it('sees accounts made close together, and as strongly when they came in several waves', () => {
    const index = created(Array.from({ length: 4000 }, (_, i) => i * 60));
    const one = creationBurst(index)(numbers(2000, 60, 2));
    const waves = creationBurst(index)(
      Uint32Array.from([0, 1, 2].flatMap((wave) => [...numbers(500 + wave * 1200, 20, 2)])),
    );
    expect(one.bits).toBeGreaterThan(3);
    expect(waves.bits).toBeGreaterThan(2);
  });

  it('is no burst to have signed up with the crowd of a press report', () => {
    const times = Array.from({ length: 2000 }, (_, i) => i * 3600);
    const press = Array.from({ length: 2000 }, (_, i) => 1000 * 3600 + i);
    const index = created([...times, ...press].sort((a, b) => a - b));
    const members = new Set<number>();
    const random = dice(3);
    while (members.size < 50) members.add(random.below(4000));
    expect(creationBurst(index)(Uint32Array.from(members).sort()).bits).toBeLessThan(0.5);
  });

  it('is no burst when the whole population was created in one second', () => {
    const index = created(Array.from({ length: 500 }, () => 1000));
    expect(creationBurst(index)(numbers(0, 40)).z).toBeLessThan(0);
    expect(creationBurst(index)(numbers(0, 40)).bits).toBe(0);
  });

  describe('of accounts whose creation is not known', () => {
    /** Some of 1,000 accounts were there before the data begins; the busy ones are first seen on its first day. */
    const partlyKnown = (share: number) => {
      const builder = columnsBuilder();
      for (let i = 0; i < 1000; i++) {
        const isBusy = i < 60;
        const first = isBusy ? i * 60 : i * 3600;
        const isKnown = !isBusy && i >= 1000 * share;
        builder.account(`a${i}`, isKnown ? { createdAt: first } : {});
        builder.add(`a${i}`, `device:${i}`, 'device', 1, first, first, []);
      }
      for (let i = 0; i < 60; i++) {
        builder.account(`b${i}`, { createdAt: (i + 60) * 3600 + 1800 });
        builder.add(`b${i}`, `device:b${i}`, 'device', 1, (i + 60) * 3600 + 1800, (i + 60) * 3600 + 1800, []);
      }
      const index = buildIndex(builder.build(POPULATION_TYPES));
      const named = (name: string) =>
        Uint32Array.from(index.accountIds.keys()).filter((a) => new RegExp(`^${name}$`).test(index.accountIds[a]!));
      return { burstOf: creationBurst(index), busy: named('a[0-5]?[0-9]'), made: named('b[0-9]+'), named };
    };

    it('is none for having been seen early where others signed up, and a mixed group has its share of one', () => {
      const { burstOf, busy, made } = partlyKnown(0.3);
      expect(busy).toHaveLength(60);
      expect(burstOf(busy)).toEqual({ z: 0, bits: 0 });
      const { bits } = burstOf(made);
      expect(bits).toBeGreaterThan(1.5);
      expect(burstOf(Uint32Array.from([...busy, ...made]).sort()).bits).toBeCloseTo(bits / 2);
    });

    it('is read off first observations where hardly anybody’s is', () => {
      const { burstOf, busy } = partlyKnown(0.95);
      expect(burstOf(busy).bits).toBeGreaterThan(2);
    });
  });

  it('says nothing of fewer than three accounts', () => {
    const index = created([1, 2, 3, 4]);
    expect(creationBurst(index)(numbers(0, 2))).toEqual({ z: 0, bits: 0 });
    expect(creationBurst(index)(new Uint32Array(0))).toEqual({ z: 0, bits: 0 });
  });
});
