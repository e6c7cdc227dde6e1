import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compared, type Reported, type RingFate } from '../../../src/backtests/compare.ts';
import { type Appealed, type DecidedRing, judged, onlyDecided } from '../../../src/backtests/judge.ts';

const POPULATION = Array.from({ length: 30 }, (_, i) => `a${i}`);

/** Disjoint rings: each account draws which ring it is in, or none. */
const rings = (name: string): fc.Arbitrary<Reported[]> =>
  fc.array(fc.integer({ min: -3, max: 5 }), { minLength: 30, maxLength: 30 }).map((drawn) =>
    [0, 1, 2, 3, 4, 5].flatMap((ring) => {
      const accounts = POPULATION.filter((_, i) => drawn[i] === ring);
      return accounts.length === 0 ? [] : [{ id: `${name}${ring}`, accounts }];
    }),
  );
/** The other side: like the first but for a few accounts, or anything. */
const sides = fc.oneof(
  fc.tuple(rings('t'), rings('o')),
  fc
    .tuple(rings('t'), fc.array(fc.constantFrom(...POPULATION), { maxLength: 6 }))
    .map(([tested, gone]): [Reported[], Reported[]] => [
      tested,
      tested
        .map(({ id, accounts }) => ({ id: `o${id}`, accounts: accounts.filter((each) => !gone.includes(each)) }))
        .filter(({ accounts }) => accounts.length > 0),
    ]),
);
const decisions: fc.Arbitrary<DecidedRing[]> = fc.array(
  fc.record({
    ring: fc.constantFrom('r1', 'r2', 'r3', 'r4'),
    state: fc.constantFrom('confirmed' as const, 'dismissed' as const),
    at: fc.integer({ min: 1, max: 5 }),
    accounts: fc.uniqueArray(fc.constantFrom(...POPULATION), { maxLength: 12 }),
  }),
  { maxLength: 4 },
);
const appeals: fc.Arbitrary<Appealed[]> = fc.uniqueArray(
  fc.record({
    account: fc.constantFrom(...POPULATION),
    state: fc.constantFrom('upheld' as const, 'overturned' as const),
    // Never at the same time as a decision on a ring.
    at: fc.integer({ min: 0, max: 5 }).map((at) => at + 0.5),
  }),
  { maxLength: 8, selector: ({ account }) => account },
);
const idsOf = (all: readonly Reported[]): string[] => all.map(({ id }) => id).sort();
const flatOf = (all: readonly Reported[]): string[] => all.flatMap(({ accounts }) => accounts).sort();

describe('a comparison', () => {
  test('has each ring of both sides once, and its figures are those of the sets', () => {
    fc.assert(
      fc.property(sides, ([tested, other]) => {
        const { rings: changes, gained, lost } = compared(tested, other);
        const of = (side: 'tested' | 'other', fates: readonly RingFate[]) =>
          changes.flatMap((change) => (fates.includes(change.fate) ? [change[side]!.id] : [])).sort();
        expect(of('tested', ['new', 'same', 'changed', 'split'])).toEqual(idsOf(tested));
        expect(of('other', ['lost', 'same', 'changed', 'merged'])).toEqual(idsOf(other));
        expect(flatOf(tested).length - gained.length).toBe(flatOf(other).length - lost.length);
        expect([...gained]).toEqual(flatOf(tested).filter((account) => !flatOf(other).includes(account)));
        expect([...lost]).toEqual(flatOf(other).filter((account) => !flatOf(tested).includes(account)));
        for (const { fate, tested: ring, other: twin, gained: more, lost: less, jaccard } of changes) {
          const [own, its] = [new Set(ring?.accounts ?? []), new Set(twin?.accounts ?? [])];
          expect(more).toBe([...own].filter((account) => !its.has(account)).length);
          expect(less).toBe([...its].filter((account) => !own.has(account)).length);
          expect(fate === 'same').toBe(more === 0 && less === 0);
          expect(jaccard).toBeCloseTo(own.intersection(its).size / own.union(its).size, 12);
        }
      }),
    );
  });

  test('the other way round tells the same the other way round', () => {
    const turned: Readonly<Record<RingFate, RingFate>> = {
      new: 'lost',
      lost: 'new',
      split: 'merged',
      merged: 'split',
      same: 'same',
      changed: 'changed',
    };
    const told = (changes: ReturnType<typeof compared>, swap: boolean) =>
      changes.rings
        .map(({ fate, tested, other, gained, lost }) =>
          swap
            ? [turned[fate], other?.id, tested?.id, lost, gained].join()
            : [fate, tested?.id, other?.id, gained, lost].join(),
        )
        .sort();
    fc.assert(
      fc.property(sides, ([tested, other]) => {
        expect(told(compared(other, tested), true)).toEqual(told(compared(tested, other), false));
      }),
    );
  });

  test('of a side with itself changes nothing, and the order of what is given means nothing', () => {
    fc.assert(
      fc.property(sides, ([tested, other]) => {
        const itself = compared(tested, tested);
        expect(itself.rings.every(({ fate }) => fate === 'same')).toBe(true);
        expect([...itself.gained, ...itself.lost]).toEqual([]);
        const reversed = (all: Reported[]) =>
          all.map(({ id, accounts }) => ({ id, accounts: accounts.toReversed() })).toReversed();
        const shown = ({ rings: changes, ...rest }: ReturnType<typeof compared>) => [
          rest,
          changes.map(({ tested: ring, other: twin, ...change }) => ({ ...change, ring: ring?.id, twin: twin?.id })),
        ];
        expect(shown(compared(reversed(tested), reversed(other)))).toEqual(shown(compared(tested, other)));
      }),
    );
  });
});

describe('a judgement', () => {
  test('is what counting account by account gives, the newest decision on each', () => {
    fc.assert(
      fc.property(rings('t'), decisions, appeals, (reported, decided, appealed) => {
        const { confirmed, dismissed, precision, recall } = judged(reported, { rings: decided, appeals: appealed });
        const inRings = new Set(flatOf(reported));
        let [right, wrong, all] = [0, 0, 0];
        for (const account of POPULATION) {
          const on = [
            ...decided.map(({ ring, state, at, accounts }) => ({ ring, at, accounts, guilty: state === 'confirmed' })),
            ...appealed.map((it) => ({ ...it, ring: '', accounts: [it.account], guilty: it.state === 'upheld' })),
          ]
            .filter(({ accounts }) => accounts.includes(account))
            .sort((a, b) => b.at - a.at || (a.ring < b.ring ? 1 : -1));
          const newest = on[0]?.at;
          const states = new Set(
            on.filter(({ at, ring }) => at === newest && ring === on[0]!.ring).map((d) => d.guilty),
          );
          // Two decisions of one ring at one time say nothing of which was later.
          if (states.size > 1) return;
          if (on.length === 0) continue;
          const isConfirmed = on[0]!.guilty;
          if (isConfirmed) all++;
          if (!inRings.has(account)) continue;
          if (isConfirmed) right++;
          else wrong++;
        }
        expect([confirmed, dismissed]).toEqual([right, wrong]);
        expect(precision).toBe(right + wrong === 0 ? null : right / (right + wrong));
        expect(recall).toBe(all === 0 ? null : right / all);
      }),
    );
  });

  test('stays between 0 and 1, and finds all where everybody is reported and nothing where nobody is', () => {
    fc.assert(
      fc.property(rings('t'), decisions, appeals, (reported, decided, appealed) => {
        for (const share of ['precision', 'recall', 'ringPrecision', 'ringRecall'] as const) {
          const value = judged(reported, { rings: decided, appeals: appealed })[share] ?? 0;
          expect(value >= 0 && value <= 1).toBe(true);
        }
        const everybody = judged([{ id: 'all', accounts: POPULATION }], { rings: decided, appeals: appealed });
        for (const recall of [everybody.recall, everybody.ringRecall]) expect([null, 1]).toContain(recall);
        const nobody = judged([], { rings: decided, appeals: appealed });
        expect(nobody).toMatchObject({ precision: null, ringPrecision: null, confirmed: 0, dismissed: 0 });
        for (const recall of [nobody.recall, nobody.ringRecall]) expect([null, 0]).toContain(recall);
      }),
    );
  });

  test('is the same on the rings that touch a decided account alone', () => {
    fc.assert(
      fc.property(rings('t'), decisions, appeals, (reported, decided, appealed) => {
        const { rings: _, accounts: __, ...figures } = judged(reported, { rings: decided, appeals: appealed });
        expect(
          judged(onlyDecided(reported, { rings: decided, appeals: appealed }), { rings: decided, appeals: appealed }),
        ).toMatchObject(figures);
      }),
    );
  });
});
