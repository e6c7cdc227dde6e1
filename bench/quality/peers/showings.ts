import type { ObservationColumns } from '../../../src/engine/index.ts';

/** Who shows what, both ways, in compressed rows: of columns, what peers look at. */
export interface Showings {
  readonly columns: ObservationColumns;
  /** Signals of account a: signal[accountStart[a] .. accountStart[a + 1]). */
  readonly accountStart: Uint32Array;
  readonly signal: Uint32Array;
  /** Accounts of signal s: account[signalStart[s] .. signalStart[s + 1]). */
  readonly signalStart: Uint32Array;
  readonly account: Uint32Array;
}

/** O(rows). */
export const showings = (columns: ObservationColumns): Showings => {
  const [accountStart, signal] = rows(columns.account, columns.signal, columns.accounts.length);
  const [signalStart, account] = rows(columns.signal, columns.account, columns.signals.length);
  return { columns, accountStart, signal, signalStart, account };
};

const rows = (from: Uint32Array, to: Uint32Array, size: number): [Uint32Array, Uint32Array] => {
  const start = new Uint32Array(size + 1);
  for (const item of from) start[item + 1]!++;
  for (let i = 0; i < size; i++) start[i + 1]! += start[i]!;
  const cursor = start.slice();
  const other = new Uint32Array(to.length);
  for (let i = 0; i < to.length; i++) other[cursor[from[i]!]!++] = to[i]!;
  return [start, other];
};

/** A group of so many is flagged by the peers, none of which has a score. */
const LEAST = 5;

/** Accounts by label, the groups of five and more. */
export const clustersOf = (labels: ArrayLike<number>, { columns }: Showings): string[][] => {
  const groups = new Map<number, string[]>();
  for (let a = 0; a < columns.accounts.length; a++) {
    const group = groups.get(labels[a]!);
    if (group === undefined) groups.set(labels[a]!, [columns.accounts[a]!]);
    else group.push(columns.accounts[a]!);
  }
  return [...groups.values()].filter((group) => group.length >= LEAST);
};
