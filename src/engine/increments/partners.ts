import { degreeOf, type ObservationIndex } from '../input/observation-index.ts';
import { WITH_SYNCHRONY } from '../links/potentials.ts';
import { firstPlace } from '../support/first-place.ts';
import type { Weights } from '../weights/weights.ts';
import type { Staleness } from './staleness.ts';

/** Signals worth less than this share of the bits asked for are passed over: they are on very many accounts. */
const SMALL = 0.125;

/** Of each account that gained by signals, the accounts that share so many bits of these that the pair is to be weighed again. */
export type Partners = ReadonlyMap<number, ReadonlySet<number>>;

/**
 * Partners of the accounts of `which` 1 that share more than `bits` of what the account gained by; accounts without any are left out. The
 * signals on most accounts are not walked through as long as all of them together would not reach `bits`: whoever shares enough shares
 * another one too (prefix filtering: Chaudhuri, Ganti and Kaushik, 2006). Of more than `most` of an account it is those that share
 * most. O(accounts on the signals that are walked through).
 */
export const partnersOf = (
  which: Uint8Array,
  by: Staleness['by'],
  index: ObservationIndex,
  weights: Weights,
  bits: number,
  most: number,
): Partners => {
  const worthOf = (s: number): number => WITH_SYNCHRONY * weights.bits[s]!;
  const sum = new Float64Array(index.accountIds.length);
  const partners = new Map<number, ReadonlySet<number>>();
  const met: number[] = [];
  for (const [a, signals] of by) {
    if (which[a] !== 1) continue;
    const telling = signals
      .filter((s) => worthOf(s) >= SMALL * bits)
      .sort((x, y) => degreeOf(index, y) - degreeOf(index, x));
    let passed = 0;
    let unsaid = 0;
    while (passed < telling.length && unsaid + worthOf(telling[passed]!) <= bits) unsaid += worthOf(telling[passed++]!);
    met.length = 0;
    for (const s of telling.slice(passed))
      for (let i = index.signalStart[s]!; i < index.signalStart[s + 1]!; i++) {
        const b = index.rowAccount[index.signalRow[i]!]!;
        if (b === a) continue;
        if (sum[b] === 0) met.push(b);
        sum[b]! += worthOf(s);
      }
    const rest = telling.slice(0, passed);
    const its: { readonly b: number; readonly shared: number }[] = [];
    for (const b of met) {
      let shared = sum[b]!;
      sum[b] = 0;
      if (shared + unsaid <= bits) continue;
      if (shared <= bits) for (const s of rest) if (shows(index, b, s)) shared += worthOf(s);
      if (shared > bits) its.push({ b, shared });
    }
    if (its.length > most) its.sort((x, y) => y.shared - x.shared || x.b - y.b);
    if (its.length > 0) partners.set(a, new Set(its.slice(0, most).map(({ b }) => b)));
  }
  return partners;
};

/** Whether an account shows a signal. O(log its rows). */
const shows = ({ accountStart, rowSignal }: ObservationIndex, account: number, signal: number): boolean => {
  const end = accountStart[account + 1]!;
  const place = firstPlace(accountStart[account]!, end, (row) => rowSignal[row]! >= signal);
  return place < end && rowSignal[place] === signal;
};
