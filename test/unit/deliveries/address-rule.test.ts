import { describe, expect, it, test } from 'vitest';
import { addressRule, urlFault } from '../../../src/deliveries/address-rule.ts';

const rule = addressRule([]);

describe('an address', () => {
  test.each([
    ...[
      '0.0.0.0',
      '10.1.2.3',
      '100.64.0.1',
      '127.0.0.1',
      '169.254.169.254',
      '172.16.0.1',
      '192.0.0.192',
      '192.0.2.1',
      '192.168.1.1',
    ],
    ...['198.18.0.1', '198.51.100.1', '203.0.113.1', '224.0.0.1', '240.0.0.1', '255.255.255.255', '192.88.99.1'],
    ...[
      '::',
      '::1',
      '::ffff:127.0.0.1',
      '::ffff:7f00:1',
      '::127.0.0.1',
      'fe80::1',
      'fec0::1',
      'fc00::1',
      'fd00:ec2::254',
      'ff02::1',
    ],
    ...[
      '64:ff9b::a9fe:a9fe',
      '64:ff9b:1::1',
      '2002:7f00:1::',
      '2001::1',
      '2001:db8::1',
      '100::1',
      '4000::1',
      '5f00::1',
      'not an address',
    ],
  ])('%s is refused', (address) => {
    expect(rule(address)).toBe('refused');
  });

  test.each(['8.8.8.8', '1.1.1.1', '::ffff:8.8.8.8', '2606:4700:4700::1111'])('%s is public', (address) => {
    expect(rule(address)).toBe('public');
  });

  it('in a range that the configuration names is let through, in whatever way it is written, and its neighbours are not', () => {
    const named = addressRule(['10.1.0.0/16', 'fd00:1::/32', '127.0.0.1']);
    for (const address of ['10.1.255.1', '::ffff:10.1.0.1', 'fd00:1::5', '127.0.0.1'])
      expect(named(address)).toBe('named');
    for (const address of ['10.2.0.1', 'fd00:2::5', '127.0.0.2', '::1']) expect(named(address)).toBe('refused');
  });
});

describe('the URL of a receiver', () => {
  test.each([
    'http://2130706433/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://017700000001/',
    'https://127.1/',
    'https://①②⑦.0.0.1/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::1]:8443/',
    'https://169.254.169.254/latest/meta-data',
    'https://[fd00:ec2::254]/',
    'https://user:secret@example.com/',
    'https://example.com/#part',
    'http://8.8.8.8/',
    'https://8.8.8.8:22/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'example.com',
  ])('cannot be %s', (url) => {
    expect(urlFault(url, rule)).not.toBeNull();
  });

  it('may be public and https, at 443 or a port that no system service has', () => {
    for (const url of ['https://example.com/hook?key=1', 'https://8.8.8.8/', 'https://8.8.8.8:8443/']) {
      expect(urlFault(url, rule)).toBeNull();
    }
  });

  it('may be http, at any port, in a range that is named', () => {
    expect(urlFault('http://127.0.0.1:80/', addressRule(['127.0.0.0/8']))).toBeNull();
    expect(urlFault('http://127.1/', addressRule(['127.0.0.0/8']))).toBeNull();
  });
});
