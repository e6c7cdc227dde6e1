import type { Code } from './codes.ts';
import { mix } from './mix.ts';
import { recentMap } from './recent.ts';

/** Fewest words of a frame, and of what is put into it: fewer in common are chance, and fewer beside them are for the tree. */
const LEAST = 8;
/** Words from the edge on that are looked at: of a longer wording the first so many are the frame. */
const MOST = 32;
/** So many prompts that have a frame's words in common make it one, if so much of them … */
const USES = 6;
/** … goes on in ways of its own, each told by so many words: where a wording goes on for longer it is a longer frame, and found beyond a shorter. */
const DIFFERENT = 0.75;
const AHEAD = 4;
/** Prompts of one beginning that are remembered, and of all beginnings on average: few have more than one, unless somebody sees to it. */
const REMEMBERED = 24;
const MEAN_REMEMBERED = 4;

/**
 * The words that many prompts have in common at one edge, with another text of any length behind them: an instruction, and what it is to be
 * done to. The tree tells prompts of one length apart and MinHash those that are mostly the same; neither sees that a wording of twenty words has
 * forty others behind it, each time different ones.
 */
export interface Frames {
  /** How many words the longest known frame of a prompt has; 0 where it is in none. */
  lengthOf(words: readonly Code[]): number;
  /** The same, and the prompt is remembered under a name. */
  learn(words: readonly Code[], name: string): Framed;
  /** Takes the words of a frame in that was found otherwise; too few of them are none. */
  add(frame: readonly Code[]): void;
}

/** The frame of a prompt. */
interface Framed {
  readonly length: number;
  /** Where it was found just now: the names of the prompts by which it was. */
  readonly by: readonly string[];
}

/** `limit` beginnings are remembered, and as many frames. The words of a prompt are given from the edge on. */
export const frames = (limit: number): Frames => {
  const known = recentMap<number, number>(limit);
  const begun = recentMap<number, readonly Use[]>(limit, MEAN_REMEMBERED * limit, (uses) => uses.length);

  /** `most` words may be a frame's: the others are what is put into it. */
  const longest = (prefixes: Float64Array, most: number): number => {
    for (let l = most; l >= LEAST; l--) if (known.get(prefixes[l]!) === l) return l;
    return 0;
  };

  return {
    lengthOf: (words) => longest(prefixesOf(words), mostOf(words)),
    learn(words, name) {
      const [prefixes, most] = [prefixesOf(words), mostOf(words)];
      const length = longest(prefixes, most);
      const edge = length === 0 ? LEAST : length + AHEAD;
      if (edge > most) return { length, by: [] };
      const beginning = [...(begun.get(prefixes[edge]!) ?? []), { prefixes, name }].slice(-REMEMBERED);
      begun.set(prefixes[edge]!, beginning);
      const found = frameIn(beginning, prefixes, edge, most);
      if (found === 0) return { length, by: [] };
      known.set(prefixes[found]!, found);
      begun.delete(prefixes[edge]!);
      return {
        length: found,
        by: beginning.filter((use) => use.prefixes[found] === prefixes[found]).map((use) => use.name),
      };
    },
    add(frame) {
      if (frame.length < LEAST || frame.length > MOST) return;
      known.set(prefixesOf(frame)[frame.length]!, frame.length);
    },
  };
};

/** A prompt, by the hashes of its beginnings. */
interface Use {
  readonly prefixes: Float64Array;
  readonly name: string;
}

const mostOf = (words: readonly Code[]): number => Math.min(MOST, words.length - LEAST);

/** By length: a hash of so many words from the edge on, of 53 bits, since a frame once found stays. */
const prefixesOf = (words: readonly Code[]): Float64Array => {
  const length = Math.min(words.length, MOST + AHEAD);
  const prefixes = new Float64Array(length + 1);
  let [high, low] = [1, 2];
  for (let l = 1; l <= length; l++) {
    high = mix(high, words[l - 1]!);
    low = mix(words[l - 1]!, low);
    prefixes[l] = (high & 0x1fffff) * 2 ** 32 + low;
  }
  return prefixes;
};

/**
 * Words of the shortest frame of the last use, from `edge` to `most`, 0 where there is none: as many as all have in common that go on
 * differently soon.
 */
const frameIn = (uses: readonly Use[], last: Float64Array, edge: number, most: number): number => {
  for (let l = edge; l <= most; l++) {
    const alike = uses.filter(({ prefixes }) => prefixes[l] === last[l]);
    if (alike.length < USES) return 0;
    const onwards = new Set(alike.map(({ prefixes }) => prefixes[l + AHEAD]));
    if (l < MOST && onwards.size < DIFFERENT * alike.length) continue;
    let end = l;
    while (end < most && alike.every(({ prefixes }) => prefixes[end + 1] === last[end + 1])) end++;
    return end;
  }
  return 0;
};
