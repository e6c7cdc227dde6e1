import type { Caller } from '../access/caller.ts';
import { lookUps } from '../access/look-ups.ts';
import type { Actor } from '../audited.ts';
import { RingfenceError } from '../errors.ts';
import { hashSecret, newSecretToken, secretMatches } from '../secret-token.ts';
import { formatApiKey, parseApiKey } from './api-key.ts';
import { newKeySchema } from './schema.ts';
import type { KeyListing, KeysStore, StoredKey } from './store.ts';

export interface KeysService {
  /** Makes a key; `key` is its only copy. Throws `invalid-key-request`. */
  create(wanted: { name: string; roles: readonly string[] }, by: Actor): Promise<KeyListing & { readonly key: string }>;
  list(): Promise<KeyListing[]>;
  /** Ends a key: at once here, within 5 seconds at other instances. Throws `key-not-found`. */
  revoke(id: string, by: Actor): Promise<KeyListing>;
  /** Who holds this key; null where it is unknown or revoked. Throws `graph-unavailable`. */
  verify(key: string): Promise<Caller | null>;
  /** Who holds the key with this id, for whoever has shown the key itself before; null and throws as `verify` does. */
  holder(id: string): Promise<Caller | null>;
}

export const keysService = ({ store, now }: { store: KeysStore; now(): number }): KeysService => {
  const known = lookUps({ store, now });
  const callerOf = (stored: StoredKey | null): Caller | null => {
    if (stored === null || stored.revokedAt !== null) return null;
    known.used(stored);
    return { kind: 'key', id: stored.id, name: stored.name, roles: stored.roles };
  };

  return {
    async create(wanted, by) {
      const parsed = newKeySchema.safeParse(wanted);
      if (!parsed.success) throw invalid(parsed.error.issues.map(({ path, message }) => [...path, message].join(' ')));
      const { name, roles } = parsed.data;
      const key = newSecretToken();
      const createdAt = now();
      await store.create({ id: key.id, name, hash: hashSecret(key.secret), roles, now: createdAt }, by);
      return { id: key.id, name, roles, createdAt, lastUsedAt: null, revokedAt: null, key: formatApiKey(key) };
    },
    list: () => store.list(),
    async revoke(id, by) {
      const revoked = await store.revoke(id, now(), by);
      known.forget(id);
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
      const stored = await known.find(key.id);
      return stored !== null && secretMatches(key.secret, stored.hash) ? callerOf(stored) : null;
    },
    holder: async (id) => callerOf(await known.find(id)),
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
