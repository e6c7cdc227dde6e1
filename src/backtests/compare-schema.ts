import { z } from 'zod';
import * as field from '../fields.ts';
import { RING_FATES } from './compare.ts';
import { backTestId, changes, judgement, text } from './schema.ts';

export const compareQuery = z.object({
  with: z
    .union([z.literal('live'), backTestId])
    .default('live')
    .meta({
      description: '`live`: the live configuration on the same state; or another back-test.',
      example: 'live',
    }),
  limit: field.limit(1000, 100),
});

const ringShown = z
  .object({
    ring: text('Id within its side.', 'ring_f4ke2q2a7c3d'),
    published: z.string().nullable().meta({
      description: 'The ring of the run published then with which it shares the most accounts.',
      example: 'ring_f4ke2q2a7c3d',
    }),
    size: field.count('Accounts in it.', 60),
    score: field.score,
    summary: text('What ties it together.', '60 accounts tied by 4 payment instruments'),
  })
  .meta({ id: 'BackTestRing', description: 'A ring as one side reports it.' });

const accounts = (description: string) => z.array(field.accountId).meta({ description, example: ['acct_7f3a'] });

const presence = (description: string) =>
  z
    .object({
      accounts: field.count('Its accounts that are in rings.', 58),
      reported: z.boolean().meta({ description: 'Whether these are half of it at least.', example: true }),
    })
    .meta({ description });

export const backTestComparison = z
  .object({
    id: backTestId,
    with: text('`live`, or the other back-test.', 'live'),
    sameState: z.boolean().meta({ description: 'Whether both read the graph in one reading.', example: true }),
    tested: judgement,
    other: judgement,
    changes,
    rings: z
      .array(
        z
          .object({
            fate: z.enum(RING_FATES).meta({ description: 'What became of it.', example: 'changed' }),
            tested: ringShown.nullable(),
            other: ringShown.nullable(),
            jaccard: z.number().meta({ description: 'Overlap, 0–1.', example: 0.93 }),
            gained: field.count('Accounts that only the tested one has.', 4),
            lost: field.count('Accounts that only the other has.', 0),
          })
          .meta({ id: 'BackTestRingChange', description: 'One ring of either side, or the pair that it is.' }),
      )
      .meta({ description: 'New and lost rings first, then those that changed most; `limit` of them.' }),
    gained: accounts('Accounts that only the tested side has in a ring; `limit` of them.'),
    lost: accounts('Accounts that only the other side has in a ring; `limit` of them.'),
    decisions: z
      .array(
        z
          .object({
            ring: field.ringId,
            state: z.enum(['confirmed', 'dismissed']).meta({ description: 'What was decided.', example: 'confirmed' }),
            decidedAt: field.time('When.'),
            accounts: field.count('Accounts that it had then.', 60),
            tested: presence('On the tested side.'),
            other: presence('On the other side.'),
          })
          .meta({ id: 'BackTestDecision', description: 'A decided ring, and what both sides have of it.' }),
      )
      .meta({
        description:
          'Rings that were confirmed or dismissed, those first on which the sides differ most; `limit` of them.',
      }),
  })
  .meta({ id: 'BackTestComparison', description: 'Two sides held against each other, by decisions as they are now.' });

export type BackTestComparison = z.output<typeof backTestComparison>;
