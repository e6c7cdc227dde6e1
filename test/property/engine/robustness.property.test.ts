import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detect, engineConfig, type ObservationColumns, type Ring } from '../../../src/engine/index.ts';
import { withMore } from '../../support/engine-columns.ts';
import { DAY, dice, enginePopulation, flagged, START, show } from '../../support/engine-population.ts';

const config = engineConfig.parse({});
const seeds = fc.integer({ min: 1, max: 1_000_000 });

const membersOf = (rings: readonly Ring[]): Set<string> =>
  new Set(rings.flatMap((ring) => ring.members.map(({ account }) => account)));

/** The ring that holds most of these accounts. */
const ringOf = (rings: readonly Ring[], accounts: readonly string[]): Ring | undefined => {
  const wanted = new Set(accounts);
  const overlap = (ring: Ring): number => ring.members.filter(({ account }) => wanted.has(account)).length;
  return [...rings].sort((x, y) => overlap(y) - overlap(x)).find((ring) => overlap(ring) > 0);
};

/** Accounts that are held at least half as strongly as the middle member of their ring. */
const coreOf = (rings: readonly Ring[]): Set<string> =>
  new Set(
    rings.flatMap(({ members }) => {
      const middle = members[members.length >> 1]!.strength;
      return members.filter(({ strength }) => strength >= middle / 2).map(({ account }) => account);
    }),
  );

describe('framing', () => {
  const CHEAP = ['ip', 'user_agent', 'prompt'];

  it('never makes an innocent a core member, however many cheap signals a ring shows that are the innocent’s own', () => {
    // A sender can copy what a victim shows in public: addresses behind one proxy, a client, a prompt that was posted.
    let recall = 0;
    const cases = fc.sample(fc.tuple(seeds, fc.integer({ min: 1, max: 12 })), 6);
    for (const [seed, k] of cases) {
      const { columns, groups } = enginePopulation({ seed, ordinary: 4000, lazy: 120 });
      const victims = groups.get('ordinary')!.slice(0, 20);
      const random = dice(seed);
      const framed = withMore(columns, (builder) => {
        victims.forEach((victim, v) => {
          for (let j = 0; j < k; j++) {
            const type = CHEAP[j % CHEAP.length]!;
            const value = `of-${v}-${j}`;
            show(builder, victim, type, value, [START + random.below(40 * DAY)]);
            for (const id of groups.get('lazy')!)
              if (random.chance(0.05)) show(builder, id, type, value, [START + random.below(40 * DAY)]);
          }
        });
      });
      const { rings } = detect(framed, config);
      expect([...coreOf(rings).intersection(new Set(victims))]).toEqual([]);
      recall += flagged(rings, groups, ['lazy']).recall / cases.length;
    }
    expect(recall).toBeGreaterThan(0.7);
  });

  it('never makes an innocent a core member who shows k popular signals of a ring', () => {
    const cases = fc.sample(fc.tuple(seeds, fc.integer({ min: 1, max: 8 })), 6);
    for (const [seed, k] of cases) {
      const { columns, groups } = enginePopulation({ seed, ordinary: 4000, lazy: 120 });
      const random = dice(seed);
      const victims = groups.get('ordinary')!.slice(0, 20);
      const framed = withMore(columns, (builder) => {
        for (let j = 0; j < k; j++) {
          const type = CHEAP[1 + (j % 2)]!;
          for (const id of [...groups.get('lazy')!, ...groups.get('ordinary')!.slice(0, 400)])
            if (random.chance(0.5) || victims.includes(id))
              show(builder, id, type, `popular-${j}`, [START + random.below(40 * DAY)]);
        }
      });
      expect([...coreOf(detect(framed, config).rings).intersection(new Set(victims))]).toEqual([]);
    }
  });
});

describe('camouflage', () => {
  /** Most that a ring's score falls. Measured over 40 populations: it fell by .03 at most, and rose by .006 in the mean. */
  const MOST = 0.1;

  it('never lowers the score of a ring by more than a bound, however many popular signals its accounts touch', () => {
    let compared = 0;
    for (const [seed, k] of fc.sample(fc.tuple(seeds, fc.integer({ min: 1, max: 8 })), 8)) {
      const { columns, groups } = enginePopulation({ seed, ordinary: 4000, lazy: 120 });
      const lazy = groups.get('lazy')!;
      const random = dice(seed + 3);
      const camouflaged = withMore(columns, (builder) => {
        for (const id of lazy)
          for (let j = 0; j < k; j++) {
            const at = [START + 23 * DAY + random.below(15 * DAY)];
            show(builder, id, 'prompt', `library-${1 + random.below(40)}`, at);
            show(builder, id, 'user_agent', `browser-${random.below(5)}`, at);
          }
      });
      const before = ringOf(detect(columns, config).rings, lazy);
      if (before === undefined) continue;
      compared++;
      const after = ringOf(detect(camouflaged, config).rings, lazy);
      expect(after?.score ?? 0).toBeGreaterThan(before.score - MOST);
    }
    expect(compared).toBeGreaterThan(5);
  });
});

describe('what cannot matter', () => {
  it('is by how many weeks all times are moved', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 50 }), (seed, weeks) => {
        const { columns } = enginePopulation({ seed, ordinary: 1200, lazy: 60, mid: 40, households: 30 });
        const seconds = weeks * 7 * DAY;
        const later = (time: number): number => time + seconds;
        const moved: ObservationColumns = {
          ...columns,
          createdAt: columns.createdAt.map(later),
          first: columns.first.map(later),
          last: columns.last.map(later),
          windows: columns.windows.map((window) => window + weeks * 21),
        };
        const one = detect(columns, config).rings;
        const two = detect(moved, config).rings;
        expect(two.map(({ id, score }) => [id, score])).toEqual(one.map(({ id, score }) => [id, score]));
      }),
      { numRuns: 6 },
    );
  });

  it('is how signals are called', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { columns } = enginePopulation({ seed, ordinary: 1200, lazy: 60, mid: 40, households: 30 });
        const renamed = { ...columns, signals: columns.signals.map((key) => [...key].reverse().join('')) };
        const facts = (rings: readonly Ring[]) => rings.map(({ id, score, summary }) => [id, score, summary]);
        expect(facts(detect(renamed, config).rings)).toEqual(facts(detect(columns, config).rings));
      }),
      { numRuns: 6 },
    );
  });
});

describe('more evidence', () => {
  it('across a ring never lowers its score, nor takes a member out', () => {
    let [compared, members, lost] = [0, 0, 0];
    for (const seed of fc.sample(seeds, 8)) {
      const { columns, groups } = enginePopulation({ seed, ordinary: 4000, lazy: 120 });
      const lazy = groups.get('lazy')!;
      const random = dice(seed + 5);
      const more = withMore(columns, (builder) => {
        // Devices of some accounts each, drawn apart from the cards, so that they overlap crosswise.
        for (const id of lazy) show(builder, id, 'device', `shared-${random.below(20)}`, [START + 25 * DAY]);
      });
      const before = ringOf(detect(columns, config).rings, lazy);
      if (before === undefined) continue;
      const after = ringOf(detect(more, config).rings, lazy)!;
      compared++;
      expect(after.score).toBeGreaterThanOrEqual(before.score);
      const was = membersOf([before]);
      members += was.size;
      lost += was.difference(membersOf([after])).size;
    }
    expect(compared).toBeGreaterThan(5);
    expect(lost).toBeLessThanOrEqual(0.01 * members);
  });
});
