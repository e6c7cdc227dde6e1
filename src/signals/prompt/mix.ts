/** Two safe integers → 32 bits (after the finish of MurmurHash3). For keys of maps, not against anybody who knows the input. */
export const mix = (a: number, b: number): number => {
  // `>>> 0` is the low half; dividing first gives the high one.
  let h = Math.imul((a >>> 0) ^ ((a / 0x100000000) >>> 0), 0x85ebca6b);
  h = Math.imul(h ^ (b >>> 0) ^ (h >>> 15), 0xc2b2ae35);
  h ^= h >>> 13;
  h = Math.imul(h ^ ((b / 0x100000000) >>> 0), 0x27d4eb2f);
  return (h ^ (h >>> 16)) >>> 0;
};
