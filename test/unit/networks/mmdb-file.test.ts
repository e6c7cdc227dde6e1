import { describe, expect, it } from 'vitest';
import { MmdbFault, openMmdb } from '../../../src/networks/mmdb-file.ts';
import { type MmdbOptions, type MmdbValue, mmdbFile } from '../../support/mmdb.ts';

const EXAMPLE: Record<string, MmdbValue> = {
  '203.0.113.0/24': { autonomous_system_number: 64500, autonomous_system_organization: 'EXAMPLE-AS' },
  '203.0.113.128/25': { autonomous_system_number: 64501, country: { iso_code: 'NL', names: { en: 'Netherlands' } } },
};
const nothing = { asn: null, asName: null, country: null, class: null };

describe('a database of the MaxMind DB format', () => {
  const shapes = ([24, 28, 32] as const).flatMap((recordSize) =>
    ([4, 6] as const).map(
      (ipVersion): Required<Pick<MmdbOptions, 'recordSize' | 'ipVersion'>> => ({ recordSize, ipVersion }),
    ),
  );

  it.each(shapes)('is read with records of $recordSize bits and a tree of IPv$ipVersion', (shape) => {
    const database = openMmdb(mmdbFile(EXAMPLE, { ...shape, databaseType: 'Example-ASN', buildEpoch: 1_760_000_000 }));
    expect(database).toMatchObject({ databaseType: 'Example-ASN', builtAt: 1_760_000_000_000 });
    expect(database.find('203.0.113.7')).toEqual({ ...nothing, asn: 64500, asName: 'EXAMPLE-AS' });
    expect(database.find('203.0.113.200')).toEqual({ ...nothing, asn: 64501, country: 'NL' });
    expect(database.find('192.0.2.1')).toBeNull();
  });

  it('knows IPv6 addresses, and IPv4 in the same tree', () => {
    const database = openMmdb(
      mmdbFile({ ...EXAMPLE, '2001:db8::/32': { asn: 'AS64502', as_name: 'Six', country_code: 'FR' } }),
    );
    expect(database.find('2001:db8:7::')).toEqual({ ...nothing, asn: 64502, asName: 'Six', country: 'FR' });
    expect(database.find('2001:db9::')).toBeNull();
    expect(database.find('203.0.113.7')?.asn).toBe(64500);
  });

  it('of IPv4 alone says nothing of an IPv6 address, whose first bits look like an IPv4 one', () => {
    // cb00:7100:: begins with the bits of 203.0.113.0.
    expect(openMmdb(mmdbFile(EXAMPLE, { ipVersion: 4 })).find('cb00:7100::')).toBeNull();
  });

  it('may know kinds of networks; the most telling one is taken', () => {
    const database = openMmdb(
      mmdbFile({
        '203.0.113.0/28': { is_anonymous: true, is_anonymous_vpn: true, is_hosting_provider: true },
        '203.0.113.16/28': { is_hosting_provider: true },
        '203.0.113.32/28': { traits: { user_type: 'cellular', autonomous_system_number: 64503 } },
        '203.0.113.48/28': { is_tor_exit_node: true, is_anonymous_vpn: true },
        '203.0.113.64/28': { connection_type: 'Cellular' },
      }),
    );
    const classes = [1, 17, 33, 49, 65].map((last) => database.find(`203.0.113.${last}`)?.class);
    expect(classes).toEqual(['vpn', 'hosting', 'mobile', 'tor', 'mobile']);
    expect(database.find('203.0.113.33')?.asn).toBe(64503);
  });

  it('takes no nonsense for a fact', () => {
    const database = openMmdb(
      mmdbFile({
        '203.0.113.0/28': {
          autonomous_system_number: 0,
          country: { iso_code: 'Nederland' },
          autonomous_system_organization: '',
        },
        '203.0.113.16/28': 'a text',
        '203.0.113.32/28': { asn: 'AS12x', autonomous_system_organization: ` a\u0007b\n${'x'.repeat(250)}` },
        '203.0.113.48/28': {},
      }),
    );
    expect(database.find('203.0.113.1')).toBeNull();
    expect(database.find('203.0.113.17')).toBeNull();
    expect(database.find('203.0.113.33')).toEqual({ ...nothing, asName: `a b ${'x'.repeat(196)}` });
    expect(database.find('203.0.113.49')).toBeNull();
  });
});

describe('a file that is no whole database', () => {
  const whole = mmdbFile(EXAMPLE);

  it('is refused at whatever place it is cut off', () => {
    for (let length = 0; length < whole.length - 1; length++) {
      expect(() => openMmdb(whole.subarray(0, length)), `${length} of ${whole.length} bytes`).toThrow(MmdbFault);
    }
  });

  it('is refused with its beginning gone', () => {
    expect(() => openMmdb(whole.subarray(400))).toThrow(/shorter than its metadata says|damaged/);
  });

  it('is refused when it is something else', () => {
    for (const other of ['', 'AS64500\n', '<html>404</html>', '\x00'.repeat(5000)]) {
      expect(() => openMmdb(Buffer.from(other))).toThrow(/has no metadata of the MaxMind DB format/);
    }
  });

  it('never makes a look-up throw, whatever byte is wrong', () => {
    let refused = 0;
    for (let at = 0; at < whole.length; at++) {
      const damaged = Buffer.from(whole);
      damaged[at] = damaged[at]! ^ 0xff;
      try {
        const database = openMmdb(damaged);
        for (const address of ['203.0.113.7', '203.0.113.200', '0.0.0.0', '255.255.255.255', '2001:db8::', 'ffff::']) {
          database.find(address);
        }
      } catch (error) {
        expect(error).toBeInstanceOf(MmdbFault);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(50);
  });
});
