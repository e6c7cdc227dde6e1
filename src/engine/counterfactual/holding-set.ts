import type { RingStructure } from '../match/ring-structure.ts';
import type { TieRules } from '../match/tie-rules.ts';
import { familySum } from '../weights/family-sum.ts';

export interface HoldingSet {
  /** Numbers of the signals, in the order in which they were chosen: the most telling first. */
  readonly signals: readonly number[];
  /** Share of the members' bits, each counted up to what is enough, that these signals give; all of the evidence gives 1. */
  readonly share: number;
  /** No set that gives as much has fewer signals than this. */
  readonly atLeast: number;
  /** Whether as many were chosen as ever are. */
  readonly full: boolean;
}

/** Signals chosen at most: a longer list explains nothing to anybody. */
const MOST = 50;

/**
 * Few signals that give each member as good as the bits that all of the evidence gives it, as far as they count: up to `enough`,
 * the link threshold. That sum over members of min(enough, family-summed bits) is monotone and submodular (a family sum is a mixture
 * of sums of the k largest, with falling weights), so the greedy choice is no longer than 1 + ln(f(all) / left before the last
 * choice) times the shortest set (Wolsey, "An analysis of the greedy algorithm for the submodular set covering problem", 1982).
 * `atLeast` is a bound from the run itself: what was missing at any step, over the greatest gains then to be had. Ends after
 * MOST signals, or when the share is reached. O(rows + rows of the members reached by each choice).
 */
export const holdingSet = (
  structure: RingStructure,
  rules: TieRules,
  share: number,
  enough = rules.threshold,
): HoldingSet => {
  const members = structure.accounts.length;
  const chosenOf: number[][] = Array.from({ length: members }, () => []);
  const isChosen = new Uint8Array(structure.signals.length);
  const sum = familySum(rules, rules);
  const add = (s: number): void => sum.add(rules.familyOfType[structure.signalType[s]!]!, structure.signals[s]!.bits);
  /** Bits of a member by what is chosen and one more (none for -1), as far as they count. */
  const bitsOf = (member: number, further: number): number => {
    sum.clear();
    for (const s of chosenOf[member]!) add(s);
    if (further >= 0) add(further);
    return Math.min(enough, sum.total());
  };
  const now = new Float64Array(members);
  const gain = new Float64Array(structure.signals.length);
  const rowGain = new Float64Array(structure.rowSignal.length);
  const reckon = (member: number): void => {
    for (let row = structure.rowStart[member]!; row < structure.rowStart[member + 1]!; row++) {
      const s = structure.rowSignal[row]!;
      const given = isChosen[s] === 1 || now[member]! >= enough ? 0 : bitsOf(member, s) - now[member]!;
      gain[s]! += given - rowGain[row]!;
      rowGain[row] = given;
    }
  };

  let all = 0;
  for (let member = 0; member < members; member++) {
    sum.clear();
    for (let row = structure.rowStart[member]!; row < structure.rowStart[member + 1]!; row++)
      add(structure.rowSignal[row]!);
    all += Math.min(enough, sum.total());
    reckon(member);
  }
  const wanted = share * all - 1e-9;

  const chosen: number[] = [];
  let given = 0;
  let atLeast = 0;
  while (given < wanted && chosen.length < MOST) {
    let best = -1;
    for (let s = 0; s < gain.length; s++) if (isChosen[s] === 0 && (best < 0 || gain[s]! > gain[best]!)) best = s;
    if (best < 0 || gain[best]! <= 1e-9) break;
    atLeast = Math.max(atLeast, fewest(gain, wanted - given));
    isChosen[best] = 1;
    chosen.push(best);
    for (let i = structure.signalStart[best]!; i < structure.signalStart[best + 1]!; i++) {
      const member = structure.signalMember[i]!;
      chosenOf[member]!.push(best);
      const bits = bitsOf(member, -1);
      given += bits - now[member]!;
      now[member] = bits;
      reckon(member);
    }
  }
  return { signals: chosen, share: all === 0 ? 1 : Math.min(1, given / all), atLeast, full: chosen.length === MOST };
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
