import { z } from 'zod';
import { AUDITED_KINDS } from '../audited-kinds.ts';
import * as field from '../fields.ts';
import { auditEntry } from './entry.ts';

/** What may be asked for as `kind:id`, an account or signal by its own id. */
const target = z
  .string()
  .regex(new RegExp(`^(${AUDITED_KINDS.join('|')}):[^\\p{Cc}]{1,1200}$`, 'u'), 'must be kind:id')
  .optional()
  .meta({
    description: `What it was done to: one of ${AUDITED_KINDS.map((kind) => `\`${kind}\``).join(', ')} and an id; \`value\` and what was looked for.`,
    example: 'account:acct_7f3a',
  });

export const auditQuery = z.object({
  actor: z
    .string()
    .min(1)
    .max(256)
    .optional()
    .meta({ description: 'Id of the key, subject of the token, or user of the machine.', example: 'q2hbjbahybbl' }),
  action: z
    .string()
    .regex(/^[A-Za-z]{1,64}$/)
    .optional()
    .meta({ description: 'An operation of the API, or what a command did.', example: 'setRingState' }),
  target,
  from: field.queryTime('From this time on.'),
  to: field.queryTime('Before this time.'),
  ...field.page(500, 100),
});

export type AuditQuery = z.output<typeof auditQuery>;

const head = z
  .object({
    seq: z.int().meta({ description: 'Number of the last entry.', example: 4711 }),
    hash: z
      .string()
      .meta({ description: 'Its hash: note it elsewhere, and a trail that was cut off before it is found out.' }),
  })
  .nullable()
  .meta({
    description: 'Where the trail ends; null while it is empty.',
    example: { seq: 4711, hash: 'ab'.repeat(32) },
  });

const EXAMPLE = {
  seq: 4711,
  id: '0b9f6c1e-5d0a-4a37-8f63-0c2b1f7f7a10',
  at: '2026-03-02T08:00:00.000Z',
  actor: { kind: 'key' as const, id: 'q2hbjbahybbl', name: 'desk-berlin', from: '10.1.2.3', request: 'r-1' },
  action: 'getAccount',
  targets: [`account:k1:${'0a'.repeat(16)}`],
  before: null,
  after: null,
  previous: 'cd'.repeat(32),
  hash: 'ab'.repeat(32),
  seal: `k1:${'0b'.repeat(16)}`,
};

export const auditPage = z
  .object({
    entries: z.array(auditEntry).meta({ description: 'The newest first.' }),
    subjects: z
      .record(z.string(), z.string())
      .meta({ description: 'What is behind the fingerprints of these entries, as far as it was not forgotten.' }),
    head,
    next: field.next,
  })
  .meta({
    id: 'AuditPage',
    description: 'A page of the audit trail.',
    examples: [
      {
        entries: [EXAMPLE],
        subjects: { [EXAMPLE.targets[0]!]: 'acct_7f3a' },
        head: { seq: 4711, hash: EXAMPLE.hash },
        next: null,
      },
    ],
  });

export type AuditPage = z.output<typeof auditPage>;

export const EXPORT_EXAMPLE = `{"after":4710}\n${JSON.stringify(EXAMPLE)}\n${JSON.stringify({ head: { seq: 4711, hash: EXAMPLE.hash } })}\n`;

export const exportQuery = z.object({
  after: z.coerce
    .number()
    .int()
    .min(0)
    .default(0)
    .meta({ description: 'Only entries behind this number: to go on where the last export ended.', example: 0 }),
});
