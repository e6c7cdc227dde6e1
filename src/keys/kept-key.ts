import type { Role } from '../access/roles.ts';
import type { Actor } from '../audited.ts';
import { readSecretFile, writeSecretFile } from '../secret-file.ts';
import type { KeysService } from './service.ts';

/**
 * A key kept in a file that only its owner can read: the one in the file where it is still valid and may do what is
 * wanted, else a new one. For the demo and local tools, which need the same key at every start.
 */
export const ensureKey = async (
  service: Pick<KeysService, 'create' | 'verify'>,
  wanted: { name: string; roles: readonly Role[]; file: string; by: Actor },
): Promise<{ readonly key: string; readonly made: boolean }> => {
  const kept = (await readSecretFile(wanted.file))?.trim();
  const caller = kept ? await service.verify(kept) : null;
  if (kept && caller !== null && wanted.roles.every((role) => caller.roles.includes(role)))
    return { key: kept, made: false };
  const { key } = await service.create({ name: wanted.name, roles: wanted.roles }, wanted.by);
  await writeSecretFile(wanted.file, `${key}\n`);
  return { key, made: true };
};
