import { ownArrays } from '../support/arrays.ts';
import { floatKeys, radixSorted, signedKeys } from '../support/radix-order.ts';
import { byText } from '../support/text-order.ts';
import type { ObservationColumns } from './columns.ts';

/** Murmur3's finaliser: every bit of the input moves every bit of the output. */
export const mix32 = (value: number): number => {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
};

const textHash = (text: string): number => {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix32(h);
};

/** New number → old number, for accounts and for signals. */
export interface CanonicalOrder {
  readonly accounts: Uint32Array;
  readonly signals: Uint32Array;
}

/**
 * An order that depends neither on the order of rows nor on names: accounts by creation time, then by a
 * Weisfeiler–Lehman colour of their observations (two rounds, 64 bits in two lanes), and only then by id; signals by
 * type name, colour, key. Names thus decide only between accounts that no figure tells apart. Being in order of creation
 * also makes an account's number its creation rank. O(rows + accounts + signals).
 */
export const canonicalOrder = (columns: ObservationColumns, created: Float64Array): CanonicalOrder => {
  const colours = coloursOf(columns);
  const [one, two] = colours.signals;
  const accountKeys = [...floatKeys(created), ...colours.accounts];
  const signalKey = typedKeys(columns, one);
  const order = {
    accounts: ordered(columns.accounts, accountKeys, []),
    signals: ordered(columns.signals, [signalKey], [one, two]),
  };
  ownArrays.release(signalKey, one, two, ...accountKeys);
  return order;
};

/** By signal, in the highest bits the rank of its type by name, in the rest as much of a colour as there is room for. */
const typedKeys = ({ types, signalType }: ObservationColumns, colour: Uint32Array): Uint32Array => {
  const bits = 32 - Math.clz32(types.length);
  const names = types.map(({ name }) => name).sort(byText);
  const typeKey = Uint32Array.from(types, ({ name }) => names.indexOf(name) << (32 - bits));
  const keys = new Uint32Array(colour.length);
  for (let s = 0; s < keys.length; s++) keys[s] = typeKey[signalType[s]!]! | (colour[s]! >>> bits);
  return keys;
};

/** By keys, where those are equal by further ones, which few are, and last by names. */
const ordered = (
  names: readonly string[],
  keys: readonly Uint32Array[],
  further: readonly Uint32Array[],
): Uint32Array => {
  const { order, first } = radixSorted(names.length, keys);
  const others = keys.slice(1);
  const compared = (x: number, y: number): number => {
    for (const key of further) if (key[x] !== key[y]) return key[x]! < key[y]! ? -1 : 1;
    return byText(names[x]!, names[y]!);
  };
  for (let i = 0; i + 1 < order.length; ) {
    let end = i + 1;
    while (first[end] === first[i] && others.every((key) => key[order[end]!] === key[order[i]!])) end++;
    if (end - i > 1) order.subarray(i, end).sort(compared);
    i = end;
  }
  ownArrays.release(first);
  return order;
};

const SEEDS = [0x9e3779b9, 0x7f4a7c15] as const;

/** Two lanes of colours for each account and each signal. The lanes stand side by side while they are reckoned: [2 × number + lane]. */
const coloursOf = (
  columns: ObservationColumns,
): Record<'accounts' | 'signals', readonly [Uint32Array, Uint32Array]> => {
  const n = columns.accounts.length;
  const m = columns.signals.length;
  const rows = columns.account.length;
  const float = new Float64Array(1);
  const words = new Uint32Array(float.buffer);
  const [one, two] = SEEDS;
  const degree = new Uint32Array(m);
  for (let i = 0; i < rows; i++) degree[columns.signal[i]!]!++;
  const typeHash = Int32Array.from(columns.types, (type) => textHash(type.name));

  const rowHash = new Int32Array(rows * 2);
  const account = new Int32Array(n * 2);
  for (let i = 0; i < rows; i++) {
    const s = columns.signal[i]!;
    const kind = typeHash[columns.signalType[s]!]! ^ Math.imul(degree[s]!, 0x9e3779b1);
    let [g, h] = [mix32(kind ^ one), mix32(kind ^ two)];
    float[0] = columns.first[i]!;
    g = mix32(g ^ mix32(words[0]! ^ mix32(words[1]! ^ one)));
    h = mix32(h ^ mix32(words[0]! ^ mix32(words[1]! ^ two)));
    float[0] = columns.last[i]!;
    g = mix32(g ^ mix32(words[0]! ^ mix32(words[1]! ^ (one + 1))));
    h = mix32(h ^ mix32(words[0]! ^ mix32(words[1]! ^ (two + 1))));
    const count = Math.imul(columns.count[i]!, 0x85ebca77);
    g = mix32(g ^ count);
    h = mix32(h ^ count);
    for (let w = columns.windowStart[i]!; w < columns.windowStart[i + 1]!; w++) {
      g = mix32(g ^ columns.windows[w]!);
      h = mix32(h ^ columns.windows[w]!);
    }
    rowHash[2 * i] = g;
    rowHash[2 * i + 1] = h;
    const a = 2 * columns.account[i]!;
    account[a]! += g;
    account[a + 1]! += h;
  }
  for (let a = 0; a < n; a++) {
    float[0] = columns.requests[a]!;
    account[2 * a] = mix32(account[2 * a]! ^ mix32(words[0]! ^ mix32(words[1]! ^ one)));
    account[2 * a + 1] = mix32(account[2 * a + 1]! ^ mix32(words[0]! ^ mix32(words[1]! ^ two)));
  }
  const signal = new Int32Array(m * 2);
  const gather = (): void => {
    signal.fill(0);
    for (let i = 0; i < rows; i++) {
      const [s, a] = [2 * columns.signal[i]!, 2 * columns.account[i]!];
      signal[s]! += mix32(account[a]! ^ rowHash[2 * i]!);
      signal[s + 1]! += mix32(account[a + 1]! ^ rowHash[2 * i + 1]!);
    }
  };
  gather();
  const sum = new Int32Array(n * 2);
  for (let i = 0; i < rows; i++) {
    const [s, a] = [2 * columns.signal[i]!, 2 * columns.account[i]!];
    sum[a]! += mix32(signal[s]! ^ rowHash[2 * i]!);
    sum[a + 1]! += mix32(signal[s + 1]! ^ rowHash[2 * i + 1]!);
  }
  for (let i = 0; i < account.length; i++) account[i] = mix32(account[i]! ^ sum[i]!);
  gather();
  ownArrays.release(rowHash, sum, degree);
  return { accounts: lanes(account), signals: lanes(signal) };
};

const lanes = (both: Int32Array): [Uint32Array, Uint32Array] => {
  const lane = (which: 0 | 1): Uint32Array => {
    const column = new Int32Array(both.length / 2);
    for (let i = 0; i < column.length; i++) column[i] = both[2 * i + which]!;
    return signedKeys(column);
  };
  const result: [Uint32Array, Uint32Array] = [lane(0), lane(1)];
  ownArrays.release(both);
  return result;
};
