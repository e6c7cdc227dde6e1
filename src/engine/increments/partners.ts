import { degreeOf, type ObservationIndex } from '../input/observation-index.ts';
import { WITH_SYNCHRONY } from '../links/potentials.ts';
import type { Weights } from '../weights/weights.ts';
import { showsIn } from './shows.ts';
import type { Gains } from './staleness.ts';

/** Signals worth less than this share of the bits asked for are passed over: they are on very many accounts. */
const SMALL = 0.125;
/** So many times the bits must two of one dense group have gained. */
const IN_A_GROUP = 4;

interface Gain {
  readonly signal: number;
  readonly gained: number;
  readonly asked: number;
}

/** What each account gained by that is asked about, and by account the dense group that it is in (`denseGroups`). */
export interface Gained {
  readonly gains: ReadonlyMap<number, Gains>;
  readonly groupOf: Uint32Array;
}

/** Of each account that gained by signals, the accounts with which the pair is to be weighed again. */
export type Partners = ReadonlyMap<number, ReadonlySet<number>>;

/**
 * Partners that an account may have gained `bits` with, or another so many, since all of its pairs were weighed: those by whose shared signals
 * its gains come to a higher multiple of `bits` than when it was last asked; of four times the bits for two of one group (`denseGroups`). Accounts
 * without any are left out. The signals on most accounts are not walked through as long as all of them together would not reach that: whoever shares
 * enough shares another one too (prefix filtering: Chaudhuri, Ganti and Kaushik, 2006). Of more than `most` of an account it is those that share
 * most. O(accounts on the signals that are walked through).
 */
export const partnersOf = (
  { gains, groupOf }: Gained,
  index: ObservationIndex,
  weights: Weights,
  bits: number,
  most: number,
): Partners => {
  // By account: bits that it shares of these gains, and of what they were when last asked; side by side, since they stand all over memory.
  const sums = new Float64Array(2 * index.accountIds.length);
  const partners = new Map<number, ReadonlySet<number>>();
  const met: number[] = [];
  const shows = showsIn(index);
  for (const [a, its] of gains) {
    const telling = its.signals
      .map((signal, place) => ({ signal, gained: its.bits[place]!, asked: its.asked[place] ?? 0 }))
      .filter(({ signal }) => WITH_SYNCHRONY * weights.bits[signal]! >= SMALL * bits)
      .sort((x, y) => degreeOf(index, y.signal) - degreeOf(index, x.signal));
    const [far, near] = [passedOver(telling, bits), passedOver(telling, IN_A_GROUP * bits)];
    const group = groupOf[a]!;
    const isNear = (b: number): boolean => group > 0 && groupOf[b] === group;
    met.length = 0;
    for (let place = far.count; place < telling.length; place++) {
      const { signal, gained, asked } = telling[place]!;
      const isPassed = place < near.count; // nobody of its group shares enough by these alone
      for (let i = index.signalStart[signal]!; i < index.signalStart[signal + 1]!; i++) {
        const b = index.rowAccount[index.signalRow[i]!]!;
        if (b === a || (isPassed && isNear(b))) continue;
        if (sums[2 * b] === 0) met.push(b);
        sums[2 * b]! += gained;
        sums[2 * b + 1]! += asked;
      }
    }
    const enough: { readonly b: number; readonly shared: number }[] = [];
    for (const b of met) {
      let [shared, before] = [sums[2 * b]!, sums[2 * b + 1]!];
      sums[2 * b] = 0;
      sums[2 * b + 1] = 0;
      const passed = isNear(b) ? near : far;
      const { least } = passed;
      let left = passed.gained;
      for (const { signal, gained, asked } of passed.over) {
        if (shared + left < least) break;
        left -= gained;
        if (!shows(b, signal)) continue;
        shared += gained;
        before += asked;
      }
      if (multiple(shared, least) > multiple(before, least)) enough.push({ b, shared });
    }
    if (enough.length > most) enough.sort((x, y) => y.shared - x.shared || x.b - y.b);
    if (enough.length > 0) partners.set(a, new Set(enough.slice(0, most).map(({ b }) => b)));
  }
  return partners;
};

/** How many times a sum holds what is asked for; where nothing is, whatever more there is counts. */
const multiple = (sum: number, least: number): number => (least === 0 ? sum : Math.floor(sum / least));

/** Those of the signals, from the first one on, that come to less than is asked for: how many, to what, and what most is gained by first. */
const passedOver = (telling: readonly Gain[], least: number) => {
  let [count, gained] = [0, 0];
  while (count < telling.length && gained + telling[count]!.gained < least) gained += telling[count++]!.gained;
  return { least, count, gained, over: telling.slice(0, count).sort((x, y) => y.gained - x.gained) };
};
