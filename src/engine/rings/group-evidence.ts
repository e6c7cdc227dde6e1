import { poissonSurprise } from '../behaviour/synchrony.ts';
import { degreeOf, type ObservationIndex } from '../input/observation-index.ts';
import { bitSet, bitsIn } from '../support/bit-set.ts';
import { signalScratch } from '../support/scratch.ts';
import { familySum } from '../weights/family-sum.ts';
import type { Weights } from '../weights/weights.ts';

/** A signal that ties a group: shown by several of its accounts, and by far more of them than chance would have it. */
export interface GroupSignal {
  readonly signal: number;
  /** Accounts of the group that show it. */
  readonly members: number;
}

export interface GroupEvidence {
  /** In order of bits × further members, the strongest first. */
  readonly signals: readonly GroupSignal[];
  /** Bits that tie each account to the others, family by family; in the order of the group. */
  readonly bits: Float64Array;
}

/** A signal is common to a group of so many accounts when at least so many of them show it. */
export const commonFrom = (size: number): number => Math.max(2, 0.05 * size);

/** A signal of fewer bits is no evidence. */
const MIN_BITS = 1;
/**
 * Least surprise, in bits, of so many accounts of the group on one signal if its accounts were anybody: 5 bits is one in
 * 32. It keeps popular signals that a large group shares by chance out of its evidence.
 */
const MIN_SURPRISE = 5;

/** Bits that tie accounts to a group, family by family, by signals of its evidence. O(rows of the accounts). */
export type TyingBits = (accounts: Uint32Array, signals: readonly GroupSignal[]) => Float64Array;

export const tyingBits = (index: ObservationIndex, weights: Weights): TyingBits => {
  const evidence = bitSet(index.signalKeys.length);
  const sum = familySum(index, weights);
  return (accounts, signals) => {
    for (const { signal } of signals) evidence.add(signal);
    const bits = new Float64Array(accounts.length);
    accounts.forEach((a, i) => {
      sum.clear();
      for (let row = index.accountStart[a]!; row < index.accountStart[a + 1]!; row++) {
        const s = index.rowSignal[row]!;
        if (evidence.has(s)) sum.add(index.familyOfType[index.signalType[s]!]!, weights.bits[s]!);
      }
      bits[i] = sum.total();
    });
    for (const { signal } of signals) evidence.remove(signal);
    return bits;
  };
};

/** Evidence of groups of accounts, one after another on one scratch. O(rows of the accounts) each. */
export const groupEvidence = (
  index: ObservationIndex,
  weights: Weights,
): ((accounts: Uint32Array) => GroupEvidence) => {
  const inside = signalScratch(index);
  const several = bitsIn(index.several);
  const bitsOf = tyingBits(index, weights);
  const n = index.accountIds.length;
  return (accounts) => {
    const touched: number[] = [];
    for (const a of accounts)
      for (let row = index.accountStart[a]!; row < index.accountStart[a + 1]!; row++) {
        const s = index.rowSignal[row]!;
        if (several.has(s) && weights.bits[s]! >= MIN_BITS && inside[s]!++ === 0) touched.push(s);
      }
    const signals = touched
      .map((signal) => ({ signal, members: inside[signal]! }))
      .filter(
        ({ signal, members }) =>
          members >= 2 &&
          poissonSurprise(members - 1, ((accounts.length - 1) * (degreeOf(index, signal) - 1)) / n) >= MIN_SURPRISE,
      )
      .sort(
        (x, y) =>
          weights.bits[y.signal]! * (y.members - 1) - weights.bits[x.signal]! * (x.members - 1) || x.signal - y.signal,
      );
    for (const s of touched) inside[s] = 0;
    return { signals, bits: bitsOf(accounts, signals) };
  };
};
