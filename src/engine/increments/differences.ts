import type { ObservationIndex } from '../input/observation-index.ts';
import { firstPlace } from '../support/first-place.ts';
import { NONE } from '../support/none.ts';
import type { MergedAccounts } from './merged-order.ts';
import type { MovedRows } from './moved-rows.ts';
import type { ToldRows } from './told-rows.ts';

/** How what accounts show differs from what they showed in the last run. */
export interface Differences {
  /** First and last + 1 among `rows` of what differs with an account of today: all that it shows where it is new; signals ascending. */
  of(account: number): readonly [number, number];
  readonly rows: Pick<ToldRows, 'signal' | 'windowsThen' | 'windowsNow'>;
  /** Signals that an account of the last run showed that is gone. */
  shownThen(account: number): Uint32Array;
}

export const differences = (
  old: Pick<ObservationIndex, 'accountStart'>,
  { column }: Pick<MergedAccounts, 'column'>,
  rows: ToldRows,
  { gone, goneSignal }: Pick<MovedRows, 'gone' | 'goneSignal'>,
): Differences => ({
  of: (account) => {
    const given = column[account]!;
    return given === NONE ? [0, 0] : [rows.start[given]!, rows.start[given + 1]!];
  },
  rows,
  shownThen(account) {
    // All rows of such an account are gone, so they stand together.
    const [from, to] = [old.accountStart[account]!, old.accountStart[account + 1]!];
    const first = firstPlace(0, gone.length, (place) => gone[place]! >= from);
    return goneSignal.subarray(first, first + to - from);
  },
});
