import { addDay, type Draft, eventOf } from './activity.ts';
import { DAY } from './calendar.ts';
import { type Campaign, campaignPart, type Operation } from './campaigns/campaign.ts';
import { careful } from './campaigns/careful.ts';
import { lazy } from './campaigns/lazy.ts';
import { mid } from './campaigns/mid.ts';
import type { SimulatedEvent, Skill, TruthRow } from './event.ts';
import { agencies } from './ordinary/agencies.ts';
import { carriers } from './ordinary/carriers.ts';
import { classes } from './ordinary/classes.ts';
import { corporateCards } from './ordinary/corporate-cards.ts';
import { courses } from './ordinary/courses.ts';
import { evaluators } from './ordinary/evaluators.ts';
import { households, severalAccounts } from './ordinary/households.ts';
import { offices } from './ordinary/office.ts';
import { pipelines } from './ordinary/pipelines.ts';
import { population } from './ordinary/population.ts';
import { press } from './ordinary/press.ts';
import { recreated } from './ordinary/recreated.ts';
import { resellers } from './ordinary/resellers.ts';
import { travellers } from './ordinary/travellers.ts';
import { universities } from './ordinary/universities.ts';
import { vpnUsers } from './ordinary/vpn.ts';
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

/** In this order: events of one instant come by part, and adding a part at the end moves nobody else's. */
const DECOYS: readonly (readonly [name: DecoyName, make: (here: World) => Part])[] = [
  ['households', households],
  ['offices', offices],
  ['classes', classes],
  ['carriers', carriers],
  ['ci', pipelines],
  ['severalAccounts', severalAccounts],
  ['travellers', travellers],
  ['universities', universities],
  ['corporateCards', corporateCards],
  ['vpn', vpnUsers],
  ['courses', courses],
  ['resellers', resellers],
  ['evaluators', evaluators],
  ['agencies', agencies],
  ['recreated', recreated],
  ['press', press],
];

/** The prompt library is what people read, and no part. */
type DecoyName = Exclude<keyof Scenario['decoys'], 'promptLibrary'>;

const partsOf = (here: World): readonly Part[] => {
  const { decoys, campaigns } = here.scenario;
  return [
    population(here),
    ...DECOYS.flatMap(([name, make]) => (decoys[name].enabled ? [make(here)] : [])),
    ...campaigns.flatMap((spec, position) =>
      spec.enabled ? [campaignPart(here, spec, position, operationOf(spec.skill))] : [],
    ),
  ];
};
