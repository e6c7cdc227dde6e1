import { z } from 'zod';
import * as field from '../fields.ts';

const match = <Ways extends [string, ...string[]]>(ways: Ways, description: string) =>
  z.enum(ways).meta({ description, example: ways[0] });
const atMost = field.limit(50, 10);

export const searchQuery = z.object({
  q: z
    .string()
    .min(1)
    .max(1100)
    .meta({
      description:
        'The beginning of an account id, signal key, ring id or run id; a hint; or a value of a type kept in clear, such ' +
        'as an IP address or network; or an autonomous system (`AS64500`). Not for e-mail addresses, cards and the like: POST those.',
      example: '203.0.113.7',
    }),
  limit: atMost,
});

export const searchBody = z
  .strictObject({
    value: z.string().min(1).max(65_536).meta({
      description: 'A raw value as it was seen. It is hashed in memory, looked up and forgotten.',
      example: 'somebody@example.com',
    }),
    type: field.signalType
      .optional()
      .meta({ description: 'Its signal type; all types are tried without it.', example: 'email' }),
  })
  .meta({ id: 'ValueSearch', description: 'Which signal is this value?' });

export const searchResult = z
  .object({
    accounts: z
      .array(
        z
          .object({
            id: field.accountId,
            match: match(['exact', 'prefix'], 'Whole id, or its beginning.'),
            createdAt: field.timeOrNull('When it signed up.'),
            requests: z.number().meta({ description: 'Requests served to it.', example: 1150 }),
            status: z.string().meta({ description: 'Its status.', example: 'active' }),
          })
          .meta({ id: 'FoundAccount', description: 'An account that was found.' }),
      )
      .meta({ description: 'By id.' }),
    signals: z
      .array(
        z
          .object({
            key: field.signalKey,
            type: field.signalType,
            hint: field.signalHint,
            match: match(
              ['exact', 'value', 'network', 'prefix', 'hint'],
              'By its whole key, its value, its network or autonomous system, the beginning of its key, or the beginning of its hint.',
            ),
          })
          .meta({ id: 'FoundSignal', description: 'A signal that was found.' }),
      )
      .meta({ description: 'The surest matches first.' }),
    rings: z
      .array(
        z
          .object({
            id: field.ringId,
            match: match(['exact', 'prefix'], 'Whole id, or its beginning.'),
            score: field.score,
            size: z.int().meta({ description: 'Accounts in the ring.', example: 412 }),
            summary: z
              .string()
              .meta({ description: 'What ties it together.', example: '412 accounts tied by 9 cards' }),
          })
          .meta({ id: 'FoundRing', description: 'A ring of the published run that was found.' }),
      )
      .meta({ description: 'By id, of the published run.' }),
    runs: z
      .array(
        z
          .object({
            id: field.runId,
            match: match(['exact', 'prefix'], 'Whole id, or its beginning.'),
            state: z.string().meta({ description: 'State of the run.', example: 'published' }),
            startedAt: field.timeOrNull('When it began.'),
            finishedAt: field.timeOrNull('When it ended; null while it runs.'),
          })
          .meta({ id: 'FoundRun', description: 'A detection run that was found.' }),
      )
      .meta({ description: 'By id.' }),
  })
  .meta({ id: 'SearchResult', description: 'What was found, by kind; each kind is bounded by `limit`.' });

export type SearchResult = z.output<typeof searchResult>;
