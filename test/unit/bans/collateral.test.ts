import { describe, expect, it } from 'vitest';
import {
  type Calibration,
  type EstimatedAccount,
  estimated,
  probabilityOf,
} from '../../../src/bans/review/collateral.ts';

const NOW = Date.UTC(2026, 2, 2);
const DAY = 86_400_000;
const configured: Calibration = { basis: 'configured', confirmed: 0, dismissed: 0, intercept: 0, slope: 1 };
const account = (over: Partial<EstimatedAccount> = {}): EstimatedAccount => ({
  ...{ ring: 'a', strength: 0.9, alone: false, since: NOW - 3 * DAY, attributes: {}, inARing: true },
  ...{ wasAllowed: false, wasUndone: false },
  ...over,
});
const rings = new Map(
  [
    { id: 'a', score: 0.9, size: 8, state: 'confirmed' },
    { id: 'b', score: 0.55, size: 600, state: 'new' },
  ].map((ring) => [ring.id, ring]),
);
const estimate = (accounts: EstimatedAccount[], calibration = configured) =>
  estimated(accounts, rings, { calibration, minScore: 0.5, now: NOW });

describe('the collateral of a list', () => {
  it('is what scores leave open, by the size of the ring', () => {
    const found = estimate([
      ...Array.from({ length: 10 }, () => account()),
      account({ ring: 'b' }),
      account({ ring: null }),
    ]);
    expect(found).toMatchObject({
      ...{ accounts: 12, expectedInnocents: 1.45, withoutRing: 1 },
      tiers: [
        { name: 'small', rings: 1, accounts: 10, expectedInnocents: 1 },
        { name: 'very large', rings: 1, accounts: 1, expectedInnocents: 0.45 },
      ],
      near: { score: 1, minScore: 0.5, scoreBelow: 0.6 },
      past: { ringsConfirmed: 1, ringsDismissed: 0, ringsUndecided: 1 },
    });
  });

  it('follows the calibration that decisions give', () => {
    expect(probabilityOf(0.9, configured)).toBeCloseTo(0.9, 9);
    const surer = { ...configured, basis: 'decisions', intercept: 1, slope: 1.2 } as const;
    expect(probabilityOf(0.9, surer)).toBeGreaterThan(0.95);
    expect(estimate([account()], surer).expectedInnocents).toBeLessThan(estimate([account()]).expectedInnocents);
    expect(probabilityOf(1, configured)).toBeLessThanOrEqual(1);
    expect(probabilityOf(0, configured)).toBeGreaterThanOrEqual(0);
  });

  it('names who is at the edge, whom one signal holds, who is old, paying, gone from the ring or was decided on before', () => {
    const found = estimate([
      account({ strength: 0.1, alone: true }),
      account({ since: NOW - 800 * DAY, attributes: { spend: 120.5, plan: 'team' } }),
      account({ since: null, attributes: { spend: 20, plan: 'free' }, inARing: false }),
      account({ since: NOW - 30 * DAY, attributes: { plan: 'free' }, wasAllowed: true, wasUndone: true }),
    ]);
    expect(found.near.strength).toBe(1);
    expect(found.heldByOneSignal).toBe(1);
    expect(found.age).toEqual({
      unknown: 1,
      groups: [
        { underDays: 7, accounts: 1 },
        { underDays: 30, accounts: 0 },
        { underDays: 90, accounts: 1 },
        { underDays: 365, accounts: 0 },
        { underDays: null, accounts: 1 },
      ],
    });
    expect(found.attributes).toEqual([
      {
        ...{ name: 'plan', accounts: 3, sum: null, most: null },
        values: [
          { value: 'free', accounts: 2 },
          { value: 'team', accounts: 1 },
        ],
      },
      { name: 'spend', accounts: 2, sum: 140.5, most: 120.5, values: [] },
    ]);
    expect(found.past).toMatchObject({ leftRing: 1, wasAllowed: 1, wasUndone: 1 });
  });

  it('does not say how many one signal holds before that is known, and nothing of an empty list', () => {
    expect(estimate([account({ alone: null }), account({ alone: true })]).heldByOneSignal).toBeNull();
    expect(estimate([])).toMatchObject({ accounts: 0, expectedInnocents: 0, tiers: [], heldByOneSignal: 0 });
  });
});
