import { randomBytes } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** 80 random bits in base32 behind what it is an id of. */
export const newId = (prefix: 'rcv' | 'dlv'): string =>
  `${prefix}_${Array.from(randomBytes(16), (byte) => ALPHABET[byte % 32]).join('')}`;
