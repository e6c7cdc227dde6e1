import {
  type DetectionResult,
  detect,
  type EngineConfig,
  type ObservationColumns,
  type Ring,
} from '../../src/engine/index.ts';
import { type Scenario, type SimulatedEvent, simulate, truth } from '../../src/simulate/index.ts';
import { identifiersAlone } from '../support/less-columns.ts';
import { peakMib } from '../support/report.ts';
import { simulatedColumns } from '../support/simulated-columns.ts';
import { failuresOf } from './failures.ts';
import { campaignUnits, framedVictims, ringClusters, ringIdsKept, scoredRings } from './found.ts';
import { positivesByRequests } from './metrics/breakdown.ts';
import { figuresOf, type MethodFigures } from './metrics/figures.ts';
import { truthOf } from './metrics/truth.ts';
import { peers } from './peers/peers.ts';
import type { Population } from './populations.ts';
import { servedRequests, surfacing } from './surfacing.ts';

export interface MeasureOptions {
  readonly seed: number;
  readonly scale: number;
  readonly config: EngineConfig;
  readonly peers: boolean;
  readonly surfacing: boolean;
}

export const OURS = 'ringfence';
const ALONE = 'ringfence, identifiers alone';

/** Of all events, those that come in after the first run where stability is measured. */
const NEWEST = 0.01;

/** One population with one seed: simulated, detected, held against the truth. Holds one population in memory at a time. */
export const measure = (
  population: Population,
  options: MeasureOptions,
  onStep: (step: Step, seconds: number) => void = () => undefined,
) => {
  const scenario = population.scenario(options);
  const who = truthOf(truth(scenario));
  const total = servedRequests(who);
  const seconds = stopwatch(onStep);
  const run = (columns: ObservationColumns, previous: readonly Ring[] = []): DetectionResult =>
    detect(columns, options.config, {
      previous: previous.map(({ id, members }) => ({ id, accounts: members.map(({ account }) => account) })),
    });
  const find = (columns: ObservationColumns): readonly Ring[] => run(columns).rings;

  // Everything that needs the columns is done in here, so that they are gone when the events are played again.
  const onColumns = () => {
    const { columns, before, events } = observed(scenario, population.stability === true ? find : null, total);
    seconds.lap('columns');
    const result = run(columns, before ?? []);
    const { rings } = result;
    seconds.lap('detect');
    const methods: Record<string, MethodFigures> = {
      [OURS]: figuresOf(ringClusters(rings), who, campaignUnits(result)),
    };
    if (population.identifiersAlone) methods[ALONE] = figuresOf(ringClusters(find(identifiersAlone(columns))), who);
    seconds.lap('figures');
    if (options.peers)
      for (const [name, clusters] of peers(columns, options.config.seed)) methods[name] = figuresOf(clusters, who);
    seconds.lap('peers');
    return {
      size: {
        accounts: columns.accounts.length,
        signals: columns.signals.length,
        rows: columns.account.length,
        events,
      },
      methods,
      requests: positivesByRequests(ringClusters(rings), who, requestsOf(columns)),
      scored: scoredRings(rings, who),
      failures: failuresOf(rings, who),
      framed: framedVictims(rings, who),
      ringIds: before === null ? null : ringIdsKept(before, rings),
    };
  };
  const figures = onColumns();
  const surfaced = options.surfacing ? surfacing(simulate(scenario), who, total, find) : null;
  seconds.lap('surfacing');
  return { ...figures, surfaced, seconds: seconds.laps(), peakMib: peakMib('self') };
};

export type Measured = ReturnType<typeof measure>;

/** Columns of all events; with `find`, also the rings before the newest of them came in. Counts requests along the way. */
const observed = (
  scenario: Scenario,
  find: ((columns: ObservationColumns) => readonly Ring[]) | null,
  total: { add(event: SimulatedEvent): unknown },
) => {
  const cut = find === null ? -1 : Math.floor((1 - NEWEST) * eventsOf(scenario));
  const simulated = simulatedColumns();
  let before: readonly Ring[] | null = null;
  let events = 0;
  for (const event of simulate(scenario)) {
    if (events++ === cut) before = find?.(simulated.build()) ?? null;
    simulated.add(event);
    total.add(event);
  }
  return { columns: simulated.build(), before, events };
};

const requestsOf = ({ accounts, requests }: ObservationColumns): ReadonlyMap<string, number> =>
  new Map(accounts.map((account, i) => [account, requests[i]!]));

const eventsOf = (scenario: Scenario): number => {
  let events = 0;
  for (const _ of simulate(scenario)) events++;
  return events;
};

const STEPS = ['columns', 'detect', 'figures', 'peers', 'surfacing'] as const;
type Step = (typeof STEPS)[number];

/** Seconds that each step took. */
const stopwatch = (onStep: (step: Step, seconds: number) => void) => {
  const laps = Object.fromEntries(STEPS.map((step) => [step, 0])) as Record<Step, number>;
  let began = performance.now();
  return {
    lap(step: Step): void {
      const now = performance.now();
      laps[step] = (now - began) / 1000;
      began = now;
      onStep(step, laps[step]);
    },
    laps: (): Readonly<Record<Step, number>> => laps,
  };
};
