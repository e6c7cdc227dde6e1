import { randomBytes } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** `case` → `case_k2m7xq4w3b5a`: 60 random bits in base32, fit for a URL and for people. */
export const randomId = (prefix: string): string =>
  `${prefix}_${Array.from(randomBytes(12), (byte) => ALPHABET[byte % 32]!).join('')}`;
