import { z } from 'zod';
import * as field from '../fields.ts';

export const ERASURE_CODES = ['request', 'order', 'mistake', 'retention', 'again', 'other'] as const;
export type ErasureCode = (typeof ERASURE_CODES)[number];

export const accountParams = z.object({ id: field.accountId });

export const eraseBody = z
  .strictObject({
    code: z.enum(['request', 'order', 'mistake', 'other']).meta({
      description:
        'Why, for machines: its owner asks, an authority does, it should not have been sent, or something else.',
      example: 'request',
    }),
    reason: z
      .string()
      .trim()
      .min(1)
      .max(500)
      .regex(/^[^\p{Cc}]*$/u, 'must not hold control characters')
      .meta({ description: 'Why, for people. It is kept, so it must not name the account.', example: 'ticket 4711' }),
    despiteHolds: z
      .boolean()
      .default(false)
      .meta({ description: 'Erase it though something holds it, which the preview tells.', example: false }),
  })
  .meta({ id: 'EraseRequest', description: 'Why an account is to be erased.' });

const ref = z.string().meta({
  description: 'What stands for the account from now on, also in the audit trail: a keyed fingerprint.',
  example: `account:k1:${'0a'.repeat(16)}`,
});

const gone = z
  .array(
    z
      .object({
        room: z.string().meta({ description: 'Where it was.', example: 'graph' }),
        what: z
          .record(z.string(), z.int())
          .meta({ description: 'How much of what.', example: { accounts: 1, observations: 12, signals: 3 } }),
      })
      .meta({ id: 'ErasedFrom', description: 'What goes from one room.' }),
  )
  .meta({ description: 'What went, by room; in a preview what would.' });

export const erasureAnswer = z
  .object({
    ref,
    erasedAt: field.timeOrNull('When; null in a preview.'),
    found: z
      .boolean()
      .meta({ description: 'Whether the account was in the graph; it may be known elsewhere alone.', example: true }),
    gone,
    holds: z
      .string()
      .nullable()
      .meta({ description: 'Why it should stay for now; null where nothing stands against.', example: null }),
    copies: z
      .array(
        z
          .object({
            kind: z
              .enum(['backup', 'report', 'export', 'download', 'drop', 'spool'])
              .meta({ description: 'What it is.', example: 'backup' }),
            file: z
              .string()
              .nullable()
              .meta({ description: 'Its path; null for what was downloaded or printed.', example: '/backups/a.gz' }),
            at: field.timeOrNull('When it was made.'),
            by: z.string().nullable().meta({ description: 'Who made it.', example: 'operator' }),
            from: z.string().nullable().meta({ description: 'Machine or address.', example: 'host-1' }),
            there: z
              .boolean()
              .nullable()
              .meta({ description: 'Whether it is there; null where that cannot be seen from here.', example: true }),
          })
          .meta({ id: 'Copy', description: 'Something outside of the graph that may tell of the account.' }),
      )
      .meta({
        description: 'What erasing does not reach: see to these. Files of this machine that are gone are left out.',
      }),
  })
  .meta({ id: 'Erasure', description: 'What became of an account, or would.' });

export type ErasureAnswer = z.output<typeof erasureAnswer>;

export const tombstoneQuery = z.object({
  account: field.accountId.optional(),
  ...field.page(200, 50),
});

export const tombstonePage = z
  .object({
    erasures: z
      .array(
        z
          .object({
            ref,
            at: field.time('When.'),
            code: z.enum(ERASURE_CODES).meta({
              description: 'Why: as asked; `retention` by age, `again` after an old backup was restored.',
              example: 'request',
            }),
            reason: z.string().meta({ description: 'Why, for people.', example: 'ticket 4711' }),
            by: z.string().meta({ description: 'Who.', example: 'desk-berlin' }),
            times: z
              .int()
              .meta({ description: 'How often: an account whose events go on being sent begins anew.', example: 1 }),
            gone: gone.nullable().meta({ description: 'What went; null where it was one of many.' }),
          })
          .meta({ id: 'Tombstone', description: 'What is left of an account.' }),
      )
      .meta({ description: 'The newest first.' }),
    next: field.next,
  })
  .meta({ id: 'TombstonePage', description: 'A page of erasures.' });

const days = (description: string) => z.int().nullable().meta({ description, example: 365 });

export const retentionBody = z
  .strictObject({
    dryRun: z.boolean().meta({ description: 'Only count what would go.', example: true }),
  })
  .meta({ id: 'RetentionRequest', description: 'How it is to be applied.' });

export const retentionAnswer = z
  .object({
    rules: z
      .object({
        accountsUnseenDays: days('Accounts that were not seen for so many days go; null for never.'),
        observationDays: z
          .array(
            z
              .object({
                type: field.signalType,
                days: days('Observations whose last time is so many days ago go; null for never.'),
              })
              .meta({ id: 'RetentionOfType', description: 'How long observations of a signal type are kept.' }),
          )
          .meta({ description: 'By signal type.' }),
        runDays: days('Runs of which no rings are kept go after so many days; null for never.'),
      })
      .meta({ id: 'RetentionRules', description: 'How long what is kept, as configured.' }),
    next: field.timeOrNull('When it is due next; null without a schedule.'),
    last: z
      .object({
        state: z.enum(['running', 'stopped', 'ended']).meta({
          description: '`stopped` in the middle: the next time it goes on from there.',
          example: 'ended',
        }),
        dryRun: z.boolean().meta({ description: 'Whether it only counts.', example: true }),
        startedAt: field.time('When it began; ages are reckoned from here.'),
        endedAt: field.timeOrNull('When it had gone through.'),
        looked: field.count('Accounts looked at so far.', 100_000),
        accounts: field.count('Accounts that went, or would.', 12),
        observations: field.count('Observations that went; in a dry run without those of the accounts.', 480),
        signals: field.count('Signals that nobody showed any more; not counted in a dry run.', 90),
        runs: field.count('Runs that went; not counted in a dry run.', 3),
        held: field.count(
          'Accounts that something holds: a confirmed ring, an open case or batch. They lose nothing.',
          2,
        ),
      })
      .nullable()
      .meta({ description: 'The last time; null before the first.' }),
  })
  .meta({ id: 'Retention', description: 'What goes by age, and what went.' });

export type RetentionAnswer = z.output<typeof retentionAnswer>;
