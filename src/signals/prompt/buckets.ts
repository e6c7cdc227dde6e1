import { mix } from './mix.ts';

/**
 * Key (a whole number below 2^53) → some numbers, in the order they were added. In typed arrays: an entry costs some 25 bytes, where a
 * `Map` of numbers beyond 31 bits takes 70, and a look-up makes no object.
 */
export interface Buckets {
  /** Number of entries under a key. */
  size(key: number): number;
  /** A key's first entry, and the next one of the same key; `NONE` behind the last. An entry stays what it is until it is removed. */
  first(key: number): number;
  after(entry: number): number;
  /** What an entry holds. */
  item(entry: number): number;
  add(key: number, item: number): void;
  remove(key: number, item: number): void;
  /** Takes all of a key out. */
  take(key: number): number[];
}

/** No entry. */
export const NONE = -1;
const FIRST_CAPACITY = 256;

export const buckets = (): Buckets => {
  let keys = new Float64Array(FIRST_CAPACITY);
  let items = new Int32Array(FIRST_CAPACITY);
  /** Of each entry the next one of its chain; of a free one the next free one. */
  let next = new Int32Array(FIRST_CAPACITY);
  /** First entry of the chain of each hash: twice as many chains as entries, so that most have one. */
  let heads = new Int32Array(2 * FIRST_CAPACITY).fill(NONE);
  let used = 0;
  let free = NONE;

  const chainOf = (key: number): number => mix(key, 0) & (heads.length - 1);

  const onwards = (from: number, key: number): number => {
    let entry = from;
    while (entry !== NONE && keys[entry] !== key) entry = next[entry]!;
    return entry;
  };
  const first = (key: number): number => onwards(heads[chainOf(key)]!, key);
  const after = (entry: number): number => onwards(next[entry]!, keys[entry]!);

  const append = (entry: number): void => {
    next[entry] = NONE;
    const chain = chainOf(keys[entry]!);
    let last = heads[chain]!;
    if (last === NONE) {
      heads[chain] = entry;
      return;
    }
    while (next[last] !== NONE) last = next[last]!;
    next[last] = entry;
  };

  const grow = (): void => {
    const chains = heads;
    const following = next;
    const wider = <List extends Float64Array | Int32Array>(list: List, made: List): List => {
      made.set(list);
      return made;
    };
    keys = wider(keys, new Float64Array(2 * used));
    items = wider(items, new Int32Array(2 * used));
    next = new Int32Array(2 * used);
    heads = new Int32Array(4 * used).fill(NONE);
    for (const head of chains) for (let entry = head; entry !== NONE; entry = following[entry]!) append(entry);
  };

  /** Takes out of a key's chain what `goes` says, and hands it on. */
  const drop = (key: number, goes: (item: number) => boolean): number[] => {
    const dropped: number[] = [];
    const chain = chainOf(key);
    let before = NONE;
    for (let entry = heads[chain]!; entry !== NONE; ) {
      const following = next[entry]!;
      if (keys[entry] === key && goes(items[entry]!)) {
        dropped.push(items[entry]!);
        if (before === NONE) heads[chain] = following;
        else next[before] = following;
        next[entry] = free;
        free = entry;
      } else before = entry;
      entry = following;
    }
    return dropped;
  };

  return {
    size(key) {
      let count = 0;
      for (let entry = first(key); entry !== NONE; entry = after(entry)) count += 1;
      return count;
    },
    first,
    after,
    item: (entry) => items[entry]!,
    add(key, item) {
      if (free === NONE && used === keys.length) grow();
      const entry = free === NONE ? used++ : free;
      if (entry === free) free = next[entry]!;
      keys[entry] = key;
      items[entry] = item;
      append(entry);
    },
    remove: (key, item) => void drop(key, (other) => other === item),
    take: (key) => drop(key, () => true),
  };
};
