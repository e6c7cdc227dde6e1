import { poissonSurprise } from '../behaviour/synchrony.ts';
import type { ObservationIndex } from '../input/observation-index.ts';
import type { Weights } from '../weights/weights.ts';
import { type RingSignals, stratumOf, TIERS } from './own-signals.ts';
import type { Unit } from './unit.ts';

/** Two units that share more than popularity explains. */
export interface Tie {
  readonly a: number;
  readonly b: number;
  /** Surprise in bits, after the number of looks. */
  readonly bits: number;
  readonly signals: readonly number[];
}

/** Fewest signals that two units must share: one alone may be a copy of something that was public elsewhere. */
const LEAST_SHARED = 2;
/** Units on one signal that are all paired with each other; where there are more, each is paired with so many that follow. */
const PAIRED = 200;

/**
 * Ties between units, each against this null model: a unit keeps the number of its common signals in every stratum (type and popularity
 * with strangers, to a factor of two) and every signal its popularity; which ones it has is drawn. Then units a and b are expected to share
 * Σ over strata of count_a × strangers_b / strangers of the stratum (the larger of both directions is taken). Signals are looked at from
 * the least popular on, tier by tier, each time all so far; the most surprising look counts, and pays log2 of the number of looks. So
 * public prompts and addresses that rings of all sorts like to use are expected and hide nothing. Signals of the weak families alone tie
 * nobody. O(units × signals of each × units on a signal, at most 200).
 */
export const tiesOf = (
  units: readonly Unit[],
  index: ObservationIndex,
  weights: Weights,
  ringSignals: RingSignals,
): readonly Tie[] => {
  const { strangers, total } = ringSignals;
  // By signal, the units on it that were looked at before. From the last one down: each is paired with those that follow it.
  const unitsOn = new Map<number, number[]>();
  const shared: number[][] = units.map(() => []);
  const ties: Tie[] = [];
  for (let a = units.length - 1; a >= 0; a--) {
    const touched: number[] = [];
    for (const s of units[a]!.signals) {
      const list = unitsOn.get(s) ?? [];
      for (const b of list.slice(-PAIRED)) {
        if (shared[b]!.length === 0) touched.push(b);
        shared[b]!.push(s);
      }
      list.push(a);
      unitsOn.set(s, list);
    }
    for (const b of touched) {
      const tie = tieOf(units[a]!, units[b]!, shared[b]!);
      if (tie !== null) ties.push({ a, b, ...tie });
      shared[b] = [];
    }
  }
  return ties;

  function tieOf(x: Unit, y: Unit, both: readonly number[]): Pick<Tie, 'bits' | 'signals'> | null {
    if (both.length < LEAST_SHARED) return null;
    const observed = new Float64Array(TIERS);
    const tier = (s: number): number => stratumOf(0, strangers[s]!);
    for (const s of both) observed[tier(s)]!++;
    const xShowsY = expectedShared(x, y);
    const yShowsX = expectedShared(y, x);
    let [count, one, other, looks, most, upTo] = [0, 0, 0, 0, 0, -1];
    for (let t = 0; t < TIERS; t++) {
      one += xShowsY[t]!;
      other += yShowsX[t]!;
      if (xShowsY[t] === 0 && yShowsX[t] === 0) continue;
      looks++;
      count += observed[t]!;
      const surprise = poissonSurprise(count, Math.max(one, other));
      if (surprise > most) [most, upTo] = [surprise, t];
    }
    const signals = both.filter((s) => tier(s) <= upTo);
    if (signals.length < LEAST_SHARED || signals.every(isWeak)) return null;
    return { bits: most - Math.log2(looks), signals };
  }

  /** By tier: signals of `to` that `from` is expected to have. */
  function expectedShared(from: Unit, to: Unit): Float64Array {
    const expected = new Float64Array(TIERS);
    for (const [stratum, its] of to.strata) {
      const count = from.strata.get(stratum)?.count ?? 0;
      expected[stratum % TIERS]! += (count * its.strangers) / total[stratum]!;
    }
    return expected;
  }

  function isWeak(signal: number): boolean {
    return weights.weakFamily[index.familyOfType[index.signalType[signal]!]!]!;
  }
};
