import { mix32 } from '../../input/canonical-order.ts';

/** Items that are near each other are put in a random order by so many at a time: what belongs to them stays in a cache. */
const STRETCH = 1 << 10;

/** Shuffles `items` [from, to) in place, in stretches (Fisher, Yates). O(to − from), equal for equal seeds. */
export const shuffle = (items: Int32Array | Uint32Array, from: number, to: number, seed: number): void => {
  for (let low = from; low < to; low += STRETCH) {
    const high = Math.min(to, low + STRETCH);
    for (let i = high - 1; i > low; i--) {
      const j = low + Math.floor(((mix32(seed ^ i) >>> 0) / 2 ** 32) * (i - low + 1));
      const item = items[i]!;
      items[i] = items[j]!;
      items[j] = item;
    }
  }
};
