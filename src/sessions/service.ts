import type { z } from 'zod';
import type { Caller } from '../access/caller.ts';
import { lookUps } from '../access/look-ups.ts';
import type { Actor } from '../audited.ts';
import { RingfenceError } from '../errors.ts';
import { rfc3339 } from '../fields.ts';
import type { SessionCaller } from '../http/authenticate.ts';
import { newestFirst } from '../http/pages.ts';
import { formatSecretToken, hashSecret, newSecretToken, parseSecretToken, secretMatches } from '../secret-token.ts';
import { endOf, idleEndOf, type Lifetimes, WRITTEN_EVERY_MS } from './expiry.ts';
import type { sessionPage } from './schema.ts';
import type { SessionListing, SessionsStore, StoredSession } from './store.ts';

export interface Begun {
  /** What the cookie holds; its only copy. */
  readonly cookie: string;
  readonly caller: SessionCaller;
}

/** What a browser says of itself is its own text: so much of it is kept. */
const MOST_AGENT = 200;

export const sessionsService = ({
  store,
  holder,
  takesTokens,
  lifetimes,
  now,
}: {
  store: SessionsStore;
  /** Who holds the key with this id today; null where it is revoked. */
  holder(id: string): Promise<Caller | null>;
  /** Whether an identity provider is configured: without one, sessions that were begun with its tokens open nothing. */
  takesTokens: boolean;
  lifetimes: Lifetimes;
  /** Epoch milliseconds. */
  now(): number;
}) => {
  const known = lookUps({ store, now });

  const callerOf = async (stored: StoredSession, secret: string): Promise<SessionCaller | null> => {
    const idleAt = idleEndOf(stored, lifetimes);
    if (idleAt <= now()) return null;
    const { id, callerKind, callerId, callerName, createdAt, expiresAt } = stored;
    const { name, roles } =
      callerKind === 'key'
        ? ((await holder(callerId)) ?? NOBODY)
        : takesTokens
          ? { name: callerName, roles: stored.roles }
          : NOBODY;
    if (roles === null) return null;
    const session = { id, csrfToken: csrfTokenOf(secret), createdAt, idleAt, expiresAt };
    return { kind: callerKind, id: callerId, name, roles, session };
  };

  const verify = async (cookie: string): Promise<SessionCaller | null> => {
    const token = parseSecretToken(cookie);
    const stored = token === null ? null : await known.find(token.id);
    if (token === null || stored === null || !secretMatches(token.secret, stored.hash)) return null;
    const caller = await callerOf(stored, token.secret);
    if (caller !== null) known.used(stored);
    return caller;
  };

  return {
    /** Who has this session, as they are today; null where it is unknown or has ended. Throws `graph-unavailable`. */
    verify,

    /** Begins a session for whoever has shown a key or a token; the one that came along ends. */
    async begin(caller: Caller, by: Actor, came: { cookie: string | null; agent: string | undefined }): Promise<Begun> {
      const token = newSecretToken();
      const at = now();
      const replaces = came.cookie === null ? null : ((await verify(came.cookie))?.session.id ?? null);
      const stored = {
        ...{ id: token.id, hash: hashSecret(token.secret), roles: caller.roles, from: by.from },
        ...{ callerKind: caller.kind, callerId: caller.id, callerName: caller.name },
        ...{ createdAt: at, expiresAt: endOf(at, caller.until, lifetimes), agent: agentOf(came.agent) },
      };
      await store.begin(stored, replaces, by);
      if (replaces !== null) known.forget(replaces);
      const begun = { ...stored, lastUsedAt: at };
      const { kind, id, name, roles } = caller;
      const session = {
        ...{ id: token.id, csrfToken: csrfTokenOf(token.secret), createdAt: at },
        ...{ idleAt: idleEndOf(begun, lifetimes), expiresAt: stored.expiresAt },
      };
      return { cookie: formatSecretToken(token), caller: { kind, id, name, roles, session } };
    },

    /** Ends a session: at once here, within 5 seconds at other instances. Throws `not-found`. */
    async end(id: string, by: Actor): Promise<void> {
      const ended = await store.end(id, by);
      known.forget(id);
      if (ended) return;
      throw new RingfenceError({
        type: 'not-found',
        status: 404,
        detail: 'There is no session with this id.',
        mend: 'GET /v1/sessions lists them.',
      });
    },

    /** Ends all sessions of a caller, also that by which they ask; how many there were. */
    async endAllOf(caller: Caller, by: Actor): Promise<number> {
      const ended = await store.endAllOf(caller, by);
      for (const id of ended) known.forget(id);
      return ended.length;
    },

    async list(asked: {
      caller?: string | undefined;
      limit: number;
      cursor?: string | undefined;
    }): Promise<z.output<typeof sessionPage>> {
      const { cursor, limit, ...query } = asked;
      const open = { now: now(), usedSince: now() - lifetimes.idle - WRITTEN_EVERY_MS };
      const { rows, next } = await newestFirst(
        { cursor, limit },
        query,
        (place, most) => store.list({ caller: query.caller ?? '', ...open }, place, most),
        ({ createdAt, id }) => [createdAt, id],
      );
      return { sessions: rows.map(shown), next };
    },
  };
};

export type SessionsService = ReturnType<typeof sessionsService>;

const NOBODY = { name: '', roles: null };

/** Follows from the secret, so that nothing more has to be kept; whoever has it does not have the secret. */
const csrfTokenOf = (secret: string): string => hashSecret(`csrf\0${secret}`);

const agentOf = (header: string | undefined): string | null =>
  header === undefined ? null : header.replaceAll(/[^\x20-\x7e]/g, '').slice(0, MOST_AGENT);

const shown = ({
  callerKind: kind,
  callerId,
  callerName: name,
  createdAt,
  lastUsedAt,
  expiresAt,
  ...rest
}: SessionListing) => ({
  ...rest,
  caller: { kind, id: callerId, name },
  createdAt: rfc3339(createdAt),
  lastUsedAt: rfc3339(lastUsedAt),
  expiresAt: rfc3339(expiresAt),
});
