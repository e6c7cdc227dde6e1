import { addDay, type Draft, eventOf } from './activity.ts';
import { DAY } from './calendar.ts';
import { camouflage } from './campaigns/camouflage.ts';
import { type Campaign, campaignPart, type Operation } from './campaigns/campaign.ts';
import { careful } from './campaigns/careful.ts';
import { framing } from './campaigns/framing.ts';
import { hydra } from './campaigns/hydra.ts';
import { lazy } from './campaigns/lazy.ts';
import { mid } from './campaigns/mid.ts';
import type { SimulatedEvent, TruthRow } from './event.ts';
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
import type { CampaignSpec } from './scenario/campaigns.ts';
import { type Scenario, SIGNAL_TYPES } from './scenario/scenario.ts';
import { type World, world } from './world/world.ts';

const BASES = { lazy, mid, careful } as const;

const operationOf = ({ skill, base }: CampaignSpec): ((campaign: Campaign) => Operation) => {
  switch (skill) {
    case 'hydra':
      return hydra;
    case 'camouflage':
      return camouflage(BASES[base]);
    case 'framing':
      return framing(BASES[base]);
    default:
      return BASES[skill];
  }
};

interface SimulateOptions {
  /** Called after each day with the number of days done and the drafts that the day held. */
  readonly onDay?: (days: number, held: number) => void;
}

/**
 * All events of a scenario in order of time. One day at a time is planned, sorted and written out: what is held is
 * one day's drafts (some 100 bytes each) and 50 bytes an account, however many days there are and however large an event is.
 */
export function* simulate(scenario: Scenario, { onDay }: SimulateOptions = {}): Generator<SimulatedEvent> {
  const here = world(scenario);
  const kept = keeping(scenario.signals);
  const rosters = partsOf(here).map((part) => roster(part, here.end));
  for (let midnight = here.start; midnight < here.end; midnight += DAY) {
    const drafts: Draft[] = [];
    for (const its of rosters) addDay(its, midnight, drafts);
    // The sort is stable, and parts come in a fixed order: equal times need no further key.
    drafts.sort((left, right) => left.time - right.time);
    for (const draft of drafts) yield kept(eventOf(draft));
    onDay?.((midnight - here.start) / DAY + 1, drafts.length);
  }
}

/** Leaves out the signals that the scenario does not send. */
const keeping = (types: Scenario['signals']): ((event: SimulatedEvent) => SimulatedEvent) => {
  const sent = new Set<string>(types);
  if (sent.size === SIGNAL_TYPES.length) return (event) => event;
  return (event) => ({ ...event, signals: event.signals.filter(({ type }) => sent.has(type)) });
};

/** What every account that signs up within the scenario really is, in a fixed order. */
export function* truth(scenario: Scenario): Generator<TruthRow> {
  const here = world(scenario);
  const parts = partsOf(here);
  const framedBy = new Map<string, string>();
  for (const { framing } of parts) {
    for (const victim of framing?.victims ?? []) framedBy.set(victim, framedBy.get(victim) ?? framing!.campaign);
  }
  for (const part of parts) {
    for (let index = 0; index < part.size; index++) {
      if (!part.exists(index) || part.life(index).signup >= here.end) continue;
      const account = part.accountId(index);
      const framer = framedBy.get(account);
      yield { account, ...part.truth(index), ...(framer === undefined ? {} : { framedBy: framer }) };
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
      spec.enabled ? [campaignPart(here, spec, position, operationOf(spec))] : [],
    ),
  ];
};
