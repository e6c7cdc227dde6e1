import { describe, expect, it } from 'vitest';
import { signalLookUp } from '../../../src/accounts/look-up.ts';
import { fingerprinter, observer, signalRegistry, templateMiner } from '../../../src/signals/index.ts';

const key = (byte: number) => Buffer.alloc(32, byte).toString('base64');
const registry = signalRegistry([
  {
    ...{ name: 'url', label: 'Url', relationship: 'SHARED_URL', kind: 'identifier', privacy: 'clear' },
    ...{ strength: 0.5, description: '' },
  },
]);
const serviceKeys = { current: 'k2', keys: { k1: key(1), k2: key(2) } };
const templates = templateMiner({ fingerprint: fingerprinter(serviceKeys) });
const lookUp = signalLookUp({ registry, serviceKeys, templates });

const SIGNALS = [
  { type: 'email', value: 'First.Last+promo@gmail.com' },
  { type: 'prompt', value: 'Write a function that adds 17 numbers' },
  { type: 'payment_instrument', value: 'tok_4711' },
  { type: 'ip', value: '2001:db8::7' },
  { type: 'url', value: 'https://example.com/a' },
];

/** The key that the door gives a value under one service key. */
const atTheDoor = (signal: { type: string; value: string }, current: string): string => {
  const fingerprint = fingerprinter({ ...serviceKeys, current });
  const door = observer({ registry, fingerprint, templates: templateMiner({ fingerprint }), futureToleranceMs: 0 });
  const event = { id: 'e', account: 'a', kind: 'signup', time: '2026-03-02T00:00:00Z', signals: [signal] };
  const observed = door.observe(event, Date.UTC(2026, 5, 1));
  if (!observed.ok) throw new Error('refused');
  return observed.event.signals[0]!.key;
};

describe('looking a value up', () => {
  it.each(SIGNALS)('gives a $type the keys that the door gave it under each service key', (signal) => {
    const expected = [...new Set([atTheDoor(signal, 'k1'), atTheDoor(signal, 'k2')])];
    expect(lookUp.keys(signal.value, signal.type).sort()).toEqual(expected.sort());
    expect(lookUp.keys(signal.value)).toEqual(expect.arrayContaining(expected));
  });

  it('tries the types kept in clear alone where the value may stand in a URL', () => {
    for (const found of lookUp.clearKeys('First.Last@gmail.com')) {
      expect(registry.get(found.split(':')[0]!)?.privacy).toBe('clear');
    }
    expect(lookUp.clearKeys('2001:db8::7')).toContain('ip:2001:db8::/64');
  });

  it.each([
    ['a-value-that-is-no-mailbox', 'email', '/value'],
    ['999.1.1.1', 'ip', '/value'],
    ['anything', 'no_such_type', '/type'],
  ])('refuses %s as %s without repeating it', (value, type, pointer) => {
    let thrown: unknown;
    try {
      lookUp.keys(value, type);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({
      type: 'invalid-request',
      status: 400,
      extra: { problems: [{ in: 'body', pointer }] },
    });
    const { message, mend, extra } = thrown as { message: string; mend: string; extra: object };
    expect(JSON.stringify([message, mend, extra])).not.toContain(value);
  });
});
