import type { Caller } from '../access/caller.ts';
import type { Actor } from '../audited.ts';
import { RingfenceError } from '../errors.ts';
import { formatApiKey, hashSecret, newApiKey, parseApiKey, secretMatches } from './api-key.ts';
import { newKeySchema } from './schema.ts';
import type { KeyListing, KeysStore, StoredKey } from './store.ts';

export interface KeysService {
  /** Makes a key; `key` is its only copy. Throws `invalid-key-request`. */
  create(wanted: { name: string; roles: readonly string[] }, by: Actor): Promise<KeyListing & { readonly key: string }>;
  list(): Promise<KeyListing[]>;
  /** Ends a key: at once here, within CACHE_MS at other instances. Throws `key-not-found`. */
  revoke(id: string, by: Actor): Promise<KeyListing>;
  /** Who holds this key; null where it is unknown or revoked. Throws `graph-unavailable`. */
  verify(key: string): Promise<Caller | null>;
}

/** How long a found key is believed without asking again, ms: the most that a revocation takes to be felt. */
const CACHE_MS = 5_000;
/** Keys remembered at once. Unknown ids are never remembered, so that strangers cannot push out those in use. */
const CACHE_KEYS = 1_000;
/** How often the time of the last use is written, ms. */
const TOUCH_MS = 60_000;

interface Remembered {
  readonly at: number;
  readonly stored: Promise<StoredKey | null>;
  touchedAt: number;
}

export const keysService = ({ store, now }: { store: KeysStore; now(): number }): KeysService => {
  const remembered = new Map<string, Remembered>();

  const find = (id: string): Remembered => {
    const present = remembered.get(id);
    if (present !== undefined && now() - present.at < CACHE_MS) return present;
    const found: Remembered = { at: now(), stored: store.find(id), touchedAt: present?.touchedAt ?? 0 };
    remembered.delete(id);
    if (remembered.size >= CACHE_KEYS) remembered.delete(remembered.keys().next().value!);
    remembered.set(id, found);
    const forget = () => {
      if (remembered.get(id) === found) remembered.delete(id);
    };
    found.stored.then((stored) => stored === null && forget(), forget);
    return found;
  };

  /** In the background: nobody waits for it, and where it fails the next use tries again. */
  const touch = (entry: Remembered, stored: StoredKey): void => {
    const at = now();
    if (at - Math.max(entry.touchedAt, stored.lastUsedAt ?? 0) < TOUCH_MS) return;
    entry.touchedAt = at;
    store.touch(stored.id, at, at - TOUCH_MS).catch(() => {
      entry.touchedAt = 0;
    });
  };

  return {
    async create(wanted, by) {
      const parsed = newKeySchema.safeParse(wanted);
      if (!parsed.success) throw invalid(parsed.error.issues.map(({ path, message }) => [...path, message].join(' ')));
      const { name, roles } = parsed.data;
      const key = newApiKey();
      const createdAt = now();
      await store.create({ id: key.id, name, hash: hashSecret(key.secret), roles, now: createdAt }, by);
      return { id: key.id, name, roles, createdAt, lastUsedAt: null, revokedAt: null, key: formatApiKey(key) };
    },
    list: () => store.list(),
    async revoke(id, by) {
      const revoked = await store.revoke(id, now(), by);
      remembered.delete(id);
      if (revoked !== null) return revoked;
      throw new RingfenceError({
        type: 'key-not-found',
        status: 404,
        detail: 'There is no API key with this id.',
        mend: 'List them: ringfence keys list',
      });
    },
    async verify(text) {
      const key = parseApiKey(text);
      if (key === null) return null;
      const entry = find(key.id);
      const stored = await entry.stored;
      if (stored === null || !secretMatches(key.secret, stored.hash) || stored.revokedAt !== null) return null;
      touch(entry, stored);
      return { kind: 'key', id: stored.id, name: stored.name, roles: stored.roles };
    },
  };
};

const invalid = (reasons: readonly string[]): RingfenceError =>
  new RingfenceError({
    type: 'invalid-key-request',
    status: 400,
    detail: `The key cannot be made: ${reasons.join('; ')}.`,
    mend: 'For example: ringfence keys create --name console --role investigator',
    exitCode: 64,
  });
