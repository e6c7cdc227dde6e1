export type { SimulatedEvent, TruthRow } from './event.ts';
export { type Scenario, type ScenarioInput, scenario, scenarioSchema, span } from './scenario.ts';
export { simulate, truth } from './simulate.ts';
