import { type Finding, ok, warning } from './check.ts';

/** Times in epoch ms. */
export interface ListedKey {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
  readonly revokedAt: number | null;
}

/** A key that nobody used for so long is one that nobody would miss, ms. */
const UNUSED_MS = 90 * 86_400_000;

export const apiKeysFinding = (keys: readonly ListedKey[], now: number): Finding => {
  const live = keys.filter(({ revokedAt }) => revokedAt === null);
  if (live.length === 0) {
    return warning(
      keys.length === 0 ? 'There is no API key.' : `All ${keys.length} API keys are revoked.`,
      'Make one: ringfence keys create --name console --role investigator',
    );
  }
  const roles = [...new Set(live.flatMap((key) => key.roles))].sort().join(', ');
  const said = `${live.length} in force (${roles}), ${keys.length - live.length} revoked`;
  const unused = live.filter(({ createdAt, lastUsedAt }) => now - (lastUsedAt ?? createdAt) > UNUSED_MS);
  if (unused.length === 0) return ok(said);
  const names = unused.slice(0, 10).map(({ id, name }) => `${id} (${name})`);
  return warning(
    `${said}; not used for 90 days: ${names.join(', ')}${unused.length > names.length ? ' …' : ''}`,
    `Revoke what nobody needs: ringfence keys revoke ${unused[0]!.id}`,
  );
};
