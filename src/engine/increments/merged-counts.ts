import type { ObservationIndex } from '../input/observation-index.ts';
import { bitsIn, wordsFor } from '../support/bit-set.ts';
import { NONE } from '../support/none.ts';
import { lengthened } from '../support/stretches.ts';
import type { Differences } from './differences.ts';
import type { MergedAccounts } from './merged-order.ts';
import type { Degrees } from './merged-signal-rows.ts';
import type { MergedWindows } from './merged-windows.ts';
import type { MovedRows } from './moved-rows.ts';
import type { ToldRows } from './told-rows.ts';

/**
 * By window: rows that were seen in it; as they were, less those that are gone or other ones, and with those told of. O(windows of these).
 */
export const mergedWindowRows = (
  old: Pick<ObservationIndex, 'windowStart' | 'windows' | 'windowRows'>,
  { gone }: Pick<MovedRows, 'gone'>,
  { from, place, windowsThen }: ToldRows,
  { values, moved, given }: MergedWindows,
): Uint32Array => {
  const rows = new Uint32Array(values.length);
  const numberOf = (then: number): number => (moved === null ? then : moved[then]!);
  for (let w = 0; w < old.windowRows.length; w++) rows[numberOf(w)] = old.windowRows[w]!;
  const leave = (row: number): void => {
    for (let i = old.windowStart[row]!; i < old.windowStart[row + 1]!; i++) rows[numberOf(old.windows[i]!)]!--;
  };
  for (const row of gone) leave(row);
  for (let i = 0; i < from.length; i++) if (from[i] !== NONE && windowsThen[i]! > 0) leave(place[i]!);
  for (let w = 0; w < given.length; w++) rows[given[w]!]!++;
  return rows;
};

/**
 * By type: accounts that show it, and rows of it; as they were, less those who went or show anything else (`reshaped`), and with these anew.
 * O(their rows).
 */
export const mergedTypeSizes = (
  old: Pick<ObservationIndex, 'typeAccounts' | 'typeRows'>,
  { of, rows, shownThen }: Differences,
  { accountStart, rowSignal, signalType }: Pick<ObservationIndex, 'accountStart' | 'rowSignal' | 'signalType'>,
  { now }: Pick<MergedAccounts, 'now'>,
  { goneSignal, cameSignal, reshaped }: Pick<MovedRows, 'goneSignal' | 'cameSignal' | 'reshaped'>,
): Pick<ObservationIndex, 'typeAccounts' | 'typeRows'> => {
  const [typeAccounts, typeRows] = [old.typeAccounts.slice(), old.typeRows.slice()];
  for (const signal of goneSignal) typeRows[signalType[signal]!]!--;
  for (const signal of cameSignal) typeRows[signalType[signal]!]!++;
  const shown = new Uint32Array(typeRows.length);
  const count = (by: 1 | -1): void => {
    for (let type = 0; type < shown.length; type++) if (shown[type]! > 0) typeAccounts[type]! += by;
  };
  for (const v of reshaped) {
    shown.fill(0);
    for (let row = accountStart[v]!; row < accountStart[v + 1]!; row++) shown[signalType[rowSignal[row]!]!]!++;
    count(1);
    const [from, to] = of(v);
    for (let i = from; i < to; i++) {
      const type = signalType[rows.signal[i]!]!;
      if (rows.windowsThen[i] === 0) shown[type]!--;
      if (rows.windowsNow[i] === 0) shown[type]!++;
    }
    count(-1);
  }
  for (let a = 0; a < now.length; a++) {
    if (now[a] !== NONE) continue;
    shown.fill(0);
    for (const signal of shownThen(a)) shown[signalType[signal]!]!++;
    count(-1);
  }
  return { typeAccounts, typeRows };
};

/** Which signals two accounts show, or did once, and by type how many one alone shows. O(words + signals of which others show them). */
export const mergedSeveral = (
  old: Pick<ObservationIndex, 'several' | 'typeAlone'>,
  { signal, was, is }: Degrees,
  signalType: Uint8Array,
): Pick<ObservationIndex, 'several' | 'typeAlone'> => {
  const several = lengthened(old.several, wordsFor(signalType.length));
  const typeAlone = old.typeAlone.slice();
  const set = bitsIn(several);
  for (let i = 0; i < signal.length; i++) {
    if (is[i]! > 1) set.add(signal[i]!);
    typeAlone[signalType[signal[i]!]!]! += Number(is[i] === 1) - Number(was[i] === 1);
  }
  return { several, typeAlone };
};
