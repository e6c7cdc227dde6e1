/** Where each key's items begin in a counting sort by key, and after the last one where all end. O(items + keys). */
export const startsOf = (keys: number, items: number, keyOf: (item: number) => number): Uint32Array => {
  const start = new Uint32Array(keys + 1);
  for (let i = 0; i < items; i++) start[keyOf(i) + 1]!++;
  for (let k = 0; k < keys; k++) start[k + 1]! += start[k]!;
  return start;
};

/** A stable counting sort of 0 .. length − 1, or of `items`, all of these, by their keys: the order, and where each key begins in it. */
export const sortedBy = (
  keyOf: Uint32Array,
  keys: number,
  items?: Uint32Array,
): { readonly order: Uint32Array; readonly start: Uint32Array } => {
  const start = startsOf(keys, keyOf.length, (item) => keyOf[item]!);
  const cursor = start.slice(0, keys);
  const order = new Uint32Array(keyOf.length);
  for (let i = 0; i < keyOf.length; i++) {
    const item = items === undefined ? i : items[i]!;
    order[cursor[keyOf[item]!]!++] = item;
  }
  return { order, start };
};
