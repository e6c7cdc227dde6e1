import { describe, expect, it } from 'vitest';
import { rangeText } from '../../../src/networks/address.ts';
import { parseList } from '../../../src/networks/list-file.ts';

const rangesOf = (text: string) => parseList(text).ranges.map(rangeText);

describe('a list of ranges', () => {
  it('takes prefixes, single addresses and spans, IPv4 and IPv6, with comments and further columns', () => {
    const text = [
      '\uFEFF# exits of a service',
      '203.0.113.0/24',
      '198.51.100.7 ; one machine',
      '192.0.2.0/24,Example,NL',
      '192.0.2.64\tsome words',
      '198.18.0.0-198.18.0.255',
      '198.18.1.0 - 198.18.1.2, a span',
      '2001:db8::/32 // documentation',
      '"203.0.113.0/25",quoted',
      '',
    ].join('\r\n');
    expect(parseList(text)).toMatchObject({ broken: 0, problems: [] });
    expect(rangesOf(text)).toEqual([
      '203.0.113.0/24',
      '198.51.100.7/32',
      '192.0.2.0/24',
      '192.0.2.64/32',
      '198.18.0.0/24',
      '198.18.1.0/31',
      '198.18.1.2/32',
      '2001:db8::/32',
      '203.0.113.0/25',
    ]);
  });

  it('takes the network of a prefix whose host bits are set', () => {
    expect(rangesOf('203.0.113.77/24\n2001:db8:1:2:3::/40')).toEqual(['203.0.113.0/24', '2001:db8::/40']);
  });

  it('takes a range inside an IPv6 /64 for that /64, which is what the door keeps of an address', () => {
    expect(rangesOf('2001:db8:1:2::53/128\n2001:db8:1:3:8000::/65')).toEqual([
      '2001:db8:1:2::/64',
      '2001:db8:1:3::/64',
    ]);
  });

  it('takes an IPv4 address in an IPv6 coat for the IPv4 address', () => {
    expect(rangesOf('::ffff:203.0.113.7\n::ffff:203.0.113.0/120')).toEqual(['203.0.113.7/32', '203.0.113.0/24']);
  });

  it('names broken lines by number and reason, never by their text, and takes the others', () => {
    const text = ['203.0.113.0/24', 'secret-token', '203.0.113.0/33', '300.1.1.1', '0.0.0.0/0', '::/0', '64500'];
    const { ranges, broken, problems } = parseList(text.join('\n'));
    expect(ranges).toHaveLength(1);
    expect(broken).toBe(6);
    expect(problems).toEqual([
      { line: 2, reason: 'is neither a range of addresses nor an ASN' },
      { line: 3, reason: 'is neither a range of addresses nor an ASN' },
      { line: 4, reason: 'is neither a range of addresses nor an ASN' },
      { line: 5, reason: 'is the whole address space' },
      { line: 6, reason: 'is the whole address space' },
      { line: 7, reason: 'is a bare number; say AS before it, or give the list the kind asn' },
    ]);
    expect(JSON.stringify(problems)).not.toContain('secret');
  });

  it('refuses spans that run backwards, that are no addresses, or that are everything', () => {
    const text = '203.0.113.9-203.0.113.1\n1.2.3-1.2.4\n0.0.0.0-255.255.255.255';
    expect(parseList(text)).toMatchObject({ ranges: [], broken: 3 });
  });
});

describe('a list of autonomous systems', () => {
  it('takes them in any case, each once, with comments', () => {
    const { asns, broken } = parseList('AS64500 # one\nas64501\nAS64500\n\nAS4294967295');
    expect(asns).toEqual([64500, 64501, 4294967295]);
    expect(broken).toBe(0);
  });

  it('takes bare numbers where the list is said to be one of ASNs', () => {
    expect(parseList('64500\n64501,EXAMPLE', 'asn')).toMatchObject({ asns: [64500, 64501], broken: 0 });
  });

  it('refuses numbers that are no ASN', () => {
    expect(parseList('AS0\nAS4294967296\nAS12x', 'asn')).toMatchObject({ asns: [], broken: 3 });
  });

  it('may be mixed with ranges, unless the kind is given', () => {
    const text = 'AS64500\n203.0.113.0/24';
    expect(parseList(text)).toMatchObject({ asns: [64500], broken: 0 });
    expect(parseList(text, 'cidr').problems).toEqual([{ line: 1, reason: 'is an ASN in a list of kind cidr' }]);
    expect(parseList(text, 'asn').problems).toEqual([{ line: 2, reason: 'is a range in a list of kind asn' }]);
  });
});
