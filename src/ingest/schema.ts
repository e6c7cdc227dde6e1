import { z } from 'zod';
import * as field from '../fields.ts';
import { MAX_LISTED } from './intake.ts';

export const invalidEvent = z
  .object({
    index: z.int().min(0).meta({ description: 'Place of the event in the request, from 0.', example: 17 }),
    pointer: z.string().meta({ description: 'JSON pointer (RFC 6901) into the event.', example: '/time' }),
    reason: z.string().meta({
      description: 'What is wrong; the value is never repeated.',
      example: 'must be an RFC 3339 date-time with an offset, years 2000–2099',
    }),
  })
  .meta({ id: 'InvalidEvent', description: 'One thing that is wrong with one event.' });

/** What became of a batch: the answer to a request, kept with the batch for its replays. */
export const ingestResult = z
  .object({
    batch: z.string().meta({ description: 'The key of the batch.', example: 'nightly-2026-03-14' }),
    events: field.count('Events in the request.', 250),
    accepted: field.count('Events that are in the graph now.', 249),
    rejected: field.count('Events that were refused (only with `onInvalid=skip`).', 1),
    observations: field.count('Signals counted: one for each different signal of each accepted event.', 812),
    replayed: z.boolean().meta({
      description: 'True when this batch had been written before: nothing was written now.',
      example: false,
    }),
    invalid: z
      .array(invalidEvent)
      .max(MAX_LISTED)
      .meta({
        description: `What was wrong with refused events, the first ${MAX_LISTED}.`,
        example: [{ index: 17, pointer: '/time', reason: 'lies more than 300 seconds in the future' }],
      }),
  })
  .meta({ id: 'IngestResult', description: 'What became of a batch of events.' });

export type IngestResult = z.output<typeof ingestResult>;

export const ingestQuery = z.object({
  onInvalid: z.enum(['refuse', 'skip']).default('refuse').meta({
    description:
      '`refuse`: one invalid event and nothing is written. `skip`: valid events are written, the others are returned.',
    example: 'skip',
  }),
});

export const ingestHeaders = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e](?:[\x20-\x7e]{0,198}[\x21-\x7e])?$/, 'must be 1–200 printable ASCII characters')
    .optional()
    .meta({
      description:
        'Names the batch, 1–200 printable ASCII characters: the same key with the same body counts once, however often ' +
        'it is sent. Without it the SHA-256 of the body is the key (`sha256:<hex>`).',
      example: 'nightly-2026-03-14',
    }),
  'content-encoding': z.string().optional().meta({ description: '`gzip`, or nothing.', example: 'gzip' }),
});
