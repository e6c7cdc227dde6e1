import { ANY, type Code, TEXT } from './codes.ts';
import { frames } from './frames.ts';
import { isPlaceholder, placeholder } from './segments.ts';
import type { ReadPrompt } from './skeleton.ts';

/** A prompt without what its frame holds, and what it is compared by. */
export interface Framed extends ReadPrompt {
  readonly skeleton: Code[];
}

/** Frames at either edge of prompts. */
export interface Framing {
  /** A prompt without what its frame holds; null where it is in none. */
  of(seen: ReadPrompt, skeleton: readonly Code[]): Framed | null;
  /** The same, and the prompt is remembered under a name. `by`: where its frame was found just now, the names of the prompts by which it was. */
  learn(
    seen: ReadPrompt,
    skeleton: readonly Code[],
    name: string,
  ): { readonly frame: Framed | null; readonly by: readonly string[] };
  /** Takes in what a template says of a frame: where it has a text at one edge, whatever else is put there makes a use of it. */
  note(template: { readonly tokens: readonly Code[]; readonly skeleton: readonly Code[] }): void;
}

/** So many frames are held for each edge. */
export const framing = (limit: number): Framing => {
  const [heads, tails] = [frames(limit), frames(limit)];
  /** The longer one of the two. */
  const cut = (seen: ReadPrompt, skeleton: readonly Code[], head: number, tail: number): Framed | null => {
    if (head === 0 && tail === 0) return null;
    return head >= tail
      ? { ...headOf(seen, head), skeleton: skeleton.slice(0, head) }
      : { ...tailOf(seen, tail), skeleton: skeleton.slice(-tail) };
  };
  return {
    of: (seen, skeleton) => cut(seen, skeleton, heads.lengthOf(skeleton), tails.lengthOf(skeleton.toReversed())),
    learn(seen, skeleton, name) {
      const [head, tail] = [heads.learn(skeleton, name), tails.learn(skeleton.toReversed(), name)];
      return {
        frame: cut(seen, skeleton, head.length, tail.length),
        by: (head.length >= tail.length ? head : tail).by,
      };
    },
    note({ tokens, skeleton }) {
      if (skeleton.includes(ANY)) return;
      if (tokens.at(-1) === TEXT) heads.add(skeleton);
      if (tokens[0] === TEXT) tails.add(skeleton.toReversed());
    },
  };
};

/** Stands for what a frame holds. */
const HELD = placeholder('text');

/** The first words of a prompt, with a text in place of the rest. */
const headOf = ({ tokens, words }: ReadPrompt, count: number): ReadPrompt => {
  const head = words.slice(0, count);
  return {
    tokens: [...tokens.slice(0, placeOf(tokens, words, count - 1) + 1), HELD],
    words: head,
    text: head.join(' '),
  };
};

/** The last ones, with a text in place of what comes before. */
const tailOf = ({ tokens, words }: ReadPrompt, count: number): ReadPrompt => {
  const first = words.length - count;
  const tail = words.slice(first);
  return { tokens: [HELD, ...tokens.slice(placeOf(tokens, words, first))], words: tail, text: tail.join(' ') };
};

/** Where a word stands among the tokens. */
const placeOf = (tokens: readonly string[], words: readonly string[], word: number): number => {
  if (words.length === tokens.length) return word;
  let before = word;
  return tokens.findIndex((token) => !isPlaceholder(token) && before-- === 0);
};
