import { createHash } from 'node:crypto';

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** `prefix` + 12 characters (60 bits) of base32 over SHA-256 of the text; another one where that is taken. */
export const stableId = (prefix: string, text: string, taken: ReadonlySet<string>): string => {
  for (let attempt = 0; ; attempt++) {
    const digest = createHash('sha256')
      .update(attempt === 0 ? text : `${text}\n\n${attempt}`)
      .digest();
    let id = prefix;
    for (let i = 0; i < 12; i++) {
      const bit = i * 5;
      const pair = (digest[bit >> 3]! << 8) | digest[(bit >> 3) + 1]!;
      id += BASE32[(pair >> (11 - (bit & 7))) & 31]!;
    }
    if (!taken.has(id)) return id;
  }
};
