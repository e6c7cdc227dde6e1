import type { ObservationIndex } from '../input/observation-index.ts';
import { signalScratch } from '../support/scratch.ts';

/** By signal, in the order given: the rows of those of the accounts that show it, accounts in the order given. */
export type GroupRows = (signals: readonly number[], accounts: Uint32Array) => number[][];

/** Rows of groups by signal, one group after another on one scratch. O(rows of the accounts) each. */
export const groupRows = (index: ObservationIndex): GroupRows => {
  const placeOf = signalScratch(index); // 1 + place
  return (signals, accounts) => {
    const rowsOf = signals.map((): number[] => []);
    signals.forEach((s, place) => {
      placeOf[s] = place + 1;
    });
    for (const a of accounts)
      for (let row = index.accountStart[a]!; row < index.accountStart[a + 1]!; row++) {
        const place = placeOf[index.rowSignal[row]!]!;
        if (place > 0) rowsOf[place - 1]!.push(row);
      }
    for (const s of signals) placeOf[s] = 0;
    return rowsOf;
  };
};
