import type { ObservationIndex } from '../input/observation-index.ts';

/** Eight-hour windows in a day: people come back at the same time of day, so chance is reckoned within it. */
export const PHASES = 3;

/**
 * How popular each window is among the windows of its time of day: rows seen in it / rows seen in any window of that time
 * of day. A press event makes its windows popular, so sharing them says little.
 */
export const windowShares = ({ windowValues, windowRows }: ObservationIndex): Float64Array => {
  const phaseTotal = new Float64Array(PHASES);
  for (let w = 0; w < windowRows.length; w++) phaseTotal[windowValues[w]! % PHASES]! += windowRows[w]!;
  return Float64Array.from(windowRows, (rows, w) => rows / phaseTotal[windowValues[w]! % PHASES]!);
};

/** ln(n!), by Stirling's series beyond 20; error below 1e-9. */
const logFactorial = (n: number): number => {
  if (n > 20) return n * Math.log(n) - n + Math.log(2 * Math.PI * n) / 2 + 1 / (12 * n) - 1 / (360 * n ** 3);
  let product = 1;
  for (let i = 2; i <= n; i++) product *= i;
  return Math.log(product);
};

/** −log2 of an upper bound of P(X ≥ count) for X Poisson with that mean; 0 when count is no more than the mean. */
export const poissonSurprise = (count: number, mean: number): number => {
  if (count <= mean || count === 0) return 0;
  const logTail = -mean + count * Math.log(mean) - logFactorial(count) + Math.log((count + 1) / (count + 1 - mean));
  return Math.max(0, -logTail / Math.LN2);
};

/** What two rows' windows have in common. */
interface SharedWindows {
  /** Surprise in bits at so many shared windows, given how often each row comes at each time of day. */
  surprise: number;
  /** First and last shared 8-hour epoch window; -1 when none is shared. */
  from: number;
  to: number;
}

/** Windows of rows as in the index, and how popular each window is (`windowShares`). */
export type TimedRows = Pick<ObservationIndex, 'windowStart' | 'windows' | 'windowValues'> & {
  readonly windowShares: Float64Array;
};

/** The object returned is the same one each time. */
export type Synchrony = (rowA: number, rowB: number) => Readonly<SharedWindows>;

/**
 * Expected shared windows: for each window of one row, the chance that the other row, with as many windows at that time
 * of day as it has, falls on it by popularity. A job that runs every night shares every night with every other such job:
 * expected, no surprise. The larger of the two directions is taken. O(windows of both rows).
 */
export const synchronyOf = ({ windowStart, windows, windowValues, windowShares: shares }: TimedRows): Synchrony => {
  const phase = Uint8Array.from(windowValues, (window) => window % PHASES);
  const often = new Float64Array(PHASES);
  const expected = (of: number, other: number): number => {
    often.fill(0);
    for (let w = windowStart[other]!; w < windowStart[other + 1]!; w++) often[phase[windows[w]!]!]!++;
    let sum = 0;
    for (let w = windowStart[of]!; w < windowStart[of + 1]!; w++) {
      const window = windows[w]!;
      sum += Math.min(1, often[phase[window]!]! * shares[window]!);
    }
    return sum;
  };
  const result: SharedWindows = { surprise: 0, from: -1, to: -1 };
  return (rowA, rowB) => {
    let i = windowStart[rowA]!;
    let j = windowStart[rowB]!;
    const iEnd = windowStart[rowA + 1]!;
    const jEnd = windowStart[rowB + 1]!;
    let shared = 0;
    result.surprise = 0;
    result.from = -1;
    while (i < iEnd && j < jEnd) {
      const x = windows[i]!;
      const y = windows[j]!;
      if (x === y) {
        result.to = windowValues[x]!;
        if (shared++ === 0) result.from = result.to;
      }
      if (x <= y) i++;
      if (y <= x) j++;
    }
    if (shared > 0) result.surprise = poissonSurprise(shared, Math.max(expected(rowA, rowB), expected(rowB, rowA)));
    return result;
  };
};
