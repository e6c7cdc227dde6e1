const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** 1234567 → `1,234,567`. */
export const whole = (value: number): string => Math.round(value).toLocaleString('en-US');

/** 1,150,000 → `1.2 M`; for the ends of an axis. */
export const brief = (value: number): string => {
  if (value >= 999_500) return `${tidy(value / 1e6)} M`;
  return value >= 9_950 ? `${tidy(value / 1e3)} k` : whole(value);
};
const tidy = (value: number): string =>
  value >= 9.95 ? String(Math.round(value)) : value.toFixed(1).replace(/\.0$/, '');

/** `1 ring`, `2 rings`, `3 addresses`. */
export const plural = (count: number, word: string): string =>
  `${whole(count)} ${word}${count === 1 ? '' : /(s|x|z|ch|sh)$/.test(word) ? 'es' : 's'}`;

/** Three decimals, never 1.000 for what is less. */
export const scoreText = (score: number): string => (score > 0.999 && score < 1 ? '> 0.999' : score.toFixed(3));

/** A share as percents: 0.0497 → `5.0 %`. */
export const percent = (share: number): string => {
  const value = 100 * share;
  if (value > 0 && value < 0.1) return '< 0.1 %';
  return `${value >= 99.95 || value === 0 ? Math.round(value) : value.toFixed(1)} %`;
};

/** `payment_instrument` → `payment instrument`, `ip` → `IP`, `tls_fingerprint` → `TLS fingerprint`. */
export const spokenType = (type: string): string => {
  const words = type.replaceAll('_', ' ').replace(/^tls\b/, 'TLS');
  return words.length <= 3 ? words.toUpperCase() : words;
};

/** A caption beside the name of its type: `billing address` and `address ••••` do not say the word twice. */
export const captionBeside = (type: string, caption: string): string => {
  const last = `${spokenType(type).split(' ').at(-1)} `;
  return caption.startsWith(last) && caption.length > last.length ? caption.slice(last.length) : caption;
};

/** No more letters than this. */
export const cut = (text: string, letters: number): string => {
  const all = [...text];
  return all.length <= letters
    ? text
    : `${all
        .slice(0, letters - 1)
        .join('')
        .trimEnd()}…`;
};

/** Those whose name is no word that people read. */
const NETWORKS = new Map([
  ['vpn', 'VPN'],
  ['tor', 'Tor'],
  ['cdn', 'CDN'],
  ['cgnat', 'carrier NAT'],
  ['education', 'campus'],
]);
export const spokenNetwork = (name: string): string => NETWORKS.get(name) ?? name.replaceAll('_', ' ');

/** A time of a run or event: 22 Jan 2025 (UTC). */
export const day = (epochMs: number): string => {
  const at = new Date(epochMs);
  return `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
};

export const shortDay = (epochMs: number): string => {
  const at = new Date(epochMs);
  return `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]}`;
};

/** 22 Jan 2025, 06:00 UTC. */
export const moment = (epochMs: number): string =>
  `${day(epochMs)}, ${new Date(epochMs).toISOString().slice(11, 16)} UTC`;

/** How long a bucket is: `8 hours`, `day`, `week`. */
export const lengthText = (ms: number): string => {
  const hours = ms / 3_600_000;
  if (hours < 24) return `${hours} hours`;
  const days = hours / 24;
  if (days === 1) return 'day';
  if (days === 7) return 'week';
  return days < 300 ? `${Math.round(days / 7)} weeks` : 'year';
};

/** `a`, `a and b`, `a, b and c`. */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
