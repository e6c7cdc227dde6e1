/** A stable counting sort of 0 .. length − 1, or of `items`, by their keys: the order, and where each key begins in it. O(items + keys). */
export const sortedBy = (
  keyOf: Uint32Array,
  keys: number,
  items?: Uint32Array,
): { readonly order: Uint32Array; readonly start: Uint32Array } => {
  const start = new Uint32Array(keys + 1);
  for (const key of keyOf) start[key + 1]!++;
  for (let k = 0; k < keys; k++) start[k + 1]! += start[k]!;
  const cursor = start.slice(0, keys);
  const order = new Uint32Array(keyOf.length);
  for (let i = 0; i < keyOf.length; i++) {
    const item = items === undefined ? i : items[i]!;
    order[cursor[keyOf[item]!]!++] = item;
  }
  return { order, start };
};
