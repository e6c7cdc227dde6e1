import { describe, expect, it } from 'vitest';
import { SignalError, signalRegistry } from '../../../src/signals/index.ts';

const german = signalRegistry([], { defaultCountry: 'DE' });
const registry = signalRegistry();
const normalise = (type: string, raw: string, from = registry) => from.get(type)!.normalise(raw);
const value = (type: string, raw: string) => normalise(type, raw).value;
const hint = (type: string, raw: string) => normalise(type, raw).hint;

describe('an IP address', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7', '203.0.113.0/24'],
    [' 203.0.113.7\n', '203.0.113.7', '203.0.113.0/24'],
    ['::ffff:203.0.113.7', '203.0.113.7', '203.0.113.0/24'],
    ['::FFFF:cb00:7107', '203.0.113.7', '203.0.113.0/24'],
    ['::ffff:0:203.0.113.7', '203.0.113.7', '203.0.113.0/24'],
    ['64:ff9b::203.0.113.7', '203.0.113.7', '203.0.113.0/24'],
    ['2001:0:53aa:64c:0:0:34ff:8ef8', '203.0.113.7', '203.0.113.0/24'],
    ['2001:DB8:1:2:3:4:5:6', '2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['2001:db8:1:2::/64', '2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['2001:db8::1', '2001:db8::/64', '2001:db8::/48'],
    ['2001:db8:0:1::1', '2001:db8:0:1::/64', '2001:db8::/48'],
    ['::1', '127.0.0.1', '127.0.0.0/24'],
  ])('%s is written %s within %s', (raw, canonical, prefix) => {
    expect(normalise('ip', raw)).toMatchObject({ value: canonical, prefix });
  });

  it.each([
    ['10.1.2.3', '10.1.2.3 (private)'],
    ['fd00::1', 'fd00::/64 (private)'],
    ['100.64.9.9', '100.64.9.9 (carrier NAT)'],
    ['127.0.0.1', '127.0.0.1 (loopback)'],
    ['169.254.3.4', '169.254.3.4 (link-local)'],
    ['198.51.100.4', '198.51.100.4'],
  ])('%s is captioned %s', (raw, caption) => expect(hint('ip', raw)).toBe(caption));

  it.each([
    ['fe80::1%eth0', /zone/],
    ['203.0.113.7:443', /port/],
    ['[2001:db8::1]:443', /port/],
    ['203.0.113.0/24', /range/],
    ['2001:db8::/32', /range/],
    ['0.0.0.0', /not the address of a host/],
    ['::', /not the address of a host/],
    ['::2', /not the address of a host/],
    ['255.255.255.255', /not the address of a host/],
    ['ff02::1', /not the address of a host/],
    ['203.0.113', /not an IP/],
    ['203.0.113.256', /not an IP/],
    ['0313.0.0161.7', /not an IP/],
    ['0xcb007107', /not an IP/],
    ['3405803783', /not an IP/],
    ['1:2:3', /not an IP/],
    ['localhost', /not an IP/],
    ['9'.repeat(1_000_000), /longer/],
  ])('refuses what is none (%#)', (raw, reason) => expect(() => normalise('ip', raw)).toThrow(reason));
});

describe('an e-mail address', () => {
  it.each([
    ['J.Doe+news@GoogleMail.com', 'jdoe@gmail.com'],
    ['jane.doe+x@outlook.com', 'jane.doe@outlook.com'],
    ['jane.doe@hotmail.com', 'jane.doe@hotmail.com'],
    ['shop@jane.fastmail.com', 'jane@fastmail.com'],
    ['Jane_Doe.x-y@pm.me', 'janedoexy@proton.me'],
    ['jane+a@me.com', 'jane@icloud.com'],
    ['jane-shop@yahoo.co.uk', 'jane@yahoo.co.uk'],
    ['jane-doe@ya.ru', 'jane.doe@yandex.ru'],
    ['a.b-c+tag@example.com.', 'a.b-c@example.com'],
    ['+tag@example.com', '+tag@example.com'],
    ['JÜRGEN@BÜCHER.example', 'jürgen@xn--bcher-kva.example'],
    ['ｊａｎｅ＠example.com', 'jane@example.com'],
    ['jane@XN--BCHER-KVA.example', 'jane@xn--bcher-kva.example'],
  ])('%s is the mailbox %s', (raw, mailbox) => expect(value('email', raw)).toBe(mailbox));

  it.each([
    ['jane@gmail.com', 'j•••@gmail.com'],
    ['jd@gmail.com', '•••@gmail.com'],
    ['jane@smith-family.example', '•••@•••.example'],
  ])('%s is captioned %s', (raw, caption) => expect(hint('email', raw)).toBe(caption));

  it.each([
    'jane',
    '@example.com',
    'jane@',
    'jane@localhost',
    'jane@127.0.0.1',
    'jane@1',
    'jane@exa mple.com',
    'jane@example.com/path',
    'jane@bücher.example:80',
    'jane@bücher.example?x',
    'jane@-example-.com',
    '"jane doe"@example.com',
    'a@b@example.com',
    'jane\u0000@example.com',
    `${'a'.repeat(400)}@example.com`,
  ])('refuses what is none (%#)', (raw) => expect(() => normalise('email', raw)).toThrow(SignalError));
});

describe('a phone number', () => {
  it('is written in E.164 whatever its spacing, with its extension', () => {
    for (const raw of ['+49 30 1234567', '+49 (0)30 123-45 67', 'tel:+49-30-1234567', '0049301234567']) {
      expect(value('phone', raw)).toBe('+49301234567');
    }
    expect(value('phone', '+49 30 1234567 ext. 12')).toBe('+49301234567;ext=12');
    expect(hint('phone', '+49 30 1234567 ext. 12')).toBe('+49 ••• ••67');
  });

  it('is read in the default country when it has no country code, and refused without one', () => {
    expect(normalise('phone', '030 1234567', german).value).toBe('+49301234567');
    expect(normalise('phone', '00 1 202 555 0123', german).value).toBe('+12025550123');
    expect(() => normalise('phone', '030 1234567')).toThrow(/country code/);
  });

  it.each([
    '+49',
    '+999 123456',
    'call me',
    '+49 30 1234567 oder so',
    '+49 0030 1234567',
    `+${'1'.repeat(60)}`,
    '1'.repeat(1_000_000),
  ])('refuses what is none (%#)', (raw) => expect(() => normalise('phone', raw)).toThrow(SignalError));
});

describe('a payment instrument', () => {
  it.each([
    ['4242 4242 4242 4242', '4242424242424242', 'visa •••• 4242'],
    ['5555-5555-5555-4444', '5555555555554444', 'mastercard •••• 4444'],
    ['2223003122003222', '2223003122003222', 'mastercard •••• 3222'],
    ['378282246310005', '378282246310005', 'amex •••• 0005'],
    ['6011111111111117', '6011111111111117', 'discover •••• 1117'],
    ['3530111333300000', '3530111333300000', 'jcb •••• 0000'],
    ['30569309025904', '30569309025904', 'diners •••• 5904'],
    ['6200000000000005', '6200000000000005', 'unionpay •••• 0005'],
    ['6759649826438453', '6759649826438453', 'maestro •••• 8453'],
    ['de89 3704 0044 0532 0130 00', 'DE89370400440532013000', 'iban DE •••• 3000'],
    ['fp_1Nv0FGQ9RKHgCVdK', 'fp_1Nv0FGQ9RKHgCVdK', '•••• CVdK'],
    ['tok_short', 'tok_short', '••••'],
    ['4242424242424241', '4242424242424241', '•••• 4241'],
  ])('%s is written %s and captioned %s', (raw, canonical, caption) => {
    expect(normalise('payment_instrument', raw)).toEqual({ value: canonical, hint: caption });
  });

  it('keeps the case of opaque tokens, which may be all that tells two apart', () => {
    expect(value('payment_instrument', 'fp_aB')).not.toBe(value('payment_instrument', 'fp_Ab'));
  });

  it('refuses words with spaces, which are no token, card or IBAN', () => {
    expect(() => normalise('payment_instrument', 'my visa card')).toThrow(SignalError);
    expect(() => normalise('payment_instrument', 'DE88 3704 0044 0532 0130 00')).toThrow(SignalError);
  });
});

describe('the other types', () => {
  it('read hexadecimal device ids in either case, and keep the case of others', () => {
    expect(value('device', '{9F3A2B7C-41D0-5E68-9F3A-2B7C41D05E68}')).toBe('9f3a2b7c-41d0-5e68-9f3a-2b7c41d05e68');
    expect(value('device', 'Device-XyZ')).toBe('Device-XyZ');
    expect(hint('device', '9f3a2b7c41d05e68')).toBe('device •••• 5e68');
    expect(hint('device', 'short')).toBe('device ••••');
  });

  it('fold a billing address in case, punctuation and lines, and name its country', () => {
    const one = normalise('billing_address', '12 Main St.,\r\nSpringfield\nUnited States');
    const other = normalise('billing_address', '12  MAIN ST, springfield, (United States)');
    expect(one).toEqual({ value: '12 main st springfield united states', hint: 'address •••• United States' });
    expect(other).toEqual(one);
    expect(hint('billing_address', '1 Market St, San Francisco, CA')).toBe('address ••••');
    expect(() => normalise('billing_address', ' . , ')).toThrow(SignalError);
  });

  it('reduce the versions in a user agent to major ones', () => {
    const raw = 'Mozilla/5.0 (Macintosh;  Intel Mac OS X 10_15_7)\tChrome/120.0.6099.109';
    expect(value('user_agent', raw)).toBe('Mozilla/5 (Macintosh; Intel Mac OS X 10) Chrome/120');
    expect(value('user_agent', `agent ${'x'.repeat(1500)}`)).toHaveLength(512);
  });

  it('write TLS fingerprints in lower case and referral codes in upper case', () => {
    expect(value('tls_fingerprint', 'T13D1516H2_8DAAF6152771_02713D6AF862')).toBe(
      't13d1516h2_8daaf6152771_02713d6af862',
    );
    expect(() => normalise('tls_fingerprint', 'two words')).toThrow(SignalError);
    expect(value('referral_code', ' spring２６ ')).toBe('SPRING26');
  });
});

describe('hostile values', () => {
  const types = registry.all.filter((type) => type.name !== 'prompt');

  it.each(types.map((type) => type.name))(
    'of %s: NUL, half surrogates and a megabyte are refused without an echo',
    (name) => {
      const secret = 'fp_secret7Value';
      for (const raw of [
        `${secret}\u0000x`,
        `${secret}\ud800`,
        `\udc00${secret}`,
        secret.repeat(70_000),
        '',
        ' \u200b ',
      ]) {
        try {
          normalise(name, raw);
          expect.unreachable('it was accepted');
        } catch (error) {
          expect(error).toBeInstanceOf(SignalError);
          expect(String(error)).not.toContain('secret7');
        }
      }
    },
  );

  it('differing only in characters that nobody sees are one value', () => {
    for (const seen of ['abc', 'שלום', 'नमस्ते']) {
      const hidden = `\u202e${seen[0]}\u200b${seen.slice(1)}\u2066\ufeff`;
      expect(value('device', hidden)).toBe(value('device', seen));
      expect(value('referral_code', hidden)).toBe(value('referral_code', seen));
    }
  });

  it('named like members of every object are values like others', () => {
    for (const raw of ['__proto__', 'constructor', 'toString']) expect(value('device', raw)).toBe(raw);
  });
});
