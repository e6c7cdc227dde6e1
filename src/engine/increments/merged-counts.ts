import type { ObservationIndex } from '../input/observation-index.ts';
import { NONE } from '../support/none.ts';
import type { MergedAccounts } from './merged-order.ts';
import type { MergedWindows } from './merged-windows.ts';
import { type PastRows, pastRowsOf } from './past-rows.ts';

/**
 * By window: rows that were seen in it; as they were, less those of who went or did anything, and with these anew. O(windows of their rows).
 */
export const mergedWindowRows = (
  old: Pick<ObservationIndex, 'accountStart' | 'windowStart' | 'windows' | 'windowRows'>,
  { placeOf }: PastRows,
  { values, moved, given }: MergedWindows,
): Uint32Array => {
  const rows = new Uint32Array(values.length);
  const numberOf = (then: number): number => (moved === null ? then : moved[then]!);
  for (let w = 0; w < old.windowRows.length; w++) rows[numberOf(w)] = old.windowRows[w]!;
  for (let a = 0; a < placeOf.length; a++) {
    if (placeOf[a] === 0) continue;
    const [from, to] = [old.accountStart[a]!, old.accountStart[a + 1]!];
    for (let i = old.windowStart[from]!; i < old.windowStart[to]!; i++) rows[numberOf(old.windows[i]!)]!--;
  }
  for (let w = 0; w < given.length; w++) rows[given[w]!]!++;
  return rows;
};

/**
 * By type: accounts that show it, and rows of it; as they were, less those who went or show anything else (`reshaped`), and with these anew.
 * O(their rows).
 */
export const mergedTypeSizes = (
  old: Pick<ObservationIndex, 'typeAccounts' | 'typeRows'>,
  past: PastRows,
  { accountStart, rowSignal, signalType }: Pick<ObservationIndex, 'accountStart' | 'rowSignal' | 'signalType'>,
  { before, now }: Pick<MergedAccounts, 'before' | 'now'>,
  reshaped: Uint32Array,
): Pick<ObservationIndex, 'typeAccounts' | 'typeRows'> => {
  const [typeAccounts, typeRows] = [old.typeAccounts.slice(), old.typeRows.slice()];
  const seenBy = new Int32Array(typeRows.length);
  let turn = 0;
  const count = (signals: Uint32Array, from: number, to: number, by: 1 | -1): void => {
    turn++;
    for (let row = from; row < to; row++) {
      const type = signalType[signals[row]!]!;
      typeRows[type]! += by;
      if (seenBy[type] === turn) continue;
      seenBy[type] = turn;
      typeAccounts[type]! += by;
    }
  };
  for (const v of reshaped) {
    count(past.signal, ...pastRowsOf(past, before[v]!), -1);
    count(rowSignal, accountStart[v]!, accountStart[v + 1]!, 1);
  }
  for (let a = 0; a < now.length; a++) if (now[a] === NONE) count(past.signal, ...pastRowsOf(past, a), -1);
  return { typeAccounts, typeRows };
};
