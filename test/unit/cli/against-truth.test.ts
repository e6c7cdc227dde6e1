import { describe, expect, test } from 'vitest';
import { againstTruth } from '../../../src/cli/against-truth.ts';
import { ringTable } from '../../../src/cli/ring-table.ts';
import type { TruthRow } from '../../../src/simulate/event.ts';

const innocent = (account: string, decoy: TruthRow['decoy'] = null): TruthRow => ({
  account,
  group: null,
  campaign: null,
  skill: null,
  decoy,
});
const guilty = (account: string, campaign: string): TruthRow => ({
  account,
  group: `${campaign}-1`,
  campaign,
  skill: 'mid',
  decoy: null,
});

describe('holding rings against the truth', () => {
  const truth = [
    guilty('a', 'red'),
    guilty('b', 'red'),
    guilty('c', 'red'),
    guilty('d', 'blue'),
    innocent('e', 'office'),
    innocent('f'),
  ];

  test('counts precision within the ring and recall within its campaign', () => {
    const figures = againstTruth([{ id: 'r1', accounts: ['a', 'b', 'e'] }], truth);
    expect(figures.rings.get('r1')).toEqual({ campaign: 'red', precision: 2 / 3, recall: 2 / 3 });
    expect(figures).toMatchObject({ precision: 2 / 3, recall: 2 / 4 });
    expect(figures.campaigns).toEqual([
      { name: 'red', skill: 'mid', accounts: 3, found: 2 },
      { name: 'blue', skill: 'mid', accounts: 1, found: 0 },
    ]);
    expect(figures.innocents).toContainEqual({ kind: 'office', accounts: 1, flagged: 1 });
  });

  test('an account in two rings is flagged once', () => {
    const figures = againstTruth(
      [
        { id: 'r1', accounts: ['a'] },
        { id: 'r2', accounts: ['a'] },
      ],
      truth,
    );
    expect(figures.precision).toBe(1);
    expect(figures.recall).toBe(1 / 4);
  });

  test('a ring of innocents has precision 0 and no recall', () => {
    expect(againstTruth([{ id: 'r1', accounts: ['e', 'f'] }], truth).rings.get('r1')).toEqual({
      campaign: null,
      precision: 0,
      recall: null,
    });
  });

  test('accounts that the truth does not know are left out, and nothing found has no precision', () => {
    expect(againstTruth([{ id: 'r1', accounts: ['x'] }], truth)).toMatchObject({ precision: null, recall: 0 });
  });
});

test('the table of rings wraps what ties them together and keeps every line within its width', () => {
  const summary = 'tied by 4 payment instruments and 6 IPs; '.repeat(8);
  const table = ringTable(
    [{ id: 'ring_abcdefghijkl', size: 1234, score: 0.987, summary }],
    { columns: 100, isTTY: false },
    [{ title: 'precision', value: () => '99.0 %' }],
  );
  expect(table).toContain('1,234');
  expect(table).toContain('0.99');
  expect(Math.max(...table.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
});
