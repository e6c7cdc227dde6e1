import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import type { Config } from './config.ts';
import { RingfenceError } from './errors.ts';
import { readOrMakeSecretFile } from './secret-file.ts';

const schema = z.strictObject({
  current: z.string().regex(/^[a-z0-9]{1,16}$/),
  keys: z.record(z.string().regex(/^[a-z0-9]{1,16}$/), z.base64()),
});

/** The keys that signal values are hashed under; `current` names the one for new values. */
export type ServiceKeys = z.output<typeof schema>;

/**
 * Reads the service keys, or makes the first. Whoever loses this file loses the way to match new values with old ones:
 * docs/operations.md says to back it up. Throws `invalid-service-keys`.
 */
export const loadServiceKeys = async (config: Pick<Config, 'home' | 'privacy'>): Promise<ServiceKeys> => {
  const file = config.privacy.keyFile ?? join(config.home, 'service-keys.json');
  const text = await readOrMakeSecretFile(file, () =>
    JSON.stringify({ current: 'k1', keys: { k1: randomBytes(32).toString('base64') } }, null, 2),
  );
  const parsed = schema.safeParse(safeJson(text));
  if (parsed.success && parsed.data.keys[parsed.data.current]) return parsed.data;
  throw new RingfenceError({
    type: 'invalid-service-keys',
    detail: `${file} does not hold service keys ({"current": "k1", "keys": {"k1": "<base64 of 32 bytes>"}})`,
    mend: 'Restore it from your backup; with a new key, new values no longer match those in the graph.',
    exitCode: 78,
  });
};

const safeJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
