import type { ObservationIndex } from '../input/observation-index.ts';
import type { Activity } from './activity.ts';
import { PHASES, poissonSurprise, windowShares } from './synchrony.ts';

/**
 * Surprise, in bits, at the windows in which two accounts were both active after the later one's first, given how often each comes
 * at each time of day from then on and how popular the windows are: that both are there when one of them begins is no surprise to
 * those who ask about accounts that began together. O(windows of both).
 */
export const scheduleLikeness = (
  index: ObservationIndex,
  { start, windows }: Activity,
): ((x: number, y: number) => number) => {
  const shares = windowShares(index);
  const phase = Uint8Array.from(index.windowValues, (value) => value % PHASES);
  // Popularity left from window w on, by time of day.
  const left = new Float64Array((shares.length + 1) * PHASES);
  for (let w = shares.length - 1; w >= 0; w--)
    for (let p = 0; p < PHASES; p++)
      left[w * PHASES + p] = left[(w + 1) * PHASES + p]! + (phase[w] === p ? shares[w]! : 0);
  const often = new Float64Array(PHASES);
  const expected = (of: number, ofFrom: number, other: number, otherFrom: number, after: number): number => {
    often.fill(0);
    for (let i = otherFrom; i < start[other + 1]!; i++) often[phase[windows[i]!]!]!++;
    for (let p = 0; p < PHASES; p++) if (often[p]! > 0) often[p]! /= left[after * PHASES + p]!;
    let sum = 0;
    for (let i = ofFrom; i < start[of + 1]!; i++) {
      const w = windows[i]!;
      sum += Math.min(1, often[phase[w]!]! * shares[w]!);
    }
    return sum;
  };
  return (x, y) => {
    if (start[x] === start[x + 1] || start[y] === start[y + 1]) return 0;
    const after = Math.max(windows[start[x]!]!, windows[start[y]!]!) + 1;
    let [i, j] = [start[x]!, start[y]!];
    while (i < start[x + 1]! && windows[i]! < after) i++;
    while (j < start[y + 1]! && windows[j]! < after) j++;
    const [iFrom, jFrom] = [i, j];
    let shared = 0;
    while (i < start[x + 1]! && j < start[y + 1]!) {
      const [u, v] = [windows[i]!, windows[j]!];
      if (u === v) shared++;
      if (u <= v) i++;
      if (v <= u) j++;
    }
    if (shared === 0) return 0;
    return poissonSurprise(shared, Math.max(expected(x, iFrom, y, jFrom, after), expected(y, jFrom, x, iFrom, after)));
  };
};
