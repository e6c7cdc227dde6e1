import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { newSecret, secretBox, signedHeaders } from '../../../src/deliveries/secrets.ts';
import { isSigned } from '../../support/receiver.ts';

const key = () => randomBytes(32).toString('base64');
const keys = { k1: key(), k2: key() };

describe('a secret', () => {
  it('is sealed so that neither its text is there nor two seals are alike, and opened under the key that it was sealed under', () => {
    const secret = newSecret();
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const first = secretBox({ current: 'k1', keys });
    const sealed = first.seal(secret, 'rcv_a');
    expect(sealed).not.toContain(secret.slice(6));
    expect(first.seal(secret, 'rcv_a')).not.toBe(sealed);
    expect(secretBox({ current: 'k2', keys }).open(sealed, 'rcv_a')).toBe(secret);
  });

  it('is not opened for another receiver, without its key, or after a change', () => {
    const box = secretBox({ current: 'k1', keys });
    const sealed = box.seal(newSecret(), 'rcv_a');
    const changed = sealed.slice(0, -2) + (sealed.endsWith('AA') ? 'BB' : 'AA');
    const unreadable = expect.objectContaining({ type: 'receiver-secret-unreadable' });
    expect(() => box.open(sealed, 'rcv_b')).toThrow(unreadable);
    expect(() => box.open(changed, 'rcv_a')).toThrow(unreadable);
    expect(() => box.open('k1.AAAA', 'rcv_a')).toThrow(unreadable);
    expect(() => secretBox({ current: 'k1', keys: { k1: key() } }).open(sealed, 'rcv_a')).toThrow(unreadable);
    expect(() => secretBox({ current: 'k2', keys: { k2: keys.k2 } }).open(sealed, 'rcv_a')).toThrow(unreadable);
  });

  it('signs as Standard Webhooks says, two of them at once while one is being replaced', () => {
    const [old, fresh, other] = [newSecret(), newSecret(), newSecret()];
    const text = '{"type":"test"}';
    const headers = signedHeaders([fresh, old], { id: 'dlv_1', body: text, at: new Date() });
    expect(headers['webhook-id']).toBe('dlv_1');
    expect([old, fresh, other].map((secret) => isSigned({ text, headers }, secret))).toEqual([true, true, false]);
    expect(isSigned({ text: `${text} `, headers }, fresh)).toBe(false);
    const late = signedHeaders([fresh], { id: 'dlv_1', body: text, at: new Date(Date.now() - 3_600_000) });
    expect(isSigned({ text, headers: late }, fresh)).toBe(false);
  });
});
