import { SignalError } from '../types.ts';

/** Longest value of any type that is not a prompt, in UTF-16 code units. Neo4j's index keys end at about 8 kB. */
const MAX_TEXT = 1024;

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;
const LINE_SPACE = /[\t\n\v\f\r\p{Zl}\p{Zp}]+/gu;
// Characters that change nothing a person sees but the order of what they see, or nothing at all: two values that differ
// in them alone are one value, and in a caption they could show it as another. The joiners U+200C and U+200D stay:
// Persian words and emoji are made of them.
const INVISIBLE = /[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/gu;
const INVISIBLE_OR_CONTROL = new RegExp(`${INVISIBLE.source}|${CONTROL.source}`, 'u');

/**
 * The checks that every value passes: not empty, not over `max` code units, well-formed Unicode, no control characters.
 * Returns it trimmed, without invisible characters, in the given Unicode form. With `lines`, line breaks and tabs are
 * read as spaces. Throws SignalError.
 */
export const cleanText = (
  raw: string,
  options: { max?: number; lines?: boolean; form?: 'NFC' | 'NFKC' } = {},
): string => {
  const max = options.max ?? MAX_TEXT;
  if (raw.length > max * 2) throw tooLong(max);
  let text = raw;
  if (options.lines) text = text.replace(LINE_SPACE, ' ');
  text = text.trim();
  if (!PRINTABLE_ASCII.test(text)) {
    if (!text.isWellFormed()) throw new SignalError('holds half of a surrogate pair');
    if (CONTROL.test(text)) throw new SignalError('holds a control character');
    text = settle(text, options.form ?? 'NFKC');
  }
  if (text.length === 0) throw new SignalError('is empty');
  if (text.length > max) throw tooLong(max);
  return text;
};

/** NFKC turns some characters into spaces, and removal lets others meet: two rounds reach the fixed point. */
const settle = (text: string, form: 'NFC' | 'NFKC'): string => {
  let settled = text;
  for (let round = 0; round < 4; round++) {
    const next = settled.replace(INVISIBLE, '').normalize(form).trim();
    if (next === settled) break;
    settled = next;
  }
  return settled;
};

const tooLong = (max: number): SignalError => new SignalError(`is longer than ${max} characters`);

/** Upper or lower case of compatibility-composed text, settled so that folding twice changes nothing. */
export const foldCase = (text: string, to: 'upper' | 'lower' = 'lower'): string => {
  let folded = text;
  for (let round = 0; round < 4; round++) {
    const next = (to === 'lower' ? folded.toLowerCase() : folded.toUpperCase()).normalize('NFKC');
    if (next === folded) break;
    folded = next;
  }
  return folded;
};

/** Whether an id may stand in the graph, in logs and in headers: well-formed, nothing that controls, nothing unseen. */
export const isPlainText = (text: string): boolean =>
  PRINTABLE_ASCII.test(text) || (text.isWellFormed() && !INVISIBLE_OR_CONTROL.test(text));

/** At most `max` code units, cut between characters, with an ellipsis where something was cut. */
export const shorten = (text: string, max: number): string => {
  if (text.length <= max) return text;
  const cut = text.slice(0, max - 1);
  return `${cut.isWellFormed() ? cut : cut.slice(0, -1)}…`;
};

/** `•••• 9f3a` for long opaque tokens; of short ones even four characters would say too much. */
export const tailHint = (text: string): string =>
  text.length >= 16 && /[A-Za-z0-9]{4}$/.test(text) ? `•••• ${text.slice(-4)}` : '••••';
