import { cumulative, type Random } from '../random.ts';

/** What a client shows of itself: user agent and TLS fingerprint (JA4 style; invented digests). */
export interface Software {
  readonly userAgent: string;
  readonly tls: string;
  readonly client: string;
}

const browser = (share: number, userAgent: string, tls: string) => ({ share, userAgent, tls, client: 'web' });
const program = (share: number, userAgent: string, tls: string, client: string) => ({ share, userAgent, tls, client });

const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';
const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)';
const LINUX = 'Mozilla/5.0 (X11; Linux x86_64)';
const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_2 like Mac OS X)';
const ANDROID = 'Mozilla/5.0 (Linux; Android 10; K)';
const chrome = (platform: string, version: number, mobile = '') =>
  `${platform} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0${mobile} Safari/537.36`;
const safari = (platform: string, version: string, device = '') =>
  `${platform} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${version}${device} Safari/605.1.15`;

const BROWSERS = [
  browser(22, chrome(WINDOWS, 131), 't13d1516h2_8daaf6152771_02713d6af862'),
  browser(10, chrome(WINDOWS, 132), 't13d1516h2_8daaf6152771_b1ff8ab2d16f'),
  browser(12, chrome(MAC, 131), 't13d1516h2_8daaf6152771_02713d6af862'),
  browser(5, chrome(MAC, 132), 't13d1516h2_8daaf6152771_b1ff8ab2d16f'),
  browser(5, chrome(LINUX, 131), 't13d1516h2_8daaf6152771_02713d6af862'),
  browser(9, chrome(ANDROID, 131, ' Mobile'), 't13d1516h2_8daaf6152771_e5627efa2ab1'),
  browser(10, safari(PHONE, '18.2', ' Mobile/15E148'), 't13d2014h2_a09f3c656075_14788d8d241b'),
  browser(8, safari(MAC, '18.2'), 't13d2014h2_a09f3c656075_7f0f34a4126d'),
  browser(
    4,
    `${WINDOWS.replace(')', '; rv:133.0)')} Gecko/20100101 Firefox/133.0`,
    't13d1715h2_5b57614c22b0_5c2c66f702b0',
  ),
  browser(
    3,
    `${LINUX.replace(')', '; rv:133.0)')} Gecko/20100101 Firefox/133.0`,
    't13d1715h2_5b57614c22b0_5c2c66f702b0',
  ),
  browser(4, `${chrome(WINDOWS, 131)} Edg/131.0.0.0`, 't13d1516h2_8daaf6152771_02713d6af862'),
  browser(2, chrome(WINDOWS, 120), 't13d1516h2_8daaf6152771_e5627efa2ab1'),
];

const PROGRAMS = [
  program(20, 'atlas-python/1.42.0 python/3.12', 't13d1812h1_85036bcba153_d41ae481755e', 'python-sdk'),
  program(11, 'atlas-python/1.40.2 python/3.11', 't13d1812h1_85036bcba153_b26ce05bbdd6', 'python-sdk'),
  program(14, 'atlas-node/4.8.1 node/22', 't13d5212h1_b262b3658495_8e6e362c5eac', 'node-sdk'),
  program(6, 'atlas-node/4.6.0 node/20', 't13d5212h1_b262b3658495_8e6e362c5eac', 'node-sdk'),
  program(7, 'python-requests/2.32.3', 't13d1812h1_85036bcba153_d41ae481755e', 'http'),
  program(5, 'curl/8.5.0', 't13d3112h2_e8f1e7e78f70_b26ce05bbdd6', 'http'),
  program(6, 'Go-http-client/2.0', 't13d1312h2_f57a46bbacb6_ab7e3b40a677', 'http'),
  program(12, 'atlas-ide/0.19.3 (editor)', 't13d1516h2_8daaf6152771_02713d6af862', 'ide-extension'),
];

const BROWSER_SHARES = cumulative(BROWSERS.map(({ share }) => share));
const PROGRAM_SHARES = cumulative(PROGRAMS.map(({ share }) => share));

export const browserSoftware = (random: Random): Software => BROWSERS[random.weighted(BROWSER_SHARES)]!;
export const programSoftware = (random: Random): Software => PROGRAMS[random.weighted(PROGRAM_SHARES)]!;

/** Models of the imaginary lab whose API is used. */
export const MODELS = { large: 'atlas-large', small: 'atlas-small', code: 'atlas-code' } as const;

/** Codes from newsletters and videos, most popular first; most signups have none. */
export const REFERRAL_CODES = [
  'DEVWEEKLY',
  'CODECAST20',
  'STUDENT25',
  'LAUNCH10',
  'BYTEBITES',
  'NEWYEAR25',
  'PODCAST15',
  'MAKERS',
  'HACKNIGHT',
  'DATADIGEST',
  'FRIDAYFREE',
  'OPENHOUSE',
] as const;
