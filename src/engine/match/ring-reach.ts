import { pairJudge, pairTies } from './pair-ties.ts';
import type { EvidenceRows, RingStructure } from './ring-structure.ts';
import type { TieRules } from './tie-rules.ts';

/** How many members of a ring an account is linked with. */
export interface Reach {
  /** Linked members; where more than `WEIGHED` come into question, estimated from so many of them. */
  readonly linked: number;
  /** Bits of the best pair, linked or not; 0 where the proofs are too few. */
  readonly best: number;
}

export interface RingReach {
  /** Of account `of` of `rows` (numbers of this ring's evidence), itself left out where it is a member. */
  reach(rows: EvidenceRows, of: number, account: string): Reach;
  /** Bits at which a pair counts as linked here. */
  readonly need: number;
  /** Linked members of a middle member. */
  readonly median: number;
}

/** Members weighed for one account at most. */
const WEIGHED = 256;
/** Synchrony at most doubles what a signal is worth. */
const WITH_SYNCHRONY = 2;
/** Members whose own reach is taken, evenly over the ring. */
const SAMPLED = 16;

/** Bits to each member, one ring after another; as long as the largest ring. */
export interface Scratch {
  bound(members: number): Float32Array;
}

export const scratch = (): Scratch => {
  let bound = new Float32Array(1024);
  return {
    bound(members) {
      if (bound.length < members) bound = new Float32Array(2 * members);
      return bound;
    },
  };
};

/**
 * Whom a new account would be linked with, by the engine's rule for pairs. Members come into question when the bits of all they
 * share could be enough; what a pair is worth is then weighed with windows and activity, as in a run. Where a ring holds by less
 * than the link threshold, as far as its kept evidence shows, a pair needs as much as three quarters of its members' best pairs
 * have. O(members on the account's signals + WEIGHED × degree).
 */
export const ringReach = (structure: RingStructure, rules: TieRules, { bound }: Scratch): RingReach => {
  const ties = pairTies(structure, rules);
  const judge = pairJudge(structure, rules);

  const reachWith = (rows: EvidenceRows, of: number, account: string, need: number): Reach => {
    const bits = bound(structure.accounts.length);
    const touched: number[] = [];
    for (let row = rows.rowStart[of]!; row < rows.rowStart[of + 1]!; row++) {
      const s = rows.rowSignal[row]!;
      const worth = WITH_SYNCHRONY * structure.signals[s]!.bits;
      for (let i = structure.signalStart[s]!; i < structure.signalStart[s + 1]!; i++) {
        const member = structure.signalMember[i]!;
        if (bits[member] === 0) touched.push(member);
        bits[member]! += worth;
      }
    }
    const hopeful = touched.filter((member) => bits[member]! >= need && structure.accounts[member] !== account);
    for (const member of touched) bits[member] = 0;
    const step = Math.max(1, hopeful.length / WEIGHED);
    let [weighed, linked, best] = [0, 0, 0];
    ties.from(rows, of);
    for (let at = 0; at < hopeful.length; at += step) {
      const member = hopeful[Math.floor(at)]!;
      const total = judge(ties, 0, ties.to(member), () => ties.createdClose(member));
      weighed++;
      if (total > best) best = total;
      if (total >= need && total > 0) linked++;
    }
    return { linked: weighed === 0 ? 0 : (linked * hopeful.length) / weighed, best };
  };

  const step = Math.max(1, structure.accounts.length / SAMPLED);
  const sample: number[] = [];
  for (let at = 0; at < structure.accounts.length; at += step) sample.push(Math.floor(at));
  const middle = (values: readonly number[], share: number): number =>
    [...values].sort((x, y) => x - y)[Math.floor(share * values.length)] ?? 0;
  const reaches = (need: number): Reach[] =>
    sample.map((member) => reachWith(structure, member, structure.accounts[member]!, need));

  let own = reaches(rules.threshold);
  let need = rules.threshold;
  if (
    middle(
      own.map(({ linked }) => linked),
      0.25,
    ) === 0
  ) {
    // Nobody comes into question below what is needed, so the best pairs are looked for again with nothing asked.
    const bests = reaches(0).map(({ best }) => best);
    need = Math.min(rules.threshold, Math.max(1, middle(bests, 0.25)));
    own = reaches(need);
  }
  const median = middle(
    own.map(({ linked }) => linked),
    0.5,
  );
  return { need, median, reach: (rows, of, account) => reachWith(rows, of, account, need) };
};
