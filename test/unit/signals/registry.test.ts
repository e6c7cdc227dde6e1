import { describe, expect, it } from 'vitest';
import { type CustomSignalType, SignalError, signalRegistry } from '../../../src/signals/index.ts';

const custom = (changes: Partial<CustomSignalType> = {}): CustomSignalType => ({
  name: 'hashtag',
  label: 'Hashtag',
  relationship: 'TAGGED',
  kind: 'behaviour',
  privacy: 'clear',
  strength: 0.4,
  description: '',
  ...changes,
});

describe('the signal registry', () => {
  it('holds the ten built-in types in their fixed order', () => {
    const table = signalRegistry().all.map((type) => [type.name, type.label, type.relationship, type.kind]);
    expect(table).toEqual([
      ['payment_instrument', 'PaymentInstrument', 'PAID_WITH', 'identifier'],
      ['ip', 'Ip', 'CONNECTED_FROM', 'identifier'],
      ['device', 'Device', 'USED_DEVICE', 'identifier'],
      ['prompt', 'PromptTemplate', 'PROMPTED', 'behaviour'],
      ['email', 'Email', 'HAS_EMAIL', 'identifier'],
      ['phone', 'Phone', 'HAS_PHONE', 'identifier'],
      ['tls_fingerprint', 'TlsFingerprint', 'SPOKE_TLS', 'behaviour'],
      ['user_agent', 'UserAgent', 'USED_CLIENT', 'behaviour'],
      ['referral_code', 'ReferralCode', 'REFERRED_BY', 'identifier'],
      ['billing_address', 'BillingAddress', 'BILLED_TO', 'identifier'],
    ]);
  });

  it('keeps what belongs to a person only under a key, and prompts only as templates', () => {
    const privacy = Object.fromEntries(signalRegistry().all.map((type) => [type.name, type.privacy]));
    expect(privacy).toEqual({
      payment_instrument: 'keyed',
      ip: 'clear',
      device: 'keyed',
      prompt: 'template',
      email: 'keyed',
      phone: 'keyed',
      tls_fingerprint: 'clear',
      user_agent: 'clear',
      referral_code: 'clear',
      billing_address: 'keyed',
    });
  });

  it('describes every type, with a strength from 0 to 1', () => {
    for (const type of signalRegistry([custom({ description: 'A tag.' })]).all) {
      expect(type.description).not.toBe('');
      expect(type.strength).toBeGreaterThan(0);
      expect(type.strength).toBeLessThanOrEqual(1);
    }
  });

  it('puts custom types behind the built-in ones, in their order, each a family of its own unless said', () => {
    const registry = signalRegistry([
      custom(),
      custom({ name: 'wallet', label: 'Wallet', relationship: 'PAID_FROM', family: 'payment', privacy: 'keyed' }),
    ]);
    expect(registry.all.slice(10).map((type) => [type.name, type.family])).toEqual([
      ['hashtag', 'hashtag'],
      ['wallet', 'payment'],
    ]);
    expect(registry.get('hashtag')?.normalise('  Wahl２０２１ ')).toEqual({ value: 'Wahl2021', hint: 'Wahl2021' });
    expect(registry.get('wallet')?.normalise('0xfeed')).toEqual({ value: '0xfeed', hint: 'wallet ••••' });
    expect(registry.get('nothing')).toBeUndefined();
    expect(registry.get('__proto__')).toBeUndefined();
  });

  it.each([
    ['a built-in name', custom({ name: 'ip' })],
    ['a built-in label', custom({ label: 'Device' })],
    ['a built-in relationship', custom({ relationship: 'PAID_WITH' })],
    ['a reserved label', custom({ label: 'Account' })],
    ['a reserved relationship', custom({ relationship: 'MEMBER_OF' })],
  ])('refuses a custom type with %s', (_, type) => {
    expect(() => signalRegistry([type])).toThrow(/is taken or reserved/);
  });

  it('refuses two custom types that clash with each other', () => {
    expect(() => signalRegistry([custom(), custom({ name: 'other', relationship: 'OTHER' })])).toThrow(SignalError);
    expect(() => signalRegistry([custom(), custom({ name: 'other', label: 'Other' })])).toThrow(SignalError);
    expect(() => signalRegistry([custom(), custom({ label: 'Other', relationship: 'OTHER' })])).toThrow(SignalError);
  });

  it.each([
    custom({ name: 'a:b' }),
    custom({ label: 'Tag`) DETACH DELETE (n' }),
    custom({ relationship: 'tagged' }),
    custom({ strength: 2 }),
    custom({ strength: Number.NaN }),
  ])('refuses a custom type that could not stand in a key or in Cypher (%#)', (type) => {
    expect(() => signalRegistry([type])).toThrow(SignalError);
  });

  it('refuses a default country that has no phone numbers', () => {
    expect(() => signalRegistry([], { defaultCountry: 'XX' })).toThrow(/defaultCountry/);
  });

  it('refuses more types than one byte can number', () => {
    const many = Array.from({ length: 247 }, (_, i) =>
      custom({ name: `type_${i}`, label: `Type${i}`, relationship: `TYPE_${i}` }),
    );
    expect(signalRegistry(many.slice(1)).all).toHaveLength(256);
    expect(() => signalRegistry(many)).toThrow(/256/);
  });
});
