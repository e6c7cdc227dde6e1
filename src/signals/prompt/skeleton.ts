import type { Code } from './codes.ts';
import { maskPrompt } from './masking.ts';
import { isPlaceholder } from './segments.ts';

/** A prompt's beginning and end are its template; what a longer one has between them is not compared (tokens). */
const HEAD = 96;
const TAIL = 32;
/** Fewer words than these say too little without their placeholders: `explain ‹code›` is not `explain ‹url›`. */
const ENOUGH_WORDS = 3;

/** A prompt as templates see it. */
export interface ReadPrompt {
  /** Words and placeholders; of a long prompt those of its beginning and its end. */
  readonly tokens: readonly string[];
  /**
   * What templates are compared by: the words alone. What varies (a number, a path, an optional part of either) must not
   * tell two uses of one template apart; only where there is hardly any word placeholders count too.
   */
  readonly words: readonly string[];
  /** The same as one text. */
  readonly text: string;
}

/** Throws SignalError for a prompt without content. */
export const readPrompt = (prompt: string): ReadPrompt => {
  const all = maskPrompt(prompt);
  const tokens = all.length <= HEAD + TAIL ? all : [...all.slice(0, HEAD), ...all.slice(-TAIL)];
  const written = tokens.filter((token) => !isPlaceholder(token));
  const words = written.length >= ENOUGH_WORDS ? written : tokens;
  return { tokens, words, text: words.join(' ') };
};

/** Where the words that templates are compared by stand among the codes of tokens. */
export const skeletonPositions = (codes: readonly Code[]): number[] => {
  const words: number[] = [];
  for (let i = 0; i < codes.length; i++) if (codes[i]! >= 0) words.push(i);
  return words.length >= ENOUGH_WORDS ? words : codes.map((_, i) => i);
};

export const skeletonOf = (codes: readonly Code[]): Code[] => skeletonPositions(codes).map((at) => codes[at]!);
