import { ownArrays } from './arrays.ts';
import { roomy } from './stretches.ts';

/** Where each key's items begin in a counting sort by key, and after the last one where all end. O(items + keys). */
export const startsOf = (keys: number, items: number, keyOf: (item: number) => number): Uint32Array => {
  const start = new Uint32Array(keys + 1);
  for (let i = 0; i < items; i++) start[keyOf(i) + 1]!++;
  for (let k = 0; k < keys; k++) start[k + 1]! += start[k]!;
  return start;
};

/** Keys that are counted at a time, as a power of two: their counters fit a core's second cache. */
const SPAN_BITS = 15;

/**
 * A stable counting sort of 0 .. length − 1, or of `items`, all of these, by their keys: the order, and where each key begins in it.
 * Items are dealt out by ranges of keys first, and sorted in each: with counters for nine million keys at once nearly every one of fifteen
 * million items was a miss of all caches (.60 s, .28 so). O(items + keys).
 */
export const sortedBy = (
  keyOf: Uint32Array,
  keys: number,
  items?: Uint32Array,
): { readonly order: Uint32Array; readonly start: Uint32Array } => {
  const span = 1 << SPAN_BITS;
  const length = keyOf.length;
  const rangeStart = startsOf(Math.ceil(keys / span), length, (item) => keyOf[item]! >>> SPAN_BITS);
  const [dealt, keyOfDealt] = [new Uint32Array(length), new Uint32Array(length)];
  const cursor = rangeStart.slice();
  for (let i = 0; i < length; i++) {
    const item = items === undefined ? i : items[i]!;
    const key = keyOf[item]!;
    const at = cursor[key >>> SPAN_BITS]!++;
    dealt[at] = item;
    keyOfDealt[at] = key;
  }
  const start = roomy.uint32(keys + 1);
  const order = roomy.uint32(length);
  const next = new Uint32Array(Math.min(span, keys));
  for (let range = 0; range + 1 < rangeStart.length; range++) {
    const first = range * span;
    const [from, to] = [rangeStart[range]!, rangeStart[range + 1]!];
    next.fill(0);
    for (let i = from; i < to; i++) next[keyOfDealt[i]! - first]!++;
    let at = from;
    for (let key = first; key < Math.min(keys, first + span); key++) {
      start[key] = at;
      at += next[key - first]!;
      next[key - first] = start[key]!;
    }
    for (let i = from; i < to; i++) order[next[keyOfDealt[i]! - first]!++] = dealt[i]!;
  }
  start[keys] = length;
  ownArrays.release(dealt, keyOfDealt);
  return { order, start };
};
