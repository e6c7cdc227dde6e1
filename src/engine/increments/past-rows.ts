import { type ObservationIndex, windowsOf } from '../input/observation-index.ts';
import { NONE } from '../support/none.ts';
import type { MergedAccounts } from './merged-order.ts';

/** What accounts showed in the last run: those who did anything since or are no more. All others show what they showed. */
export interface PastRows {
  /** By account of the last run: 1 + its place, 0 for all others. */
  readonly placeOf: Uint32Array;
  /** Rows of the account at a place: start[place] .. start[place + 1), signals ascending. */
  readonly start: Uint32Array;
  readonly signal: Uint32Array;
  /** By row: windows it was seen in, as `windowsOf` says. */
  readonly windows: Uint32Array;
}

/** First and last + 1 of the rows of an account of the last run; none of one that was not there (`NONE`), or did nothing since. */
export const pastRowsOf = ({ placeOf, start }: PastRows, account: number): readonly [number, number] => {
  const place = account === NONE ? 0 : placeOf[account]!;
  return place === 0 ? [0, 0] : [start[place - 1]!, start[place]!];
};

/** O(accounts + rows of those who did anything or are no more). */
export const pastRows = (
  old: Pick<ObservationIndex, 'accountStart' | 'rowSignal' | 'windowStart'>,
  { column, now }: Pick<MergedAccounts, 'column' | 'now'>,
): PastRows => {
  const placeOf = new Uint32Array(now.length);
  const starts = [0];
  let rows = 0;
  for (let a = 0; a < now.length; a++) {
    if (now[a] !== NONE && column[now[a]!] === NONE) continue;
    rows += old.accountStart[a + 1]! - old.accountStart[a]!;
    placeOf[a] = starts.push(rows) - 1;
  }
  const [signal, windows] = [new Uint32Array(rows), new Uint32Array(rows)];
  let at = 0;
  for (let a = 0; a < now.length; a++) {
    if (placeOf[a] === 0) continue;
    for (let row = old.accountStart[a]!; row < old.accountStart[a + 1]!; row++) {
      signal[at] = old.rowSignal[row]!;
      windows[at++] = windowsOf(old, row);
    }
  }
  return { placeOf, start: Uint32Array.from(starts), signal, windows };
};
