import { expect, test } from 'vitest';
import { measure, OURS } from '../../../bench/quality/measure.ts';
import { truthOf } from '../../../bench/quality/metrics/truth.ts';
import { POPULATIONS } from '../../../bench/quality/populations.ts';
import { servedRequests, surfacing } from '../../../bench/quality/surfacing.ts';
import { engineConfig, type ObservationColumns, type Ring } from '../../../src/engine/index.ts';
import { scenario, simulate, truth } from '../../../src/simulate/index.ts';

const population = scenario({
  seed: 3,
  days: 30,
  population: { accounts: 100 },
  campaigns: [
    { name: 'early', skill: 'lazy', accounts: 20, startDay: 2 },
    { name: 'late', skill: 'lazy', accounts: 20, startDay: 20 },
  ],
});
const who = truthOf(truth(population));
const total = servedRequests(who);
for (const event of simulate(population)) total.add(event);

/** Finds the accounts of some campaigns, all that are there. */
const finder = (calls: number[], ...campaigns: string[]) => {
  return (columns: ObservationColumns): readonly Ring[] => {
    calls.push(columns.accounts.length);
    return campaigns.flatMap((campaign) => {
      const accounts = columns.accounts.filter((account) => who.get(account)?.campaign === campaign);
      return accounts.length === 0 ? [] : [{ members: accounts.map((account) => ({ account })) } as never];
    });
  };
};

test('a campaign is seen at the first look that finds it, by its own share of requests, and nobody looks on', () => {
  const calls: number[] = [];
  const seen = surfacing(simulate(population), who, total, finder(calls, 'early', 'late'));
  expect(seen['early']!.first).toBeGreaterThan(0);
  expect(seen['early']!.first).toBeLessThan(0.05);
  expect(seen['early']!.half).toBe(seen['early']!.first);
  // The other's first look comes weeks later, and nobody looks between.
  expect(seen['late']!.first).toBeLessThan(0.05);
  expect(calls).toHaveLength(2);
});

test('a campaign that no look finds is seen at 1, after all looks', () => {
  const calls: number[] = [];
  const seen = surfacing(simulate(population), who, total, finder(calls, 'early'));
  expect(seen['late']).toEqual({ first: 1, half: 1 });
  expect(seen['early']!.first).toBeLessThan(0.05);
  expect(calls).toHaveLength(1 + 10);
  expect(calls.toSorted((a, b) => a - b)).toEqual(calls);
});

test('a measurement says the same each time, but for the time it took', () => {
  const lazyMid = POPULATIONS.find(({ name }) => name === 'lazy-mid')!;
  const options = { seed: 1, scale: 0.01, config: engineConfig.parse({}), peers: true, surfacing: false };
  const measured = () => {
    const { seconds, peakMib: _, ...figures } = measure(lazyMid, options);
    expect(seconds.columns).toBeGreaterThan(0);
    return figures;
  };
  const once = measured();
  expect(once.methods[OURS]!.flag.recall).toBeGreaterThan(0);
  expect(Object.keys(once.methods).length).toBeGreaterThan(3);
  expect(measured()).toEqual(once);
});
