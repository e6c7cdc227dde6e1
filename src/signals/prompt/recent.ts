/**
 * A map that keeps what was used last: between `limit` and twice `limit` entries, for the price of two maps. Where values have a size it is fewer
 * as soon as `limit` of them are larger than `room` together. A value is not changed, but set again.
 */
export interface RecentMap<Key, Value> {
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): void;
  delete(key: Key): void;
}

export const recentMap = <Key, Value>(
  limit: number,
  room = Number.POSITIVE_INFINITY,
  sizeOf: (value: Value) => number = () => 0,
): RecentMap<Key, Value> => {
  let young = new Map<Key, Value>();
  let old = new Map<Key, Value>();
  let held = 0;
  const set = (key: Key, value: Value): void => {
    if (young.size >= limit || held >= room) {
      old = young;
      young = new Map();
      held = 0;
    }
    const before = young.get(key);
    held += sizeOf(value) - (before === undefined ? 0 : sizeOf(before));
    young.set(key, value);
  };
  return {
    get(key) {
      const value = young.get(key);
      if (value !== undefined) return value;
      const aged = old.get(key);
      if (aged !== undefined) set(key, aged);
      return aged;
    },
    set,
    delete(key) {
      const before = young.get(key);
      if (before !== undefined) held -= sizeOf(before);
      young.delete(key);
      old.delete(key);
    },
  };
};
