import { z } from 'zod';
import * as field from '../fields.ts';
import { assignee, caseId, kind, name, outcome, priority, snapshotId, status, target, title } from './case-fields.ts';
import { RING_CHANGES } from './ring-changes.ts';

const caseSummary = z.object({
  id: caseId,
  title,
  status,
  outcome: outcome
    .nullable()
    .meta({ description: 'What a closed case came to; null while it is not closed.', example: null }),
  priority,
  assignee,
  dueAt: field.timeOrNull('Until when something must have come of it.'),
  overdue: z
    .boolean()
    .meta({ description: 'Whether that time has passed and the case is not closed.', example: false }),
  openedAt: field.time('When it was opened.'),
  openedBy: name('Who opened it.'),
  changedAt: field.time('When something last happened to it.'),
  closedAt: field.timeOrNull('When it was closed; null while it is not.'),
  mergedInto: caseId
    .nullable()
    .meta({ description: 'The case that a merged one goes on in; null for others.', example: null }),
  version: field.count('How much has happened to it; part of its ETag.', 3),
});

const link = z
  .object({
    kind,
    target,
    by: name('Who linked it.'),
    at: field.time('When.'),
    size: field.count('Of a ring, the accounts that the case last spoke of; null for others.', 60).nullable(),
    gone: z
      .boolean()
      .meta({ description: 'Whether the case has said that the published run has this ring no more.', example: false }),
  })
  .meta({ id: 'CaseLink', description: 'Something that a case is about.' });

export const caseDetail = caseSummary
  .extend({
    links: z.array(link).meta({ description: 'What it is about; the first is what it was opened for.' }),
    mergedFrom: z.array(caseId).meta({ description: 'Duplicates that go on in it.', example: ['case_c7'] }),
    notes: field.count('Notes, with those of the duplicates.', 2),
    snapshots: field.count('Frozen evidence, with that of the duplicates.', 1),
  })
  .meta({ id: 'Case', description: 'An investigator’s work.' });

export const casePage = z
  .object({
    cases: z
      .array(caseSummary.meta({ id: 'CaseSummary', description: 'A case in a queue.' }))
      .meta({ description: 'In the order asked for.' }),
    next: field.next,
  })
  .meta({ id: 'CasePage', description: 'A page of a queue.' });

const event = z
  .object({
    number: field.count('In order, from 1 without gaps.', 3),
    at: field.time('When.'),
    by: name('Who did it.'),
    action: z.string().meta({
      description:
        'opened, changed, status, note, linked, unlinked, snapshot, decided, merged, absorbed, ringChanged or reopened.',
      example: 'status',
    }),
    facts: z.record(z.string(), z.unknown()).meta({
      description: `What was done, by its names. Of ringChanged: the ring, \`changes\` (${RING_CHANGES.join(', ')}), its sizes and the other rings that it went on in.`,
      example: { from: 'open', to: 'closed', outcome: 'confirmed', reason: 'Banned as batch 12.' },
    }),
  })
  .meta({ id: 'CaseEvent', description: 'Something that happened to a case. It is never changed.' });

export const historyPage = z
  .object({ events: z.array(event).meta({ description: 'The newest first.' }), next: field.next })
  .meta({ id: 'CaseHistory', description: 'A page of what happened to a case.' });

export const note = z
  .object({
    id: z.string().meta({ description: 'The note.', example: 'note_q2hbjbahybbl' }),
    case: caseId.meta({ description: 'The case that it was written in.' }),
    text: z.string().meta({ description: 'As it was written.', example: 'Paid with **nine cards**.' }),
    html: z.string().meta({
      description:
        'The same as HTML that can be put in a page: no raw HTML, no scripts, no pictures, links to pages and mailboxes alone.',
      example: '<p>Paid with <strong>nine cards</strong>.</p>\n',
    }),
    by: name('Who wrote it.'),
    at: field.time('When.'),
  })
  .meta({ id: 'CaseNote', description: 'A note. It is never changed.' });

export const notePage = z
  .object({ notes: z.array(note).meta({ description: 'The newest first.' }), next: field.next })
  .meta({ id: 'CaseNotePage', description: 'A page of notes.' });

const snapshotFacts = z.object({
  id: snapshotId,
  case: caseId.meta({ description: 'The case that it was frozen in.' }),
  kind,
  target,
  run: field.runId.nullable().meta({ description: 'The run whose ring it is; null of an account and a signal.' }),
  hash: z
    .string()
    .meta({ description: 'SHA-256 of the content as canonical JSON (RFC 8785), hex.', example: 'ab'.repeat(32) }),
  characters: field.count('Length of the content.', 18_211),
  by: name('Who froze it.'),
  at: field.time('When.'),
});

export const snapshotShown = snapshotFacts.meta({
  id: 'EvidenceSnapshotName',
  description: 'Frozen evidence, without its content.',
});

export const snapshotPage = z
  .object({
    snapshots: z.array(snapshotShown).meta({ description: 'The newest first.' }),
    next: field.next,
  })
  .meta({ id: 'EvidenceSnapshotPage', description: 'A page of frozen evidence.' });

export const snapshot = snapshotFacts
  .extend({
    content: z.record(z.string(), z.unknown()).meta({
      description:
        'What was known then: `ring` and `members`; `account`; or `signal` and `accounts`, as the API answered.',
      example: {
        ring: { ring: { id: 'ring_f4ke2q2a7c3d', size: 60 } },
        members: [{ account: 'acct_7f3a', strength: 0.8 }],
      },
    }),
    intact: z.boolean().meta({
      description: 'Whether the content still has its hash; of what is left, where something was erased since.',
      example: true,
    }),
    erased: z.boolean().meta({
      description: 'Whether an account or a signal was erased from it since: `hash` is that of what was frozen.',
      example: false,
    }),
  })
  .meta({ id: 'EvidenceSnapshot', description: 'Evidence as it was when it was frozen: no later run changes it.' });

export type CaseDetail = z.output<typeof caseDetail>;
export type CaseSummary = z.output<typeof caseSummary>;
export type CasePage = z.output<typeof casePage>;
export type CaseHistory = z.output<typeof historyPage>;
export type CaseNote = z.output<typeof note>;
export type CaseNotePage = z.output<typeof notePage>;
export type SnapshotName = z.output<typeof snapshotFacts>;
export type SnapshotPage = z.output<typeof snapshotPage>;
export type Snapshot = z.output<typeof snapshot>;
