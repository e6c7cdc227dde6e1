import { buckets } from './buckets.ts';
import { ANY, type Code } from './codes.ts';
import { mix } from './mix.ts';

/**
 * Hash functions of a signature, as bands of rows. What has two bands in common is looked at: at a likeness J of .7 with .91, of .5
 * with .36, of .3 with .03. One band in common would bring ten times as many, each a few misses of the cache.
 */
const BANDS = 10;
const ROWS = 3;
const SIZE = BANDS * ROWS;
const HITS = 2;
/** Templates of one band. */
const WIDEST_BAND = 8;
/** Equal slots from which on two skeletons are compared word by word, and how many are. */
const LIKELY = SIZE / 2;
const COMPARED = 3;

/** Skeletons of fewer different words differ in a word that matters. */
const LONG_ENOUGH = 14;
/**
 * The share of words in common (Jaccard) that makes two skeletons one template, whatever their order. On prompts of the
 * simulator paraphrased by rules (seeds used for development): .6 recalls .64 of pairs, .7 .52, at precision .99; but .6 takes four in
 * a hundred pairs of different templates together, .7 less than two.
 */
const NEAR = 0.7;

/**
 * MinHash signature (Broder 1997) of the words of a skeleton, by one permutation with rotation for empty bins (Shrivastava and
 * Li, UAI 2014): one hash an item. Null where there are too few words for another skeleton to be near. Codes are keyed hashes,
 * so nobody can aim at a signature.
 */
export const signatureOf = (skeleton: readonly Code[]): Uint32Array | null => {
  if (skeleton.length < LONG_ENOUGH || wordsOf(skeleton).size < LONG_ENOUGH) return null;
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

/** Slots of two signatures that are equal: an estimate of the Jaccard likeness, in 30ths. */
const agreement = (a: Uint32Array, b: Uint32Array): number => {
  let equal = 0;
  for (let i = 0; i < SIZE; i++) if (a[i] === b[i]) equal += 1;
  return equal;
};

/** Locality-sensitive hashing: what has bands of its signature in common with another is looked at. */
export interface NearIndex<T> {
  /** The few that are most likely near, the likeliest first, equal ones in the order they were added. */
  near(signature: Uint32Array | null): T[];
  add(item: T): void;
  remove(item: T): void;
}

/** What the index needs of an item. It counts an item's bands in `hits`, for the search whose number is `search`. */
export interface Indexed {
  signature: Uint32Array | null;
  search: number;
  hits: number;
}

export const nearIndex = <T extends Indexed>(): NearIndex<T> => {
  const bands = buckets<T>();
  let searches = 0;
  return {
    near(signature) {
      if (signature === null) return [];
      const likely: { readonly item: T; readonly equal: number }[] = [];
      searches += 1;
      const look = (item: T): void => {
        if (item.search !== searches) {
          item.search = searches;
          item.hits = 0;
        }
        item.hits += 1;
        if (item.hits !== HITS) return;
        const equal = agreement(signature, item.signature!);
        if (equal >= LIKELY) likely.push({ item, equal });
      };
      for (const band of bandsOf(signature)) bands.each(band, look);
      return likely
        .sort((a, b) => b.equal - a.equal)
        .slice(0, COMPARED)
        .map(({ item }) => item);
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
const bandsOf = (signature: Uint32Array | null): readonly number[] => {
  if (signature === null) return [];
  const bands: number[] = [];
  for (let band = 0; band < BANDS; band++) {
    let hash = 0;
    for (let row = band * ROWS; row < (band + 1) * ROWS; row++) hash = mix(hash, signature[row]!);
    bands.push(band * 2 ** 32 + hash);
  }
  return bands;
};

/**
 * The nearest of some candidates by the share of different words in common; the first of equals, undefined where none is near
 * enough.
 */
export const nearest = <T extends { readonly skeleton: readonly Code[] }>(
  candidates: readonly T[],
  skeleton: readonly Code[],
): T | undefined => {
  if (candidates.length === 0) return undefined;
  const words = wordsOf(skeleton);
  let found: T | undefined;
  let most = 0;
  for (const candidate of candidates) {
    const others = wordsOf(candidate.skeleton);
    let common = 0;
    for (const code of others) if (words.has(code)) common += 1;
    const share = common / (words.size + others.size - common);
    if (share < NEAR || share <= most) continue;
    found = candidate;
    most = share;
  }
  return found;
};

const wordsOf = (skeleton: readonly Code[]): Set<Code> => {
  const words = new Set(skeleton);
  words.delete(ANY);
  return words;
};
