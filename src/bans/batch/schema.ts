import { z } from 'zod';
import * as field from '../../fields.ts';
import { BATCH_ACTIONS, BATCH_STATES } from './batch-states.ts';
import { ITEM_STATES } from './item-states.ts';
import { EXCLUSIONS } from './listed.ts';

export const batchId = z
  .string()
  .regex(/^ban_[a-z2-7]{12}$/)
  .meta({ description: 'Id of the batch.', example: 'ban_k2m7xq4w3b5a' });
export const batchParams = z.object({ id: batchId });

const state = z.enum(BATCH_STATES).meta({
  description:
    'draft → freezing → frozen → approved → canary → running → done; or rejected, cancelled, paused (by a person), stopped (by itself), ' +
    'undoing, undone.',
  example: 'frozen',
});
export const titleField = field.words(200).meta({ description: 'What people call it.', example: 'Ring of nine cards' });
export const reason = field
  .words(2000)
  .meta({ description: 'Why, for people.', example: 'Same nine cards in two evenings.' });
export const caseId = z.string().min(1).max(64).meta({ description: 'Id of the case.', example: 'case_k2m7xq4w3b5a' });

export const reasonBody = z
  .strictObject({ reason })
  .meta({ id: 'BanReason', description: 'Why.', examples: [{ reason: 'Looked at 20 of them.' }] });
const approval = z
  .object({
    by: z.string().meta({ description: 'Id of who said it.', example: 'key:q2hbjbahybbl' }),
    name: z.string().meta({ description: 'Name of who said it.', example: 'lead-berlin' }),
    verdict: z.enum(['approved', 'rejected']).meta({ description: 'What was said.', example: 'approved' }),
    reason: z.string().meta({ description: 'Why.', example: 'Looked at 20 of them.' }),
    at: field.time('When.'),
  })
  .meta({ id: 'BanApproval', description: 'What somebody said of a frozen batch.' });

export const banBatch = z
  .object({
    id: batchId,
    title: z.string().meta({ description: 'What people call it.', example: 'Ring of nine cards' }),
    reason: z.string().meta({ description: 'Why.', example: 'Same nine cards in two evenings.' }),
    state,
    version: field.count('How many steps it has taken; its ETag goes by it.', 3),
    author: z.string().meta({ description: 'Name of who drafted it.', example: 'desk-berlin' }),
    authors: z.array(z.string()).meta({
      description: 'Ids of all who had a hand in its list: none of them can approve it.',
      example: ['key:a2hb'],
    }),
    run: field.runId
      .nullable()
      .meta({ description: 'The run that its list was drawn from; null where there was none.' }),
    source: z.record(z.string(), z.unknown()).meta({
      description: 'Where its list comes from.',
      example: { kind: 'rings', rings: ['ring_f4ke2q2a7c3d'], minStrength: 0 },
    }),
    accounts: field.count('Accounts on its list.', 57),
    leftOut: field.count('Accounts that it leaves out.', 3),
    createdAt: field.time('When it was drafted.'),
    changedAt: field.time('When it took its last step.'),
    frozenAt: field.timeOrNull('When its list was fixed; null before.'),
    root: z
      .string()
      .nullable()
      .meta({ description: 'Hash over its list, as in its manifest; null before it is frozen.', example: 'ab12…' }),
    approvals: z
      .object({
        needed: field.count('How many different people must approve it.', 2),
        because: z
          .array(z.string())
          .meta({ description: 'Why more than one.', example: ['1203 accounts, which is at least 1000'] }),
        given: z.array(approval).meta({ description: 'What was said of it, in order of time.' }),
      })
      .meta({ id: 'BanApprovals', description: 'Who must look at it, and who has.' }),
    problem: z
      .string()
      .nullable()
      .meta({ description: 'Why it could not be frozen; null where all is well.', example: null }),
    actions: z.array(z.enum(BATCH_ACTIONS as [string, ...string[]])).meta({
      description: 'Steps that its state has open, whoever may take them.',
      example: ['approve', 'reject', 'cancel'],
    }),
  })
  .meta({ id: 'BanBatch', description: 'A list of accounts to ban, and how far it has come.' });
export type BanBatch = z.output<typeof banBatch>;

export const batchQuery = z.object({
  state: field.queryList(state, { description: 'In one of these states.', example: ['frozen'] }),
  ring: field.ringId
    .optional()
    .meta({ description: 'With accounts that this ring holds most strongly.', example: 'ring_f4ke2q2a7c3d' }),
  account: field.accountId.optional().meta({ description: 'With this account on its list.', example: 'acct_7f3a' }),
  case: caseId.optional().meta({ description: 'Drawn from this case.', example: 'case_k2m7xq4w3b5a' }),
  ...field.page(200, 50),
});
export const batchPage = z
  .object({ batches: z.array(banBatch).meta({ description: 'The newest first.' }), next: field.next })
  .meta({ id: 'BanBatchPage', description: 'A page of ban batches.' });

const itemState = z.enum(ITEM_STATES).meta({ description: 'How far it was carried out.', example: 'pending' });
export const itemQuery = z.object({
  state: field.queryList(itemState, { description: 'In one of these states.', example: ['failed'] }),
  ...field.page(1000, 100),
});
const strength = field.strength.nullable().meta({ description: 'How strongly its ring holds it, 0–1.', example: 0.82 });
export const itemPage = z
  .object({
    accounts: z
      .array(
        z
          .object({
            id: z
              .string()
              .meta({ description: 'Id of its place in the batch.', example: 'ban_k2m7xq4w3b5a.i_a2b3c4d5e6f7' }),
            seq: field.count('Its place in the list.', 1),
            account: field.accountId.nullable().meta({ description: 'The account; null once it was forgotten.' }),
            ring: field.ringId.nullable().meta({ description: 'The ring that holds it most strongly; null for none.' }),
            rings: z.array(field.ringId).meta({ description: 'All of its rings.' }),
            strength,
            reason: z
              .string()
              .nullable()
              .meta({ description: 'What was said of it in an uploaded list.', example: null }),
            state: itemState,
            wave: z
              .int()
              .nullable()
              .meta({ description: '0 for the canary, then from 1; null before.', example: null }),
          })
          .meta({ id: 'BanItem', description: 'An account on the list of a batch.' }),
      )
      .meta({ description: 'In order of their place.' }),
    next: field.next,
  })
  .meta({ id: 'BanItemPage', description: 'A page of the list of a batch.' });
export type ItemPage = z.output<typeof itemPage>;

const why = z.enum(EXCLUSIONS).meta({ description: 'Why, for machines.', example: 'allow_listed' });
export const exclusionQuery = z.object({
  why: field.queryList(why, { description: 'For one of these reasons.', example: ['rule'] }),
  ...field.page(1000, 100),
});
export const exclusionPage = z
  .object({
    accounts: z
      .array(
        z
          .object({
            account: field.accountId,
            why,
            detail: z.string().meta({ description: 'Why, for people.', example: 'plan is enterprise (bans.exclude).' }),
            by: z.string().nullable().meta({ description: 'Who left it out by hand; null for rules.', example: null }),
            at: field.time('When.'),
            ring: field.ringId.nullable().meta({ description: 'The ring that holds it; null for none.' }),
          })
          .meta({ id: 'BanExclusion', description: 'An account that a batch leaves out.' }),
      )
      .meta({ description: 'In order of id.' }),
    next: field.next,
  })
  .meta({ id: 'BanExclusionPage', description: 'A page of the accounts that a batch leaves out.' });
export type ExclusionPage = z.output<typeof exclusionPage>;
