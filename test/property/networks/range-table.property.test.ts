import { isIPv6 } from 'node:net';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { NETWORK_CLASSES, type NetworkClass, precedenceOf } from '../../../src/network-classes.ts';
import { ipv4Span, parseIpv4, parseIpv6, parseRange, rangeText } from '../../../src/networks/address.ts';
import { parseList } from '../../../src/networks/list-file.ts';
import { type RangeList, rangeTable } from '../../../src/networks/range-table.ts';

/** Few different bits, so that prefixes nest, touch and coincide; and both ends of the space. */
const word = fc.oneof(
  fc.constantFrom(0, 0xffffffff, 0x80000000, 0x7fffffff),
  fc.integer({ min: 0, max: 15 }).map((bits) => (bits << 28) >>> 0),
  fc.integer({ min: 0, max: 255 }).map((bits) => (0xcb007100 | bits) >>> 0),
  fc.nat(0xffffffff),
);
const cidr4 = fc
  .tuple(word, fc.integer({ min: 0, max: 32 }))
  .map(([address, length]) => `${dotted(address)}/${length}`);
const cidr6 = fc
  .tuple(word, word, fc.integer({ min: 0, max: 64 }))
  .map(([high, low, length]) => `${groups(high, low)}/${length}`);
const dotted = (word: number): string => [24, 16, 8, 0].map((shift) => (word >>> shift) & 255).join('.');
const groups = (high: number, low: number): string =>
  `${[high >>> 16, high & 0xffff, low >>> 16, low & 0xffff].map((group) => group.toString(16)).join(':')}::`;

const lists = (cidr: fc.Arbitrary<string>) =>
  fc.array(fc.record({ class: fc.constantFrom(...NETWORK_CLASSES), cidrs: fc.array(cidr, { maxLength: 12 }) }), {
    maxLength: 4,
  });

/** Every prefix is tried; the longest wins, then the class, then the list. All names, the longest prefix first. */
const oracle = (
  given: readonly { name: string; class: NetworkClass; cidrs: readonly string[] }[],
  address: string,
): { class: NetworkClass; lists: string[] } | null => {
  const parsed = ipaddr.parse(address);
  const holding = given.flatMap(({ name, class: of, cidrs }, order) =>
    cidrs.flatMap((cidr) => {
      const [network, length] = ipaddr.parseCIDR(cidr);
      const holds = network.kind() === parsed.kind() && parsed.match(network as never, length as never);
      return holds ? [{ name, class: of, length, order }] : [];
    }),
  );
  holding.sort((x, y) => y.length - x.length || precedenceOf(x.class) - precedenceOf(y.class) || x.order - y.order);
  return holding.length === 0
    ? null
    : { class: holding[0]!.class, lists: [...new Set(holding.map(({ name }) => name))] };
};

const named = (given: readonly { class: NetworkClass; cidrs: readonly string[] }[]) =>
  given.map((list, i) => ({ ...list, name: `list-${i}` }));

const tableOf = (given: ReturnType<typeof named>) =>
  rangeTable(
    given.map(
      ({ name, class: of, cidrs }): RangeList => ({ name, class: of, ranges: cidrs.map((cidr) => parseRange(cidr)!) }),
    ),
  );

describe('the table of ranges', () => {
  it('says of every IPv4 address what trying every prefix says', () => {
    fc.assert(
      fc.property(lists(cidr4), fc.array(word, { minLength: 1, maxLength: 30 }), (given, addresses) => {
        const all = named(given);
        const table = tableOf(all);
        // Addresses on either side of every border matter most.
        const borders = all.flatMap(({ cidrs }) =>
          cidrs.flatMap((cidr) => {
            const { high, length } = parseRange(cidr)!;
            const end = high + 2 ** (32 - length);
            return [high - 1, high, end - 1, end].filter((at) => at >= 0 && at <= 0xffffffff);
          }),
        );
        for (const address of [...addresses, ...borders]) {
          expect(table.find(4, address, 0)).toEqual(oracle(all, dotted(address)));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('says of every IPv6 subnet what trying every prefix says', () => {
    fc.assert(
      fc.property(lists(cidr6), fc.array(fc.tuple(word, word), { minLength: 1, maxLength: 30 }), (given, addresses) => {
        const all = named(given);
        const table = tableOf(all);
        const own = all.flatMap(({ cidrs }) =>
          cidrs.map((cidr) => parseRange(cidr)!).map(({ high, low }): [number, number] => [high, low]),
        );
        for (const [high, low] of [...addresses, ...own]) {
          expect(table.find(6, high, low)).toEqual(oracle(all, groups(high, low)));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('does not depend on the order of the ranges in a list', () => {
    fc.assert(
      fc.property(lists(cidr4), fc.array(word, { maxLength: 20 }), (given, addresses) => {
        const [one, other] = [
          tableOf(named(given)),
          tableOf(named(given.map((l) => ({ ...l, cidrs: l.cidrs.toReversed() })))),
        ];
        for (const address of addresses) expect(other.find(4, address, 0)).toEqual(one.find(4, address, 0));
      }),
    );
  });
});

describe('addresses', () => {
  it('are read as others read them, and nothing else is an address', () => {
    const text = fc.oneof(fc.ipV4(), fc.ipV6(), fc.string(), fc.stringMatching(/^[0-9a-f:.]{0,20}$/));
    fc.assert(
      fc.property(text, (text) => {
        const four = ipaddr.IPv4.isValidFourPartDecimal(text);
        expect(parseIpv4(text)).toBe(
          four ? ipaddr.IPv4.parse(text).octets.reduce((sum, octet) => sum * 256 + octet, 0) : -1,
        );
        const six = isIPv6(text) && !text.includes('%');
        const groups = parseIpv6(text);
        expect(groups !== null).toBe(six);
        // ipaddr.js takes ::1.2.3.4 for ::ffff:1.2.3.4, which RFC 4291 does not.
        if (six && !text.includes('.')) expect(groups).toEqual(ipaddr.IPv6.parse(text).parts);
      }),
      { numRuns: 2000 },
    );
  });

  it('of a span are covered once, by prefixes that lie in it', () => {
    fc.assert(
      fc.property(word, word, (one, other) => {
        const [first, last] = [Math.min(one, other), Math.max(one, other)];
        let at = first;
        for (const { high, length } of ipv4Span(first, last)) {
          expect(high).toBe(at);
          at += 2 ** (32 - length);
        }
        expect(at).toBe(last + 1);
      }),
    );
  });

  it('of a range come back from its text', () => {
    fc.assert(
      fc.property(fc.oneof(cidr4, cidr6), (cidr) => {
        const range = parseRange(cidr)!;
        expect(parseRange(rangeText(range))).toEqual(range);
      }),
    );
  });
});

describe('a list', () => {
  it('of any text is read without a throw, and counts each line once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const { ranges, broken, problems } = parseList(text);
        expect(broken).toBeLessThanOrEqual(text.split('\n').length);
        expect(problems.length).toBeLessThanOrEqual(Math.min(10, broken));
        for (const { length } of ranges) expect(length).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('keeps every good line among broken ones, and names the broken ones', () => {
    const line = fc.oneof(
      cidr4.filter((cidr) => !cidr.endsWith('/0')),
      fc.constant('<html>'),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), fc.constantFrom('\n', '\r\n'), (lines, end) => {
        const { ranges, broken, problems } = parseList(lines.join(end));
        const good = lines.filter((text) => text !== '<html>');
        expect(ranges.map(rangeText)).toEqual(good.map((cidr) => rangeText(parseRange(cidr)!)));
        expect(broken).toBe(lines.length - good.length);
        const wrong = lines.flatMap((text, i) => (text === '<html>' ? [i + 1] : []));
        expect(problems.map(({ line }) => line)).toEqual(wrong.slice(0, 10));
      }),
    );
  });
});
