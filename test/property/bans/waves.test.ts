import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PlannedItem, planWaves, stratumOf, type WaveOptions } from '../../../src/bans/execution/waves.ts';

const NOW = Date.UTC(2026, 2, 2);
const batch: fc.Arbitrary<PlannedItem[]> = fc
  .array(
    fc.record({
      ring: fc.constantFrom(null, 'ring_a', 'ring_b', 'ring_c', 'ring_d'),
      strength: fc.double({ min: 0, max: 1, noNaN: true }),
      createdAt: fc.option(fc.integer({ min: NOW - 1e10, max: NOW })),
    }),
    { maxLength: 400 },
  )
  .map((items) => items.map((item, at) => ({ ...item, seq: at + 1 })));
const options: fc.Arbitrary<WaveOptions> = fc.record({
  canaryShare: fc.double({ min: 0, max: 1, noNaN: true }),
  canaryAtLeast: fc.integer({ min: 1, max: 50 }),
  size: fc.integer({ min: 1, max: 200 }),
  perMinute: fc.option(fc.integer({ min: 1, max: 10_000 })),
  delayMs: fc.tuple(fc.nat(60_000), fc.nat(60_000)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const),
});

describe('the waves of a batch', () => {
  it('have every account exactly once, the canary as many as it shall, and no later wave more than it may', () => {
    fc.assert(
      fc.property(batch, options, fc.string(), (items, asked, seed) => {
        const placed = planWaves(items, asked, seed, NOW);
        expect(placed.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(items.map(({ seq }) => seq));
        const sizes = new Map<number, number>();
        for (const { wave } of placed) sizes.set(wave, (sizes.get(wave) ?? 0) + 1);
        const canary = Math.min(
          items.length,
          Math.max(asked.canaryAtLeast, Math.ceil(items.length * asked.canaryShare)),
        );
        expect(sizes.get(0) ?? 0).toBe(canary);
        const last = Math.max(0, ...sizes.keys());
        for (let wave = 1; wave <= last; wave++) {
          const size = sizes.get(wave)!;
          if (wave < last) expect(size).toBe(asked.size);
          else expect(size).toBeLessThanOrEqual(asked.size);
        }
      }),
    );
  });

  it('are the same for the same seed, whatever the order of the list, and others for another seed', () => {
    fc.assert(
      fc.property(batch, options, fc.string(), (items, asked, seed) => {
        const bySeq = (it: ReturnType<typeof planWaves>) => it.toSorted((a, b) => a.seq - b.seq);
        expect(bySeq(planWaves(items.toReversed(), asked, seed, NOW))).toEqual(
          bySeq(planWaves(items, asked, seed, NOW)),
        );
      }),
    );
    const items = Array.from({ length: 200 }, (_, at) => ({ seq: at + 1, ring: 'r', strength: 1, createdAt: null }));
    const asked = { canaryShare: 0.1, canaryAtLeast: 1, size: 50, perMinute: null, delayMs: [0, 0] as const };
    expect(planWaves(items, asked, 'one', NOW)).not.toEqual(planWaves(items, asked, 'two', NOW));
  });

  it('begin with a sample that has of each ring, strength and age its share, rounded down or up', () => {
    fc.assert(
      fc.property(batch, options, fc.string(), (items, asked, seed) => {
        const placed = new Map(planWaves(items, asked, seed, NOW).map(({ seq, wave }) => [seq, wave]));
        const canary = items.filter(({ seq }) => placed.get(seq) === 0).length;
        const strata = Map.groupBy(items, (item) => stratumOf(item, NOW));
        for (const members of strata.values()) {
          const share = (members.length * canary) / items.length;
          const got = members.filter(({ seq }) => placed.get(seq) === 0).length;
          expect(Math.abs(got - share)).toBeLessThan(1 + 1e-9);
        }
      }),
    );
  });

  it('go on at their rate, each account with a delay of its own within the range', () => {
    fc.assert(
      fc.property(batch, options, fc.string(), (items, asked, seed) => {
        const placed = planWaves(items, asked, seed, NOW);
        const [least, most] = asked.delayMs;
        for (const of of Map.groupBy(placed, ({ wave }) => wave).values()) {
          of.forEach(({ delayMs }, at) => {
            const turn = asked.perMinute === null ? 0 : (at * 60_000) / asked.perMinute;
            expect(delayMs).toBeGreaterThanOrEqual(Math.floor(turn + least));
            expect(delayMs).toBeLessThanOrEqual(turn + most);
          });
        }
      }),
    );
  });
});
