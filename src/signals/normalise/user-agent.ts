import type { NormalisedValue } from '../types.ts';
import { cleanText, shorten } from './text.ts';

/** Real user agents stay below this; what is beyond it tells nobody apart. */
const MAX_USER_AGENT = 512;

// The look-behind keeps it linear: a long number is tried once, not from each of its digits.
const VERSION = /(?<!\d)(\d+)(?:[._]\d+)+/g;

/** A user agent with white space collapsed and every version reduced to its major number. */
export const normaliseUserAgent = (raw: string): NormalisedValue => {
  const text = cleanText(raw, { max: 2048, lines: true });
  let value = text.replace(/\s+/g, ' ').replace(VERSION, '$1');
  if (value.length > MAX_USER_AGENT) {
    const cut = value.slice(0, MAX_USER_AGENT);
    value = (cut.isWellFormed() ? cut : cut.slice(0, -1)).trim();
  }
  return { value, hint: shorten(value, 60) };
};
