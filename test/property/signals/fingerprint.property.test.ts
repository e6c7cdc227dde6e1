import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprinter, newServiceKeys } from '../../../src/signals/index.ts';

describe('a fingerprint', () => {
  it('agrees with HMAC-SHA-256 under any key', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.string({ unit: 'binary' }), (key, text) => {
        const { keyId, hex } = fingerprinter(newServiceKeys(() => key))(text);
        expect(keyId).toBe('k1');
        expect(createHmac('sha256', key).update(text).digest('hex').startsWith(hex)).toBe(true);
        expect(hex).toHaveLength(32);
      }),
    );
  });
});
