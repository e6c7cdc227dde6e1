import type { NormalisedValue } from '../types.ts';
import { cleanText, tailHint } from './text.ts';

/** A device hash or id. Hexadecimal ones and UUIDs mean the same in either case; of others the case is kept. */
export const normaliseDevice = (raw: string): NormalisedValue => {
  const text = cleanText(raw, { max: 512, form: 'NFC' });
  const bare = /^\{[0-9a-f-]+\}$/i.test(text) ? text.slice(1, -1) : text;
  const value = /^[0-9a-f:-]+$/i.test(bare) ? bare.toLowerCase() : bare;
  return { value, hint: `device ${tailHint(value)}` };
};
