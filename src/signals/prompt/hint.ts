import { isPlaceholder } from './segments.ts';
import { VOCABULARY } from './vocabulary.ts';

/** Longest caption of a template, in characters. */
export const MAX_HINT = 80;
/** A word that is not shown, or a place where any word may stand. */
export const HIDDEN = '▢';

/**
 * A caption such as `write ▢ python function ▢ ‹code› · 42 words`: placeholders and words that may be shown, one ▢ for each
 * run of other words. It is made of the template alone, so that equal templates have equal captions.
 */
export const hintOf = (tokens: readonly string[], mayShow: (word: string) => boolean = isPublic): string => {
  let words = 0;
  for (const token of tokens) if (!isPlaceholder(token)) words += 1;
  const tail = ` · ${words} ${words === 1 ? 'word' : 'words'}`;
  const room = MAX_HINT - tail.length - 2;
  // Joined at once: added up word by word, a caption would stay a tree of all its beginnings, some 500 bytes.
  const parts: string[] = [];
  let length = 0;
  for (const token of tokens) {
    const shown = isPlaceholder(token) || (token !== HIDDEN && mayShow(token)) ? token : HIDDEN;
    if (shown === HIDDEN && parts.at(-1) === HIDDEN) continue;
    if (length + shown.length + 1 > room) {
      parts.push('…');
      break;
    }
    length += shown.length + (parts.length === 0 ? 0 : 1);
    parts.push(shown);
  }
  return [parts.join(' '), tail].join('');
};

const isPublic = (word: string): boolean => VOCABULARY.has(word);
