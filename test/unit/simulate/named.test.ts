import { describe, expect, it } from 'vitest';
import { namedScenario, SCENARIO_NAMES, scaled, scenario, simulate, truth } from '../../../src/simulate/index.ts';

const counts = (...[name, scale, seed]: [(typeof SCENARIO_NAMES)[number], number, number?]) => {
  const kinds = new Map<string, number>();
  for (const { campaign, decoy } of truth(namedScenario(name, { scale, seed: seed ?? 3 }))) {
    const kind = campaign ?? decoy ?? 'ordinary';
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  return kinds;
};
const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);

describe('named scenarios', () => {
  it('are valid, and the seed’s is the default', () => {
    for (const name of SCENARIO_NAMES) expect(scenario(namedScenario(name, { seed: 5 })).seed).toBe(5);
    expect(namedScenario('seed')).toEqual(scenario());
  });

  it('ordinary-100k has about 100,000 innocent accounts, every decoy among them', () => {
    const kinds = counts('ordinary-100k', 1);
    expect(sum(kinds.values())).toBeGreaterThan(97_000);
    expect(sum(kinds.values())).toBeLessThan(104_000);
    // All of `Decoy`, and the ordinary ones.
    expect(kinds.size).toBe(17);
    expect(kinds.get('carrier')).toBe(10_000);
    expect(kinds.get('press')).toBe(5_000);
  });

  it('the others are the same 100,000 with campaigns', () => {
    const ordinary = new Set([...truth(namedScenario('ordinary-100k', { scale: 0.05 }))].map(({ account }) => account));
    for (const name of ['lazy-mid', 'careful', 'hydra', 'camouflage', 'framing'] as const) {
      const rows = [...truth(namedScenario(name, { scale: 0.05 }))];
      const innocent = rows.filter(({ campaign }) => campaign === null);
      expect(new Set(innocent.map(({ account }) => account))).toEqual(ordinary);
      expect(rows.length).toBeGreaterThan(innocent.length);
    }
  });

  it('hydra has 20,000 accounts and more, the seed’s campaign 25,000 in rings of one campaign', () => {
    const { campaigns } = namedScenario('seed-campaign');
    expect(sum(campaigns.map(({ accounts }) => accounts))).toBe(25_000);
    expect(new Set(campaigns.map(({ campaign }) => campaign)).size).toBe(1);
    expect(namedScenario('hydra').campaigns[0]!.accounts).toBeGreaterThanOrEqual(20_000);
  });
});

describe('a scale', () => {
  it('makes about so many times the accounts, every kind among them', () => {
    const whole = counts('lazy-mid', 0.2);
    const tenth = counts('lazy-mid', 0.02);
    expect([...tenth.keys()].sort()).toEqual([...whole.keys()].sort());
    expect(sum(tenth.values()) / sum(whole.values())).toBeGreaterThan(0.08);
    expect(sum(tenth.values()) / sum(whole.values())).toBeLessThan(0.25);
    expect(sum(counts('ordinary-100k', 2).values()) / sum(counts('ordinary-100k', 1).values())).toBeCloseTo(2, 1);
  });

  it('of 1 changes nothing; rings shrink to 20, small ones stay, and above 1 there are more of them', () => {
    const given = scenario({ campaigns: [{ name: 'x', skill: 'lazy', ringSizes: [1_000, 100, 5] }] });
    expect(scaled(given, 1)).toEqual(given);
    expect(scaled(given, 0.1).campaigns[0]!.ringSizes).toEqual([100, 20, 5]);
    expect(scaled(given, 2).campaigns[0]!.ringSizes).toEqual([1_000, 100, 5, 1_000, 100, 5]);
    for (const factor of [0.1, 2, 3.4]) expect(scenario(scaled(given, factor))).toEqual(scaled(given, factor));
  });
});

describe('signals of a scenario', () => {
  it('are the only ones that its events carry; nothing else changes', () => {
    const all = scenario({ population: { accounts: 60 }, campaigns: [] });
    const some = { ...all, signals: ['ip', 'prompt'] as typeof all.signals };
    const expected = [...simulate(all)].map((event) => ({
      ...event,
      signals: event.signals.filter(({ type }) => type === 'ip' || type === 'prompt'),
    }));
    expect([...simulate(some)]).toEqual(expected);
  });
});
