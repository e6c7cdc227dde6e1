import { degreeOf, type ObservationIndex } from '../input/observation-index.ts';
import { WITH_SYNCHRONY } from '../links/potentials.ts';
import { firstPlace } from '../support/first-place.ts';
import type { Weights } from '../weights/weights.ts';
import type { Gains } from './staleness.ts';

/** Signals worth less than this share of the bits asked for are passed over: they are on very many accounts. */
const SMALL = 0.125;

/** Of each account that gained by signals, the accounts with which the pair is to be weighed again. */
export type Partners = ReadonlyMap<number, ReadonlySet<number>>;

/**
 * Partners that an account may have gained `bits` with, or another so many, since all of its pairs were weighed: those by whose shared signals
 * its gains come to a higher multiple of `bits` than when it was last asked; accounts without any are left out. The
 * signals on most accounts are not walked through as long as all of them together would not reach `bits`: whoever shares enough shares
 * another one too (prefix filtering: Chaudhuri, Ganti and Kaushik, 2006). Of more than `most` of an account it is those that share
 * most. O(accounts on the signals that are walked through).
 */
export const partnersOf = (
  gains: ReadonlyMap<number, Gains>,
  index: ObservationIndex,
  weights: Weights,
  bits: number,
  most: number,
): Partners => {
  // By account: bits that it shares of these gains, and of what they were when last asked; side by side, since they stand all over memory.
  const sums = new Float64Array(2 * index.accountIds.length);
  const partners = new Map<number, ReadonlySet<number>>();
  const met: number[] = [];
  for (const [a, its] of gains) {
    const telling = its.signals
      .map((signal, place) => ({ signal, gained: its.bits[place]!, asked: its.asked[place] ?? 0 }))
      .filter(({ signal }) => WITH_SYNCHRONY * weights.bits[signal]! >= SMALL * bits)
      .sort((x, y) => degreeOf(index, y.signal) - degreeOf(index, x.signal));
    let passed = 0;
    let unsaid = 0;
    while (passed < telling.length && unsaid + telling[passed]!.gained < bits) unsaid += telling[passed++]!.gained;
    met.length = 0;
    for (const { signal, gained, asked } of telling.slice(passed))
      for (let i = index.signalStart[signal]!; i < index.signalStart[signal + 1]!; i++) {
        const b = index.rowAccount[index.signalRow[i]!]!;
        if (b === a) continue;
        if (sums[2 * b] === 0) met.push(b);
        sums[2 * b]! += gained;
        sums[2 * b + 1]! += asked;
      }
    const rest = telling.slice(0, passed);
    const enough: { readonly b: number; readonly shared: number }[] = [];
    for (const b of met) {
      let [shared, before] = [sums[2 * b]!, sums[2 * b + 1]!];
      sums.fill(0, 2 * b, 2 * b + 2);
      if (shared + unsaid < bits) continue;
      for (const { signal, gained, asked } of rest)
        if (shows(index, b, signal)) {
          shared += gained;
          before += asked;
        }
      if (Math.floor(shared / bits) > Math.floor(before / bits)) enough.push({ b, shared });
    }
    if (enough.length > most) enough.sort((x, y) => y.shared - x.shared || x.b - y.b);
    if (enough.length > 0) partners.set(a, new Set(enough.slice(0, most).map(({ b }) => b)));
  }
  return partners;
};

/** Whether an account shows a signal. O(log its rows). */
const shows = ({ accountStart, rowSignal }: ObservationIndex, account: number, signal: number): boolean => {
  const end = accountStart[account + 1]!;
  const place = firstPlace(accountStart[account]!, end, (row) => rowSignal[row]! >= signal);
  return place < end && rowSignal[place] === signal;
};
