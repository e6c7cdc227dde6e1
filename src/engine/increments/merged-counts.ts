import type { ObservationIndex } from '../input/observation-index.ts';
import { NONE } from '../support/none.ts';
import type { MergedAccounts } from './merged-order.ts';

/**
 * By window, in its number now (`moved`, by number then; null where none is another one): rows that were seen in it; as they were, less
 * those of who went or did anything, and with these anew. O(windows of their rows).
 */
export const mergedWindowRows = (
  old: ObservationIndex,
  index: Pick<ObservationIndex, 'accountStart' | 'windowStart' | 'windows' | 'windowValues'>,
  { before, column, now }: Pick<MergedAccounts, 'before' | 'column' | 'now'>,
  moved: Uint32Array | null,
): Uint32Array => {
  const rows = new Uint32Array(index.windowValues.length);
  const numberOf = (then: number): number => (moved === null ? then : moved[then]!);
  for (let w = 0; w < old.windowRows.length; w++) rows[numberOf(w)] = old.windowRows[w]!;
  const leave = (account: number): void => {
    const [from, to] = [old.accountStart[account]!, old.accountStart[account + 1]!];
    for (let i = old.windowStart[from]!; i < old.windowStart[to]!; i++) rows[numberOf(old.windows[i]!)]!--;
  };
  for (let v = 0; v < column.length; v++) {
    if (column[v] === NONE) continue;
    if (before[v] !== NONE) leave(before[v]!);
    const [from, to] = [index.accountStart[v]!, index.accountStart[v + 1]!];
    for (let i = index.windowStart[from]!; i < index.windowStart[to]!; i++) rows[index.windows[i]!]!++;
  }
  for (let a = 0; a < now.length; a++) if (now[a] === NONE) leave(a);
  return rows;
};

type Rows = Pick<ObservationIndex, 'accountStart' | 'rowSignal' | 'signalType'>;

/**
 * By type: accounts that show it, and rows of it; as they were, less those who went or show anything else (`reshaped`), and with these anew.
 * O(their rows).
 */
export const mergedTypeSizes = (
  old: ObservationIndex,
  index: Rows,
  { before, now }: Pick<MergedAccounts, 'before' | 'now'>,
  reshaped: Uint32Array,
): Pick<ObservationIndex, 'typeAccounts' | 'typeRows'> => {
  const [typeAccounts, typeRows] = [old.typeAccounts.slice(), old.typeRows.slice()];
  const seen = new Uint8Array(typeRows.length);
  const count = ({ accountStart, rowSignal, signalType }: Rows, account: number, by: 1 | -1): void => {
    seen.fill(0);
    for (let row = accountStart[account]!; row < accountStart[account + 1]!; row++) {
      const type = signalType[rowSignal[row]!]!;
      typeRows[type]! += by;
      if (seen[type] === 0) typeAccounts[type]! += by;
      seen[type] = 1;
    }
  };
  for (const v of reshaped) {
    if (before[v] !== NONE) count(old, before[v]!, -1);
    count(index, v, 1);
  }
  for (let a = 0; a < now.length; a++) if (now[a] === NONE) count(old, a, -1);
  return { typeAccounts, typeRows };
};
