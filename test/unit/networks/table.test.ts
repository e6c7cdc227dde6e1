import { describe, expect, it } from 'vitest';
import { NETWORK_CLASS_MEANINGS, NETWORK_CLASSES, type NetworkClass } from '../../../src/network-classes.ts';
import { parseList } from '../../../src/networks/list-file.ts';
import { openMmdb } from '../../../src/networks/mmdb-file.ts';
import { networkTable, type ReadSource } from '../../../src/networks/table.ts';
import { type MmdbValue, mmdbFile } from '../../support/mmdb.ts';

const list = (name: string, of: NetworkClass, text: string): ReadSource => ({
  kind: 'list',
  sha256: text,
  name,
  class: of,
  entries: parseList(text),
});
const database = (entries: Record<string, MmdbValue>): ReadSource => ({
  kind: 'mmdb',
  sha256: JSON.stringify(entries),
  mmdb: openMmdb(mmdbFile(entries)),
});

describe('what is known of an address', () => {
  it('is nothing without sources, and of what is no address', () => {
    const none = { class: null, asn: null, asName: null, country: null, lists: [] };
    expect(networkTable([]).find('203.0.113.7')).toEqual(none);
    expect(networkTable([list('a', 'vpn', '203.0.113.0/24')]).find('not an address')).toEqual(none);
    expect(networkTable([]).digest).toBe('');
  });

  it('comes from the longest prefix, with the names of all lists that hold it', () => {
    const table = networkTable([
      list('clouds', 'hosting', '203.0.113.0/24\n198.51.100.0/24'),
      list('exits', 'vpn', '203.0.113.64/26'),
      list('relays', 'relay', '203.0.113.77'),
    ]);
    expect(table.find('203.0.113.1')).toMatchObject({ class: 'hosting', lists: ['clouds'] });
    expect(table.find('203.0.113.64')).toMatchObject({ class: 'vpn', lists: ['exits', 'clouds'] });
    expect(table.find('203.0.113.77')).toMatchObject({ class: 'relay', lists: ['relays', 'exits', 'clouds'] });
    expect(table.find('203.0.113.128')).toMatchObject({ class: 'hosting', lists: ['clouds'] });
    expect(table.find('192.0.2.1').class).toBeNull();
  });

  it('is the most telling class where lists hold the same prefix, in whatever order they stand', () => {
    const all = NETWORK_CLASSES.map((of) => list(of, of, '203.0.113.0/24'));
    for (const order of [all, all.toReversed()]) {
      expect(networkTable(order).find('203.0.113.7')).toMatchObject({ class: 'tor', lists: NETWORK_CLASSES });
    }
    const two = [list('clouds', 'hosting', '203.0.113.0/24'), list('exits', 'vpn', '203.0.113.0/24')];
    expect(networkTable(two).find('203.0.113.7')).toMatchObject({ class: 'vpn', lists: ['exits', 'clouds'] });
  });

  it('holds for the /64 that the door keeps of an IPv6 address', () => {
    const table = networkTable([list('exits', 'vpn', '2001:db8:7::53\n2001:db8:8::/48')]);
    expect(table.find('2001:db8:7::/64').class).toBe('vpn');
    expect(table.find('2001:db8:7:1::/64').class).toBeNull();
    expect(table.find('2001:db8:8:ffff::/64').class).toBe('vpn');
  });

  it('takes a list of ranges before one of ASNs, and both before a database', () => {
    const facts = {
      autonomous_system_number: 64500,
      autonomous_system_organization: 'EXAMPLE',
      is_hosting_provider: true,
    };
    const asns = list('systems', 'mobile', 'AS64500');
    const ranges = list('exits', 'vpn', '203.0.113.0/25');
    const said = database({ '203.0.113.0/24': { ...facts }, '198.51.100.0/24': { is_hosting_provider: true } });
    const table = networkTable([said, asns, ranges]);
    expect(table.find('203.0.113.7')).toEqual({
      class: 'vpn',
      asn: 64500,
      asName: 'EXAMPLE',
      country: null,
      lists: ['exits', 'systems'],
    });
    expect(table.find('203.0.113.200')).toMatchObject({ class: 'mobile', lists: ['systems'] });
    expect(table.find('198.51.100.1')).toMatchObject({ class: 'hosting', asn: null, lists: [] });
  });

  it('puts several databases together: the first that knows a fact says it, and a name belongs to its number', () => {
    const table = networkTable([
      database({ '203.0.113.0/24': { country: { iso_code: 'NL' } }, '198.51.100.0/24': { asn: 'AS64501' } }),
      database({
        '203.0.113.0/24': {
          autonomous_system_number: 64500,
          autonomous_system_organization: 'ONE',
          country_code: 'DE',
        },
        '198.51.100.0/24': { autonomous_system_number: 64502, autonomous_system_organization: 'TWO' },
      }),
    ]);
    expect(table.find('203.0.113.7')).toMatchObject({ asn: 64500, asName: 'ONE', country: 'NL' });
    expect(table.find('198.51.100.7')).toMatchObject({ asn: 64501, asName: null });
  });
});

describe('the digest', () => {
  const one = list('a', 'vpn', '203.0.113.0/24');
  it('is equal for equal inputs and moves with content, name, class and order', () => {
    const digests = [
      [one],
      [list('a', 'vpn', '203.0.113.0/25')],
      [list('b', 'vpn', '203.0.113.0/24')],
      [list('a', 'proxy', '203.0.113.0/24')],
      [one, list('c', 'vpn', '198.51.100.0/24')],
      [list('c', 'vpn', '198.51.100.0/24'), one],
    ].map((sources) => networkTable(sources).digest);
    expect(new Set(digests).size).toBe(digests.length);
    expect(networkTable([{ ...one }]).digest).toBe(digests[0]);
  });
});

describe('the classes', () => {
  it('say the least last: a VPN stands in a data centre', () => {
    expect(NETWORK_CLASSES.at(-1)).toBe('hosting');
    expect(NETWORK_CLASS_MEANINGS.hosting.shared).toBe(false);
  });
});
