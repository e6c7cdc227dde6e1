import { z } from 'zod';

/** What accounts of `camouflage` and `framing` are underneath. */
const base = z.enum(['lazy', 'mid', 'careful']);

const skill = z.enum([...base.options, 'hydra', 'camouflage', 'framing']);

const name = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'lower-case letters, digits and -, beginning with a letter');

const MAX_ACCOUNTS = 5_000_000;
const MAX_RINGS = 100_000;

const fields = z.strictObject({
  name: name.describe('Name of this entry; its randomness hangs on the name.'),
  campaign: name
    .optional()
    .describe('Campaign in the truth, where several entries make up one: they share templates. The name unless given.'),
  enabled: z.boolean().default(true).describe('Switches this part alone; everyone else stays as they are.'),
  skill: skill.describe(
    'lazy: few cards and addresses, scripted. mid: cards shared by 2–4, device farms, datacenter addresses. careful: own card and device, residential proxies; only behaviour is shared. hydra: a proxy network that mixes in resold ordinary traffic and replaces banned accounts. camouflage: touches popular signals on purpose. framing: shares the signals of victims.',
  ),
  base: base.default('mid').describe('What the accounts of camouflage and framing are underneath.'),
  accounts: z
    .int()
    .min(1)
    .max(MAX_ACCOUNTS)
    .optional()
    .describe('Accounts of all its rings together; hydra: at one time. Needed unless ringSizes are given.'),
  rings: z
    .int()
    .min(1)
    .max(MAX_RINGS)
    .optional()
    .describe('Rings that the accounts are dealt out to evenly; 1 unless given.'),
  ringSizes: z
    .array(z.int().min(1).max(MAX_ACCOUNTS))
    .min(1)
    .max(MAX_RINGS)
    .optional()
    .describe('Accounts of each ring, instead of accounts and rings.'),
  startDay: z.int().min(0).default(14).describe('Day of the scenario on which the campaign begins to sign up.'),
  requestsPerDay: z.number().min(1).max(10_000).default(26).describe('Requests of one account a day, on average.'),
  bansPerDay: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe('Share of accounts banned a day, from the day bansAfter on. Only hydra replaces them.'),
  bansAfter: z.number().min(0).default(5).describe('Days after signup for which an account is safe from a ban.'),
  victims: z
    .int()
    .min(0)
    .max(100_000)
    .default(0)
    .describe(
      'Ordinary accounts whose signals a framing campaign shares, each by three to eight accounts of one ring.',
    ),
});

/** A campaign: `accounts` and `rings` are always there after parsing, `ringSizes` only where they were given. */
export const campaignSchema = fields
  .superRefine(({ accounts, rings, ringSizes, skill, victims }, context) => {
    const issue = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message });
    if (ringSizes === undefined) {
      if (accounts === undefined) issue('accounts', 'needed unless ringSizes are given');
      else if ((rings ?? 1) > accounts) issue('rings', 'more rings than accounts');
    } else {
      if (accounts !== undefined && accounts !== sum(ringSizes)) issue('accounts', 'not the sum of ringSizes');
      if (rings !== undefined && rings !== ringSizes.length) issue('rings', 'not the number of ringSizes');
      if (sum(ringSizes) > MAX_ACCOUNTS) issue('ringSizes', `more than ${MAX_ACCOUNTS} accounts together`);
    }
    if (victims > 0 && skill !== 'framing') issue('victims', 'only a framing campaign has victims');
  })
  .transform((spec) => ({
    ...spec,
    accounts: spec.ringSizes === undefined ? (spec.accounts ?? 0) : sum(spec.ringSizes),
    rings: spec.ringSizes?.length ?? spec.rings ?? 1,
  }));

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

export type Skill = z.output<typeof skill>;
export type CampaignSpec = z.output<typeof campaignSchema>;
export type CampaignInput = z.input<typeof campaignSchema>;

/** What the seed data hold: each of the first skills once. */
export const SEED_CAMPAIGNS: CampaignInput[] = [
  { name: 'lazy', skill: 'lazy', accounts: 120, rings: 2, startDay: 16 },
  { name: 'mid', skill: 'mid', accounts: 80, rings: 7, startDay: 14 },
  { name: 'careful', skill: 'careful', accounts: 60, rings: 3, startDay: 14 },
];
