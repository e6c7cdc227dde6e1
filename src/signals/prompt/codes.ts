import type { Fingerprinter } from '../fingerprint.ts';
import { recentMap } from './recent.ts';
import { isPlaceholder, MASKS, placeholder } from './segments.ts';
import { VOCABULARY } from './vocabulary.ts';

/** A word or placeholder as a number: keyed hashes of words are 1 … 2⁵² − 1, placeholders are negative. */
export type Code = number;
/** Stands in a template where any word may stand. */
export const ANY: Code = 0;
/** A pasted text, or any that a frame holds. */
export const TEXT: Code = -1 - MASKS.indexOf('text');

export interface TokenCodes {
  of(token: string): Code;
  /** The token of a code, as long as it is remembered; those of the public vocabulary and placeholders always are. */
  text(code: Code): string | undefined;
  /** Whether a code is of a word of the public vocabulary. */
  isPublic(code: Code): boolean;
}

/** Words whose codes are remembered; a hash costs some microseconds. */
const REMEMBERED = 50_000;
/** 52 bits, so that a code is a safe integer in JavaScript and in JSON. */
const HEX_DIGITS = 13;
/** From this length on V8 keeps a piece of a text as a view that holds the whole text. */
const VIEW_LENGTH = 13;

const PLACEHOLDERS: ReadonlyMap<string, Code> = new Map(MASKS.map((mask, index) => [placeholder(mask), -1 - index]));

/** Codes under the current service key: without the key nobody can tell a word from its code. */
export const tokenCodes = (fingerprint: Fingerprinter): TokenCodes => {
  const hash = (word: string): Code => Number.parseInt(fingerprint(`word\0${word}`).hex.slice(0, HEX_DIGITS), 16) || 1;
  const always = new Map([...VOCABULARY].map((word) => [hash(word), word]));
  const codes = recentMap<string, Code>(REMEMBERED);
  const texts = recentMap<Code, string>(REMEMBERED);
  return {
    of(token) {
      if (isPlaceholder(token)) return PLACEHOLDERS.get(token)!;
      const known = codes.get(token);
      if (known !== undefined) return known;
      const code = hash(token);
      const own = token.length < VIEW_LENGTH ? token : Buffer.from(token).toString();
      codes.set(own, code);
      texts.set(code, own);
      return code;
    },
    isPublic: (code) => always.has(code),
    text: (code) => (code < 0 ? placeholder(MASKS[-1 - code] ?? 'symbols') : (always.get(code) ?? texts.get(code))),
  };
};
