import { detect, type EngineConfig, type ObservationColumns, type Ring } from '../../src/engine/index.ts';
import { type Scenario, simulate, truth } from '../../src/simulate/index.ts';
import { peakMib } from '../support/report.ts';
import { simulatedColumns } from '../support/simulated-columns.ts';
import { failuresOf } from './failures.ts';
import { framedVictims, keptIds, ringClusters, scoredRings } from './found.ts';
import { identifiersAlone } from './identifiers-alone.ts';
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

/** One population with one seed: simulated, detected, held against the truth. Holds one population in memory. */
export const measure = (population: Population, options: MeasureOptions) => {
  const scenario = population.scenario(options);
  const who = truthOf(truth(scenario));
  const find = (columns: ObservationColumns, previous: readonly Ring[] = []): readonly Ring[] =>
    detect(columns, options.config, {
      previous: previous.map(({ id, members }) => ({ id, accounts: members.map(({ account }) => account) })),
    }).rings;

  const began = performance.now();
  const cut = population.stability ? Math.floor((1 - NEWEST) * eventsOf(scenario)) : -1;
  const total = servedRequests(who);
  const simulated = simulatedColumns();
  let before: readonly Ring[] | null = null;
  let events = 0;
  for (const event of simulate(scenario)) {
    if (events++ === cut) before = find(simulated.build());
    simulated.add(event);
    total.add(event);
  }
  const columns = simulated.build();
  const observed = performance.now();
  const rings = find(columns, before ?? []);
  const found = performance.now();

  const methods: Record<string, MethodFigures> = { [OURS]: figuresOf(ringClusters(rings), who) };
  if (population.identifiersAlone) methods[ALONE] = figuresOf(ringClusters(find(identifiersAlone(columns))), who);
  if (options.peers)
    for (const [name, clusters] of peers(columns, options.config.seed)) methods[name] = figuresOf(clusters, who);
  const surfaced = options.surfacing && total.all() > 0 ? surfacing(simulate(scenario), who, total, find) : null;

  return {
    size: { accounts: columns.accounts.length, signals: columns.signals.length, rows: columns.account.length, events },
    seconds: { columns: (observed - began) / 1000, detect: (found - observed) / 1000 },
    peakMib: peakMib('self'),
    methods,
    scored: scoredRings(rings, who),
    failures: failuresOf(rings, who),
    framed: framedVictims(rings, who),
    surfaced,
    keptIds: before === null ? null : keptIds(before, rings),
  };
};

export type Measured = ReturnType<typeof measure>;

const eventsOf = (scenario: Scenario): number => {
  let events = 0;
  for (const _ of simulate(scenario)) events++;
  return events;
};
