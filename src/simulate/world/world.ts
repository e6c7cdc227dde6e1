import { signupTable } from '../calendar.ts';
import { ACCOUNT_PREFIX } from '../part.ts';
import { type PromptCommons, promptCommons } from '../prompts/commons.ts';
import { base32, permutation, rootStream, type Stream } from '../random.ts';
import { type Scenario, span } from '../scenario/scenario.ts';
import { BEYOND, MORE_BUSINESSES, type Networks, networks } from './networks.ts';
import { PHONE_NUMBERS } from './people.ts';

/** What all parts share: time, the internet, and prompts that anybody may use. */
export interface World {
  readonly scenario: Scenario;
  /** Epoch milliseconds, midnight UTC. */
  readonly start: number;
  readonly end: number;
  readonly root: Stream;
  readonly networks: Networks;
  readonly commons: PromptCommons;
  /** Running sums of ordinary signups by day. */
  readonly signups: readonly number[];
  /** Opaque, and unique over all parts. */
  accountId(part: number, index: number): string;
  /** Number for `networks.organisation` of the `group`th organisation of a part beyond the first 32; no two share one. */
  organisationNumber(part: number, group: number): number;
  /**
   * A mail address that nobody else has. Names run out where many sign up: above 5,000 ordinary accounts the number of the
   * account stands behind the name.
   */
  mailbox(address: string, part: number, index: number): string;
  /** Home number of the `index`th household of a part; no two parts share one. */
  homeNumber(part: number, index: number): number;
  /**
   * Number for `phoneNumber`, unique over all parts; null when the scenario has more accounts than there are
   * fictitious numbers, and in the parts beyond the first 32, for which there never are enough.
   */
  phoneNumber(part: number, index: number): number | null;
}

/** Parts have a fixed number each, so that switching or sizing one moves no home and no phone of another. */
export const PART = {
  population: 0,
  households: 1,
  offices: 2,
  classes: 3,
  carriers: 4,
  ci: 5,
  severalAccounts: 6,
  travellers: 7,
  /** Campaigns are numbered from here by their place in the scenario. */
  campaigns: 8,
  universities: 32,
  corporateCards: 33,
  vpn: 34,
  courses: 35,
  resellers: 36,
  evaluators: 37,
  agencies: 38,
  recreated: 39,
  press: 40,
} as const;

/** The numbers of the first 32 parts lie between each other; those of the parts beyond do so again, from `BEYOND` on. */
const PARTS = 32;

export const world = (scenario: Scenario): World => {
  const { start, end } = span(scenario);
  const root = rootStream(scenario.seed);
  const { population, decoys, campaigns } = scenario;
  const largest = Math.max(
    population.accounts,
    decoys.households.households * 4,
    decoys.offices.offices * decoys.offices.seats,
    decoys.classes.classes * decoys.classes.students,
    decoys.carriers.carriers * decoys.carriers.accounts,
    decoys.ci.accounts,
    decoys.severalAccounts.people * 4,
    decoys.travellers.accounts,
    ...campaigns.map(({ accounts }) => accounts),
  );
  const shuffle = permutation(root.child('ids'));
  const phones = largest * PARTS <= PHONE_NUMBERS;
  return {
    scenario,
    start,
    end,
    root,
    networks: networks(root.child('networks'), population.accounts),
    commons: promptCommons(root.child('commons'), decoys.promptLibrary.prompts),
    signups: signupTable(start, scenario.days, population.growthPerWeek),
    accountId: (part, index) => `${ACCOUNT_PREFIX}${base32(shuffle(numberOf(part, index)))}`,
    organisationNumber: (part, group) => MORE_BUSINESSES + (part - PARTS) * 4_096 + group,
    mailbox: (address, part, index) =>
      population.accounts > 5_000 ? address.replace('@', `.${numberOf(part, index).toString(36)}@`) : address,
    homeNumber: numberOf,
    phoneNumber: (part, index) => (phones && part < PARTS ? index * PARTS + part : null),
  };
};

/** Unique over all parts for indices below 2^26. */
const numberOf = (part: number, index: number): number => (part < PARTS ? 0 : BEYOND) + index * PARTS + (part % PARTS);
