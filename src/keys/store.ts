import type { Role } from '../access/roles.ts';
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
  create(key: { id: string; name: string; hash: string; roles: readonly Role[]; now: number }): Promise<void>;
  find(id: string): Promise<StoredKey | null>;
  list(): Promise<KeyListing[]>;
  /** Null where there is no such key. */
  revoke(id: string, now: number): Promise<KeyListing | null>;
  /** Sets the time of the last use, unless it is later than `before` already. */
  touch(id: string, now: number, before: number): Promise<void>;
}

/** API keys in Neo4j: `(:ApiKey {id, name, hash, roles, createdAt, lastUsedAt, revokedAt})`. */
export const keysStore = (graph: Graph): KeysStore => ({
  async create({ id, name, hash, roles, now }) {
    await graph.write(cypher('keys/create'), { id, name, hash, roles: [...roles], now });
  },
  async find(id) {
    const [key] = await graph.read<StoredKey>(cypher('keys/find'), { id });
    return key ?? null;
  },
  list: () => graph.read<KeyListing>(cypher('keys/list')),
  async revoke(id, now) {
    const [key] = await graph.write<KeyListing>(cypher('keys/revoke'), { id, now });
    return key ?? null;
  },
  async touch(id, now, before) {
    await graph.write(cypher('keys/touch'), { id, now, before });
  },
});
