import { poissonSurprise } from '../behaviour/synchrony.ts';
import type { ObservationIndex } from '../input/observation-index.ts';

/** Rings that are held to be of one campaign so far; at first each ring by itself. */
export interface Unit {
  /** Indices of rings, ascending. */
  readonly rings: readonly number[];
  /** The rings' own signals, ascending. */
  readonly signals: Uint32Array;
  /** Surprise in bits of the weakest tie that holds it; Infinity for a single ring. */
  readonly bits: number;
  /** Signals by which its rings were joined. */
  readonly ties: ReadonlySet<number>;
}

/** Two units that share more than chance explains. */
export interface Tie {
  readonly a: number;
  readonly b: number;
  /** Surprise in bits at so many shared signals. */
  readonly bits: number;
  readonly signals: readonly number[];
}

/** Fewest signals that two units must share: one alone may be a leak. */
const LEAST_SHARED = 2;
/** Units on one signal that are all paired with each other; where there are more, each is paired with so many that follow. */
const PAIRED = 200;

/**
 * Ties between units, each against this null model: a unit keeps the number of its own signals of every type; which ones it has is
 * drawn from all signals of that type that one party alone shows. Then two units are expected to share Σ count_a × count_b / signals to
 * draw from, over the types, and the number they share is Poisson. Public things, of which a run's rings may like the same, are
 * not own signals and count nowhere. O(signals of each unit × units on a signal, at most 200).
 */
export const tiesOf = (
  units: readonly Pick<Unit, 'signals'>[],
  index: ObservationIndex,
  drawnFrom: Float64Array,
): readonly Tie[] => {
  const countOf = units.map(({ signals }) => {
    const counts = new Float64Array(index.types.length);
    for (const s of signals) counts[index.signalType[s]!]!++;
    return counts;
  });
  const expected = (a: number, b: number): number =>
    drawnFrom.reduce((sum, all, type) => sum + (countOf[a]![type]! * countOf[b]![type]!) / Math.max(1, all), 0);

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
      const signals = shared[b]!;
      shared[b] = [];
      if (signals.length < LEAST_SHARED) continue;
      ties.push({ a, b, bits: poissonSurprise(signals.length, expected(a, b)), signals });
    }
  }
  return ties;
};
