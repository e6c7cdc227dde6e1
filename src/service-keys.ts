import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Config } from './config.ts';
import { RingfenceError } from './errors.ts';
import { readOrMakeSecretFile, readSecretFile } from './secret-file.ts';
import { fingerprinter, newServiceKeys, type ServiceKeys } from './signals/index.ts';

/** Where the service keys are kept. */
export const serviceKeysFile = (config: Pick<Config, 'home' | 'privacy'>): string =>
  config.privacy.keyFile ?? join(config.home, 'service-keys.json');

/**
 * Reads the service keys, or makes the first. Whoever loses this file loses the way to match new values with old ones:
 * docs/operations.md says to back it up. Throws `invalid-service-keys`, and `service-keys-missing` where the configuration names a
 * file that is not there.
 */
export const loadServiceKeys = async (config: Pick<Config, 'home' | 'privacy'>): Promise<ServiceKeys> => {
  const file = serviceKeysFile(config);
  if (config.privacy.keyFile !== undefined) {
    // A file that somebody names is one that somebody keeps: with a new key in its place nothing would match any more.
    const kept = await readServiceKeys(file);
    if (kept === null) throw missing(file);
    return kept;
  }
  const text = await readOrMakeSecretFile(file, () => JSON.stringify(newServiceKeys(randomBytes), null, 2));
  return parseServiceKeys(text, file);
};

const missing = (file: string): RingfenceError =>
  new RingfenceError({
    type: 'service-keys-missing',
    detail: `${file} does not exist, which privacy.keyFile (RINGFENCE_PRIVACY_KEY_FILE) names.`,
    mend: 'Put the key file there; docker/make-secrets.sh makes one, and without privacy.keyFile the first start makes it in `home`.',
    exitCode: 78,
  });

/** The service keys of a file, or null when there is none. Throws `invalid-service-keys`. */
export const readServiceKeys = async (file: string): Promise<ServiceKeys | null> => {
  const text = await readSecretFile(file);
  return text === null ? null : parseServiceKeys(text, file);
};

const parseServiceKeys = (text: string, file: string): ServiceKeys => {
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
