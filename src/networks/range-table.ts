import { type NetworkClass, precedenceOf } from '../network-classes.ts';
import type { AddressRange } from './address.ts';

/** One list of ranges as the table takes it. */
export interface RangeList {
  readonly name: string;
  readonly class: NetworkClass;
  readonly ranges: readonly AddressRange[];
}

/** What the lists say of an address. */
export interface Listing {
  readonly class: NetworkClass;
  /** Names of all lists that hold the address, that of the longest prefix first. */
  readonly lists: readonly string[];
}

/** Longest-prefix look-up over disjoint segments. Immutable: a new one is built when a list changes. */
export interface RangeTable {
  /** Listing of an address as parsed by address.ts; null when no list holds it. */
  find(family: 4 | 6, high: number, low: number): Listing | null;
  /** Segments after overlaps were resolved, of both families. */
  readonly segments: number;
  readonly bytes: number;
}

/**
 * The longest prefix decides; of one prefix in several lists the most telling class (classes.ts), then the order of the lists.
 * Prefixes nest or are disjoint, so one sweep over them in order with a stack of the open ones cuts the space into
 * segments: O(n log n) to build, and a look-up is one step by the upper 16 bits and a binary search within them.
 */
export const rangeTable = (lists: readonly RangeList[]): RangeTable => {
  const listings = internedListings(lists);
  const tables = { 4: segmentsOf(lists, 4, listings.of), 6: segmentsOf(lists, 6, listings.of) };
  return {
    find(family, high, low) {
      return listings.all[valueAt(tables[family], high, low)] ?? null;
    },
    segments: tables[4].value.length + tables[6].value.length,
    bytes: bytesOf(tables[4]) + bytesOf(tables[6]),
  };
};

/** Segment i reaches from (high[i], low[i]) to the next one; value 0 is "in no list". */
interface Segments {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
  readonly value: Uint32Array;
  /** By the upper 16 bits: the segment that holds their first address; one more entry at the end. */
  readonly first: Uint32Array;
}

const bytesOf = (segments: Segments): number =>
  Object.values(segments).reduce((sum, array: Uint32Array) => sum + array.byteLength, 0);

const valueAt = ({ high: highs, low: lows, value, first }: Segments, high: number, low: number): number => {
  const top = high >>> 16;
  let from = first[top]!;
  let to = first[top + 1]!;
  // The last segment that begins at or before the address.
  while (from < to) {
    const middle = (from + to + 1) >>> 1;
    const start = highs[middle]!;
    if (start < high || (start === high && lows[middle]! <= low)) from = middle;
    else to = middle - 1;
  }
  return value[from]!;
};

/** A prefix as one list holds it. */
interface Prefix extends AddressRange {
  readonly list: number;
}

interface Open {
  readonly endHigh: number;
  readonly endLow: number;
  readonly value: number;
  readonly lists: readonly number[];
}

const segmentsOf = (lists: readonly RangeList[], family: 4 | 6, numberOf: (lists: readonly number[]) => number) => {
  const prefixes: Prefix[] = [];
  lists.forEach(({ ranges }, list) => {
    for (const range of ranges) if (range.family === family) prefixes.push({ ...range, list });
  });
  const rank = lists.map(({ class: name }, place) => precedenceOf(name) * lists.length + place);
  prefixes.sort((x, y) => x.high - y.high || x.low - y.low || x.length - y.length || rank[x.list]! - rank[y.list]!);

  const [highs, lows, values]: [number[], number[], number[]] = [[0], [0], [0]];
  const emit = (high: number, low: number, value: number): void => {
    if (high > 0xffffffff) return;
    if (highs.at(-1) === high && lows.at(-1) === low) values[values.length - 1] = value;
    else if (values.at(-1) !== value) {
      highs.push(high);
      lows.push(low);
      values.push(value);
    }
  };
  const open: Open[] = [];
  const closeUntil = (high: number, low: number): void => {
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      if (top.endHigh > high || (top.endHigh === high && top.endLow > low)) return;
      open.pop();
      emit(top.endHigh, top.endLow, open.at(-1)?.value ?? 0);
    }
  };
  for (let i = 0; i < prefixes.length; ) {
    const { high, low, length } = prefixes[i]!;
    const same: number[] = [];
    for (; i < prefixes.length; i++) {
      const next = prefixes[i]!;
      if (next.high !== high || next.low !== low || next.length !== length) break;
      if (same.at(-1) !== next.list) same.push(next.list);
    }
    closeUntil(high, low);
    const around = open.at(-1)?.lists ?? [];
    const all = [...same, ...around.filter((list) => !same.includes(list))];
    const value = numberOf(all);
    emit(high, low, value);
    open.push({ ...endOf(high, low, length), value, lists: all });
  }
  closeUntil(Number.POSITIVE_INFINITY, 0);
  return finished(highs, lows, values);
};

/** The first address behind a prefix; high may be 2^32, behind the whole space. */
const endOf = (high: number, low: number, length: number): { endHigh: number; endLow: number } => {
  if (length <= 32) return { endHigh: high + 2 ** (32 - length), endLow: 0 };
  const end = low + 2 ** (64 - length);
  return end > 0xffffffff ? { endHigh: high + 1, endLow: 0 } : { endHigh: high, endLow: end };
};

const finished = (highs: readonly number[], lows: readonly number[], values: readonly number[]): Segments => {
  const first = new Uint32Array(0x10001);
  let at = 0;
  for (let top = 0; top <= 0x10000; top++) {
    const start = top * 0x10000;
    while (at + 1 < highs.length && (highs[at + 1]! < start || (highs[at + 1] === start && lows[at + 1] === 0))) at++;
    first[top] = at;
  }
  return { high: Uint32Array.from(highs), low: Uint32Array.from(lows), value: Uint32Array.from(values), first };
};

/** Each combination of lists once; there are few. Number 0 is "no list". */
const internedListings = (lists: readonly RangeList[]) => {
  const all: (Listing | null)[] = [null];
  const numbers = new Map<string, number>();
  return {
    all,
    of: (places: readonly number[]): number => {
      const key = places.join();
      let number = numbers.get(key);
      if (number === undefined) {
        number = all.length;
        numbers.set(key, number);
        const names = [...new Set(places.map((place) => lists[place]!.name))];
        all.push({ class: lists[places[0]!]!.class, lists: names });
      }
      return number;
    },
  };
};
