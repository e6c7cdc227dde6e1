import { z } from 'zod';
import * as field from '../../fields.ts';
import { ITEM_STATES } from '../batch/item-states.ts';

const key = z.string().min(1).max(200).meta({
  description:
    'Names this account and what is done to it, at every attempt alike: what was done for a key is not done again.',
  example: 'ban_q2hbjbahybbl.f4ke2q2a7c3d.ban',
});

export const pendingQuery = z.object({
  limit: field.limit(1000, 100),
  leaseSeconds: z.coerce
    .number()
    .int()
    .min(5)
    .max(3600)
    .default(60)
    .meta({ description: 'How long they are yours; then they are handed out again.', example: 60 }),
});

export const pendingList = z
  .object({
    accounts: z
      .array(
        z
          .object({
            account: field.accountId,
            key,
            action: z.enum(['ban', 'lift']).meta({ description: 'To be banned, or to be let go.', example: 'ban' }),
            ring: field.ringId.nullable(),
          })
          .meta({ id: 'PendingBan', description: 'An account, and what is to be done to it.' }),
      )
      .meta({ description: 'Those that are due; none where nothing is to be done now.' }),
    leaseUntil: field.time('Until when they are handed out to nobody else.'),
    mostLeases: z.int().meta({
      description: 'Handed out as often as this without an answer, an account has failed.',
      example: 10,
    }),
  })
  .meta({ id: 'PendingBans', description: 'What is to be done now.' });
export type PendingList = z.output<typeof pendingList>;

export const acknowledgementBody = z
  .strictObject({
    results: z
      .array(
        z
          .strictObject({
            key,
            outcome: z.enum(['done', 'failed']).meta({ description: 'What became of it.', example: 'done' }),
            detail: z
              .string()
              .max(2000)
              .optional()
              .meta({ description: 'In a sentence, for people.', example: 'no such account here' }),
          })
          .meta({ id: 'BanAcknowledgement', description: 'What became of an account.' }),
      )
      .min(1)
      .max(1000)
      .meta({ description: 'One for each account; 1,000 at most.' }),
  })
  .meta({ id: 'BanAcknowledgements', description: 'What became of accounts that were handed out.' });
export type AcknowledgementBody = z.output<typeof acknowledgementBody>;

export const acknowledgedAnswer = z
  .object({
    acknowledged: z.int().meta({ description: 'Accounts that were waiting for it.', example: 100 }),
    unknown: z.array(key).meta({ description: 'Keys that are none of this batch.', example: [] }),
    late: z
      .array(
        z
          .object({
            key,
            state: z.enum(ITEM_STATES).meta({ description: 'Where the account stands.', example: 'failed' }),
          })
          .meta({ id: 'LateAcknowledgement', description: 'An account that stands elsewhere by now.' }),
      )
      .meta({ description: 'Accounts that stand elsewhere by now, and stay so.', example: [] }),
  })
  .meta({ id: 'BansAcknowledged', description: 'What the acknowledgements came to.' });
export type Acknowledged = z.output<typeof acknowledgedAnswer>;
