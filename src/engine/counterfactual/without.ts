import { pairJudge, pairTies } from '../match/pair-ties.ts';
import type { RingStructure } from '../match/ring-structure.ts';
import type { TieRules } from '../match/tie-rules.ts';
import { type EvidenceFeatures, evidenceFeatures } from './evidence-features.ts';
import type { Partners } from './partners.ts';
import { largestParts, partsOf } from './parts.ts';

/** What is thought away: evidence signals by number, or all that was seen in one 8-hour epoch window. */
export type ThoughtAway = { readonly signals: readonly number[] } | { readonly window: number };

export interface Aftermath {
  /** Members that leave, ascending. */
  readonly leave: Uint32Array;
  /** By member: 1 where it stays. */
  readonly stays: Uint8Array;
  /** Sizes of parts of those that leave who still hold together among themselves, the largest first. */
  readonly parts: readonly number[];
  /** What the remaining evidence makes of those that stay. */
  readonly features: EvidenceFeatures;
}

/**
 * Who leaves a ring when some of its evidence is thought away: each pair of partners is weighed again by what is left, by the
 * weights, family sums and threshold of the run; what is no longer enough no longer holds; and whoever is then no longer joined
 * to the largest part of the ring leaves, as does a member of whom no evidence is left. Rarity is left as it was: a signal
 * thought away is not shown by others instead.
 * O(pairs + ties touched) for signals, O(rows + windows) more for a window.
 */
export const withoutEvidence = (
  structure: RingStructure,
  partners: Partners,
  rules: TieRules,
): ((away: ThoughtAway) => Aftermath) => {
  const pairs = partners.a.length;
  const judge = pairJudge(structure, rules);
  const featuresOf = evidenceFeatures(structure, partners, rules);
  const removed = new Uint8Array(Math.max(1, structure.signals.length));
  const members = structure.accounts.length;
  const intact = partsOf(members, partners);

  const showsNothing = (left: RingStructure, member: number): boolean => {
    for (let row = left.rowStart[member]!; row < left.rowStart[member + 1]!; row++)
      if (removed[left.rowSignal[row]!] === 0) return false;
    return structure.rowStart[member]! < structure.rowStart[member + 1]!;
  };

  const holdWithoutSignals = (holds: Uint8Array): void => {
    for (let p = 0; p < pairs; p++) {
      const [from, to] = [partners.start[p]!, partners.start[p + 1]!];
      let touched = false;
      for (let i = from; i < to && !touched; i++) touched = removed[partners.ties.signal[i]!] === 1;
      if (!touched) continue;
      const bits = judge(partners.ties, from, to, () => partners.close[p] === 1, removed);
      if (bits < partners.need[p]! || bits === 0) holds[p] = 0;
    }
  };

  const holdWithoutWindow = (window: number, holds: Uint8Array): RingStructure => {
    const { structure: left, active } = withoutWindow(structure, window);
    const ties = pairTies(left, rules);
    let one = -1;
    for (let p = 0; p < pairs; p++) {
      if (active[partners.a[p]!] === 0 || active[partners.b[p]!] === 0) continue;
      if (partners.a[p] !== one) {
        one = partners.a[p]!;
        ties.from(left, one);
      }
      const count = ties.to(partners.b[p]!);
      const bits = judge(ties, 0, count, () => partners.close[p] === 1);
      if (bits < partners.need[p]! || bits === 0) holds[p] = 0;
    }
    return left;
  };

  return (away) => {
    const holds = new Uint8Array(pairs).fill(1);
    let left = structure;
    const gone: readonly number[] = 'signals' in away ? away.signals : [];
    for (const signal of gone) removed[signal] = 1;
    if ('signals' in away) holdWithoutSignals(holds);
    else left = holdWithoutWindow(away.window, holds);
    const after = partsOf(members, partners, holds);
    const stays = largestParts(intact, after);
    for (let member = 0; member < members; member++) if (showsNothing(left, member)) stays[member] = 0;
    for (const signal of gone) removed[signal] = 0;
    return {
      leave: Uint32Array.from(stays.keys().filter((member) => stays[member] === 0)),
      stays,
      parts: sizesOf(after, stays),
      features: featuresOf(left, stays, holds, gone),
    };
  };
};

const sizesOf = (parts: Uint32Array, stays: Uint8Array): number[] => {
  const size = new Map<number, number>();
  parts.forEach((part, member) => {
    if (stays[member] === 0) size.set(part, (size.get(part) ?? 0) + 1);
  });
  return [...size.values()].filter((count) => count > 1).sort((x, y) => y - x);
};

/** A structure without what was seen in one window, and who was active in it. Rows seen in no other window are gone. */
const withoutWindow = (structure: RingStructure, window: number): { structure: RingStructure; active: Uint8Array } => {
  const members = structure.accounts.length;
  const active = new Uint8Array(members);
  const rowStart = new Uint32Array(members + 1);
  const rowSignal = new Uint32Array(structure.rowSignal.length);
  const windowStart = new Uint32Array(structure.rowSignal.length + 1);
  const windows = new Uint32Array(structure.windows.length);
  let [rows, at] = [0, 0];
  for (let member = 0; member < members; member++) {
    for (let row = structure.rowStart[member]!; row < structure.rowStart[member + 1]!; row++) {
      const [from, to] = [structure.windowStart[row]!, structure.windowStart[row + 1]!];
      const before = at;
      for (let w = from; w < to; w++) {
        if (structure.windows[w] === window) active[member] = 1;
        else windows[at++] = structure.windows[w]!;
      }
      if (at === before && to > from) continue;
      rowSignal[rows++] = structure.rowSignal[row]!;
      windowStart[rows] = at;
    }
    rowStart[member + 1] = rows;
  }
  return {
    structure: {
      ...structure,
      rowStart,
      rowSignal: rowSignal.subarray(0, rows),
      windowStart: windowStart.subarray(0, rows + 1),
      windows: windows.subarray(0, at),
    },
    active,
  };
};
