import { type NormalisedValue, SignalError } from '../types.ts';
import { cleanText, foldCase } from './text.ts';

interface Provider {
  readonly domains: readonly string[];
  /** Where one mailbox answers under several domains: the one we write. */
  readonly canonical?: string;
  /** How the provider itself folds a local part. */
  readonly fold?: (local: string) => string;
  /** What else than `+` begins a sub-address. */
  readonly alsoSplits?: string;
}

/** Public mail providers, by how they read a local part. Their domains may stand in hints: they tell nobody apart. */
const PROVIDERS: readonly Provider[] = [
  { domains: ['gmail.com', 'googlemail.com'], canonical: 'gmail.com', fold: (local) => local.replaceAll('.', '') },
  { domains: ['outlook.com', 'outlook.de', 'outlook.fr', 'hotmail.com', 'hotmail.co.uk', 'hotmail.de', 'hotmail.fr'] },
  { domains: ['hotmail.it', 'hotmail.es', 'live.com', 'live.co.uk', 'live.de', 'live.fr', 'live.nl', 'msn.com'] },
  { domains: ['fastmail.com', 'fastmail.fm'] },
  {
    domains: ['proton.me', 'protonmail.com', 'pm.me'],
    canonical: 'proton.me',
    fold: (local) => local.replace(/[._-]/g, ''),
  },
  { domains: ['icloud.com', 'me.com', 'mac.com'], canonical: 'icloud.com' },
  { domains: ['yahoo.com', 'yahoo.co.uk', 'yahoo.co.in', 'yahoo.de', 'yahoo.fr', 'yahoo.it'], alsoSplits: '-' },
  { domains: ['yahoo.es', 'yahoo.ca', 'yahoo.com.br', 'yahoo.com.au', 'ymail.com', 'rocketmail.com'], alsoSplits: '-' },
  {
    domains: ['yandex.ru', 'yandex.com', 'yandex.kz', 'yandex.by', 'ya.ru'],
    canonical: 'yandex.ru',
    fold: (local) => local.replaceAll('-', '.'),
  },
  { domains: ['gmx.com', 'gmx.de', 'gmx.net', 'web.de', 't-online.de', 'aol.com', 'zoho.com', 'mail.ru', 'naver.com'] },
  {
    domains: ['qq.com', '163.com', '126.com', 'foxmail.com', 'orange.fr', 'free.fr', 'libero.it', 'wp.pl', 'seznam.cz'],
  },
];

const BY_DOMAIN: ReadonlyMap<string, Provider> = new Map(
  PROVIDERS.flatMap((provider) => provider.domains.map((domain) => [domain, provider] as const)),
);

const NOT_IN_LOCAL = /[\s"(),:;<>@[\\\]]/;
const ASCII_DOMAIN = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

/**
 * An e-mail address as a mailbox: Unicode and case folded, international domain in its ASCII form, sub-address (`+tag`)
 * removed, dots and such removed where the provider ignores them. The hint shows the domain of big public providers only.
 */
export const normaliseEmail = (raw: string): NormalisedValue => {
  const text = foldCase(cleanText(raw, { max: 320 }));
  const at = text.lastIndexOf('@');
  if (at < 1) throw new SignalError('is not an e-mail address');
  let local = text.slice(0, at);
  if (NOT_IN_LOCAL.test(local)) throw new SignalError('has a local part that is quoted or no e-mail address');
  let domain = asciiDomain(text.slice(at + 1));
  const hosted = /^(.+)\.(fastmail\.(?:com|fm))$/.exec(domain); // Fastmail: anything@user.fastmail.com is user's.
  if (hosted !== null) {
    local = hosted[1]!;
    domain = hosted[2]!;
  }
  const provider = BY_DOMAIN.get(domain);
  local = beforeTag(local, '+');
  if (provider?.alsoSplits !== undefined) local = beforeTag(local, provider.alsoSplits);
  if (provider?.fold !== undefined) local = provider.fold(local) || local;
  domain = provider?.canonical ?? domain;
  return { value: `${local}@${domain}`, hint: hintOf(local, domain, provider !== undefined) };
};

const beforeTag = (local: string, separator: string): string => {
  const at = local.indexOf(separator);
  return at > 0 ? local.slice(0, at) : local;
};

const asciiDomain = (text: string): string => {
  const bare = text.endsWith('.') ? text.slice(0, -1) : text;
  const plain = /^[a-z0-9._-]+$/.test(bare) && !bare.includes('xn--');
  const domain = plain ? bare : internationalDomain(bare);
  if (domain.length > 253 || !ASCII_DOMAIN.test(domain)) throw new SignalError('has no valid domain');
  return domain;
};

// The URL parser carries the one implementation of UTS #46 at hand; what is syntax to it may not reach it.
const internationalDomain = (text: string): string => {
  if (/[\s/?#@:%\\[\]<>^|]/.test(text)) throw new SignalError('has no valid domain');
  const url = URL.parse(`http://${text}`);
  if (url === null) throw new SignalError('has no valid domain');
  return url.hostname;
};

const hintOf = (local: string, domain: string, known: boolean): string => {
  if (!known) return `•••@•••.${domain.slice(domain.lastIndexOf('.') + 1)}`;
  const first = local.length >= 3 && /^[a-z0-9]/.test(local) ? local[0] : '';
  return `${first}•••@${domain}`;
};
