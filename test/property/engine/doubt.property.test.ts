import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Decided, type DetectionResult, detect, engineConfig } from '../../../src/engine/index.ts';
import { enginePopulation } from '../../support/engine-population.ts';

const config = engineConfig.parse({});
const nothing: Decided = { signals: [], accounts: [], groups: [], confirmed: [], doubted: [] };
const populations = new Map<number, ReturnType<typeof make>>();
const make = (seed: number) => {
  const { columns } = enginePopulation({ seed, ordinary: 5000, lazy: 120, mid: 80, households: 30, office: 100 });
  const plain = detect(columns, config);
  expect(plain.rings.length).toBeGreaterThan(1);
  return { columns, plain };
};
const population = (seed: number) => {
  const known = populations.get(seed) ?? make(seed);
  populations.set(seed, known);
  return known;
};
const seeds = fc.constantFrom(2, 4, 5);
const factor = fc.double({ min: 0, max: 1, minExcluded: true, noNaN: true });
/** Which of the evidence signals are doubted, by place modulo how many there are, and how much. */
const doubts = fc.array(fc.tuple(fc.nat(10_000), factor), { minLength: 1, maxLength: 30 });
const signalsOf = ({ rings }: DetectionResult) => [
  ...new Set(rings.flatMap(({ evidence }) => evidence.map(({ signal }) => signal))),
];
const standingOf = ({ rings }: DetectionResult) =>
  new Map(
    rings.flatMap(({ score, members }) =>
      members.map(({ account, strength, bits }) => [account, { score, strength, bits }] as const),
    ),
  );

describe('doubts about signals', () => {
  it('never raise a score, a strength or anybody’s bits, nor bring somebody into a ring', () => {
    fc.assert(
      fc.property(seeds, doubts, (seed, chosen) => {
        const { columns, plain } = population(seed);
        const signals = signalsOf(plain);
        const doubted = chosen.map(([place, factor]) => ({ signal: signals[place % signals.length]!, factor }));
        const result = detect(columns, config, { decided: { ...nothing, doubted } });
        const [before, after] = [standingOf(plain), standingOf(result)];
        for (const [account, now] of after) {
          const then = before.get(account);
          expect(then).toBeDefined();
          expect(now.score).toBeLessThanOrEqual(then!.score);
          expect(now.strength).toBeLessThanOrEqual(then!.strength);
          expect(now.bits).toBeLessThanOrEqual(then!.bits);
        }
        const { decisions } = result.counters;
        expect(decisions!['ringsDropped']).toBe(plain.rings.length - result.rings.length);
        const lowered = result.rings.filter(({ features }) => (features['doubt'] ?? 0) > 0).length;
        expect(decisions!['ringsDoubted']).toBeGreaterThanOrEqual(lowered);
        expect(decisions!['doubted']).toBeLessThanOrEqual(new Set(doubted.map(({ signal }) => signal)).size);
      }),
      { numRuns: 20 },
    );
  });

  it('that take nothing, or are of nobody’s signals, leave rings as they are, byte for byte', () => {
    fc.assert(
      fc.property(seeds, fc.nat(10_000), (seed, place) => {
        const { columns, plain } = population(seed);
        const signals = signalsOf(plain);
        const whole = [
          { signal: signals[place % signals.length]!, factor: 1 },
          { signal: 'ip:none', factor: 0.1 },
        ];
        const { hash, rings } = detect(columns, config, { decided: { ...nothing, doubted: whole } });
        expect([hash, JSON.stringify(rings)]).toEqual([plain.hash, JSON.stringify(plain.rings)]);
        expect(detect(columns, config, { decided: nothing }).hash).toBe(plain.hash);
      }),
      { numRuns: 8 },
    );
  });

  it('of all that ties a ring take at most the share off that they say, and give it back when they go', () => {
    const { columns, plain } = population(2);
    const [ring] = plain.rings;
    const doubted = ring!.evidence.map(({ signal }) => ({ signal, factor: 0.9 }));
    const result = detect(columns, config, { decided: { ...nothing, doubted } });
    const held = result.rings.find(({ id }) => id === ring!.id)!;
    expect(held.features['doubt']).toBeGreaterThan(0.08);
    expect(held.features['doubt']).toBeLessThanOrEqual(0.1);
    expect(held.score).toBeLessThan(ring!.score);
    expect(detect(columns, config, { decided: nothing }).hash).toBe(plain.hash);
    // A confirmed ring is reported all the same.
    const strict = { ...config, minScore: ring!.score - 1e-6 }; // scores are told in six places
    const confirmed = [ring!.members.map(({ account }) => account)];
    const scores = (decided: Partial<Decided>) =>
      detect(columns, strict, { decided: { ...nothing, doubted, ...decided } }).rings.map(({ id }) => id);
    expect(scores({})).not.toContain(ring!.id);
    expect(scores({ confirmed })).toContain(ring!.id);
  });
});
