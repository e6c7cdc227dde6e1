import { z } from 'zod';
import * as field from '../fields.ts';

const size = z.int().meta({ description: 'Accounts in the ring.', example: 412 });
const version = z.int().min(0).meta({ description: 'How many decisions there are on the ring.', example: 1 });

/** The published run that an answer was read from. */
export const runName = z
  .object({
    id: field.runId,
    startedAt: field.timeOrNull('When the run began.'),
    finishedAt: field.timeOrNull('When its rings were published.'),
  })
  .meta({ id: 'PublishedRun', description: 'The run whose rings are shown: always one run, never a mixture of two.' });

export const ringSummary = z
  .object({
    id: field.ringId,
    score: field.score,
    size,
    firstSeen: field.time('First observation of its evidence.'),
    lastSeen: field.time('Last observation of its evidence.'),
    requests: z.number().meta({ description: 'Requests served to its accounts.', example: 473_800 }),
    types: z
      .array(field.signalType)
      .meta({ description: 'Signal types among its evidence.', example: ['ip', 'prompt'] }),
    summary: z.string().meta({
      description: 'What ties it together, in one sentence.',
      example: '412 accounts tied by 9 payment instruments and 31 prompt templates',
    }),
    campaign: field.campaignId
      .nullable()
      .meta({ description: 'The campaign that it is part of; null where it stands alone.' }),
    state: field.ringState,
    version,
  })
  .meta({ id: 'RingSummary', description: 'A ring as a line of a list.' });

export const ringList = z
  .object({
    run: runName.nullable().meta({ description: 'The published run; null before the first.' }),
    rings: z.array(ringSummary).meta({ description: 'In the order asked for.' }),
    next: field.next,
  })
  .meta({ id: 'RingList', description: 'A page of the rings of the published run.' });

export const decision = z
  .object({
    version: z.int().min(1).meta({ description: 'Its number in the ring’s history, from 1.', example: 1 }),
    state: field.ringState,
    reason: z.string().meta({ description: 'Why.', example: 'Same nine cards, 412 sign-ups in two evenings.' }),
    code: field.reasonCode
      .nullable()
      .meta({ description: 'Of a dismissal, why for machines; null where none was given.', example: null }),
    by: z.string().meta({ description: 'Name of the API key that decided.', example: 'desk-berlin' }),
    at: field.time('When it was decided.'),
  })
  .meta({ id: 'Decision', description: 'What was decided on a ring. Decisions are only ever added.' });

const evidence = z
  .object({
    key: field.signalKey,
    type: field.signalType,
    hint: field.signalHint,
    bits: field.bits,
    members: z.int().meta({ description: 'Members of the ring that show it.', example: 380 }),
    accounts: z.int().meta({ description: 'Accounts in the whole graph that showed it at the run.', example: 391 }),
    network: field.network,
  })
  .meta({ id: 'RingEvidence', description: 'A signal that ties the ring together.' });

const cell = z
  .object({
    cell: field.cellNumber,
    size: z.int().meta({ description: 'Accounts in the cell.', example: 40 }),
    bits: z.number().meta({
      description: 'Bits that link two of its accounts on average, pairs that are not linked among them.',
      example: 61.4,
    }),
    summary: z.string().meta({
      description: 'What is theirs, and how closely they are linked, in one sentence.',
      example:
        '40 accounts: 3 prompts and 1 device are theirs (40 of 40, 2 of the other 372); two of them are linked by 61 bits on average, two of the ring by 12',
    }),
    evidence: z
      .array(
        z
          .object({
            key: field.signalKey,
            type: field.signalType,
            hint: field.signalHint,
            members: z.int().meta({ description: 'Accounts of the cell that show it.', example: 38 }),
            others: z.int().meta({ description: 'Other members of the ring that show it.', example: 1 }),
          })
          .meta({ id: 'CellEvidence', description: 'A signal that a cell has and the rest of its ring hardly has.' }),
      )
      .meta({ description: 'What tells the cell from the rest of the ring, the most telling first; 5 at most.' }),
  })
  .meta({ id: 'RingCell', description: 'A group inside a ring whose accounts hang together more closely.' });

const kin = z
  .object({
    id: field.ringId,
    run: field.runId,
    size,
    jaccard: z.number().meta({ description: 'Shared accounts as a share of all accounts of both.', example: 0.91 }),
    how: z.string().meta({ description: 'same, grew, shrank, split or merged.', example: 'grew' }),
  })
  .meta({ id: 'RingKin', description: 'A ring of the run before or after that shares accounts with this one.' });

export const ringDetail = z
  .object({
    run: runName,
    ring: ringSummary
      .extend({
        features: z
          .record(z.string(), z.number())
          .meta({ description: 'The figures that the score was made from.', example: { cohesion: 0.71, burst: 0.93 } }),
        erased: z.int().meta({
          description: 'Accounts of it that were erased since: `size` is what the run found.',
          example: 0,
        }),
        decision: decision.nullable().meta({ description: 'The newest decision; null when there is none.' }),
      })
      .meta({ id: 'Ring', description: 'A ring with the figures behind its score.' }),
    evidence: z.array(evidence).meta({ description: 'The strongest first (bits × members); 50 at most.' }),
    cells: z
      .array(cell)
      .meta({ description: 'The groups inside it, the largest first; empty where it has no inner structure.' }),
    predecessors: z.array(kin).meta({ description: 'Rings of the run before that it came from.' }),
    successors: z.array(kin).meta({ description: 'Rings of a later kept run that it went on in.' }),
  })
  .meta({ id: 'RingDetail', description: 'One ring with what ties it together and where it came from.' });

const member = z
  .object({
    id: field.accountId,
    strength: field.strength,
    bits: field.bits,
    cell: field.cellNumber
      .nullable()
      .meta({ description: 'The cell of the ring that it is in; null where it is in none.' }),
    createdAt: field.timeOrNull('When the account signed up; null where no sign-up was seen.'),
    firstSeen: field.timeOrNull('Its first event.'),
    lastSeen: field.timeOrNull('Its last event.'),
    requests: z.number().meta({ description: 'Requests served to it.', example: 1150 }),
    status: z.string().meta({ description: 'The account’s status.', example: 'active' }),
    evidence: z
      .array(field.signalName)
      .meta({ description: 'What ties it to the ring, the strongest first; 20 at most.' }),
    evidenceCount: z.int().meta({ description: 'How many signals tie it to the ring.', example: 3 }),
  })
  .meta({ id: 'RingMember', description: 'An account in a ring.' });

export const memberList = z
  .object({
    run: runName,
    members: z.array(member).meta({ description: 'The most strongly held first.' }),
    next: field.next,
  })
  .meta({ id: 'RingMemberList', description: 'A page of a ring’s members.' });

export const decisionList = z
  .object({
    decisions: z.array(decision).meta({ description: 'The newest first.' }),
    next: field.next,
  })
  .meta({ id: 'DecisionList', description: 'The history of a ring.' });

/** What narrows the rings; exports have the same. */
export const ringFilters = z.object({
  minScore: z.coerce.number().min(0).max(1).optional().meta({ description: 'Least score.', example: 0.5 }),
  maxScore: z.coerce.number().min(0).max(1).optional().meta({ description: 'Greatest score.', example: 1 }),
  minSize: z.coerce.number().int().min(0).optional().meta({ description: 'Fewest accounts.', example: 10 }),
  maxSize: z.coerce.number().int().min(0).optional().meta({ description: 'Most accounts.', example: 50_000 }),
  state: field.queryList(field.ringState, { description: 'In one of these states.', example: ['new', 'in_review'] }),
  signalType: field.queryList(field.signalType, { description: 'Tied by one of these signal types.', example: ['ip'] }),
  campaign: field.queryList(field.campaignId, {
    description: 'Part of one of these campaigns.',
    example: ['camp_k2m7xq4w3b5a'],
  }),
  firstSeenFrom: field.queryTime('First seen at or after.'),
  firstSeenTo: field.queryTime('First seen at or before.'),
  lastSeenFrom: field.queryTime('Last seen at or after.'),
  lastSeenTo: field.queryTime('Last seen at or before.'),
  text: z
    .string()
    .max(200)
    .optional()
    .meta({ description: 'Part of the id or summary, in any case.', example: 'card' }),
});

export const listQuery = ringFilters.extend({
  sort: z
    .enum(['score', 'size', 'lastSeen', 'firstSeen'])
    .default('score')
    .meta({ description: 'What to sort by; equal ones by id.', example: 'score' }),
  order: z.enum(['desc', 'asc']).default('desc').meta({ description: 'Greatest or least first.', example: 'desc' }),
  ...field.page(200, 50),
});

export const stateChange = z
  .strictObject({
    state: field.ringState,
    reason: field
      .words(2000)
      .meta({ description: 'Why, for those who read the history later.', example: 'Same nine cards in two evenings.' }),
    code: field.reasonCode.optional().meta({ description: 'Of a dismissal: what it is instead.', example: 'office' }),
  })
  .refine(({ state, code }) => code === undefined || state === 'dismissed', {
    path: ['code'],
    message: 'is for dismissed alone',
  })
  .meta({
    id: 'StateChange',
    description: 'A decision on a ring.',
    examples: [{ state: 'in_review', reason: 'Same nine cards in two evenings.' }],
  });

export type ListQuery = z.output<typeof listQuery>;
export type RingList = z.output<typeof ringList>;
export type RingSummary = z.output<typeof ringSummary>;
export type RingDetail = z.output<typeof ringDetail>;
export type MemberList = z.output<typeof memberList>;
export type Decision = z.output<typeof decision>;
export type DecisionList = z.output<typeof decisionList>;
export type PublishedRun = z.output<typeof runName>;
