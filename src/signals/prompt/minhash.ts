import { buckets, NONE } from './buckets.ts';
import { ANY, type Code } from './codes.ts';
import { mix } from './mix.ts';
import { slots } from './slots.ts';

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

/** What the index needs of an item: the words it is found by, and a place of its own, which the index keeps. */
export interface Indexed {
  readonly skeleton: readonly Code[];
  /** Where the index has its signature; `NONE` where it has none. */
  place: number;
}

/**
 * Locality-sensitive hashing: what has bands of its signature in common with another is looked at. Signatures are those by which
 * items were added, whatever becomes of their words. They stand one behind another in one typed array.
 */
export interface NearIndex<T> {
  /** The nearest item that is near enough, by the share of different words in common; undefined where there is none. */
  near(skeleton: readonly Code[]): T | undefined;
  add(item: T): void;
  remove(item: T): void;
}

const EMPTY = 0xffffffff;

export const nearIndex = <T extends Indexed>(): NearIndex<T> => {
  const bands = buckets();
  const places = slots<T>();
  let signatures = new Uint32Array(64 * SIZE);
  /** Number of the search that a place came up in last, and in how many bands. */
  let searched = new Float64Array(64);
  let hits = new Uint8Array(64);
  let searches = 0;

  /** What was signed last: what is not found is put in next. */
  let signed: readonly Code[] | null = null;
  let signable = false;
  const least = new Uint32Array(SIZE);
  const signature = new Uint32Array(SIZE);
  const distinct = new Float64Array(LONG_ENOUGH);

  /**
   * MinHash signature (Broder 1997) of the words of a skeleton, by one permutation with rotation for empty bins (Shrivastava and
   * Li, UAI 2014): one hash an item. False where there are too few words for another skeleton to be near. Codes are keyed
   * hashes, so nobody can aim at a signature.
   */
  const sign = (skeleton: readonly Code[]): boolean => {
    if (signed === skeleton) return signable;
    signed = skeleton;
    signable = isLong(skeleton, distinct);
    if (!signable) return false;
    least.fill(EMPTY);
    for (let i = 0; i < skeleton.length; i++) {
      const code = skeleton[i]!;
      if (code === ANY) continue;
      const hash = mix(code, 0);
      const bin = hash % SIZE;
      const rest = Math.floor(hash / SIZE);
      if (rest < least[bin]!) least[bin] = rest;
    }
    for (let bin = 0; bin < SIZE; bin++) {
      let from = bin;
      let steps = 0;
      while (least[from] === EMPTY && steps < SIZE) {
        from = (from + 1) % SIZE;
        steps += 1;
      }
      signature[bin] = (least[from]! + steps * 0x9e3779b1) >>> 0;
    }
    return true;
  };

  /** Slots of what was signed last and of a place that are equal: an estimate of the Jaccard likeness, in 30ths. */
  const agreement = (place: number): number => {
    const offset = place * SIZE;
    let equal = 0;
    for (let i = 0; i < SIZE; i++) if (signature[i] === signatures[offset + i]) equal += 1;
    return equal;
  };

  const makeRoom = (): void => {
    if (places.count * SIZE <= signatures.length) return;
    const before = signatures;
    signatures = new Uint32Array(2 * before.length);
    signatures.set(before);
    const searchedBefore = searched;
    searched = new Float64Array(2 * searchedBefore.length);
    searched.set(searchedBefore);
    hits = new Uint8Array(searched.length);
  };

  return {
    near(skeleton) {
      if (!sign(skeleton)) return undefined;
      const likely: { readonly item: T; readonly equal: number }[] = [];
      searches += 1;
      for (let band = 0; band < BANDS; band++) {
        for (let entry = bands.first(bandOf(signature, 0, band)); entry !== NONE; entry = bands.after(entry)) {
          const place = bands.item(entry);
          if (searched[place] !== searches) {
            searched[place] = searches;
            hits[place] = 0;
          }
          hits[place]! += 1;
          if (hits[place] !== HITS) continue;
          const equal = agreement(place);
          if (equal >= LIKELY) likely.push({ item: places.at(place), equal });
        }
      }
      if (likely.length === 0) return undefined;
      // The likeliest first, equal ones in the order they came up.
      likely.sort((a, b) => b.equal - a.equal);
      return nearest(
        likely.slice(0, COMPARED).map(({ item }) => item),
        skeleton,
      );
    },
    add(item) {
      item.place = NONE;
      if (!sign(item.skeleton)) return;
      const place = places.add(item);
      makeRoom();
      signatures.set(signature, place * SIZE);
      searched[place] = 0;
      for (let band = 0; band < BANDS; band++) {
        const key = bandOf(signature, 0, band);
        // A band that many have in common is of a phrase that says little; they have other bands.
        if (bands.size(key) < WIDEST_BAND) bands.add(key, place);
      }
      item.place = place;
    },
    remove(item) {
      if (item.place === NONE) return;
      for (let band = 0; band < BANDS; band++) bands.remove(bandOf(signatures, item.place * SIZE, band), item.place);
      places.remove(item.place);
      item.place = NONE;
    },
  };
};

/** The number of a band of the signature that begins at `offset`: its place and a hash of its rows. */
const bandOf = (signatures: Uint32Array, offset: number, band: number): number => {
  let hash = 0;
  for (let row = band * ROWS; row < (band + 1) * ROWS; row++) hash = mix(hash, signatures[offset + row]!);
  return band * 2 ** 32 + hash;
};

/** Whether a skeleton has so many different words; `seen` has room for them. */
const isLong = (skeleton: readonly Code[], seen: Float64Array): boolean => {
  if (skeleton.length < seen.length) return false;
  let count = 0;
  for (let i = 0; i < skeleton.length; i++) {
    const code = skeleton[i]!;
    if (code === ANY) continue;
    let at = 0;
    while (at < count && seen[at] !== code) at += 1;
    if (at < count) continue;
    seen[count++] = code;
    if (count === seen.length) return true;
  }
  return false;
};

/** The first of equals; undefined where none is near enough. */
const nearest = <T extends Indexed>(candidates: readonly T[], skeleton: readonly Code[]): T | undefined => {
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
