import type { RingStructure } from '../match/ring-structure.ts';
import type { TieRules } from '../match/tie-rules.ts';
import { familySum } from '../weights/family-sum.ts';

export interface HoldingSet {
  /** Numbers of the signals, in the order in which they were chosen: the most telling first. */
  readonly signals: readonly number[];
  /** Share of the members' bits, each counted up to the link threshold, that these signals give; all of the evidence gives 1. */
  readonly share: number;
  /** No set that gives as much has fewer signals than this. */
  readonly atLeast: number;
}

/** Signals chosen at most: a longer list explains nothing to anybody. */
const MOST = 200;

/**
 * Few signals that give each member as good as the bits that all of the evidence gives it, as far as they count: up to the link
 * threshold. That sum over members of min(threshold, family-summed bits) is monotone and submodular (a family sum is a mixture
 * of sums of the k largest, with falling weights), so the greedy choice is no longer than 1 + ln(f(all) / left before the last
 * choice) times the shortest set (Wolsey, "An analysis of the greedy algorithm for the submodular set covering problem", 1982).
 * `atLeast` is a bound from the run itself: what was missing at any step, over the greatest gains then to be had. Gains are
 * looked up lazily (Minoux 1978). O(rows) for the first gains, then rows of the signals at the top of the queue.
 */
export const holdingSet = (structure: RingStructure, rules: TieRules, share: number): HoldingSet => {
  const members = structure.accounts.length;
  const chosenOf: number[][] = Array.from({ length: members }, () => []);
  const sum = familySum(rules, rules);
  const bitsOf = (member: number, further: number): number => {
    sum.clear();
    const add = (s: number): void => sum.add(rules.familyOfType[structure.signalType[s]!]!, structure.signals[s]!.bits);
    for (const s of chosenOf[member]!) add(s);
    if (further >= 0) add(further);
    return Math.min(rules.threshold, sum.total());
  };
  const now = new Float64Array(members);
  const gainOf = (s: number): number => {
    let gain = 0;
    for (let i = structure.signalStart[s]!; i < structure.signalStart[s + 1]!; i++) {
      const member = structure.signalMember[i]!;
      if (now[member]! < rules.threshold) gain += bitsOf(member, s) - now[member]!;
    }
    return gain;
  };

  let all = 0;
  for (let member = 0; member < members; member++) {
    sum.clear();
    for (let row = structure.rowStart[member]!; row < structure.rowStart[member + 1]!; row++) {
      const s = structure.rowSignal[row]!;
      sum.add(rules.familyOfType[structure.signalType[s]!]!, structure.signals[s]!.bits);
    }
    all += Math.min(rules.threshold, sum.total());
  }
  const wanted = share * all - 1e-9;

  const queue = Float64Array.from(structure.signals, (_, s) => gainOf(s));
  const chosen: number[] = [];
  let given = 0;
  let atLeast = 0;
  while (given < wanted && chosen.length < MOST) {
    atLeast = Math.max(atLeast, fewest(queue, wanted - given));
    const fresh = new Uint8Array(queue.length);
    let best = -1;
    for (;;) {
      best = -1;
      for (let s = 0; s < queue.length; s++) if (best < 0 || queue[s]! > queue[best]!) best = s;
      if (best < 0 || queue[best]! <= 0 || fresh[best] === 1) break;
      queue[best] = gainOf(best);
      fresh[best] = 1;
    }
    if (best < 0 || queue[best]! <= 0) break;
    chosen.push(best);
    given += queue[best]!;
    queue[best] = 0;
    for (let i = structure.signalStart[best]!; i < structure.signalStart[best + 1]!; i++) {
      const member = structure.signalMember[i]!;
      chosenOf[member]!.push(best);
      now[member] = bitsOf(member, -1);
    }
  }
  return { signals: chosen, share: all === 0 ? 1 : given / all, atLeast };
};

/** How many of the largest gains it takes to make up what is missing: no set does it with fewer, since gains only ever fall. */
const fewest = (gains: Float64Array, missing: number): number => {
  const sorted = gains.slice().sort();
  let [left, count] = [missing, 0];
  for (let i = sorted.length - 1; i >= 0 && left > 1e-9 && sorted[i]! > 0; i--) {
    left -= sorted[i]!;
    count++;
  }
  return count;
};
