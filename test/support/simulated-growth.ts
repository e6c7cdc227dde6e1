import { simulatedColumns } from '../../bench/support/simulated-columns.ts';
import type { ObservationColumns } from '../../src/engine/index.ts';
import { namedScenario, scenario, simulate } from '../../src/simulate/index.ts';

/**
 * A simulated population with rings of every skill at several moments: columns over the first events, as many as `shares` say
 * (ascending). Some 2,900 accounts at scale .015.
 */
export const growingPopulation = (seed: number, shares: readonly number[], scale = 0.015): ObservationColumns[] => {
  const [lazyMid, careful] = (['lazy-mid', 'careful'] as const).map((name) => namedScenario(name, { seed, scale }));
  const both = scenario({ ...lazyMid!, campaigns: [...lazyMid!.campaigns, ...careful!.campaigns] });
  let events = 0;
  for (const _ of simulate(both)) events++;
  const columns = simulatedColumns();
  const cuts = shares.map((share) => Math.floor(share * events));
  const moments: ObservationColumns[] = [];
  let at = 0;
  for (const event of simulate(both)) {
    while (cuts[moments.length] === at) moments.push(columns.build());
    columns.add(event);
    at++;
  }
  while (moments.length < cuts.length) moments.push(columns.build());
  return moments;
};
