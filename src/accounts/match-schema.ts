import { z } from 'zod';
import * as field from '../fields.ts';

/** As many as an event may hold. */
const MOST_SIGNALS = 64;

export const matchQuery = z.object({ limit: field.limit(16, 5) });

export const matchBody = z
  .strictObject({
    signals: z
      .array(
        z
          .strictObject({
            type: field.signalType,
            value: z.string().min(1).max(65_536).meta({
              description: 'A raw value as it was seen. It is hashed in memory, looked up and forgotten.',
              example: 'fp_9f3a2b7c41d05e68',
            }),
          })
          .meta({ id: 'MatchSignal', description: 'One value of one signal type, as in an event.' }),
      )
      .min(1)
      .max(MOST_SIGNALS)
      .meta({ description: `What the account shows, ${MOST_SIGNALS} at most.` }),
    time: z.iso
      .datetime({ offset: true })
      .optional()
      .meta({ description: 'When it showed them; now without it.', example: '2026-03-02T08:00:00Z' }),
    createdAt: z.iso
      .datetime({ offset: true })
      .optional()
      .meta({ description: 'When the account signed up; `time` without it.', example: '2026-03-02T07:58:00Z' }),
  })
  .optional()
  .meta({
    id: 'MatchRequest',
    description:
      'What an account shows that is not in the graph yet. Without a body the graph’s own account is matched.',
    example: { signals: [{ type: 'ip', value: '203.0.113.7' }] },
  });

const shared = z
  .object({
    key: field.signalKey,
    type: field.signalType,
    bits: field.bits,
    members: field.count('Members of the ring that show it.', 48),
  })
  .meta({ id: 'MatchEvidence', description: 'A signal of the ring’s evidence that the account shows.' });

const match = z
  .object({
    ring: field.ringId,
    strength: z.number().meta({
      description: '0–1: how strongly the ring would hold the account, by the formula of a member’s strength.',
      example: 0.79,
    }),
    place: z.enum(['core', 'fringe', 'apart']).meta({
      description:
        '`core`: linked with at least half as many members as a middle member is. `fringe`: with fewer, yet enough to be kept in a ' +
        'community. `apart`: it shares something, and would not be in the ring.',
      example: 'core',
    }),
    bits: field.bits,
    linked: field.count('Members that it would be linked with; estimated where very many come into question.', 28),
    median: field.count('Members that a middle member is linked with.', 30),
    members: field.count('Accounts in the ring.', 60),
    evidence: z.array(shared).meta({ description: 'What they share, the most bits first; 50 at most.' }),
    summary: z.string().meta({
      description: 'The match in one sentence.',
      example:
        'Would be a core member: shares 2 prompts and 1 device with it (31 bits), and is tied to 28 of its 60 accounts, a middle member to 30.',
    }),
  })
  .meta({ id: 'RingMatch', description: 'How an account would stand to a ring.' });

export const accountMatch = z
  .object({
    account: field.accountId,
    run: field.runId.nullable().meta({
      description:
        'The run whose rings it was matched with; null before the first. A run published a moment ago may not be it yet.',
    }),
    matches: z.array(match).meta({ description: 'The strongest first.' }),
    index: z
      .object({
        rings: field.count('Rings that the account was matched with.', 2001),
        members: field.count('Their accounts.', 81_000),
        bytes: field.count('Memory that they take.', 48_000_000),
        leftOut: field.count('Rings of the run that did not fit the memory, the least sure ones.', 0),
      })
      .meta({ id: 'MatchIndex', description: 'What the account was matched with.' }),
  })
  .meta({ id: 'AccountMatch', description: 'How an account would stand to the rings of the published run.' });

export type MatchRequest = z.output<typeof matchBody>;
export type AccountMatch = z.output<typeof accountMatch>;
