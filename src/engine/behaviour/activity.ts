import type { ObservationIndex } from '../input/observation-index.ts';

/** When accounts were active, over all of their signals. */
export interface Activity {
  /** Epoch seconds of the first observation; NaN for an account without any. */
  readonly firstUse: Float64Array;
  /** Windows of account a, as indices into windowValues, ascending: windows[start[a] .. start[a + 1]). */
  readonly start: Uint32Array;
  readonly windows: Uint32Array;
}

/** O(rows + windows), and a sort of each account's windows. */
export const activityOf = (index: ObservationIndex): Activity => {
  const n = index.accountIds.length;
  const firstUse = new Float64Array(n).fill(Number.NaN);
  const seenBy = new Int32Array(index.windowValues.length).fill(-1);
  const start = new Uint32Array(n + 1);
  const eachWindow = (account: number, visit: (window: number) => void): void => {
    const [from, to] = [index.accountStart[account]!, index.accountStart[account + 1]!];
    for (let w = index.windowStart[from]!; w < index.windowStart[to]!; w++) {
      const window = index.windows[w]!;
      if (seenBy[window] === account) continue;
      seenBy[window] = account;
      visit(window);
    }
  };
  for (let a = 0; a < n; a++) {
    let count = 0;
    eachWindow(a, () => count++);
    start[a + 1] = start[a]! + count;
    for (let row = index.accountStart[a]!; row < index.accountStart[a + 1]!; row++)
      if (!(firstUse[a]! <= index.first[row]!)) firstUse[a] = index.first[row]!;
  }
  seenBy.fill(-1);
  const windows = new Uint32Array(start[n]!);
  let at = 0;
  for (let a = 0; a < n; a++) {
    eachWindow(a, (window) => {
      windows[at++] = window;
    });
    windows.subarray(start[a]!, at).sort();
  }
  return { firstUse, start, windows };
};
