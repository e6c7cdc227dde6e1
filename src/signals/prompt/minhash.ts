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
const LIKELY = SIZE / 2;
const COMPARED = 4;

/**
 * MinHash signature (Broder 1997) of the words and pairs of words of a skeleton, by one permutation with rotation for empty
 * bins (Shrivastava and Li, UAI 2014): one hash an item. Codes are keyed hashes, so nobody can aim at a signature.
 */
export const signatureOf = (skeleton: readonly Code[]): Uint32Array => {
  const least = new Uint32Array(SIZE).fill(0xffffffff);
  const put = (a: number, b: number): void => {
    const hash = mix(a, b);
    const bin = hash % SIZE;
    const value = Math.floor(hash / SIZE);
    if (value < least[bin]!) least[bin] = value;
  };
  let before = -1;
  for (const code of skeleton) {
    if (code !== ANY) {
      put(code, 0);
      if (before !== ANY) put(before, code + 1);
    }
    before = code;
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

/** Shorter skeletons (in words) differ in a word that matters. */
const LONG_ENOUGH = 16;
/** The share of words in common order that makes two skeletons one template. */
const NEAR = 0.8;

/**
 * The share of words, of the longer skeleton, that both have in the same order (longest common subsequence); 0 where they are
 * too short or too different to be one template. Quadratic in the length, which is bounded.
 */
export const nearness = (a: readonly Code[], b: readonly Code[]): number => {
  const longer = Math.max(a.length, b.length);
  const shorter = Math.min(a.length, b.length);
  if (shorter < LONG_ENOUGH || shorter < NEAR * longer) return 0;
  let above = new Uint16Array(b.length + 1);
  for (const code of a) {
    const row = new Uint16Array(b.length + 1);
    for (let j = 0; j < b.length; j++) {
      row[j + 1] = code === b[j] && code !== ANY ? above[j]! + 1 : Math.max(above[j + 1]!, row[j]!);
    }
    above = row;
  }
  const share = above[b.length]! / longer;
  return share >= NEAR ? share : 0;
};
