export type { SimulatedEvent, TruthRow } from './event.ts';
export { namedScenario, SCENARIO_NAMES, type ScenarioName } from './scenario/named.ts';
export { scaled } from './scenario/scaled.ts';
export { type Scenario, type ScenarioInput, scenario, scenarioSchema, span } from './scenario/scenario.ts';
export { simulate, truth } from './simulate.ts';
