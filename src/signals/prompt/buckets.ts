/** Key → some items. Most keys have one, which then needs no list of its own. */
export interface Buckets<Item> {
  /** Number of items under a key. */
  size(key: number): number;
  each(key: number, visit: (item: Item) => void): void;
  add(key: number, item: Item): void;
  remove(key: number, item: Item): void;
  /** Takes all items of a key out. */
  take(key: number): readonly Item[];
}

export const buckets = <Item extends object>(): Buckets<Item> => {
  const all = new Map<number, Item | Item[]>();
  const list = (key: number): readonly Item[] => {
    const there = all.get(key);
    return there === undefined ? [] : Array.isArray(there) ? there : [there];
  };
  return {
    size: (key) => list(key).length,
    each(key, visit) {
      const there = all.get(key);
      if (there === undefined) return;
      if (Array.isArray(there)) for (const item of there) visit(item);
      else visit(there);
    },
    add(key, item) {
      const there = all.get(key);
      if (there === undefined) all.set(key, item);
      else if (Array.isArray(there)) there.push(item);
      else all.set(key, [there, item]);
    },
    remove(key, item) {
      const rest = list(key).filter((other) => other !== item);
      if (rest.length === 0) all.delete(key);
      else all.set(key, rest.length === 1 ? rest[0]! : rest);
    },
    take(key) {
      const items = list(key);
      all.delete(key);
      return items;
    },
  };
};
