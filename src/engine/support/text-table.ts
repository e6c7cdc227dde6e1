import { NONE } from './none.ts';

/**
 * Numbers of texts: a hash table in one typed array, by open addressing with linear probing (Knuth, vol. 3, 6.4). The texts are with
 * whoever has them, by number. A `Map` of the 4.6 million signals of a million accounts takes 160 MiB of the heap, 3.1 s to make and .23 s to ask for
 * 417,000 of them; this 64 MiB beside the heap, 1.0 s and .17 s. Plain values.
 */
export interface TextTable {
  /** Of slot i at 2 i the hash, and behind it 1 + the number; 0 where it is free, `NONE` where its text is no more. */
  slots: Uint32Array;
  /** Slots that are not free. */
  taken: number;
}

/** Of four slots one is free at least. */
const roomFor = (texts: number): number => 2 ** Math.ceil(Math.log2(Math.max(16, (texts * 4) / 3 + 1)));

/** Numbers of `texts`, which are all different: their places. */
export const textTable = (texts: readonly string[]): TextTable => {
  const table = { slots: new Uint32Array(2 * roomFor(texts.length)), taken: 0 };
  for (let number = 0; number < texts.length; number++) enterText(table, texts[number]!, number);
  return table;
};

/** FNV-1a over the text's code units, with the mixing of MurmurHash3 at the end. */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

/**
 * The number of each of `asked` among `texts`, −1 where it has none. Step by step for all of them, since a table of millions of texts is in no
 * cache: a processor waits for many places at once when it need not hash in between. O(their lengths).
 */
export const numbersOfTexts = (
  { slots }: TextTable,
  texts: readonly string[],
  asked: readonly string[],
): Int32Array => {
  const last = slots.length - 2;
  const hashes = new Uint32Array(asked.length);
  for (let i = 0; i < asked.length; i++) hashes[i] = hashOf(asked[i]!);
  const places = new Uint32Array(asked.length);
  for (let i = 0; i < asked.length; i++) places[i] = nextPlace(slots, hashes[i]!, (2 * hashes[i]!) & last);
  const numbers = new Int32Array(asked.length);
  for (let i = 0; i < asked.length; i++) {
    let at = places[i]!;
    // Two texts of one hash are rare, but there are some.
    while (slots[at + 1] !== 0 && texts[slots[at + 1]! - 1] !== asked[i])
      at = nextPlace(slots, hashes[i]!, (at + 2) & last);
    numbers[i] = slots[at + 1]! - 1;
  }
  return numbers;
};

/** The first slot from `at` on that is free or has the hash. */
const nextPlace = (slots: Uint32Array, hash: number, at: number): number => {
  const last = slots.length - 2;
  while (slots[at + 1] !== 0 && (slots[at] !== hash || slots[at + 1] === NONE)) at = (at + 2) & last;
  return at;
};

/** Gives a number to a text that has none. */
export const enterText = (table: TextTable, text: string, number: number): void => {
  if (8 * (table.taken + 1) > 3 * table.slots.length) grow(table);
  put(table, hashOf(text), number + 1);
};

/** Gives all texts other numbers: `now` by number, `NONE` for those that are gone. O(slots). */
export const renumberTexts = ({ slots }: TextTable, now: Uint32Array): void => {
  for (let at = 1; at < slots.length; at += 2) {
    const number = slots[at]!;
    if (number === 0 || number === NONE) continue;
    slots[at] = now[number - 1] === NONE ? NONE : now[number - 1]! + 1;
  }
};

const put = (table: TextTable, hash: number, value: number): void => {
  const { slots } = table;
  const last = slots.length - 2;
  let at = (2 * hash) & last;
  while (slots[at + 1] !== 0) at = (at + 2) & last;
  slots[at] = hash;
  slots[at + 1] = value;
  table.taken++;
};

const grow = (table: TextTable): void => {
  const { slots } = table;
  table.slots = new Uint32Array(2 * slots.length);
  table.taken = 0;
  for (let at = 0; at < slots.length; at += 2) {
    const value = slots[at + 1]!;
    if (value !== 0 && value !== NONE) put(table, slots[at]!, value);
  }
};
