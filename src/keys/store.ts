import { randomUUID } from 'node:crypto';
import type { Role } from '../access/roles.ts';
import type { Actor, Audited } from '../audited.ts';
import type { Graph } from '../graph/graph.ts';
import { cypher } from '../graph/queries.ts';

/** A key as people see it; times in epoch milliseconds. */
export interface KeyListing {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
  readonly revokedAt: number | null;
}

export interface StoredKey extends KeyListing {
  /** SHA-256 of the secret, hex. */
  readonly hash: string;
}

export interface KeysStore {
  create(
    key: { id: string; name: string; hash: string; roles: readonly Role[]; now: number },
    by: Actor,
  ): Promise<void>;
  find(id: string): Promise<StoredKey | null>;
  list(): Promise<KeyListing[]>;
  /** Null where there is no such key. */
  revoke(id: string, now: number, by: Actor): Promise<KeyListing | null>;
  /** Sets the time of the last use, unless it is later than `before` already. */
  touch(id: string, now: number, before: number): Promise<void>;
}

/** API keys in Neo4j: `(:ApiKey {id, name, hash, roles, createdAt, lastUsedAt, revokedAt})`. */
export const keysStore = (graph: Graph, audited: Audited): KeysStore => ({
  async create({ id, name, hash, roles, now }, actor) {
    const entry = randomUUID();
    await graph.transaction(async (tx) => {
      await tx.run(cypher('keys/create'), { id, name, hash, roles: [...roles], now });
      const after = { name, roles: [...roles] };
      await audited(tx, entry, { actor, action: 'createKey', targets: [{ kind: 'key', id }], before: null, after });
    });
  },
  find: (id) => findKey(graph, id),
  list: () => listKeys(graph),
  async revoke(id, now, actor) {
    const entry = randomUUID();
    return graph.transaction(async (tx) => {
      const [key] = await tx.run<KeyListing & { before: number | null }>(cypher('keys/revoke'), { id, now });
      if (key === undefined) return null;
      const { before, ...revoked } = key;
      if (before === null) {
        const facts = { before: { revoked: false }, after: { revoked: true, name: key.name } };
        await audited(tx, entry, { actor, action: 'revokeKey', targets: [{ kind: 'key', id }], ...facts });
      }
      return revoked;
    });
  },
  async touch(id, now, before) {
    await graph.write(cypher('keys/touch'), { id, now, before });
  },
});

const findKey = async (graph: Graph, id: string): Promise<StoredKey | null> =>
  (await graph.read<StoredKey>(cypher('keys/find'), { id }))[0] ?? null;

/** All keys, the newest first. */
export const listKeys = (graph: Graph): Promise<KeyListing[]> => graph.read<KeyListing>(cypher('keys/list'));
