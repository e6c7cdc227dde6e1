import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { Actor, AuditEvent } from '../audited.ts';
import { RingfenceError } from '../errors.ts';
import { rfc3339, rfc3339OrNull } from '../fields.ts';
import { changedSince, requireMatch } from '../http/if-match.ts';
import { newestFirst } from '../http/pages.ts';
import { type PreviewSources, previewOf } from './preview.ts';
import type { Allowance, AllowedKind, allowancePage, Preview } from './schema.ts';
import type { AllowanceEntry, AllowanceRow, DecisionsStore } from './store.ts';

interface Said {
  readonly code: string;
  readonly reason: string;
  readonly until: string | null;
}

interface Tagged {
  readonly body: Allowance;
  readonly etag: string;
}

export const decisionsService = ({
  store,
  sources,
  now,
}: {
  store: DecisionsStore;
  sources: Omit<PreviewSources, 'ringsOfAccount'>;
  /** Epoch milliseconds. */
  now(): number;
}) => {
  const found = async (id: string): Promise<AllowanceRow> => {
    const row = await store.get(id);
    if (row === null) throw notFound('The allow-list has no entry with this id.', 'GET /v1/allow-list lists them.');
    return row;
  };
  const tagged = async (id: string): Promise<Tagged> => {
    const row = await found(id);
    return { body: shown(row, now()), etag: etagOf(row) };
  };
  const written = async (
    id: string,
    version: number,
    entry: AllowanceEntry,
    bind: boolean,
    event: AuditEvent,
  ): Promise<Tagged> => {
    const outcome = await store.write(id, version, entry, bind, event);
    if (outcome === 'no target') throw notFound(`There is no such ${entry.kind} in the graph.`, 'Check the target.');
    if (outcome === 'changed since') throw changedSince(CHANGED);
    return tagged(id);
  };
  const eventOf = (
    action: string,
    actor: Actor,
    id: string,
    { kind, target }: Pick<AllowanceEntry, 'kind' | 'target'>,
    facts: Pick<AuditEvent, 'before' | 'after'>,
  ): AuditEvent => ({
    actor,
    action,
    targets: [
      { kind: 'allowance', id },
      { kind, id: target },
    ],
    ...facts,
  });

  return {
    get: tagged,

    list: async (asked: {
      kind?: AllowedKind | undefined;
      active: boolean;
      limit: number;
      cursor?: string | undefined;
    }): Promise<z.output<typeof allowancePage>> => {
      const { cursor, limit, ...query } = asked;
      const filter = { kind: query.kind ?? '', active: query.active, now: now() };
      const { rows, next } = await newestFirst(
        { cursor, limit },
        query,
        (place, most) => store.list(filter, place, most),
        ({ at, id }) => [at, id],
      );
      return { entries: rows.map((row) => shown(row, now())), next };
    },

    /** Throws `not-found` for what is not there, and `run-too-old`. */
    preview: (kind: AllowedKind, target: string): Promise<Preview> =>
      previewOf(kind, target, { ...sources, ringsOfAccount: store.ringsOfAccount }),

    /** Throws `graph-conflict` where it is on the list already, `invalid-request` for an end in the past, `not-found`. */
    add: async (
      { kind, target, ...said }: Said & { kind: AllowedKind; target: string },
      by: Actor,
    ): Promise<Tagged> => {
      const id = idOf(kind, target);
      const present = await store.get(id);
      if (present !== null && isActive(present, now())) throw already(id);
      const entry = { ...{ kind, target, by: by.name, at: now(), withdrawnAt: null }, ...timed(said, now()) };
      const facts = { before: null, after: factsOf(entry) };
      return written(id, present?.version ?? 0, entry, true, eventOf('addAllowance', by, id, entry, facts));
    },

    /** Throws `precondition-…`, `not-found`, `graph-conflict` for one that was withdrawn. */
    change: async (id: string, said: Said, ifMatch: string | undefined, by: Actor): Promise<Tagged> => {
      const present = await found(id);
      requireMatch(ifMatch, etagOf(present), { missing: MISSING, changed: CHANGED });
      if (present.withdrawnAt !== null) throw withdrawn();
      const { kind, target } = present;
      const entry = { ...{ kind, target, by: by.name, at: now(), withdrawnAt: null }, ...timed(said, now()) };
      const facts = { before: factsOf(present), after: factsOf(entry) };
      return written(id, present.version, entry, false, eventOf('changeAllowance', by, id, entry, facts));
    },

    /** Throws as `change` does. */
    withdraw: async (id: string, reason: string, ifMatch: string | undefined, by: Actor): Promise<Tagged> => {
      const present = await found(id);
      requireMatch(ifMatch, etagOf(present), { missing: MISSING, changed: CHANGED });
      if (present.withdrawnAt !== null) throw withdrawn();
      const { kind, target, code, until } = present;
      const entry = { kind, target, code, until, reason, by: by.name, at: now(), withdrawnAt: now() };
      const facts = { before: factsOf(present), after: { ...factsOf(entry), withdrawn: true } };
      return written(id, present.version, entry, false, eventOf('withdrawAllowance', by, id, entry, facts));
    },
  };
};

export type DecisionsService = ReturnType<typeof decisionsService>;

const MISSING = 'If-Match is missing: a change needs the ETag of the entry that it was made on.';
const CHANGED = 'The entry was changed since that ETag.';

const etagOf = ({ id, version }: Pick<AllowanceRow, 'id' | 'version'>): string => `"${id}.${version}"`;

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
/** 80 bits of the target's hash in base32: one target, one id. */
const idOf = (kind: AllowedKind, target: string): string => {
  const hash = createHash('sha256').update(`${kind}\0${target}`).digest();
  return `allow_${Array.from(hash.subarray(0, 16), (byte) => ALPHABET[byte % 32]).join('')}`;
};

const isActive = ({ withdrawnAt, until }: Pick<AllowanceRow, 'withdrawnAt' | 'until'>, now: number): boolean =>
  withdrawnAt === null && (until === null || until > now);

const shown = (row: AllowanceRow, now: number): Allowance => {
  const { bound, at, until, withdrawnAt, code, ...rest } = row;
  return {
    ...rest,
    code: code as Allowance['code'],
    at: rfc3339(at),
    until: rfc3339OrNull(until),
    withdrawnAt: rfc3339OrNull(withdrawnAt),
    active: isActive(row, now),
    accounts: row.kind === 'ring' ? bound : null,
  };
};

const timed = ({ until, ...said }: Said, now: number) => {
  const end = until === null ? null : Date.parse(until);
  if (end === null || end > now) return { ...said, until: end };
  throw new RingfenceError({
    type: 'invalid-request',
    status: 400,
    detail: 'The request has 1 problem.',
    mend: 'Give a time to come, or null.',
    extra: { problems: [{ in: 'body', pointer: '/until', reason: 'has passed' }] },
  });
};

/** For the audit trail: people write the reason as they like, so its digest stands for it. */
const factsOf = ({ code, reason, until }: Pick<AllowanceEntry, 'code' | 'reason' | 'until'>) => ({
  ...{ code, until: rfc3339OrNull(until) },
  reason: createHash('sha256').update(reason).digest('hex'),
});

const notFound = (detail: string, mend: string): RingfenceError =>
  new RingfenceError({ type: 'not-found', status: 404, detail, mend });

const already = (id: string): RingfenceError =>
  new RingfenceError({
    type: 'graph-conflict',
    status: 409,
    detail: 'It is on the allow-list already.',
    mend: `Change the entry: PUT /v1/allow-list/${id}.`,
    extra: { entry: id },
  });

const withdrawn = (): RingfenceError =>
  new RingfenceError({
    type: 'graph-conflict',
    status: 409,
    detail: 'The entry was withdrawn.',
    mend: 'Allow it again: POST /v1/allow-list.',
  });
