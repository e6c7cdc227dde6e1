import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SignalError, signalRegistry } from '../../../src/signals/index.ts';
import { anyText } from './arbitraries.ts';

const registry = signalRegistry(
  [
    {
      name: 'hashtag',
      label: 'Hashtag',
      relationship: 'TAGGED',
      kind: 'behaviour',
      privacy: 'clear',
      strength: 0.4,
      description: '',
    },
  ],
  { defaultCountry: 'DE' },
);
const value = (type: string, raw: string): string => registry.get(type)!.normalise(raw).value;

/** Texts of the shape that a type takes, so that not nearly all of them are refused. */
const shaped: Readonly<Record<string, fc.Arbitrary<string>>> = {
  ip: fc.oneof(fc.ipV4(), fc.ipV6()),
  email: fc.oneof(
    fc.emailAddress(),
    fc
      .tuple(anyText(8), fc.constantFrom('gmail.com', 'yahoo.de', 'pm.me', 'ya.ru', 'x.fastmail.com', 'bücher.example'))
      .map((parts) => parts.join('@')),
  ),
  phone: fc
    .tuple(fc.constantFrom('+49', '0', '+1', '00', '+7', '+39', '+54', '+375'), fc.stringMatching(/^[0-9 ]{6,14}$/))
    .map((parts) => parts.join('')),
  payment_instrument: fc.stringMatching(/^[0-9]{12,19}$/),
  device: fc.uuid(),
};
const rawOf = (type: string) => {
  const shape = shaped[type];
  return shape === undefined ? anyText() : fc.oneof(shape, anyText());
};

describe.each(registry.all.filter((type) => type.privacy !== 'template').map((type) => type.name))('%s', (name) => {
  it('gives a value that it leaves as it is, or refuses with a reason', () => {
    fc.assert(
      fc.property(rawOf(name), (raw) => {
        let once: string;
        try {
          once = value(name, raw);
        } catch (error) {
          expect(error).toBeInstanceOf(SignalError);
          return;
        }
        expect(value(name, once)).toBe(once);
        expect(once.isWellFormed()).toBe(true);
        expect(once).not.toMatch(/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u);
      }),
      { numRuns: 1500 },
    );
  });

  it('captions what it keeps in few characters, all of them visible', () => {
    fc.assert(
      fc.property(rawOf(name), (raw) => {
        let hint: string;
        try {
          hint = registry.get(name)!.normalise(raw).hint;
        } catch {
          return;
        }
        expect(hint.length).toBeGreaterThan(0);
        expect(hint.length).toBeLessThanOrEqual(300);
        expect(hint.isWellFormed()).toBe(true);
        expect(hint).not.toMatch(/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u);
      }),
      { numRuns: 500 },
    );
  });
});

describe('an IP address', () => {
  it('is the same written as IPv4 and as an IPv6 that carries it', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.constantFrom('::ffff:', '::FFFF:', '64:ff9b::', '0:0:0:0:0:ffff:'), (ipv4, head) => {
        const [first] = ipv4.split('.').map(Number);
        fc.pre(first! > 0 && first! < 224);
        expect(registry.get('ip')!.normalise(head + ipv4)).toEqual(registry.get('ip')!.normalise(ipv4));
      }),
    );
  });

  it('is the same for every host of one /64', () => {
    const group = fc.integer({ min: 0, max: 0xffff }).map((part) => part.toString(16));
    const host = fc.tuple(group, group, group, group).map((parts) => parts.join(':'));
    fc.assert(
      fc.property(group, group, host, host, (site, subnet, one, other) => {
        const network = `2a02:${site}:1:${subnet}`;
        expect(value('ip', `${network}:${one}`)).toBe(value('ip', `${network}:${other}`));
      }),
    );
  });
});

describe('a mailbox', () => {
  const login = fc.stringMatching(/^[a-z0-9]{3,12}$/);

  it('of gmail is the same wherever its dots stand, whatever its tag and case', () => {
    fc.assert(
      fc.property(login, fc.nat(10), login, fc.boolean(), (local, at, tag, upper) => {
        const cut = Math.min(at, local.length - 1);
        const dotted = cut > 0 ? `${local.slice(0, cut)}.${local.slice(cut)}` : local;
        const written = `${dotted}+${tag}@googlemail.com`;
        expect(value('email', upper ? written.toUpperCase() : written)).toBe(`${local}@gmail.com`);
      }),
    );
  });

  it('elsewhere is another one for every place of a dot', () => {
    fc.assert(
      fc.property(login, (local) => {
        const dotted = `${local[0]}.${local.slice(1)}`;
        expect(value('email', `${dotted}@example.com`)).not.toBe(value('email', `${local}@example.com`));
      }),
    );
  });
});
