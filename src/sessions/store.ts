import { randomUUID } from 'node:crypto';
import type { Caller } from '../access/caller.ts';
import type { Role } from '../access/roles.ts';
import type { Actor, Audited } from '../audited.ts';
import type { Graph, GraphTransaction } from '../graph/graph.ts';
import { cypher } from '../graph/queries.ts';

/** A session as people see it; times are epoch ms. */
export interface SessionListing {
  readonly id: string;
  readonly callerKind: Caller['kind'];
  readonly callerId: string;
  readonly callerName: string;
  readonly createdAt: number;
  readonly lastUsedAt: number;
  readonly expiresAt: number;
  /** Address that it was begun from, and the browser by its own word. */
  readonly from: string | null;
  readonly agent: string | null;
}

export interface StoredSession extends SessionListing {
  /** SHA-256 of the secret in the cookie, hex. */
  readonly hash: string;
  /** Those that a token brought; a key's are asked for at the key. */
  readonly roles: readonly Role[];
}

/** Open at once for one caller; the oldest goes for the next. */
export const MOST_OPEN = 50;
/** Removed beside a new one. */
const REMOVED_AT_ONCE = 100;

/** Sessions in Neo4j, each begun and ended in the transaction of its audit entry. */
export const sessionsStore = (graph: Graph, audited: Audited) => {
  const endAll = async (tx: GraphTransaction, caller: Pick<Caller, 'kind' | 'id'>, keep: number): Promise<string[]> => {
    const by = { callerKind: caller.kind, callerId: caller.id };
    return (await tx.run<{ id: string }>(cypher('sessions/end-all'), { ...by, keep })).map(({ id }) => id);
  };

  return {
    /** `replaces`: a session that ends with the beginning of this one. */
    begin(session: Omit<StoredSession, 'lastUsedAt'>, replaces: string | null, actor: Actor): Promise<void> {
      const entry = randomUUID();
      const { createdAt: now, ...rest } = session;
      return graph.transaction(async (tx) => {
        await tx.run(cypher('sessions/remove-expired'), { now, limit: REMOVED_AT_ONCE });
        const replaced =
          replaces === null ? [] : await tx.run<{ id: string }>(cypher('sessions/end'), { id: replaces });
        await tx.run(cypher('sessions/begin'), { ...rest, roles: [...rest.roles], now });
        const surplus = await endAll(tx, { kind: session.callerKind, id: session.callerId }, MOST_OPEN);
        const ended = [...replaced.map(({ id }) => id), ...surplus];
        const facts = { until: new Date(session.expiresAt).toISOString(), ...(ended.length > 0 ? { ended } : {}) };
        const targets = [{ kind: 'session' as const, id: session.id }];
        await audited(tx, entry, { actor, action: 'createSession', targets, before: null, after: facts });
      });
    },

    find: async (id: string): Promise<StoredSession | null> =>
      (await graph.read<StoredSession>(cypher('sessions/find'), { id }))[0] ?? null,

    async touch(id: string, now: number, before: number): Promise<void> {
      await graph.write(cypher('sessions/touch'), { id, now, before });
    },

    list: (
      filter: { caller: string; now: number; usedSince: number },
      place: { before: number; beforeId: string },
      limit: number,
    ): Promise<SessionListing[]> => graph.read(cypher('sessions/list'), { ...filter, ...place, limit }),

    /** Whether there was such a session. */
    end(id: string, actor: Actor): Promise<boolean> {
      const entry = randomUUID();
      return graph.transaction(async (tx) => {
        if ((await tx.run(cypher('sessions/end'), { id })).length === 0) return false;
        await audited(tx, entry, { ...ENDED, actor, action: 'endSession', targets: [{ kind: 'session', id }] });
        return true;
      });
    },

    /** Ids of those that were ended. */
    endAllOf(caller: Pick<Caller, 'kind' | 'id'>, actor: Actor): Promise<string[]> {
      const entry = randomUUID();
      return graph.transaction(async (tx) => {
        const ids = await endAll(tx, caller, 0);
        const targets = ids.map((id) => ({ kind: 'session' as const, id }));
        if (ids.length > 0) await audited(tx, entry, { ...ENDED, actor, action: 'endSessions', targets });
        return ids;
      });
    },
  };
};

export type SessionsStore = ReturnType<typeof sessionsStore>;

const ENDED = { before: { ended: false }, after: { ended: true } };
