import { addDay, type Draft, eventOf } from './activity.ts';
import { DAY } from './calendar.ts';
import { type Campaign, campaignPart, type Operation } from './campaigns/campaign.ts';
import { careful } from './campaigns/careful.ts';
import { lazy } from './campaigns/lazy.ts';
import { mid } from './campaigns/mid.ts';
import type { SimulatedEvent, Skill, TruthRow } from './event.ts';
import { carriers } from './ordinary/carriers.ts';
import { classes } from './ordinary/classes.ts';
import { households, severalAccounts } from './ordinary/households.ts';
import { offices } from './ordinary/office.ts';
import { pipelines } from './ordinary/pipelines.ts';
import { population } from './ordinary/population.ts';
import { travellers } from './ordinary/travellers.ts';
import type { Part } from './part.ts';
import { roster } from './roster.ts';
import type { Scenario } from './scenario/scenario.ts';
import { type World, world } from './world/world.ts';

const OPERATIONS: Partial<Record<Skill, (campaign: Campaign) => Operation>> = { lazy, mid, careful };

const operationOf = (skill: Skill) => {
  const operation = OPERATIONS[skill];
  if (operation === undefined) throw new Error(`skill ${skill} cannot be simulated yet`);
  return operation;
};

interface SimulateOptions {
  /** Called after each day with the number of days done and the drafts that the day held. */
  readonly onDay?: (days: number, held: number) => void;
}

/**
 * All events of a scenario in order of time. One day at a time is planned, sorted and written out: what is held is
 * one day's drafts (some 100 bytes each), however many days there are and however large an event is.
 */
export function* simulate(scenario: Scenario, { onDay }: SimulateOptions = {}): Generator<SimulatedEvent> {
  const here = world(scenario);
  const rosters = partsOf(here).map((part) => roster(part, here.end));
  for (let midnight = here.start; midnight < here.end; midnight += DAY) {
    const drafts: Draft[] = [];
    for (const its of rosters) addDay(its, midnight, drafts);
    // The sort is stable, and parts come in a fixed order: equal times need no further key.
    drafts.sort((left, right) => left.time - right.time);
    for (const draft of drafts) yield eventOf(draft);
    onDay?.((midnight - here.start) / DAY + 1, drafts.length);
  }
}

/** What every account that signs up within the scenario really is, in a fixed order. */
export function* truth(scenario: Scenario): Generator<TruthRow> {
  const here = world(scenario);
  for (const part of partsOf(here)) {
    for (let index = 0; index < part.size; index++) {
      if (!part.exists(index) || part.life(index).signup >= here.end) continue;
      yield { account: part.accountId(index), ...part.truth(index) };
    }
  }
}

const partsOf = (here: World): readonly Part[] => {
  const { decoys, campaigns } = here.scenario;
  const { households: homes, offices: companies, classes: courses, carriers: nats, ci } = decoys;
  return [
    population(here),
    ...(homes.enabled ? [households(here)] : []),
    ...(companies.enabled ? [offices(here)] : []),
    ...(courses.enabled ? [classes(here)] : []),
    ...(nats.enabled ? [carriers(here)] : []),
    ...(ci.enabled ? [pipelines(here)] : []),
    ...(decoys.severalAccounts.enabled ? [severalAccounts(here)] : []),
    ...(decoys.travellers.enabled ? [travellers(here)] : []),
    ...campaigns.flatMap((spec, position) =>
      spec.enabled ? [campaignPart(here, spec, position, operationOf(spec.skill))] : [],
    ),
  ];
};
