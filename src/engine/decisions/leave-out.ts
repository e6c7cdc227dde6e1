import type { ObservationColumns } from '../input/columns.ts';
import type { Decided } from './decided.ts';

export interface LeftOut {
  readonly columns: ObservationColumns;
  /** Of those decided on, the ones that the population has; and the observations that go with them. */
  readonly signals: number;
  readonly accounts: number;
  readonly observations: number;
}

/**
 * Observations without those of allowed signals and allowed accounts. The accounts and signals themselves stay, so that everybody
 * else is weighed against the same population. O(observations); the columns themselves where nothing is left out.
 */
export const leaveOut = (
  columns: ObservationColumns,
  { signals, accounts }: Pick<Decided, 'signals' | 'accounts'>,
): LeftOut => {
  const noSignal = marked(columns.signals, signals);
  const noAccount = marked(columns.accounts, accounts);
  const kept = new Uint32Array(columns.signal.length);
  let rows = 0;
  let windows = 0;
  for (let row = 0; row < kept.length; row++) {
    if (noSignal.marks[columns.signal[row]!] === 1 || noAccount.marks[columns.account[row]!] === 1) continue;
    kept[rows++] = row;
    windows += columns.windowStart[row + 1]! - columns.windowStart[row]!;
  }
  const figures = { signals: noSignal.count, accounts: noAccount.count, observations: kept.length - rows };
  if (figures.observations === 0) return { columns, ...figures };
  return { columns: { ...columns, ...picked(columns, kept.subarray(0, rows), windows) }, ...figures };
};

const marked = (names: readonly string[], wanted: readonly string[]): { marks: Uint8Array; count: number } => {
  const set = new Set(wanted);
  const marks = new Uint8Array(names.length);
  let count = 0;
  if (set.size === 0) return { marks, count };
  for (let i = 0; i < names.length; i++) {
    if (!set.has(names[i]!)) continue;
    marks[i] = 1;
    count++;
  }
  return { marks, count };
};

const picked = (columns: ObservationColumns, rows: Uint32Array, windowCount: number) => {
  const windowStart = new Uint32Array(rows.length + 1);
  const windows = new Uint32Array(windowCount);
  let at = 0;
  rows.forEach((row, i) => {
    const own = columns.windows.subarray(columns.windowStart[row]!, columns.windowStart[row + 1]!);
    windows.set(own, at);
    at += own.length;
    windowStart[i + 1] = at;
  });
  const pick = <Column extends Uint32Array | Float64Array>(column: Column): Column => {
    const out = column.slice(0, rows.length) as Column;
    for (let i = 0; i < rows.length; i++) out[i] = column[rows[i]!]!;
    return out;
  };
  return {
    account: pick(columns.account),
    signal: pick(columns.signal),
    count: pick(columns.count),
    first: pick(columns.first),
    last: pick(columns.last),
    windowStart,
    windows,
  };
};
