import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../canonical-json.ts';

const facts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]));

/** What the hash of an entry is of. */
export const entryContent = z.object({
  seq: z.int().min(1).meta({ description: 'Number in the trail, from 1 without gaps.', example: 4711 }),
  id: z.string().meta({ description: 'Its own id.', example: '0b9f6c1e-5d0a-4a37-8f63-0c2b1f7f7a10' }),
  at: z.iso.datetime().meta({ description: 'When, by the service’s clock.', example: '2026-03-02T08:00:00.000Z' }),
  actor: z
    .object({
      kind: z
        .enum(['key', 'token', 'command', 'service'])
        .meta({ description: 'An API key, a person by token, a command on the machine, or the service by itself.' }),
      id: z.string().meta({ description: 'Id of the key, subject of the token, or user of the machine.' }),
      name: z.string().meta({ description: 'For people, as it was then.' }),
      from: z.string().nullable().meta({ description: 'Address or machine that it came from.' }),
      request: z.string().nullable().meta({ description: 'Id of the request, as in the logs.' }),
    })
    .meta({ id: 'AuditActor', description: 'Who did it, and from where.' }),
  action: z.string().meta({ description: 'The operation of the API, or what a command did.', example: 'setRingState' }),
  targets: z
    .array(z.string())
    .meta({ description: '`kind:id`; accounts, signals and values by keyed fingerprint.', example: ['ring:ring_a'] }),
  before: facts.nullable().meta({ description: 'How it was, for a change.', example: { state: 'new' } }),
  after: facts.nullable().meta({ description: 'How it is since, or what was asked.', example: { state: 'dismissed' } }),
  previous: z
    .string()
    .meta({ description: 'Hash of the entry before; 64 zeros for the first.', example: '0'.repeat(64) }),
});

export type EntryContent = z.output<typeof entryContent>;

export const auditEntry = entryContent
  .extend({
    hash: z.string().meta({ description: 'SHA-256 over the members above as canonical JSON (RFC 8785), hex.' }),
    seal: z.string().nullable().meta({
      description:
        '`<key id>:<HMAC-SHA-256 of the hash under that service key>`: whoever can write to the graph alone cannot make it.',
    }),
  })
  .meta({ id: 'AuditEntry', description: 'One change, or one reading of personal values.' });

export type AuditEntry = z.output<typeof auditEntry>;

/** Before the first entry. */
export const START = '0'.repeat(64);

export const hashOf = (content: EntryContent): string => {
  const { seq, id, at, actor, action, targets, before, after, previous } = content;
  const hashed = { seq, id, at, actor, action, targets, before, after, previous };
  return createHash('sha256').update(canonicalJson(hashed)).digest('hex');
};
