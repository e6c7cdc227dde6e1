import type { ObservationColumns } from '../../engine/input/columns.ts';
import { growableFloat64, growableUint32 } from '../../engine/support/growable.ts';

/** Seconds of the windows that observations are kept by. */
const WINDOW_SECONDS = 28_800;

/**
 * The observations as they were at a time (epoch seconds): what was first seen later is not there, nor are accounts of which
 * nothing was known. The graph keeps totals, so of a pair that was seen before and after, what is told exactly is `first` and the
 * windows (the one of `until` whole); `last` is the end of the last window, and `count` and `requests` are shared out by windows.
 * O(observations).
 */
export const columnsUntil = (columns: ObservationColumns, until: number): ObservationColumns => {
  const { kept, seen, rowsOf } = rowsUntil(columns, until);
  const accounts = renumbered(columns.accounts.length, (account) => {
    const created = columns.createdAt[account]!;
    return created <= until || seen[account]! > 0;
  });
  const shown = new Uint8Array(columns.signals.length);
  for (const row of kept) shown[columns.signal[row]!] = 1;
  const signals = renumbered(columns.signals.length, (signal) => shown[signal] === 1);

  const windowStart = growableUint32();
  const windows = growableUint32();
  windowStart.push(0);
  const count = growableUint32();
  const last = growableFloat64();
  for (const row of kept) {
    const all = windowsOf(columns, row);
    const own = windowsUntil(all, until);
    for (const window of own) windows.push(window);
    windowStart.push(windows.length);
    const before = columns.last[row]! <= until;
    const share = before || all.length === 0 ? 1 : own.length / all.length;
    count.push(Math.max(1, Math.round(columns.count[row]! * share)));
    last.push(before ? columns.last[row]! : lastUntil(columns.first[row]!, own, until));
  }
  const requests = Float64Array.from(accounts.old, (account) => {
    const share = rowsOf[account] === 0 ? 1 : seen[account]! / rowsOf[account]!;
    return Math.round(columns.requests[account]! * share);
  });
  return {
    ...columns,
    accounts: Array.from(accounts.old, (account) => columns.accounts[account]!),
    createdAt: Float64Array.from(accounts.old, (account) => {
      const created = columns.createdAt[account]!;
      return created <= until ? created : Number.NaN;
    }),
    requests,
    signals: Array.from(signals.old, (signal) => columns.signals[signal]!),
    signalType: Uint8Array.from(signals.old, (signal) => columns.signalType[signal]!),
    ...(columns.signalTrait && {
      signalTrait: Uint8Array.from(signals.old, (signal) => columns.signalTrait![signal]!),
    }),
    account: kept.map((row) => accounts.now[columns.account[row]!]!),
    signal: kept.map((row) => signals.now[columns.signal[row]!]!),
    count: count.view(),
    first: Float64Array.from(kept, (row) => columns.first[row]!),
    last: last.view(),
    windowStart: windowStart.view(),
    windows: windows.view(),
  };
};

const windowsOf = ({ windowStart, windows }: ObservationColumns, row: number): Uint32Array =>
  windows.subarray(windowStart[row]!, windowStart[row + 1]!);

/** Windows are in order. */
const windowsUntil = (windows: Uint32Array, until: number): Uint32Array => {
  const newest = Math.floor(until / WINDOW_SECONDS);
  let length = windows.length;
  while (length > 0 && windows[length - 1]! > newest) length--;
  return windows.subarray(0, length);
};

const lastUntil = (first: number, windows: Uint32Array, until: number): number => {
  const newest = windows.at(-1);
  return newest === undefined ? first : Math.max(first, Math.min(until, (newest + 1) * WINDOW_SECONDS - 1));
};

/** Rows that were there; and of each account how much of what it did in all its rows, in windows, was seen by then. */
const rowsUntil = (columns: ObservationColumns, until: number) => {
  const kept = growableUint32();
  const seen = new Float64Array(columns.accounts.length);
  const rowsOf = new Float64Array(columns.accounts.length);
  for (let row = 0; row < columns.account.length; row++) {
    const account = columns.account[row]!;
    const all = windowsOf(columns, row);
    rowsOf[account]! += Math.max(1, all.length);
    if (columns.first[row]! > until) continue;
    kept.push(row);
    seen[account]! += Math.max(1, windowsUntil(all, until).length);
  }
  return { kept: kept.view(), seen, rowsOf };
};

/** The numbers that stay, old ones in order; and the new number of each old one that stays. */
const renumbered = (length: number, stays: (number: number) => boolean): { old: Uint32Array; now: Uint32Array } => {
  const old = growableUint32();
  const now = new Uint32Array(length);
  for (let number = 0; number < length; number++) {
    if (!stays(number)) continue;
    now[number] = old.length;
    old.push(number);
  }
  return { old: old.view(), now };
};
