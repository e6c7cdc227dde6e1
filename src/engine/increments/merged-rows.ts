import type { ObservationIndex } from '../input/observation-index.ts';
import { ownArrays } from '../support/arrays.ts';
import { sortedBy } from '../support/counting-order.ts';
import { type MergedAccounts, NONE } from './merged-order.ts';

/**
 * Rows of each signal, ascending: those of the last run that stay, in their numbers now (`rowNow`, by row then, `NONE` where it is
 * gone), and the new ones between them. Accounts that stay keep their order, and so do their rows: nothing but the new ones is sorted,
 * which takes a third of the time of sorting all. O(signals + rows).
 */
export const mergedSignalRows = (
  old: ObservationIndex,
  rowNow: Uint32Array,
  newRows: Uint32Array,
  rowSignal: Uint32Array,
  signals: number,
): Pick<ObservationIndex, 'signalStart' | 'signalRow'> => {
  const { order, start } = sortedBy(
    newRows.map((row) => rowSignal[row]!),
    signals,
  );
  const signalStart = new Uint32Array(signals + 1);
  const signalRow = new Uint32Array(rowSignal.length);
  // In a pass of its own, since these rows stand all over memory: looked up one at a time between the new ones they took twice as long.
  const staying = new Uint32Array(old.signalRow.length);
  for (let i = 0; i < staying.length; i++) staying[i] = rowNow[old.signalRow[i]!]!;
  let [at, o] = [0, 0];
  for (let s = 0; s < signals; s++) {
    const oldEnd = s + 1 < old.signalStart.length ? old.signalStart[s + 1]! : o;
    let [next, newEnd] = [start[s]!, start[s + 1]!];
    for (; o < oldEnd; o++) {
      const row = staying[o]!;
      if (row === NONE) continue;
      while (next < newEnd && newRows[order[next]!]! < row) signalRow[at++] = newRows[order[next++]!]!;
      signalRow[at++] = row;
    }
    while (next < newEnd) signalRow[at++] = newRows[order[next++]!]!;
    signalStart[s + 1] = at;
  }
  ownArrays.release(staying);
  return { signalStart, signalRow };
};

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

/** By type: accounts that show it, and rows of it; as they were, less those who went or did anything, and with these anew. O(their rows). */
export const mergedTypeSizes = (
  old: ObservationIndex,
  index: Rows,
  { before, column, now }: Pick<MergedAccounts, 'before' | 'column' | 'now'>,
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
  for (let v = 0; v < column.length; v++) {
    if (column[v] === NONE) continue;
    if (before[v] !== NONE) count(old, before[v]!, -1);
    count(index, v, 1);
  }
  for (let a = 0; a < now.length; a++) if (now[a] === NONE) count(old, a, -1);
  return { typeAccounts, typeRows };
};
