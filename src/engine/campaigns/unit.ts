import type { ObservationIndex } from '../input/observation-index.ts';
import { type RingSignals, stratumOf } from './own-signals.ts';

/** Rings that are held to be of one campaign so far; at first each ring by itself. */
export interface Unit {
  /** Indices of rings, ascending. */
  readonly rings: readonly number[];
  /** Signals that are common in any of them, ascending. */
  readonly signals: Uint32Array;
  /** By stratum that it has signals of: how many, and the strangers on them. */
  readonly strata: ReadonlyMap<number, { count: number; strangers: number }>;
  /** Surprise in bits of the weakest tie that holds it; Infinity for a single ring. */
  readonly bits: number;
  /** Signals by which its rings were joined. */
  readonly ties: ReadonlySet<number>;
}

export const unitOf = (
  parts: readonly Pick<Unit, 'rings' | 'signals'>[],
  bits: number,
  ties: ReadonlySet<number>,
  index: ObservationIndex,
  { strangers }: RingSignals,
): Unit => {
  const signals = Uint32Array.from(new Set(parts.flatMap((part) => [...part.signals]))).sort();
  const strata = new Map<number, { count: number; strangers: number }>();
  for (const s of signals) {
    const stratum = stratumOf(index.signalType[s]!, strangers[s]!);
    const at = strata.get(stratum) ?? { count: 0, strangers: 0 };
    at.count++;
    at.strangers += strangers[s]!;
    strata.set(stratum, at);
  }
  return { rings: parts.flatMap((part) => part.rings).sort((x, y) => x - y), signals, strata, bits, ties };
};
