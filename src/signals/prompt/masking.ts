import { SignalError } from '../types.ts';
import { cutDelimited } from './delimited.ts';
import { cutJson } from './json.ts';
import { cutParagraphs } from './paragraphs.ts';
import { cutQuotes } from './quotes.ts';
import { isPlaceholder, type Meter, placeholder, type Segment } from './segments.ts';
import { wordsOf } from './words.ts';

// Whatever a person does not see must not tell two prompts apart; joiners and variation selectors too.
const UNSEEN = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]|\p{Variation_Selector}/gu;
const CONTROL_BUT_LINES = /(?!\n|\t)\p{Cc}/gu;

/** One character may become 18 by NFKC: what goes beyond this (in UTF-16 code units) is not read. */
const MAX_READ = 128 * 1024;

/**
 * One line without any mark that could begin or end a code, a quotation, JSON, a table or a pasted text, and too short for a lead with
 * a text behind it: nothing of it is cut, and two prompts of three are so.
 */
const PLAIN_LINE = /^[ !#-&(-;=?-Z\\^_a-z]{1,400}$/;

/**
 * A prompt as words and placeholders: code, JSON, quotes, pasted texts, addresses, file names, identifiers and numbers give way
 * to placeholders, and what is left is folded in case, white space and punctuation. The work is linear in the prompt.
 * Throws SignalError for a prompt without content.
 */
export const maskPrompt = (prompt: string, meter: Meter = { steps: 0 }): string[] => {
  const plain = PLAIN_LINE.test(prompt);
  const text = plain ? prompt : readable(prompt);
  if (text.trim() === '') throw new SignalError('is empty');
  const tokens: string[] = [];
  const push = (token: string): void => {
    // A list of five numbers and one of six are one template.
    if (!(isPlaceholder(token) && tokens.at(-1) === token)) tokens.push(token);
  };
  const cut = (segments: readonly Segment[], further: (text: string) => void): void => {
    for (const segment of segments) {
      if ('mask' in segment) push(placeholder(segment.mask));
      else further(segment.text);
    }
  };
  const pushWords = (written: string): void => {
    for (const token of wordsOf(written, meter)) push(token);
  };
  if (plain) pushWords(text);
  else
    cut(cutDelimited(text, meter), (outside) =>
      cut(cutJson(outside, meter), (prose) =>
        cut(cutParagraphs(prose, meter), (paragraph) => cut(cutQuotes(paragraph, meter), pushWords)),
      ),
    );
  return tokens.length > 0 ? tokens : [placeholder('symbols')];
};

/** Well-formed, compatibility-composed, with `\n` line ends and no characters that control or are not seen. */
const readable = (prompt: string): string => {
  const lines = prompt.replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n');
  if (/^[\x20-\x7e\n\t]*$/.test(lines)) return lines.slice(0, MAX_READ);
  const composed = lines.toWellFormed().replace(UNSEEN, '').replace(CONTROL_BUT_LINES, ' ').normalize('NFKC');
  return composed.slice(0, MAX_READ).replace(UNSEEN, '');
};
