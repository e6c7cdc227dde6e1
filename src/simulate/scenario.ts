import { z } from 'zod';

const DAY_MS = 86_400_000;
const enabled = z.boolean().default(true).describe('Switches this part alone; everyone else stays as they are.');
const count = (initial: number, text: string) => z.int().min(0).max(5_000_000).default(initial).describe(text);

const decoys = z.strictObject({
  households: z
    .strictObject({
      enabled,
      households: count(170, 'Homes of 2–4 people: one address, sometimes one card or one computer.'),
    })
    .prefault({}),
  offices: z
    .strictObject({
      enabled,
      offices: count(1, 'Companies that pay all their seats by one card behind one egress prefix.'),
      seats: count(200, 'Accounts of one office.'),
    })
    .prefault({}),
  classes: z
    .strictObject({
      enabled,
      classes: count(1, 'Courses in which everybody sends one prompt in one hour.'),
      students: count(60, 'Accounts of one class.'),
    })
    .prefault({}),
  carriers: z
    .strictObject({
      enabled,
      carriers: count(1, 'Internet providers that put their customers behind carrier-grade NAT.'),
      accounts: count(1_000, 'Accounts behind one carrier.'),
      addresses: z.int().min(1).max(256).default(6).describe('IPv4 addresses that one carrier shows for all of them.'),
    })
    .prefault({}),
  ci: z
    .strictObject({
      enabled,
      accounts: count(25, 'Build pipelines of different companies: one public template, at fixed minutes.'),
    })
    .prefault({}),
  severalAccounts: z
    .strictObject({ enabled, people: count(60, 'People with 2–4 accounts of their own on one device.') })
    .prefault({}),
  travellers: z
    .strictObject({ enabled, accounts: count(60, 'People who sign in from hotels, airports and roaming networks.') })
    .prefault({}),
  promptLibrary: z
    .strictObject({
      enabled,
      share: z
        .number()
        .min(0)
        .max(1)
        .default(0.15)
        .describe('Share of innocents who use it now and then; campaigns use it as cover.'),
      prompts: z.int().min(1).max(10_000).default(80).describe('Prompts in the public library.'),
    })
    .prefault({}),
});

const campaign = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/, 'lower-case letters, digits and -, beginning with a letter')
    .describe('Name in the truth; its randomness hangs on the name.'),
  enabled,
  skill: z
    .enum(['lazy', 'mid', 'careful'])
    .describe(
      'lazy: few cards and addresses, scripted. mid: cards shared by 2–4, device farms, datacenter addresses. careful: own card and device, residential proxies; only behaviour is shared.',
    ),
  accounts: z.int().min(1).max(5_000_000).describe('Accounts of all its rings together.'),
  rings: z.int().min(1).max(100_000).default(1).describe('Rings that the accounts are dealt out to.'),
  startDay: z.int().min(0).default(14).describe('Day of the scenario on which the campaign begins to sign up.'),
  requestsPerDay: z.number().min(1).max(10_000).default(26).describe('Requests of one account a day, on average.'),
});

/** What the seed data holds: each skill once. */
const CAMPAIGNS: z.input<typeof campaign>[] = [
  { name: 'lazy', skill: 'lazy', accounts: 120, rings: 2, startDay: 16 },
  { name: 'mid', skill: 'mid', accounts: 80, rings: 7, startDay: 14 },
  { name: 'careful', skill: 'careful', accounts: 60, rings: 3, startDay: 14 },
];

/** A scenario file's schema: everything has a default, and the defaults are the scenario of the seed data. */
export const scenarioSchema = z
  .strictObject({
    seed: z.int().min(0).max(0xffffffff).default(1).describe('Everything random follows from it.'),
    start: z.iso
      .datetime({ offset: true })
      .default('2025-01-06T00:00:00Z')
      .describe('First instant; rounded down to midnight UTC.'),
    days: z.int().min(1).max(3_650).default(56).describe('Length; no event lies outside.'),
    population: z
      .strictObject({
        accounts: count(3_000, 'Ordinary accounts that are part of no decoy and no campaign.'),
        growthPerWeek: z.number().min(0.1).max(10).default(1.08).describe('Factor by which signups grow in a week.'),
      })
      .prefault({}),
    decoys: decoys.prefault({}),
    campaigns: z.array(campaign).max(24).prefault(CAMPAIGNS).describe('Campaigns, each switched and sized on its own.'),
  })
  .superRefine((scenario, context) => {
    const names = new Set<string>();
    scenario.campaigns.forEach(({ name, rings, accounts, startDay }, index) => {
      const issue = (key: string, message: string) =>
        context.addIssue({ code: 'custom', path: ['campaigns', index, key], message });
      if (names.has(name)) issue('name', 'two campaigns have this name');
      names.add(name);
      if (rings > accounts) issue('rings', 'more rings than accounts');
      if (startDay >= scenario.days) issue('startDay', 'the campaign begins after the scenario ends');
    });
  });

export type Scenario = z.output<typeof scenarioSchema>;
export type ScenarioInput = z.input<typeof scenarioSchema>;
export type CampaignSpec = Scenario['campaigns'][number];

/** Fills in the defaults. Throws ZodError with one issue for each wrong value. */
export const scenario = (input: ScenarioInput = {}): Scenario => scenarioSchema.parse(input);

/** First and last instant of a scenario in epoch milliseconds: [start, end). */
export const span = ({ start, days }: Pick<Scenario, 'start' | 'days'>): { start: number; end: number } => {
  const first = Math.floor(Date.parse(start) / DAY_MS) * DAY_MS;
  return { start: first, end: first + days * DAY_MS };
};
