import { describe, expect, it } from 'vitest';
import { failuresOf } from '../../../bench/quality/failures.ts';
import { campaignUnits, framedVictims, ringClusters, ringIdsKept } from '../../../bench/quality/found.ts';
import { bcubedAgreement, flagAgreement, pairAgreement } from '../../../bench/quality/metrics/agreement.ts';
import {
  asOne,
  falseClusters,
  innocentsHit,
  positivesByRequests,
  ringsFound,
} from '../../../bench/quality/metrics/breakdown.ts';
import { brier, calibrationError, reliability } from '../../../bench/quality/metrics/calibration.ts';
import { figuresOf } from '../../../bench/quality/metrics/figures.ts';
import { medians } from '../../../bench/quality/metrics/medians.ts';
import { byCampaign, byGroup, truthOf } from '../../../bench/quality/metrics/truth.ts';
import { seenOf } from '../../../bench/quality/surfacing.ts';
import type { Ring } from '../../../src/engine/index.ts';
import type { TruthRow } from '../../../src/simulate/index.ts';

const guilty = (group: string, accounts: string): TruthRow[] =>
  [...accounts].map((account) => ({ account, group, campaign: group[0]!, skill: 'mid', decoy: null }));
const innocent = (accounts: string, decoy: TruthRow['decoy'] = null): TruthRow[] =>
  [...accounts].map((account) => ({ account, group: null, campaign: null, skill: null, decoy }));

/** Campaign x: rings x1 of abcd and x2 of ef. Innocent: ordinary u v w, an office o p. */
const truth = truthOf([
  ...guilty('x1', 'abcd'),
  ...guilty('x2', 'ef'),
  ...innocent('uvw'),
  ...innocent('op', 'office'),
]);
const clusters = (...texts: string[]) => texts.map((text) => [...text]);

describe('agreement with the truth', () => {
  it('of flags counts accounts, whatever cluster they are in', () => {
    expect(flagAgreement(clusters('abe', 'op'), truth)).toEqual({ precision: 3 / 5, recall: 3 / 6, f1: 6 / 11 });
  });

  it('of pairs charges an innocent with every pair it makes, and takes no notice of one left alone', () => {
    // abu: 3 pairs, 1 right; ef: 1, right. In truth 6 + 1.
    const { precision, recall } = pairAgreement(clusters('abu', 'ef'), truth, byGroup);
    expect([precision, recall]).toEqual([2 / 4, 2 / 7]);
    const more = truthOf([...truth.values(), ...innocent('0123456789')]);
    expect(pairAgreement(clusters('abu', 'ef'), more, byGroup)).toEqual(
      pairAgreement(clusters('abu', 'ef'), truth, byGroup),
    );
  });

  it('by B³ gives a flagged innocent and a member that was not found nothing', () => {
    // Precision over a b u: 2/3, 2/3, 0. Recall over a b c d e f: 2/4, 2/4, 0, 0, 0, 0.
    const { precision, recall } = bcubedAgreement(clusters('abu'), truth, byGroup);
    expect(precision).toBeCloseTo(4 / 9, 12);
    expect(recall).toBeCloseTo(1 / 6, 12);
    const more = truthOf([...truth.values(), ...innocent('0123456789')]);
    expect(bcubedAgreement(clusters('abu'), more, byGroup)).toEqual(bcubedAgreement(clusters('abu'), truth, byGroup));
  });

  it('is perfect where the rings are, and at the level of campaigns where they are one', () => {
    const perfect = { precision: 1, recall: 1, f1: 1 };
    expect(pairAgreement(clusters('abcd', 'ef'), truth, byGroup)).toEqual(perfect);
    expect(bcubedAgreement(clusters('abcd', 'ef'), truth, byGroup)).toEqual(perfect);
    expect(bcubedAgreement(clusters('abcdef'), truth, byCampaign)).toEqual(perfect);
    expect(bcubedAgreement(clusters('abcdef'), truth, byGroup).precision).toBeLessThan(1);
  });

  it('is undefined where there is nothing to take a share of, and 0 where nothing of something was found', () => {
    expect(flagAgreement([], truth)).toEqual({ precision: null, recall: 0, f1: 0 });
    const nobody = truthOf(innocent('uv'));
    expect(flagAgreement([], nobody)).toEqual({ precision: null, recall: null, f1: null });
    expect(flagAgreement(clusters('uv'), nobody)).toEqual({ precision: 0, recall: null, f1: null });
    expect(bcubedAgreement(clusters('uv'), nobody, byGroup).precision).toBe(0);
  });
});

describe('breakdowns', () => {
  it('count innocents by the kind that the truth names, whatever it is', () => {
    expect(innocentsHit(clusters('uop', 'ab'), truth)).toEqual({
      office: { accounts: 2, flagged: 2 },
      ordinary: { accounts: 3, flagged: 1 },
    });
  });

  it('call a ring found from four fifths on, and in one where one cluster has as many', () => {
    const big = truthOf([...guilty('y1', 'abcde'), ...guilty('y2', 'fghij')]);
    const { all, campaigns } = ringsFound(clusters('abcd', 'fg', 'hi'), big);
    expect(all['all']).toEqual({ rings: 2, found: 2, inOne: 1, accounts: 10, flagged: 8 });
    expect(campaigns).toEqual({ y: all['all'] });
    expect(ringsFound(clusters('abc'), big).all['all']).toMatchObject({ found: 0, flagged: 3 });
  });

  it('put rings in tiers by their true size', () => {
    const rows = Array.from({ length: 120 }, (_, i) => guilty(i < 100 ? 'z1' : 'z2', String.fromCharCode(0x4e00 + i)));
    expect(Object.keys(ringsFound([], truthOf(rows.flat())).tiers)).toEqual(['20–99', '100–999']);
  });

  it('hold a ring for false when most of it is innocent', () => {
    expect(falseClusters(clusters('abu', 'euv', 'fu'), truth)).toBe(1);
  });

  it('tell who is found by the requests that were served, the fewest first', () => {
    const served = new Map([
      ['a', 9],
      ['b', 10],
      ['c', 5_000],
      ['u', 100],
    ]);
    expect(Object.entries(positivesByRequests(clusters('bcu'), truth, served))).toEqual([
      ['0 and more', { accounts: 4, flagged: 0 }],
      ['10 and more', { accounts: 1, flagged: 1 }],
      ['1,000 and more', { accounts: 1, flagged: 1 }],
    ]);
  });

  it('see a campaign as one by the share of its found accounts in the largest unit', () => {
    expect(asOne(clusters('abc', 'e'), truth)).toBe(3 / 4);
    expect(asOne(clusters('uv'), truth)).toBeNull();
  });
});

describe('figures of rings', () => {
  const ring = (id: string, members: readonly (readonly [account: string, strength: number])[]): Ring =>
    ({
      id,
      score: 0.9,
      members: members.map(([account, strength]) => ({ account, strength, bits: 1, signals: [] })),
    }) as never;

  it('tell framed victims in the core from those at the fringe', () => {
    const framed = truthOf([...truth.values(), ...innocent('st').map((row) => ({ ...row, framedBy: 'x' }))]);
    const found = framedVictims(
      [
        ring('r', [
          ['a', 0.9],
          ['s', 0.5],
          ['t', 0.49],
          ['u', 0.9],
        ]),
      ],
      framed,
    );
    expect(found).toEqual({ victims: 2, core: 1, fringe: 1 });
    expect(framedVictims([], truth)).toBeNull();
  });

  it('count an account in two rings once', () => {
    expect(
      ringClusters([
        ring('r', [
          ['a', 1],
          ['b', 1],
        ]),
        ring('s', [
          ['b', 1],
          ['c', 1],
        ]),
      ]),
    ).toEqual([['a', 'b'], ['c']]);
  });

  it('take the rings of a reported campaign together, and others by themselves', () => {
    const rings = [ring('r', [['a', 1]]), ring('s', [['b', 1]]), ring('t', [['c', 1]])];
    const campaigns = [{ id: 'camp', rings: ['t', 'r'] }] as never;
    expect(campaignUnits({ rings, campaigns })).toEqual([['a', 'c'], ['b']]);
    expect(figuresOf(ringClusters(rings), truth, campaignUnits({ rings, campaigns })).asOne).toBe(2 / 3);
  });

  it('tell who keeps the id of their ring, who is in another and who in none', () => {
    const before = [
      ring('r', [
        ['a', 1],
        ['b', 1],
      ]),
      ring('s', [
        ['c', 1],
        ['d', 1],
      ]),
    ];
    const after = [
      ring('r', [['a', 1]]),
      ring('new', [
        ['c', 1],
        ['d', 1],
        ['e', 1],
      ]),
    ];
    expect(ringIdsKept(before, after)).toEqual({ kept: 1 / 4, moved: 2 / 4, left: 1 / 4 });
    expect(ringIdsKept([], after)).toBeNull();
  });

  it('see a campaign from the first ring that is mostly its own, and by half of the accounts that are there', () => {
    const seen = seenOf(
      [
        ring('r', [
          ['a', 1],
          ['u', 1],
        ]),
      ],
      truth,
      ['a', 'b', 'u'],
    );
    expect(seen.get('x')).toEqual({ shown: false, half: true });
    expect(seenOf([ring('r', [['a', 1]])], truth, [...'abcd']).get('x')).toEqual({ shown: true, half: false });
  });
});

describe('what went wrong', () => {
  const ring = (...members: string[]): Ring =>
    ({ score: 0.7, summary: 's', features: { size: 1 }, members: members.map((account) => ({ account })) }) as never;

  it('is told ring by ring: whom false rings consist of, and in how many parts true ones are', () => {
    expect(failuresOf([ring('u', 'v', 'o', 'a'), ring('b', 'c'), ring('e', 'f')], truth)).toEqual({
      falseRings: [{ kinds: { ordinary: 2, office: 1, x1: 1 }, score: 0.7, summary: 's', features: { size: 1 } }],
      trueRings: [{ group: 'x1', size: 4, flagged: 3, parts: [2, 1] }],
    });
  });
});

describe('calibration', () => {
  const rings = [
    { score: 0.62, real: true },
    { score: 0.68, real: false },
    { score: 1, real: true },
  ];
  it('puts scores in bins with what was expected and what is so', () => {
    expect(reliability(rings)).toEqual([
      { from: 0.6, to: 0.7, rings: 2, expected: 0.65, observed: 0.5 },
      { from: 0.99, to: 1, rings: 1, expected: 1, observed: 1 },
    ]);
    expect(calibrationError(rings)).toBeCloseTo((2 * 0.15) / 3, 12);
    expect(brier(rings)).toBeCloseTo((0.38 ** 2 + 0.68 ** 2) / 3, 12);
    expect(brier([])).toBeNull();
  });
});

describe('medians', () => {
  it('are taken at every place, of those that have a figure there', () => {
    const trees = [
      { a: 1, b: { c: null } },
      { a: 5, b: { c: 2 } },
      { a: 3, b: { c: null, d: 7 } },
    ];
    expect(medians<object>(trees)).toEqual({ a: 3, b: { c: 2, d: 7 } });
    expect(medians([null, null])).toBeNull();
  });
});
