/** Windows of the last run and of the changes. */
export interface MergedWindows {
  readonly values: Uint32Array;
  /** By number of the last run: its number now; null where none is another one. */
  readonly moved: Uint32Array | null;
  /** The windows of the changes in their numbers now. */
  readonly given: Uint32Array;
}

/** Windows of the last run (their values, ascending) and those of changed rows. Mostly the new ones are the latest, and all others keep their numbers. O(windows). */
export const mergedWindows = (before: Uint32Array, fresh: Uint32Array): MergedWindows => {
  const known = new Map(Array.from(before, (value, number) => [value, number]));
  let [first, last] = [0xffffffff, 0];
  for (let w = 0; w < fresh.length; w++) {
    const value = fresh[w]!;
    first = Math.min(first, value);
    last = Math.max(last, value);
  }
  // 8-hour windows: a table of all between the first and the last has some thousand places, unless times are made up.
  const table = last - first < TABLE ? new Uint8Array(Math.max(0, last - first + 1)) : null;
  const values = table === null ? new Set(fresh) : new Set<number>();
  if (table !== null) {
    for (let w = 0; w < fresh.length; w++) table[fresh[w]! - first] = 1;
    table.forEach((seen, place) => {
      if (seen === 1) values.add(first + place);
    });
  }
  const comers = Uint32Array.from(values).filter((value) => !known.has(value));
  const all = new Uint32Array(known.size + comers.length);
  all.set(before);
  all.set(comers, known.size);
  all.sort();
  const now = new Map(Array.from(all, (value, number) => [value, number]));
  const moved = before.map((value) => now.get(value)!);
  const numbers = table === null ? null : Uint32Array.from(table, (_, place) => now.get(first + place) ?? 0);
  return {
    values: all,
    given: fresh.map((value) => (numbers === null ? now.get(value)! : numbers[value - first]!)),
    moved: moved.every((number, before) => number === before) ? null : moved,
  };
};

const TABLE = 1 << 20;
