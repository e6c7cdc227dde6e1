import type { ObservationColumns } from '../../src/engine/index.ts';
import { simulate, truth } from '../../src/simulate/index.ts';
import { type Truth, truthOf } from '../quality/metrics/truth.ts';
import { populationNamed } from '../quality/populations.ts';
import { simulatedColumns, type Windows } from './simulated-columns.ts';

/** A population of docs/quality.md in memory. */
export interface SimulatedPopulation {
  readonly columns: ObservationColumns;
  /** The same observations in other windows. */
  inWindows(windows: Windows): ObservationColumns;
  readonly truth: Truth;
  readonly events: number;
}

export const simulatedPopulation = (name: string, seed: number, scale: number): SimulatedPopulation => {
  const scenario = populationNamed(name).scenario({ seed, scale });
  const simulated = simulatedColumns();
  let events = 0;
  for (const event of simulate(scenario)) {
    simulated.add(event);
    events++;
  }
  return {
    columns: simulated.build(),
    inWindows: (windows) => simulated.build(windows),
    truth: truthOf(truth(scenario)),
    events,
  };
};
