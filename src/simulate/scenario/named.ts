import type { CampaignInput } from './campaigns.ts';
import { scaled } from './scaled.ts';
import { type Scenario, type ScenarioInput, scenario } from './scenario.ts';

/**
 * About 100,000 innocent accounts, every decoy among them. Groups are as many as a provider of this size may have: one
 * household in ten accounts, a few companies, schools and universities, one carrier with 10,000 customers, one day in the press.
 */
const ORDINARY_100K = {
  population: { accounts: 60_000 },
  decoys: {
    households: { households: 2_000 },
    offices: { offices: 6, seats: 200 },
    classes: { classes: 12, students: 60 },
    carriers: { carriers: 1, accounts: 10_000, addresses: 32 },
    ci: { accounts: 400 },
    severalAccounts: { people: 800 },
    travellers: { accounts: 800 },
    promptLibrary: { prompts: 300 },
    universities: { enabled: true, universities: 4, accounts: 1_500 },
    corporateCards: { enabled: true, companies: 12, fewest: 50, most: 500 },
    vpn: { enabled: true, accounts: 2_500 },
    courses: { enabled: true, courses: 20, students: 60, weeks: 6 },
    resellers: { enabled: true, resellers: 8, customers: 120 },
    evaluators: { enabled: true, accounts: 200, benchmarks: 3 },
    agencies: { enabled: true, agencies: 12, accounts: 60 },
    recreated: { enabled: true, people: 1_000 },
    press: { enabled: true, accounts: 5_000, day: 24 },
  },
} as const satisfies ScenarioInput;

/** Sizes from 5 to 5,000, most of them small: 7,901 accounts. */
const RINGS_FROM_5 = [5_000, 1_500, 600, 300, 150, 100, 60, 40, 30, 20, 20, 15, 15, 10, 10, 8, 8, 5, 5, 5];
/** Sizes from 20 to 5,000: 9,020 accounts. */
const RINGS_FROM_20 = [5_000, 1_500, 800, 500, 300, 200, 150, 120, 100, 80, 60, 50, 40, 30, 30, 20, 20, 20];
/** Sizes of the rings that the two entries of the seed's campaign have: 25,000 accounts together. */
const SEED_MID = [2_500, 2_000, 1_500, 1_200, 1_000, 900, 800, 700, 600, 500, 500, 400, 400, 300, 300, 200, 200];
const SEED_CAREFUL = [2_000, 1_500, 1_200, 1_000, 900, 800, 700, 600, 500, 400, 400, 300, 200, 200, 100, 100, 100];

const within = (campaigns: readonly CampaignInput[]): ScenarioInput => ({
  ...ORDINARY_100K,
  campaigns: [...campaigns],
});

/** The populations by which the quality of detection is told, without their seeds. */
const NAMED = {
  seed: {},
  'ordinary-100k': within([]),
  'lazy-mid': within([
    { name: 'lazy', skill: 'lazy', ringSizes: RINGS_FROM_5, startDay: 10 },
    { name: 'mid', skill: 'mid', ringSizes: RINGS_FROM_5, startDay: 12 },
  ]),
  careful: within([{ name: 'careful', skill: 'careful', ringSizes: RINGS_FROM_20, startDay: 10 }]),
  hydra: within([
    { name: 'hydra', skill: 'hydra', accounts: 20_000, rings: 200, startDay: 7, bansPerDay: 0.01, bansAfter: 5 },
  ]),
  camouflage: within([
    { name: 'camouflage-mid', skill: 'camouflage', base: 'mid', ringSizes: RINGS_FROM_20, startDay: 10 },
    { name: 'camouflage-careful', skill: 'camouflage', base: 'careful', ringSizes: RINGS_FROM_20, startDay: 12 },
  ]),
  framing: within([
    { name: 'framing-mid', skill: 'framing', base: 'mid', ringSizes: RINGS_FROM_20, startDay: 10, victims: 500 },
    {
      name: 'framing-careful',
      skill: 'framing',
      base: 'careful',
      ringSizes: RINGS_FROM_20,
      startDay: 12,
      victims: 500,
    },
  ]),
  'seed-campaign': {
    // What a service has at least, and most people come once or twice: some six observations of an innocent account.
    signals: ['ip', 'device', 'payment_instrument', 'prompt'],
    population: { accounts: 881_000, activity: 0.3 },
    decoys: {
      ...ORDINARY_100K.decoys,
      households: { households: 20_000 },
      carriers: { carriers: 4, accounts: 10_000, addresses: 32 },
    },
    campaigns: [
      { name: 'distil-a', campaign: 'distil', skill: 'mid', ringSizes: SEED_MID, startDay: 4 },
      { name: 'distil-b', campaign: 'distil', skill: 'careful', ringSizes: SEED_CAREFUL, startDay: 4 },
    ],
  },
} satisfies Record<string, ScenarioInput>;

export type ScenarioName = keyof typeof NAMED;
export const SCENARIO_NAMES = Object.keys(NAMED) as readonly ScenarioName[];

/**
 * A scenario by its name. `scale` makes a smaller (or larger) one of the same make, see `scaled`: `ordinary-100k` at .1 has
 * some 10,000 accounts.
 */
export const namedScenario = (
  name: ScenarioName,
  { seed = 1, scale = 1 }: { readonly seed?: number; readonly scale?: number } = {},
): Scenario => scaled(scenario({ ...NAMED[name], seed }), scale);
