import { z } from 'zod';
import { campaignSchema, SEED_CAMPAIGNS } from './campaigns.ts';
import { count, decoysSchema } from './decoys.ts';

const DAY_MS = 86_400_000;

/** What an event may show. */
export const SIGNAL_TYPES = [
  'email',
  'phone',
  'ip',
  'device',
  'user_agent',
  'tls_fingerprint',
  'referral_code',
  'payment_instrument',
  'billing_address',
  'prompt',
] as const;

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
        activity: z
          .number()
          .min(0)
          .max(10)
          .default(1)
          .describe('Factor on how often innocent accounts come back after their first use.'),
        growthPerWeek: z.number().min(0.1).max(10).default(1.08).describe('Factor by which signups grow in a week.'),
      })
      .prefault({}),
    signals: z
      .array(z.enum(SIGNAL_TYPES))
      .min(1)
      .refine((types) => types.includes('ip'), 'must hold ip: every event has one')
      .default([...SIGNAL_TYPES])
      .describe('Signal types that the events carry; the others are left out.'),
    decoys: decoysSchema.prefault({}),
    campaigns: z
      .array(campaignSchema)
      .max(24)
      .prefault(SEED_CAMPAIGNS)
      .describe('Campaigns, each switched and sized on its own.'),
  })
  .superRefine((scenario, context) => {
    const names = new Set<string>();
    scenario.campaigns.forEach(({ name, startDay }, index) => {
      const issue = (key: string, message: string) =>
        context.addIssue({ code: 'custom', path: ['campaigns', index, key], message });
      if (names.has(name)) issue('name', 'two campaigns have this name');
      names.add(name);
      if (startDay >= scenario.days) issue('startDay', 'the campaign begins after the scenario ends');
    });
  });

export type Scenario = z.output<typeof scenarioSchema>;
export type ScenarioInput = z.input<typeof scenarioSchema>;

/** Fills in the defaults. Throws ZodError with one issue for each wrong value. */
export const scenario = (input: ScenarioInput = {}): Scenario => scenarioSchema.parse(input);

/** First and last instant of a scenario in epoch milliseconds: [start, end). */
export const span = ({ start, days }: Pick<Scenario, 'start' | 'days'>): { start: number; end: number } => {
  const first = Math.floor(Date.parse(start) / DAY_MS) * DAY_MS;
  return { start: first, end: first + days * DAY_MS };
};
