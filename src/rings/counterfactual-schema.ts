import { z } from 'zod';
import * as field from '../fields.ts';
import { runName } from './schema.ts';

const size = z.int().meta({ description: 'Accounts in the ring.', example: 60 });
const signals = (description: string, example: number) => z.int().meta({ description, example });

export const counterfactualQuery = z.object({
  without: z
    .string()
    .min(1)
    .max(1200)
    .meta({
      description:
        'What to think away: a signal of the ring’s evidence by its key; `type:` and a signal type, for all of its signals of ' +
        'that type; or `window:` and a time (RFC 3339), for all that was seen in the 8 hours (from 00:00, 08:00 or 16:00 UTC) ' +
        'that the time lies in.',
      example: 'type:payment_instrument',
    }),
});

export const counterfactual = z
  .object({
    run: runName,
    ring: field.ringId,
    without: z
      .object({
        kind: z.enum(['signal', 'type', 'window']).meta({ description: 'What was thought away.', example: 'type' }),
        signals: signals('Signals thought away; 0 for a window.', 3),
        start: field.timeOrNull('When the window begins; null for signals.'),
      })
      .meta({ id: 'ThoughtAway', description: 'What was thought away.' }),
    size,
    leave: z.int().meta({ description: 'Members that would not be in it.', example: 14 }),
    accounts: z.array(field.accountId).meta({ description: 'Those that leave, by id; 100 at most.' }),
    parts: z.array(z.int()).meta({
      description: 'Sizes of groups among those that leave which still hold together and are large enough for a ring.',
      example: [10],
    }),
    scoreBefore: field.score,
    scoreAfter: z.number().meta({ description: 'The score of what is left, 0–1.', example: 0.91 }),
    stillARing: z.boolean().meta({ description: 'Whether what is left would be reported as a ring.', example: true }),
    summary: z.string().meta({
      description: 'The answer in one sentence.',
      example:
        "Without all 3 signals of the type payment instrument 14 of 60 accounts leave; the ring's score falls from .98 to .91.",
    }),
  })
  .meta({ id: 'RingCounterfactual', description: 'What would become of a ring without some of its evidence.' });

const heldBy = z
  .object({
    key: field.signalKey,
    type: field.signalType,
    hint: field.signalHint,
    bits: field.bits,
    members: signals('Members that show it.', 48),
  })
  .meta({ id: 'HoldingSignal', description: 'One of the few signals that hold a ring together.' });

export const holdingQuery = z.object({
  share: z.coerce.number().min(0.1).max(1).default(0.9).meta({
    description: 'Share of the members that are to stay by these signals alone.',
    example: 0.9,
  }),
});

export const holding = z
  .object({
    run: runName,
    ring: field.ringId,
    size,
    signals: z
      .array(heldBy)
      .meta({ description: 'The most telling first; 50 at most, which may give less than was asked for.' }),
    evidence: signals('Signals in all of its evidence.', 66),
    share: z.number().meta({
      description:
        'Share of the members’ bits, each counted up to what is enough to be held, that these signals give; all evidence gives 1.',
      example: 0.92,
    }),
    atLeast: signals('No set that gives as much has fewer signals.', 3),
    stay: z.int().meta({ description: 'Members that would stay if there were no other evidence.', example: 55 }),
    summary: z.string().meta({
      description: 'The answer in one sentence.',
      example: 'With 4 of its 66 signals alone 55 of 60 accounts stay.',
    }),
  })
  .meta({ id: 'RingHolding', description: 'Few signals that hold a ring together.' });

const tie = z
  .object({
    key: field.signalKey,
    type: field.signalType,
    hint: field.signalHint,
    bits: field.bits,
    links: signals('Links that it is part of.', 23),
    needed: signals('Links that do not hold without it.', 4),
  })
  .meta({ id: 'MemberTie', description: 'A signal that ties a member to others.' });

export const memberWhy = z
  .object({
    run: runName,
    ring: field.ringId,
    account: field.accountId,
    links: z.int().meta({
      description: 'Links with other members that were looked at; in a large ring a sample of them.',
      example: 24,
    }),
    ties: z
      .array(tie)
      .meta({ description: 'What it shares with them, what is part of most links first; 100 at most.' }),
    out: z.array(field.signalName).nullable().meta({
      description: 'Signals without which none of these links holds; null where it has no link by the evidence kept.',
    }),
    shortest: z.boolean().meta({ description: 'Whether it is certain that no fewer signals do it.', example: true }),
    summary: z.string().meta({
      description: 'The answer in one sentence.',
      example:
        'Linked with 24 other members; without 1 payment instrument and 1 device of its own it would not be in the ring.',
    }),
  })
  .meta({ id: 'MemberWhy', description: 'Why an account is in a ring, and what would take it out.' });

export type RingCounterfactual = z.output<typeof counterfactual>;
export type RingHolding = z.output<typeof holding>;
export type MemberWhy = z.output<typeof memberWhy>;
