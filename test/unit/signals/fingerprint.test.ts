import { createHmac, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  clearValue,
  fingerprinter,
  newServiceKeys,
  SignalError,
  signalKey,
  signalRegistry,
} from '../../../src/signals/index.ts';

const keys = {
  current: 'k2',
  keys: { k1: Buffer.alloc(32, 1).toString('base64'), k2: Buffer.alloc(32, 2).toString('base64') },
};

describe('a fingerprint', () => {
  it('is the first 128 bits of HMAC-SHA-256 under the current key', () => {
    const expected = createHmac('sha256', Buffer.alloc(32, 2)).update('device\0abc').digest('hex').slice(0, 32);
    expect(fingerprinter(keys)('device\0abc')).toEqual({ keyId: 'k2', hex: expected });
  });

  it('differs between keys and between texts', () => {
    const other = fingerprinter({ ...keys, current: 'k1' });
    expect(other('a').hex).not.toBe(fingerprinter(keys)('a').hex);
    expect(other('a').hex).not.toBe(other('b').hex);
  });

  it.each([
    ['a current key that is missing', { ...keys, current: 'k3' }],
    ['a current key named like a member of every object', { ...keys, current: 'constructor' }],
    ['a key that is too short', { current: 'k1', keys: { k1: Buffer.alloc(31, 1).toString('base64') } }],
    ['a key that is no base64', { current: 'k1', keys: { k1: `${'!'.repeat(43)}=` } }],
    [
      'a key id that would break a signal key',
      { current: 'a:b', keys: { 'a:b': Buffer.alloc(32, 1).toString('base64') } },
    ],
  ])('is refused with %s, without a word of the key', (_, bad) => {
    try {
      fingerprinter(bad);
      expect.unreachable('it was accepted');
    } catch (error) {
      expect(error).toBeInstanceOf(SignalError);
      for (const key of Object.values(bad.keys)) expect(String(error)).not.toContain(String(key).slice(0, 10));
    }
  });

  it('can be made with new keys, which differ each time', () => {
    const fresh = newServiceKeys(randomBytes);
    expect(fingerprinter(fresh)('a').keyId).toBe('k1');
    expect(newServiceKeys(randomBytes)).not.toEqual(fresh);
  });
});

describe('a signal key', () => {
  const registry = signalRegistry();
  const fingerprint = fingerprinter(keys);

  it('holds the value of clear types and only a fingerprint of the others', () => {
    expect(signalKey(registry.get('ip')!, '203.0.113.7', fingerprint)).toBe('ip:203.0.113.7');
    expect(signalKey(registry.get('device')!, 'abc', fingerprint)).toMatch(/^device:k2:[0-9a-f]{32}$/);
    expect(signalKey(registry.get('prompt')!, 'write ‹n›', fingerprint)).toMatch(/^prompt:k2:[0-9a-f]{32}$/);
  });

  it('gives its value back where that is kept in clear, and nowhere else', () => {
    const value = (type: string, text: string) =>
      clearValue(signalKey(registry.get(type)!, text, fingerprint), registry);
    expect(value('ip', '2001:db8:1:2::/64')).toBe('2001:db8:1:2::/64');
    expect([value('device', 'abc'), value('prompt', 'write ‹n›')]).toEqual([null, null]);
    expect([clearValue('nothing', registry), clearValue('unknown:a', registry)]).toEqual([null, null]);
  });

  it('gives one text under two types two fingerprints', () => {
    const hex = (name: string) => signalKey(registry.get(name)!, 'abc', fingerprint).split(':')[2];
    expect(hex('device')).not.toBe(hex('payment_instrument'));
  });
});
