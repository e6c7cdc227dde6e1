import { buckets } from './buckets.ts';
import { ANY, type Code } from './codes.ts';
import { mix } from './mix.ts';

/** Hash functions of a signature, as bands of rows: 1 − (1 − J⁴)⁸, so J = .8 is found with .98 and J = .3 with .06. */
const BANDS = 8;
const ROWS = 4;
const SIZE = BANDS * ROWS;
/** Templates of one band. */
const WIDEST_BAND = 6;
/** Equal slots from which on two skeletons are compared word by word, and how many are. */
const LIKELY = 14;
const COMPARED = 4;

/**
 * MinHash signature (Broder 1997) of the words of a skeleton, by one permutation with rotation for empty
 * bins (Shrivastava and Li, UAI 2014): one hash an item. Codes are keyed hashes, so nobody can aim at a signature.
 */
export const signatureOf = (skeleton: readonly Code[]): Uint32Array => {
  const least = new Uint32Array(SIZE).fill(0xffffffff);
  for (const code of skeleton) {
    if (code === ANY) continue;
    const hash = mix(code, 0);
    const bin = hash % SIZE;
    least[bin] = Math.min(least[bin]!, Math.floor(hash / SIZE));
  }
  const signature = new Uint32Array(SIZE);
  for (let bin = 0; bin < SIZE; bin++) {
    let from = bin;
    let steps = 0;
    while (least[from] === 0xffffffff && steps < SIZE) {
      from = (from + 1) % SIZE;
      steps += 1;
    }
    signature[bin] = (least[from]! + steps * 0x9e3779b1) >>> 0;
  }
  return signature;
};

/** Slots of two signatures that are equal: an estimate of the Jaccard likeness, in 32nds. */
const agreement = (a: Uint32Array, b: Uint32Array): number => {
  let equal = 0;
  for (let i = 0; i < SIZE; i++) if (a[i] === b[i]) equal += 1;
  return equal;
};

/** Locality-sensitive hashing: what has a band of its signature in common with another is looked at. */
export interface NearIndex<T> {
  /** The few that are most likely near, the likeliest first, equal ones in the order they were added. */
  near(signature: Uint32Array): T[];
  add(item: T): void;
  remove(item: T): void;
}

export const nearIndex = <T extends { readonly signature: Uint32Array }>(): NearIndex<T> => {
  const bands = buckets<T>();
  return {
    near(signature) {
      const likely = new Map<T, number>();
      for (const band of bandsOf(signature)) {
        bands.each(band, (item) => {
          if (!likely.has(item)) likely.set(item, agreement(signature, item.signature));
        });
      }
      return [...likely]
        .filter(([, equal]) => equal >= LIKELY)
        .sort(([, a], [, b]) => b - a)
        .slice(0, COMPARED)
        .map(([item]) => item);
    },
    add(item) {
      for (const band of bandsOf(item.signature)) {
        // A band that many have in common is of a phrase that says little; they have other bands.
        if (bands.size(band) < WIDEST_BAND) bands.add(band, item);
      }
    },
    remove(item) {
      for (const band of bandsOf(item.signature)) bands.remove(band, item);
    },
  };
};

/** One number a band: its place and a hash of its rows. */
const bandsOf = (signature: Uint32Array): number[] =>
  Array.from({ length: BANDS }, (_, band) => {
    let hash = 0;
    for (let row = band * ROWS; row < (band + 1) * ROWS; row++) hash = mix(hash, signature[row]!);
    return band * 2 ** 32 + hash;
  });

/** Skeletons of fewer different words differ in a word that matters. */
const LONG_ENOUGH = 14;
/**
 * The share of words in common (Jaccard) that makes two skeletons one template, whatever their order. On prompts of the
 * simulator paraphrased by rules (seeds used for development): .6 recalls .64 of pairs, .7 .52, at precision .99; but .6 takes four in
 * a hundred pairs of different templates together, .7 less than two.
 */
const NEAR = 0.7;

/** The share of different words that two skeletons have in common; 0 where they are too short or too different to be one. */
export const nearness = (a: readonly Code[], b: readonly Code[]): number => {
  const words = wordsOf(a);
  const others = wordsOf(b);
  if (Math.min(words.size, others.size) < LONG_ENOUGH) return 0;
  let common = 0;
  for (const code of others) if (words.has(code)) common += 1;
  const share = common / (words.size + others.size - common);
  return share >= NEAR ? share : 0;
};

const wordsOf = (skeleton: readonly Code[]): Set<Code> => {
  const words = new Set(skeleton);
  words.delete(ANY);
  return words;
};
