import { z } from 'zod';
import * as field from '../../fields.ts';
import { caseId, reason, titleField } from '../batch/schema.ts';

const minStrength = z
  .number()
  .min(0)
  .max(1)
  .default(0)
  .meta({ description: 'Accounts that a ring holds less strongly are not drawn.', example: 0.5 });

/** Where a list comes from; `filter` has what GET /v1/rings has. */
const sources = (ringFilters: z.ZodObject) =>
  z.discriminatedUnion('kind', [
    z
      .strictObject({
        kind: z.literal('rings').meta({ example: 'rings' }),
        rings: z.array(field.ringId).min(1).max(1000).meta({ description: 'Rings of the published run.' }),
        minStrength,
      })
      .meta({ id: 'BanSourceRings', description: 'The accounts of these rings.' }),
    z
      .strictObject({
        kind: z.literal('filter').meta({ example: 'filter' }),
        filter: z.strictObject(ringFilters.shape).meta({
          id: 'BanRingFilter',
          description: 'What narrows the rings, as in GET /v1/rings.',
          example: { state: ['confirmed'], minScore: 0.9 },
        }),
        minStrength,
      })
      .meta({ id: 'BanSourceFilter', description: 'The accounts of all rings of the published run that fit.' }),
    z
      .strictObject({
        kind: z.literal('case').meta({ example: 'case' }),
        case: caseId,
        minStrength,
      })
      .meta({ id: 'BanSourceCase', description: 'The rings and accounts of a case.' }),
  ]);

export const newBatchBody = (ringFilters: z.ZodObject) =>
  z
    .strictObject({ title: titleField, reason, from: sources(ringFilters).meta({ description: 'Whom to list.' }) })
    .meta({
      id: 'NewBanBatch',
      description: 'Whom to list, and why.',
      examples: [
        {
          title: 'Ring of nine cards',
          reason: 'Same nine cards in two evenings.',
          from: { kind: 'rings', rings: ['ring_f4ke2q2a7c3d'] },
        },
      ],
    });

export const uploadQuery = z.object({ title: titleField, reason });
export const idempotency = {
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e](?:[\x20-\x7e]{0,198}[\x21-\x7e])?$/, 'must be 1–200 printable ASCII characters')
    .optional()
    .meta({
      description: 'The same key by the same caller makes one batch, however often it is sent.',
      example: 'nine-cards-2026-03-02',
    }),
};
export const newBatchHeaders = z.object(idempotency);
const accounts = z
  .array(field.accountId)
  .min(1)
  .max(1000)
  .meta({ description: 'Accounts, 1,000 at most.', example: ['acct_7f3a'] });
export const leaveOutBody = z
  .strictObject({ accounts, reason })
  .meta({ id: 'BanLeaveOut', description: 'Accounts to be left out of a draft, and why.' });
export const takeInBody = z
  .strictObject({ accounts })
  .meta({ id: 'BanTakeIn', description: 'Accounts that were left out by hand, to be listed again.' });
