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
  const words = tokens.reduce((count, token) => count + (isPlaceholder(token) ? 0 : 1), 0);
  const tail = ` · ${words} ${words === 1 ? 'word' : 'words'}`;
  const room = MAX_HINT - tail.length - 2;
  let caption = '';
  let last = '';
  for (const token of tokens) {
    const shown = isPlaceholder(token) || (token !== HIDDEN && mayShow(token)) ? token : HIDDEN;
    if (shown === HIDDEN && last === HIDDEN) continue;
    if (caption.length + shown.length + 1 > room) return `${caption} …${tail}`;
    caption = caption === '' ? shown : `${caption} ${shown}`;
    last = shown;
  }
  return caption + tail;
};

const isPublic = (word: string): boolean => VOCABULARY.has(word);
