import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * What whoever has it may come in with: an API key, a session of the console. The id (60 bits, base32) finds the record, and may
 * stand in logs; the secret (256 bits, base64url) is given once and kept as its SHA-256 alone.
 *
 * A fast hash is right here, unlike for passwords: slow hashes make guessing dear where people choose from few likely
 * words. Among 2^256 equally likely secrets there is nothing to guess, whatever a guess costs, and a slow hash would
 * only tax every request.
 */
export interface SecretToken {
  readonly id: string;
  readonly secret: string;
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const FORM = /^([a-z2-7]{12})_([A-Za-z0-9_-]{43})$/;

export const newSecretToken = (): SecretToken => ({
  id: Array.from(randomBytes(12), (byte) => ALPHABET[byte % ALPHABET.length]!).join(''),
  secret: randomBytes(32).toString('base64url'),
});

/** `<id>_<secret>`. */
export const formatSecretToken = ({ id, secret }: SecretToken): string => `${id}_${secret}`;

/** Null for text that cannot be one. */
export const parseSecretToken = (text: string): SecretToken | null => {
  const match = FORM.exec(text);
  return match ? { id: match[1]!, secret: match[2]! } : null;
};

/** SHA-256 of the secret, in hex. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Compares in constant time, so that the time of an answer tells nothing of the hash. */
export const secretMatches = (secret: string, hash: string): boolean => sameSecret(hashSecret(secret), hash);

/** Whether two texts are one, in constant time. */
export const sameSecret = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
};
