import type { ObservationIndex } from '../input/observation-index.ts';
import type { Weights } from './weights.ts';

/** Contributions of one family that count; the strongest. */
const KEPT = 64;
/** A signal of fewer bits is no second proof. */
const PROOF_BITS = 1;

/**
 * Adds up bits so that signals of one family are not taken for independent proofs: in order of strength the j-th of a
 * family counts 1/j² for identifiers (one household gives many), 1/√j for behaviour (things done apart are partly
 * independent; the sum then grows like that of correlated measurements).
 */
export interface FamilySum {
  add(family: number, bits: number): void;
  total(): number;
  /** Independent proofs of at least one bit: two at most a family, one for a weak family. */
  proofs(): number;
  /** Proofs outside the weak families. */
  firmProofs(): number;
  clear(): void;
}

export const familySum = (
  index: Pick<ObservationIndex, 'families'>,
  weights: Pick<Weights, 'weakFamily' | 'behaviourFamily'>,
): FamilySum => {
  const families = index.families.length;
  const kept = new Float64Array(families * KEPT);
  const length = new Uint32Array(families);
  const countOf = (family: number): number => {
    const at = family * KEPT;
    const most = weights.weakFamily[family] ? 1 : 2;
    let count = 0;
    while (count < most && count < length[family]! && kept[at + count]! >= PROOF_BITS) count++;
    return count;
  };
  return {
    add(family, bits) {
      if (bits <= 0) return;
      const at = family * KEPT;
      let place = length[family]!;
      if (place === KEPT) {
        if (kept[at + KEPT - 1]! >= bits) return;
        place = KEPT - 1;
      } else length[family]!++;
      while (place > 0 && kept[at + place - 1]! < bits) {
        kept[at + place] = kept[at + place - 1]!;
        place--;
      }
      kept[at + place] = bits;
    },
    total() {
      let sum = 0;
      for (let f = 0; f < families; f++) {
        const behaviour = weights.behaviourFamily[f]!;
        for (let j = 0; j < length[f]!; j++)
          sum += kept[f * KEPT + j]! / (behaviour ? Math.sqrt(j + 1) : (j + 1) * (j + 1));
      }
      return sum;
    },
    proofs() {
      let sum = 0;
      for (let f = 0; f < families; f++) sum += countOf(f);
      return sum;
    },
    firmProofs() {
      let sum = 0;
      for (let f = 0; f < families; f++) if (!weights.weakFamily[f]) sum += countOf(f);
      return sum;
    },
    clear() {
      length.fill(0);
    },
  };
};
