import { z } from 'zod';
import * as field from '../fields.ts';
import {
  assignee,
  caseId,
  due,
  isClean,
  kind,
  outcome,
  PRIORITIES,
  priority,
  reason,
  snapshotId,
  target,
  title,
} from './case-fields.ts';
import { CASE_STATUSES } from './status.ts';

export const caseParams = z.object({ id: caseId });
export const snapshotParams = z.object({ id: caseId, snapshot: snapshotId });

export const newCase = z
  .strictObject({
    kind,
    target,
    title: title.optional().meta({ description: 'What it is called; else by what it is about.' }),
    priority: priority.default('normal'),
    assignee: assignee.default(null),
    dueAt: due.default(null),
    evenIfOpen: z.boolean().default(false).meta({
      description: 'Open another case also where one about the same is not closed; without it: 409 with its id.',
      example: false,
    }),
  })
  .meta({
    id: 'NewCase',
    description: 'What a case is to be about.',
    examples: [{ kind: 'ring', target: 'ring_f4ke2q2a7c3d', priority: 'high' }],
  });

export const caseChange = z
  .strictObject({
    title: title.optional(),
    priority: priority.optional(),
    assignee: assignee.optional(),
    dueAt: due.optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'changes nothing')
  .meta({
    id: 'CaseChange',
    description: 'What is to be changed; what is not named stays.',
    examples: [{ assignee: 'desk-berlin', dueAt: '2026-03-09T08:00:00Z' }],
  });

export const statusChange = z
  .strictObject({
    status: z
      .enum(['open', 'investigating', 'waiting', 'closed'])
      .meta({ description: 'The next status.', example: 'closed' }),
    outcome: outcome.optional(),
    reason,
  })
  .refine(({ status, outcome }) => (status === 'closed') === (outcome !== undefined), {
    path: ['outcome'],
    message: 'belongs to closed, and closed to an outcome',
  })
  .meta({
    id: 'CaseStatusChange',
    description: 'A step of a case.',
    examples: [{ status: 'closed', outcome: 'confirmed', reason: 'Banned as batch 12.' }],
  });

export const subject = z
  .strictObject({ kind, target })
  .meta({ id: 'CaseSubject', description: 'What a case is about.' });

export const newNote = z
  .strictObject({
    text: z
      .string()
      .min(1)
      .max(20_000)
      .refine(isClean, 'holds control characters')
      .refine((text) => text.trim() !== '', 'is empty')
      .meta({ description: 'Markdown, kept as it is written.', example: 'Paid with **nine cards**.' }),
  })
  .meta({ id: 'NewCaseNote', description: 'A note.' });

export const mergeBody = z.strictObject({ into: caseId.meta({ description: 'The case that goes on.' }), reason }).meta({
  id: 'CaseMerge',
  description: 'In which case a duplicate goes on.',
  examples: [{ into: 'case_b2', reason: 'the same ring' }],
});

export const caseDecision = z
  .strictObject({
    ring: field.ringId,
    ringETag: z
      .string()
      .min(1)
      .max(200)
      .meta({ description: 'ETag of the ring as you read it.', example: '"run_20260302t080000.1"' }),
    state: z
      .enum(['in_review', 'confirmed', 'dismissed'])
      .meta({ description: 'What the ring is.', example: 'confirmed' }),
    reason,
    code: field.reasonCode.optional().meta({ description: 'Of a dismissal: what it is instead.', example: 'office' }),
  })
  .refine(({ state, code }) => code === undefined || state === 'dismissed', {
    path: ['code'],
    message: 'is for dismissed alone',
  })
  .meta({
    id: 'CaseDecision',
    description: 'A decision on a ring of the case.',
    examples: [
      {
        ring: 'ring_f4ke2q2a7c3d',
        ringETag: '"run_20260302t080000.1"',
        state: 'confirmed',
        reason: 'Same nine cards.',
      },
    ],
  });

export const caseQuery = z.object({
  assignee: z.string().min(1).max(200).optional().meta({
    description: 'Of whom; `me` for the caller, `none` for those that nobody works on.',
    example: 'me',
  }),
  status: field.queryList(z.enum(CASE_STATUSES), {
    description: 'With one of these; without it those that are not closed.',
    example: ['open', 'waiting'],
  }),
  priority: field.queryList(z.enum(PRIORITIES), { description: 'With one of these.', example: ['high', 'urgent'] }),
  overdue: z
    .enum(['true', 'false'])
    .default('false')
    .meta({ description: 'Only those whose time has passed.', example: 'true' }),
  ring: field.ringId.optional().meta({ description: 'About this ring.', example: 'ring_f4ke2q2a7c3d' }),
  account: field.accountId.optional().meta({ description: 'About this account.', example: 'acct_7f3a' }),
  signal: field.signalKey.optional().meta({ description: 'About this signal.', example: 'ip:203.0.113.7' }),
  sort: z.enum(['opened', 'due', 'priority']).default('opened').meta({
    description: 'The newest, the first due or the most urgent (the oldest of equals) first.',
    example: 'due',
  }),
  ...field.page(200, 50),
});
export type CaseQuery = z.output<typeof caseQuery>;

export const pageQuery = z.object(field.page(200, 50));

export type NewCase = z.output<typeof newCase>;
export type CaseChangeBody = z.output<typeof caseChange>;
export type StatusChange = z.output<typeof statusChange>;
export type CaseDecision = z.output<typeof caseDecision>;
