import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Config } from './config.ts';
import { RingfenceError } from './errors.ts';
import { readOrMakeSecretFile } from './secret-file.ts';
import { fingerprinter, newServiceKeys, type ServiceKeys } from './signals/index.ts';

/**
 * Reads the service keys, or makes the first. Whoever loses this file loses the way to match new values with old ones:
 * docs/operations.md says to back it up. Throws `invalid-service-keys`.
 */
export const loadServiceKeys = async (config: Pick<Config, 'home' | 'privacy'>): Promise<ServiceKeys> => {
  const file = config.privacy.keyFile ?? join(config.home, 'service-keys.json');
  const text = await readOrMakeSecretFile(file, () => JSON.stringify(newServiceKeys(randomBytes), null, 2));
  try {
    const keys = JSON.parse(text) as ServiceKeys;
    fingerprinter(keys);
    return keys;
  } catch {
    // Neither the parser's text nor the cause is passed on: they may quote key material.
    throw new RingfenceError({
      type: 'invalid-service-keys',
      detail: `${file} does not hold service keys ({"current": "k1", "keys": {"k1": "<base64 of 32 bytes>"}})`,
      mend: 'Restore it from your backup; with a new key, new values no longer match those in the graph.',
      exitCode: 78,
    });
  }
};
