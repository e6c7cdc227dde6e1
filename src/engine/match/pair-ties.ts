import { OCCASION_WINDOWS, occasionsOf } from '../links/occasions.ts';
import { familySum } from '../weights/family-sum.ts';
import type { EvidenceRows, RingStructure } from './ring-structure.ts';
import type { TieRules } from './tie-rules.ts';

/** The tie is of a strong identifier. */
export const STRONG = 1;
/** The two showed it in the same windows beyond chance. */
export const SYNCHRONOUS = 2;
/** A tie that is of no single occasion. */
export const NO_OCCASION = -1;
/** A pair shares its windows from this many bits of surprise on. */
const SYNCHRONOUS_BITS = 2;

/** Ties of pairs, side by side: a tie is one signal that two accounts share, in bits. */
export interface TieColumns {
  readonly signal: Uint32Array;
  readonly bits: Float64Array;
  /** Middle of the occasion where all of the sharing fell on one, in windows; else NO_OCCASION. */
  readonly occasion: Float64Array;
  readonly marks: Uint8Array;
}

/** Ties between an account and members of one ring, by the engine's own rules for a pair. */
export interface PairTies extends TieColumns {
  /** Makes an account of `rows` the first of the pairs that follow; their signals are the ring's. */
  from(rows: EvidenceRows, account: number): void;
  /** Fills the columns from 0 on; returns how many ties there are. O(rows and windows of the member). */
  to(member: number): number;
  /** Whether the two were created so close together that it counts. */
  createdClose(member: number): boolean;
}

export const pairTies = (structure: RingStructure, rules: TieRules): PairTies => {
  const typeCount = rules.types.length;
  const most = Math.max(1, structure.signals.length);
  const signal = new Uint32Array(most);
  const bits = new Float64Array(most);
  const occasion = new Float64Array(most);
  const marks = new Uint8Array(most);
  const rowOf = new Uint32Array(most); // row + 1 of the first account
  let first: EvidenceRows = structure;
  let account = -1;

  return {
    signal,
    bits,
    occasion,
    marks,
    from(rows, of) {
      if (account >= 0)
        for (let row = first.rowStart[account]!; row < first.rowStart[account + 1]!; row++)
          rowOf[first.rowSignal[row]!] = 0;
      first = rows;
      account = of;
      for (let row = first.rowStart[account]!; row < first.rowStart[account + 1]!; row++)
        rowOf[first.rowSignal[row]!] = row + 1;
    },
    to(member) {
      let count = 0;
      for (let row = structure.rowStart[member]!; row < structure.rowStart[member + 1]!; row++) {
        const s = structure.rowSignal[row]!;
        const mine = rowOf[s]! - 1;
        if (mine < 0) continue;
        const type = structure.signalType[s]!;
        const lost = first.loss[account * typeCount + type]! + structure.loss[member * typeCount + type]!;
        let worth = structure.factor[s]! * (structure.rarity[s]! - lost);
        if (worth <= 0) continue;
        signal[count] = s;
        occasion[count] = NO_OCCASION;
        marks[count] = 0;
        if (!rules.weakFamily[rules.familyOfType[type]!]) {
          const { kind, strength } = rules.types[type]!;
          const shared = rules.sharedWindows(
            first.windows,
            first.windowStart[mine]!,
            first.windowStart[mine + 1]!,
            structure.windows,
            structure.windowStart[row]!,
            structure.windowStart[row + 1]!,
          );
          const surprise = shared.surprise * strength;
          if (surprise >= SYNCHRONOUS_BITS) marks[count]! |= SYNCHRONOUS;
          if (kind === 'identifier' && strength >= rules.strongStrength && worth >= 1) marks[count]! |= STRONG;
          worth += Math.min(worth, surprise);
          if (kind === 'behaviour' && shared.from >= 0 && shared.to - shared.from < OCCASION_WINDOWS)
            occasion[count] = (shared.from + shared.to) / 2;
        }
        bits[count++] = worth;
      }
      return count;
    },
    createdClose: (member) => rules.createdClose(first.created[account]!, structure.created[member]!),
  };
};

/**
 * Bits of a pair over its ties from .. to, without those of signals in `removed`; 0 where the proofs are too few to link two
 * accounts at all. Whether the bits are enough is for the caller to say. O(ties).
 */
export const pairJudge = (
  structure: RingStructure,
  rules: TieRules,
): ((ties: TieColumns, from: number, to: number, close: () => boolean, removed?: Uint8Array) => number) => {
  const sum = familySum(rules, rules);
  const occasions = occasionsOf();
  return (ties, from, to, close, removed) => {
    sum.clear();
    let marks = 0;
    for (let i = from; i < to; i++) {
      const s = ties.signal[i]!;
      if (removed !== undefined && removed[s] === 1) continue;
      marks |= ties.marks[i]!;
      const family = rules.familyOfType[structure.signalType[s]!]!;
      const at = ties.occasion[i]!;
      if (at === NO_OCCASION) sum.add(family, ties.bits[i]!);
      else occasions.add(family, ties.bits[i]!, at, at);
    }
    occasions.settle(sum);
    if (sum.firmProofs() === 0) return 0;
    if (sum.proofs() < 2 && ((marks & STRONG) === 0 || ((marks & SYNCHRONOUS) === 0 && !close()))) return 0;
    return sum.total();
  };
};
