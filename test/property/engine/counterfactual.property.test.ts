import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdingSet } from '../../../src/engine/counterfactual/holding-set.ts';
import { memberTies } from '../../../src/engine/counterfactual/member-ties.ts';
import { detect, engineConfig, type Ring } from '../../../src/engine/index.ts';
import { type RingStructure, ringStructure, type ShownSignals } from '../../../src/engine/match/ring-structure.ts';
import { type TieRules, tieRules } from '../../../src/engine/match/tie-rules.ts';
import { withoutSignals } from '../../support/engine-columns.ts';
import { enginePopulation, POPULATION_TYPES } from '../../support/engine-population.ts';
import { askedRing, partnersOf, shownSignals } from '../../support/ring-structure.ts';

const config = engineConfig.parse({ maxEvidence: 100_000 });

/** A small made-up ring: who shows what, with bits and windows of the generator's choice. */
const smallRing = fc
  .record({
    members: fc.integer({ min: 2, max: 8 }),
    signals: fc.array(
      fc.record({
        type: fc.constantFrom(...POPULATION_TYPES.map(({ name }) => name)),
        bits: fc.double({ min: 1, max: 12, noNaN: true }),
        shownBy: fc.array(fc.tuple(fc.nat({ max: 7 }), fc.array(fc.integer({ min: 50, max: 60 }), { maxLength: 3 })), {
          minLength: 2,
          maxLength: 8,
        }),
      }),
      { minLength: 1, maxLength: 9 },
    ),
    threshold: fc.double({ min: 3, max: 20, noNaN: true }),
  })
  .map(({ members, signals, threshold }) => {
    const rules = tieRules(
      {
        accounts: 1000,
        threshold,
        types: POPULATION_TYPES.map((type) => ({ ...type, accounts: 4096, rows: 8192 })),
        dated: 2,
        created: [0, 1000],
        windows: Array.from({ length: 11 }, (_, i) => 50 + i),
        shares: Array.from({ length: 11 }, () => 0.25),
      },
      config,
    );
    const shown: ShownSignals[] = Array.from({ length: members }, (_, member) => ({
      account: `a${member}`,
      created: member,
      signals: signals.flatMap(({ type, shownBy }, s) => {
        const windows = shownBy.find(([by]) => by === member)?.[1];
        const seen = [...new Set(windows)].sort((x, y) => x - y);
        return windows === undefined ? [] : [{ key: `${type}:${s}`, windows: seen }];
      }),
      signalsOfType: new Map(),
      windowsOfType: new Map(),
    }));
    const evidence = signals.map(({ type, bits }, s) => ({ key: `${type}:${s}`, type, bits, accounts: 4 }));
    return { shown, evidence, rules };
  });

const worthOf = (structure: RingStructure, rules: TieRules, chosen: readonly number[]): number => {
  let value = 0;
  for (let member = 0; member < structure.accounts.length; member++) {
    const rows = [...structure.rowSignal.subarray(structure.rowStart[member]!, structure.rowStart[member + 1]!)];
    const byFamily = new Map<string, number[]>();
    for (const s of rows.filter((signal) => chosen.includes(signal))) {
      const { family } = rules.types[structure.signalType[s]!]!;
      byFamily.set(family, [...(byFamily.get(family) ?? []), structure.signals[s]!.bits]);
    }
    let bits = 0;
    for (const [family, of] of byFamily) {
      const behaviour = rules.behaviourFamily[rules.families.indexOf(family)];
      of.sort((x, y) => y - x).forEach((b, j) => {
        bits += behaviour ? b / Math.sqrt(j + 1) : b / (j + 1) ** 2;
      });
    }
    value += Math.min(rules.threshold, bits);
  }
  return value;
};

const subsets = (count: number): number[][] =>
  Array.from({ length: 2 ** count }, (_, mask) =>
    Array.from({ length: count }, (_, i) => i).filter((i) => (mask >> i) & 1),
  );

describe('a ring of which some evidence is thought away', () => {
  it('loses nobody and keeps its score when nothing is, and loses everybody when all of it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
        const { columns } = enginePopulation({ seed, ordinary: 1200, lazy: 60, mid: 40 });
        const shown = shownSignals(columns);
        const result = detect(columns, config);
        for (const ring of result.rings) {
          const { questions, structure } = askedRing(shown, ring, result, config);
          const nothing = questions.without({ signals: [] });
          expect([...nothing.leave]).toEqual([]);
          expect(nothing.score).toBe(ring.score);
          expect(nothing.ring).toBe(true);
          const all = questions.without({ signals: structure.signals.map((_, s) => s) });
          expect(all.leave.length).toBe(ring.members.length);
          expect(all.ring).toBe(false);
          // A window in which nobody showed anything.
          expect([...questions.without({ window: 1 }).leave]).toEqual([]);
        }
      }),
      { numRuns: 6 },
    );
  });

  it('is taken to do things again, all alike, where its run did not look', () => {
    const { columns } = enginePopulation({ seed: 11, ordinary: 1200, lazy: 60, mid: 40 });
    const shown = shownSignals(columns);
    const result = detect(columns, config);
    let lowered = 0;
    for (const ring of result.rings) {
      const { programme: _, again, agreement, quickness, ...then } = ring.features;
      expect([again, agreement, quickness]).not.toContain(undefined);
      const even = { ...then, volume: 4, used: 1, synchrony: 0 };
      const asked = (features: Ring['features']) => askedRing(shown, { ...ring, features }, result, config);
      const older = asked(even);
      const alike = asked({ ...even, again: 5, agreement: 1, quickness: 0 });
      const identifiers = [...older.structure.signals.keys()].filter((s) => {
        const type = older.rules.types[older.structure.signalType[s]!]!;
        return type.kind === 'identifier';
      });
      const without = older.questions.without({ signals: identifiers });
      expect(without.score).toBe(alike.questions.without({ signals: identifiers }).score);
      if (without.score < ring.score / 2) lowered++;
    }
    expect(lowered).toBeGreaterThan(0);
  });

  it('loses those whom a whole run on the observations without it no longer has in the ring, by and large', () => {
    // Measured over 180 questions on 12 populations of this make: .93 of members are told rightly in the mean, .88 for single signals,
    // .92 for all addresses, 1.00 for the other types. Where it is wrong, a ring that barely hangs together was cut elsewhere.
    let [asked, agreement, gone, told] = [0, 0, 0, 0];
    for (const seed of [11, 12, 13, 14]) {
      const { columns } = enginePopulation({ seed, ordinary: 4000, lazy: 120, mid: 60, office: 60, households: 30 });
      const shown = shownSignals(columns);
      const result = detect(columns, config);
      for (const ring of result.rings) {
        const { questions, structure } = askedRing(shown, ring, result, config);
        const types = [...new Set(ring.evidence.map(({ type }) => type))];
        const away = [
          ...[0, 1, 2].map((s) => [s]),
          ...types.map((type) => [...structure.signals.keys()].filter((s) => structure.signals[s]!.type === type)),
        ];
        for (const signals of away) {
          const mine = questions.without({ signals });
          const keys = new Set(signals.map((s) => structure.signals[s]!.key));
          const { rings } = detect(withoutSignals(columns, keys), config);
          const members = new Set(ring.members.map(({ account }) => account));
          const successor = rings
            .map((other) => new Set(other.members.map(({ account }) => account)).intersection(members))
            .reduce((best, other) => (other.size > best.size ? other : best), new Set<string>());
          const leaves = new Set([...mine.leave].map((member) => structure.accounts[member]!));
          const right = [...members].filter(
            (account) => (!mine.ring || leaves.has(account)) === !successor.has(account),
          ).length;
          asked++;
          agreement += right / members.size;
          if (successor.size > 0) continue;
          gone++;
          if (!mine.ring || mine.leave.length > members.size / 2) told++;
        }
      }
    }
    expect(asked).toBeGreaterThan(30);
    expect(agreement / asked).toBeGreaterThan(0.8);
    expect(gone).toBeGreaterThan(5);
    expect(told / gone).toBeGreaterThan(0.8);
  });
});

describe('the signals that hold a ring together', () => {
  it('are as few as the bound of the greedy choice allows, against all subsets', () => {
    fc.assert(
      fc.property(smallRing, fc.constantFrom(0.5, 0.9, 1), ({ shown, evidence, rules }, share) => {
        const structure = ringStructure(shown, evidence, rules);
        const found = holdingSet(structure, rules, share);
        const all = worthOf(
          structure,
          rules,
          structure.signals.map((_, s) => s),
        );
        const value = worthOf(structure, rules, found.signals);
        expect(value).toBeGreaterThanOrEqual(share * all - 1e-6);
        if (all > 0) expect(found.share).toBeCloseTo(value / all, 9);
        const best = Math.min(
          ...subsets(structure.signals.length)
            .filter((set) => worthOf(structure, rules, set) >= share * all - 1e-6)
            .map((set) => set.length),
        );
        expect(found.atLeast).toBeLessThanOrEqual(best);
        // Wolsey 1982: 1 + ln(wanted / what was missing before the last choice).
        const missing = share * all - worthOf(structure, rules, found.signals.slice(0, -1));
        if (found.signals.length > 0 && missing > 1e-6)
          expect(found.signals.length).toBeLessThanOrEqual(best * (1 + Math.log((share * all) / missing)) + 1e-6);
      }),
      { numRuns: 150 },
    );
  });
});

describe('the signals without which a member is out', () => {
  it('take away every link that it has, and no fewer do where the answer says so', () => {
    let [out, shortest] = [0, 0];
    fc.assert(
      fc.property(smallRing, ({ shown, evidence, rules }) => {
        const structure = ringStructure(shown, evidence, rules);
        const partners = partnersOf(structure, rules, 1);
        const linksOf = (without: readonly number[]): number => {
          const keys = new Set(without.map((s) => structure.signals[s]!.key));
          const [first, ...others] = shown;
          const bare = { ...first!, signals: first!.signals.filter(({ key }) => !keys.has(key)) };
          const left = ringStructure([bare, ...others], evidence, rules);
          const pairs = partnersOf(left, rules, 1);
          return [...pairs.pair.subarray(pairs.pairStart[0]!, pairs.pairStart[1]!)].filter(
            (pair) => pairs.need[pair]! >= rules.threshold,
          ).length;
        };
        const answer = memberTies(structure, partners, rules, 0);
        fc.pre(linksOf([]) > 0);
        out++;
        expect(answer.out).not.toBeNull();
        expect(linksOf(answer.out!)).toBe(0);
        if (!answer.shortest) return;
        shortest++;
        const fewer = subsets(structure.signals.length).filter((set) => set.length < answer.out!.length);
        for (const set of fewer.slice(0, 200)) expect(linksOf(set)).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
    expect(out).toBeGreaterThan(20);
    expect(shortest).toBeGreaterThan(20);
  });
});
