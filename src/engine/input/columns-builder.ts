import type { ObservationColumns, SignalTrait, SignalTypeProfile } from './columns.ts';

/** Windows kept for one account × signal: the newest ones, as in the graph. */
const MAX_WINDOWS = 128;

/** Adds observations one by one and gives the engine's columns. Rows of one account × signal are merged. */
export interface ColumnsBuilder {
  /** What is known of an account beside its observations; times in epoch seconds. A later call overrides an earlier one. */
  account(id: string, known: { createdAt?: number | null; requests?: number }): void;
  /**
   * One observation: `first` and `last` in epoch seconds, `windows` in 8-hour epoch windows in any order. Merging adds
   * counts, widens the times and unites the windows (newest 128). A signal key belongs to one type: the first one given.
   */
  add(
    account: string,
    signal: string,
    type: string,
    count: number,
    first: number,
    last: number,
    windows: readonly number[],
  ): void;
  /**
   * Columns over all that was added. Throws RangeError when an observation's type is not among `types`. `current` says under
   * which key a signal goes today, where signals have become one since they were added.
   */
  build(
    types: readonly SignalTypeProfile[],
    known?: KnownTraits,
    current?: (key: string) => string,
  ): ObservationColumns;
}

/** What is known of signals beside their type. */
export interface KnownTraits {
  readonly traits: readonly SignalTrait[];
  /** Name of the trait of a signal; null for none. */
  of(signal: string, type: string): string | null;
}

interface Row {
  readonly account: number;
  readonly signal: number;
  count: number;
  first: number;
  last: number;
  windows: readonly number[];
}

const union = (left: readonly number[], right: readonly number[]): readonly number[] => {
  const newest = left[left.length - 1];
  if (right.length === 0) return left;
  if (right.length === 1 && newest === right[0]) return left;
  return [...new Set([...left, ...right])].sort((a, b) => a - b).slice(-MAX_WINDOWS);
};

const traitColumns = (
  signals: ReadonlyMap<string, number>,
  types: readonly string[],
  { traits, of }: KnownTraits,
): { traits: SignalTrait[]; signalTrait: Uint8Array } => {
  const places = new Map(traits.map(({ name }, index) => [name, 1 + index]));
  const signalTrait = new Uint8Array(signals.size);
  for (const [key, number] of signals) {
    const name = of(key, types[number]!);
    if (name !== null) signalTrait[number] = places.get(name) ?? 0;
  }
  return { traits: [...traits], signalTrait };
};

export const columnsBuilder = (): ColumnsBuilder => {
  const accountNumber = new Map<string, number>();
  const signalNumber = new Map<string, number>();
  const createdAt: number[] = [];
  const requests: number[] = [];
  const signalTypeName: string[] = [];
  // A map an account keeps each of them small: one map over all pairs would end at 2^24 entries.
  const rowsOfAccount: Map<number, Row>[] = [];
  let rowCount = 0;

  const numberOf = (id: string): number => {
    let number = accountNumber.get(id);
    if (number === undefined) {
      number = accountNumber.size;
      accountNumber.set(id, number);
      createdAt.push(Number.NaN);
      requests.push(0);
      rowsOfAccount.push(new Map());
    }
    return number;
  };

  /** The same observations with other keys for the signals, in order of their numbers. */
  const renamed = (keys: readonly string[]): ColumnsBuilder => {
    const again = columnsBuilder();
    const ids = [...accountNumber.keys()];
    for (const [number, id] of ids.entries()) {
      again.account(id, { createdAt: createdAt[number]!, requests: requests[number]! });
      for (const { signal, count, first, last, windows } of rowsOfAccount[number]!.values()) {
        again.add(id, keys[signal]!, signalTypeName[signal]!, count, first, last, windows);
      }
    }
    return again;
  };

  return {
    account(id, known) {
      const number = numberOf(id);
      if (known.createdAt !== undefined && known.createdAt !== null) createdAt[number] = known.createdAt;
      if (known.requests !== undefined) requests[number] = known.requests;
    },
    add(accountId, key, type, count, first, last, windows) {
      const account = numberOf(accountId);
      let signal = signalNumber.get(key);
      if (signal === undefined) {
        signal = signalNumber.size;
        signalNumber.set(key, signal);
        signalTypeName.push(type);
      }
      const rows = rowsOfAccount[account]!;
      const row = rows.get(signal);
      if (row === undefined) {
        rows.set(signal, { account, signal, count, first, last, windows: union([], windows) });
        rowCount++;
        return;
      }
      row.count += count;
      row.first = Math.min(row.first, first);
      row.last = Math.max(row.last, last);
      row.windows = union(row.windows, windows);
    },
    build(types, known, current = (key) => key) {
      const keys = [...signalNumber.keys()];
      if (keys.some((key) => current(key) !== key)) return renamed(keys.map(current)).build(types, known);
      const typeIndex = new Map(types.map((type, index) => [type.name, index]));
      const signalType = new Uint8Array(signalNumber.size);
      for (const [signal, name] of signalTypeName.entries()) {
        const type = typeIndex.get(name);
        if (type === undefined) throw new RangeError(`signal type ${name} is not among the types given`);
        signalType[signal] = type;
      }
      let windowCount = 0;
      for (const rows of rowsOfAccount) for (const row of rows.values()) windowCount += row.windows.length;
      const columns = {
        accounts: [...accountNumber.keys()],
        createdAt: Float64Array.from(createdAt),
        requests: Float64Array.from(requests),
        signals: [...signalNumber.keys()],
        signalType,
        types: [...types],
        ...(known && traitColumns(signalNumber, signalTypeName, known)),
        account: new Uint32Array(rowCount),
        signal: new Uint32Array(rowCount),
        count: new Uint32Array(rowCount),
        first: new Float64Array(rowCount),
        last: new Float64Array(rowCount),
        windowStart: new Uint32Array(rowCount + 1),
        windows: new Uint32Array(windowCount),
      };
      let i = 0;
      let at = 0;
      for (const rows of rowsOfAccount) {
        for (const row of rows.values()) {
          columns.account[i] = row.account;
          columns.signal[i] = row.signal;
          columns.count[i] = row.count;
          columns.first[i] = row.first;
          columns.last[i] = row.last;
          columns.windows.set(row.windows, at);
          at += row.windows.length;
          columns.windowStart[++i] = at;
        }
      }
      return columns;
    },
  };
};
