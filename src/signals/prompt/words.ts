import { foldNumbers } from './numbers.ts';
import { type Meter, placeholder } from './segments.ts';
import { wholeMask } from './whole.ts';

/** Most chunks: an ordinary English word, perhaps with a mark behind it. Taken first, since this runs on every word. */
const PLAIN_WORD = /^[A-Za-z]{1,30}[.,;:!?]?$/;
/** The code of A: marks of a plain word come before it, letters do not. */
const FIRST_LETTER = 65;

/**
 * Writing without spaces: a character is a word there (with its marks), because where words end would depend on a
 * dictionary, and so on the version of the runtime. A run of katakana is a word by itself.
 */
const UNSPACED = String.raw`(?=\p{L})[\p{Script=Han}\p{Script=Hiragana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]`;
const KATAKANA = String.raw`(?:(?=\p{L})[\p{Script=Katakana}\u30fc])`;
const SPACELESS = new RegExp(`${UNSPACED}|${KATAKANA}`, 'u');

const UNIT = '(?:[kmgt]?i?b|[mnuµμ]?s|secs?|mins?|hrs?|[kmc]?m|kg|mg|[kmg]?hz|px|pt|em|x|k|st|nd|rd|th)';
const NUMBER = String.raw`\p{N}+(?:[.,:/\u2044-]\p{N}+)*(?:${UNIT}(?![\p{L}\p{M}\p{N}]))?`;
const HEX = String.raw`0x[0-9a-f]+(?![\p{L}\p{N}])`;
const words = (letter: string): string => `${letter}+(?:['-]${letter}+)*`;
const PART = new RegExp(`${HEX}|${NUMBER}|${words(String.raw`[\p{L}\p{M}]`)}`, 'giu');
const SPACELESS_PART = new RegExp(
  String.raw`${HEX}|${NUMBER}|${KATAKANA}+|${UNSPACED}\p{M}*|${words(String.raw`(?:(?!${UNSPACED}|${KATAKANA})[\p{L}\p{M}])`)}`,
  'giu',
);

/** `[words](address)` and `![words](address)`. Bounded, so that brackets without an end cost linear work. */
const MARKDOWN_LINK = /!?\[([^[\]\n]{0,200})\]\(([^()\s]{1,500})\)/g;

/** Between the parts of `(a=1,b=2)` and `x?a=1&b=2`. */
const AROUND_ASSIGNMENTS = /[\s,;&?()[\]{}|<>"]+/;
const ASSIGNMENT = /^(?:(.*[^=!<>:+*/-]):)?([\p{L}_][\p{L}\p{N}_.-]*)=(?!=)(.*)$/su;

/** A text in words and placeholders, lower-case, without punctuation. Expects compatibility-composed text. */
export const wordsOf = (text: string, meter: Meter): string[] => {
  const tokens: string[] = [];
  meter.steps += text.length;
  for (const chunk of text.replaceAll('’', "'").replace(MARKDOWN_LINK, ' $1 $2 ').split(/\s+/)) {
    if (chunk === '') continue;
    if (PLAIN_WORD.test(chunk)) {
      const end = chunk.charCodeAt(chunk.length - 1) < FIRST_LETTER ? chunk.length - 1 : chunk.length;
      tokens.push(chunk.slice(0, end).toLowerCase());
    } else pushChunk(tokens, chunk);
  }
  return foldNumbers(tokens);
};

const pushChunk = (tokens: string[], chunk: string): void => {
  const whole = wholeMask(chunk);
  if (whole !== null) tokens.push(placeholder(whole));
  else if (chunk.includes('=')) pushAssignments(tokens, chunk);
  else pushParts(tokens, chunk);
};

/** `key=value`: two tokens, so that a value that varies does not take its key along. */
const pushAssignments = (tokens: string[], chunk: string): void => {
  for (const piece of chunk.split(AROUND_ASSIGNMENTS)) {
    if (piece === '') continue;
    const [, before, key, value] = ASSIGNMENT.exec(piece) ?? [];
    if (key === undefined || value === undefined) {
      pushParts(tokens, piece);
      continue;
    }
    if (before !== undefined) pushParts(tokens, before);
    pushParts(tokens, key);
    const mask = wholeMask(value);
    if (mask === null) pushParts(tokens, value);
    else tokens.push(placeholder(mask));
  }
};

const pushParts = (tokens: string[], chunk: string): void => {
  for (const part of chunk.match(SPACELESS.test(chunk) ? SPACELESS_PART : PART) ?? []) {
    tokens.push(/^\p{N}/u.test(part) ? placeholder('n') : part.toLowerCase());
  }
};
