/** Some of many numbers, and which one each of them is. */
export interface RankedSet {
  readonly size: number;
  /** How many members are below it; −1 where it is none of them, or not below `below`. */
  rankOf(number: number): number;
}

/**
 * A bit for each number, and by word how many bits are set before it (Jacobson, 1989). Of the 4.6 million signals of a million accounts
 * it is 1.2 MB, which stay in a core's cache, where a column by signal is 18 MB and each look into it a miss; and what is kept by rank is as short as the
 * members are few. O(`below` / 32 + members) once.
 */
export const rankedSet = (below: number, members: Iterable<number>): RankedSet => {
  const words = new Uint32Array(Math.ceil(below / 32));
  for (const member of members) words[member >>> 5]! |= 1 << (member & 31);
  const before = new Uint32Array(words.length + 1);
  for (let w = 0; w < words.length; w++) before[w + 1] = before[w]! + bitsIn(words[w]!);
  return {
    size: before[words.length]!,
    rankOf(number) {
      const word = words[number >>> 5]!;
      const bit = 1 << (number & 31);
      return (word & bit) === 0 ? -1 : before[number >>> 5]! + bitsIn(word & (bit - 1));
    },
  };
};

/** Of 32 bits, how many are set: side by side in pairs, fours and bytes (Warren, Hacker's Delight, 5-1). */
const bitsIn = (word: number): number => {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
};
