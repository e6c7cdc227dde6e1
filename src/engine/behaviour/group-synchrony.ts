import type { ObservationIndex } from '../input/observation-index.ts';
import { PHASES, windowShares } from './synchrony.ts';

export interface GroupSynchrony {
  /** log2 of pairs of accounts together over pairs expected; never below 0. */
  readonly surplus: number;
  /** Share of all of it in the two windows in a row that hold most. */
  readonly occasion: number;
}

/**
 * Over rows of behaviour by signal (`groupRows`): pairs of accounts in one window of one signal, against the pairs expected if every
 * account kept its number of windows at each time of day and fell on them by popularity. log2 with one pair added to
 * both.
 */
export const groupSynchrony = (
  index: ObservationIndex,
): ((rowsOf: readonly (readonly number[])[]) => GroupSynchrony) => {
  const shares = windowShares(index);
  const coincidence = new Float64Array(PHASES);
  shares.forEach((share, w) => {
    coincidence[index.windowValues[w]! % PHASES]! += share * share;
  });
  const inWindow = new Uint32Array(shares.length);
  const occupied = new Uint32Array(shares.length);
  const phase = Uint8Array.from(index.windowValues, (value) => value % PHASES);
  const [often, sums, squares] = [new Float64Array(PHASES), new Float64Array(PHASES), new Float64Array(PHASES)];
  return (rowsOf) => {
    let [observed, expected] = [0, 0];
    const touched = new Set<number>();
    for (const rows of rowsOf) {
      sums.fill(0);
      squares.fill(0);
      for (const row of rows) {
        often.fill(0);
        for (let i = index.windowStart[row]!; i < index.windowStart[row + 1]!; i++) {
          const w = index.windows[i]!;
          observed += inWindow[w]!++;
          if (occupied[w]!++ === 0) touched.add(w);
          often[phase[w]!]!++;
        }
        for (let p = 0; p < PHASES; p++) {
          sums[p]! += often[p]!;
          squares[p]! += often[p]! * often[p]!;
        }
      }
      for (let p = 0; p < PHASES; p++) expected += (coincidence[p]! * (sums[p]! * sums[p]! - squares[p]!)) / 2;
      for (const row of rows)
        for (let w = index.windowStart[row]!; w < index.windowStart[row + 1]!; w++) inWindow[index.windows[w]!] = 0;
    }
    let [all, most] = [0, 0];
    for (const w of touched) {
      const next =
        w + 1 < shares.length && index.windowValues[w + 1] === index.windowValues[w]! + 1 ? occupied[w + 1]! : 0;
      all += occupied[w]!;
      most = Math.max(most, occupied[w]! + next);
    }
    for (const w of touched) occupied[w] = 0;
    const surplus = Math.max(0, Math.log2((observed + 1) / (expected + 1)));
    return { surplus, occasion: all === 0 ? 0 : most / all };
  };
};
