import { z } from 'zod';
import * as field from '../fields.ts';
import { APPEAL_STATES, OUTCOMES } from './states.ts';

const appealId = z.string().min(1).max(64).meta({ description: 'The appeal.', example: 'appeal_k2m7xq4w3b5a' });
const batchId = z.string().min(1).max(64).meta({ description: 'The ban batch.', example: 'ban_k2m7xq4w3b5a' });

export const appealParams = z.object({ id: appealId });

export const newAppeal = z
  .strictObject({
    account: field.accountId,
    batch: batchId.optional().meta({ description: 'The batch that banned it; the newest one without it.' }),
    ticket: field
      .line(200)
      .nullable()
      .default(null)
      .meta({ description: 'Where the customer wrote, by the caller’s own id.', example: 'T-4711' }),
    reason: field.words(2000).meta({
      description: 'Why they say that it is wrong, in short. No addresses, cards or names.',
      example: 'They share the office network.',
    }),
  })
  .meta({
    id: 'NewAppeal',
    description: 'An appeal against the ban of an account.',
    examples: [{ account: 'acct_7f3a', ticket: 'T-4711', reason: 'They share the office network.' }],
  });

export const appealDecision = z
  .strictObject({
    outcome: z.enum(OUTCOMES).meta({
      description: '`upheld`: the ban stays. `overturned`: it was wrong, and is lifted.',
      example: 'overturned',
    }),
    code: field.reasonCode
      .optional()
      .meta({ description: 'Of an overturned one: what it was instead.', example: 'office' }),
    reason: field
      .words(2000)
      .meta({ description: 'Why.', example: 'Their landlord confirms the network of the house.' }),
  })
  .refine(({ outcome, code }) => (outcome === 'overturned') === (code !== undefined), {
    path: ['code'],
    message: 'belongs to overturned, and overturned to a code',
  })
  .meta({
    id: 'AppealDecision',
    description: 'What comes of an appeal.',
    examples: [{ outcome: 'overturned', code: 'office', reason: 'Their landlord confirms the network of the house.' }],
  });

export const takeBack = z
  .strictObject({ reason: field.words(2000).meta({ description: 'Why.', example: 'The letter was forged.' }) })
  .meta({ id: 'AppealTakenBack', description: 'Why a decision is taken back.' });

const summary = z.object({
  id: appealId,
  state: z.enum(APPEAL_STATES).meta({ description: 'open, then upheld or overturned.', example: 'open' }),
  account: field.accountId
    .nullable()
    .meta({ description: 'The account; null once it is forgotten.', example: 'acct_7f3a' }),
  batch: batchId,
  ring: field.ringId.nullable().meta({
    description: 'The ring that it was banned with; null where it was listed by hand.',
    example: 'ring_f4ke2q2a7c3d',
  }),
  ban: z
    .string()
    .meta({ description: 'How the ban stands: sent, done, undoing, undoSent, undone or undoFailed.', example: 'done' }),
  ticket: z.string().nullable().meta({ description: 'Where the customer wrote.', example: 'T-4711' }),
  reason: z.string().meta({ description: 'Why they say that it is wrong.', example: 'They share the office network.' }),
  by: z.string().meta({ description: 'Who recorded it.', example: 'support-desk' }),
  at: field.time('When it was recorded.'),
  decidedBy: z.string().nullable().meta({ description: 'Who decided; null while nobody has.', example: null }),
  decidedAt: field.timeOrNull('When it was decided; null while it is open.'),
  code: field.reasonCode.nullable().meta({ description: 'Of an overturned one: what it was instead.', example: null }),
  said: z
    .string()
    .nullable()
    .meta({ description: 'Why it was decided so, or the decision was taken back.', example: null }),
  version: field.count('How often it was changed.', 1),
});

export const appealShown = summary
  .extend({
    given: z
      .object({
        evidence: z.array(z.string()).meta({
          description: 'What was given as evidence, in words.',
          example: ['paid with a card that 9 of the ring share'],
        }),
        counterfactual: z.string().nullable().meta({
          description: 'What would have taken it out of the ring, in words; null where that was not known.',
          example: 'without that card it would not be in the ring',
        }),
        reason: z.string().nullable().meta({ description: 'What whoever listed it by hand said.', example: null }),
        strength: field.strength.nullable().meta({
          description: 'How strongly it was held by the ring; null where it was listed by hand.',
          example: 0.82,
        }),
      })
      .nullable()
      .meta({ description: 'What the manifest of the batch says of the account; null where that was forgotten.' }),
    signals: z
      .array(
        z
          .object({
            key: field.signalKey,
            type: field.signalType,
            hint: field.signalHint,
            overturned: field.count('Overturned appeals about it.', 1),
            upheld: field.count('Upheld appeals about it.', 0),
            factor: z.number().meta({
              description: 'What it counts in the next run, as a share of what it counted without appeals.',
              example: 0.83,
            }),
          })
          .meta({ id: 'AppealedSignal', description: 'A signal that held the account in its ring.' }),
      )
      .meta({
        description:
          'What the appeal speaks against: the strongest that held the account when it was banned, 20 at most.',
      }),
  })
  .meta({ id: 'Appeal', description: 'An appeal with the reason that was given for the ban.' });

export const appealQuery = z.object({
  state: z.enum(APPEAL_STATES).optional().meta({ description: 'In this state.', example: 'open' }),
  batch: batchId.optional(),
  account: field.accountId.optional(),
  signal: field.signalKey.optional().meta({ description: 'About this signal.', example: 'ip:203.0.113.7' }),
  ...field.page(200, 50),
});

export const appealPage = z
  .object({
    appeals: z
      .array(summary.meta({ id: 'AppealSummary', description: 'An appeal.' }))
      .meta({ description: 'The newest first.' }),
    next: field.next,
  })
  .meta({ id: 'AppealPage', description: 'A page of appeals.' });

const precision = {
  upheld: field.count('Upheld appeals.', 18),
  overturned: field.count('Overturned appeals.', 2),
  precision: z
    .number()
    .nullable()
    .meta({ description: 'Share of the decided appeals that were upheld; null where there are none.', example: 0.9 }),
  low: z.number().meta({ description: 'Lower end of its 95 % interval (Wilson).', example: 0.7 }),
  high: z.number().meta({ description: 'Upper end of it.', example: 0.97 }),
};
const months = z
  .array(
    z
      .object({
        month: z.iso.date().meta({ description: 'First day of the month, UTC.', example: '2026-03-01' }),
        ...precision,
      })
      .meta({ id: 'PrecisionOfMonth', description: 'How appeals of one month came out.' }),
  )
  .meta({ description: 'Month by month, in order.' });

export const precisionQuery = z.object({
  from: field.queryTime('Decided from this time on.'),
  to: field.queryTime('Decided before this time.'),
});

export const precisionAnswer = z
  .object({
    ...precision,
    months,
    types: z
      .array(
        z
          .object({ type: field.signalType, ...precision, months })
          .meta({ id: 'PrecisionOfType', description: 'How appeals about signals of one type came out.' }),
      )
      .meta({
        description: 'By type of the signals that held the accounts; an appeal counts once for each of its types.',
      }),
    codes: z
      .array(
        z
          .object({
            code: field.reasonCode.meta({ description: 'What it was instead.', example: 'office' }),
            overturned: field.count('Overturned appeals.', 2),
            months: z
              .record(z.string(), z.int())
              .meta({ description: 'How many of them in each month.', example: { '2026-03-01': 2 } }),
          })
          .meta({ id: 'OverturnedFor', description: 'What overturned bans turned out to be.' }),
      )
      .meta({ description: 'By reason code, the most frequent first.' }),
  })
  .meta({ id: 'AppealPrecision', description: 'How right bans were, as far as it was appealed against them.' });

export type AppealSummary = z.output<typeof summary>;
export type AppealDetail = z.output<typeof appealShown>;
export type AppealPage = z.output<typeof appealPage>;
export type AppealQuery = z.output<typeof appealQuery>;
export type NewAppeal = z.output<typeof newAppeal>;
export type AppealDecision = z.output<typeof appealDecision>;
export type PrecisionAnswer = z.output<typeof precisionAnswer>;
