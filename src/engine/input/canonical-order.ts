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
 * also makes an account's number its creation rank. O(rows + n log n).
 */
export const canonicalOrder = (columns: ObservationColumns, created: Float64Array): CanonicalOrder => {
  const n = columns.accounts.length;
  const m = columns.signals.length;
  const rows = columns.account.length;
  const float = new Float64Array(1);
  const words = new Uint32Array(float.buffer);
  const hashFloat = (value: number, seed: number): number => {
    float[0] = value;
    return mix32(words[0]! ^ mix32(words[1]! ^ seed));
  };
  const degree = new Uint32Array(m);
  for (let i = 0; i < rows; i++) degree[columns.signal[i]!]!++;
  const typeHash = columns.types.map((type) => textHash(type.name));

  const accountLanes: Int32Array[] = [];
  const signalLanes: Int32Array[] = [];
  for (const seed of [0x9e3779b9, 0x7f4a7c15]) {
    const rowHash = new Int32Array(rows);
    const account = new Int32Array(n);
    for (let i = 0; i < rows; i++) {
      const s = columns.signal[i]!;
      let h = mix32(typeHash[columns.signalType[s]!]! ^ seed ^ Math.imul(degree[s]!, 0x9e3779b1));
      h = mix32(h ^ hashFloat(columns.first[i]!, seed));
      h = mix32(h ^ hashFloat(columns.last[i]!, seed + 1));
      h = mix32(h ^ Math.imul(columns.count[i]!, 0x85ebca77));
      for (let w = columns.windowStart[i]!; w < columns.windowStart[i + 1]!; w++) h = mix32(h ^ columns.windows[w]!);
      rowHash[i] = h;
      const a = columns.account[i]!;
      account[a] = (account[a]! + h) | 0;
    }
    for (let a = 0; a < n; a++) account[a] = mix32(account[a]! ^ hashFloat(columns.requests[a]!, seed));
    let signal = new Int32Array(m);
    for (let round = 0; round < 2; round++) {
      signal = new Int32Array(m);
      for (let i = 0; i < rows; i++) {
        const s = columns.signal[i]!;
        signal[s] = (signal[s]! + mix32(account[columns.account[i]!]! ^ rowHash[i]!)) | 0;
      }
      if (round === 1) break;
      const sum = new Int32Array(n);
      for (let i = 0; i < rows; i++) {
        const a = columns.account[i]!;
        sum[a] = (sum[a]! + mix32(signal[columns.signal[i]!]! ^ rowHash[i]!)) | 0;
      }
      for (let a = 0; a < n; a++) account[a] = mix32(account[a]! ^ sum[a]!);
    }
    accountLanes.push(account);
    signalLanes.push(signal);
  }

  const [a0, a1] = [accountLanes[0]!, accountLanes[1]!];
  const [s0, s1] = [signalLanes[0]!, signalLanes[1]!];
  const accounts = new Uint32Array(n).map((_, i) => i);
  accounts.sort((x, y) => {
    const [tx, ty] = [created[x]!, created[y]!];
    if (tx !== ty) {
      if (Number.isNaN(tx)) {
        if (!Number.isNaN(ty)) return 1;
      } else if (Number.isNaN(ty)) return -1;
      else return tx - ty;
    }
    return a0[x]! - a0[y]! || a1[x]! - a1[y]! || byText(columns.accounts[x]!, columns.accounts[y]!);
  });
  const typeRank = new Uint32Array(columns.types.length);
  columns.types
    .map((type, index) => ({ name: type.name, index }))
    .sort((x, y) => byText(x.name, y.name))
    .forEach(({ index }, rank) => {
      typeRank[index] = rank;
    });
  const signals = new Uint32Array(m).map((_, i) => i);
  signals.sort(
    (x, y) =>
      typeRank[columns.signalType[x]!]! - typeRank[columns.signalType[y]!]! ||
      s0[x]! - s0[y]! ||
      s1[x]! - s1[y]! ||
      byText(columns.signals[x]!, columns.signals[y]!),
  );
  return { accounts, signals };
};
