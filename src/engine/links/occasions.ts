import type { FamilySum } from '../weights/family-sum.ts';

/** Keeps apart what two accounts did together once from what they did together again. */
export interface Occasions {
  /** Behaviour of so many bits that the two shared within windows `from` .. `to` and at no other time. */
  add(family: number, bits: number, from: number, to: number): void;
  /** Adds the strongest behaviour of each occasion to the sum, and forgets all of it. */
  settle(sum: FamilySum): void;
}

/** An occasion is two 8-hour windows in a row at most: an hour may lie across their border. */
export const OCCASION_WINDOWS = 2;

/**
 * A lesson with two exercises, a post with its link, its tags and its picture: what is shared on one occasion is one proof,
 * whatever the number of signals and families in it.
 */
export const occasionsOf = (): Occasions => {
  const [families, bitsOf, windows]: [number[], number[], number[]] = [[], [], []];
  const order: number[] = [];
  const taken: number[] = [];
  let count = 0;
  return {
    add(family, bits, from, to) {
      families[count] = family;
      bitsOf[count] = bits;
      windows[count++] = (from + to) / 2;
    },
    settle(sum) {
      // Equal bits go by window, so that the outcome does not depend on which account asks. There are few: insertion.
      for (let i = 0; i < count; i++) {
        let place = i;
        while (place > 0 && isAhead(i, order[place - 1]!)) {
          order[place] = order[place - 1]!;
          place--;
        }
        order[place] = i;
      }
      let occasions = 0;
      for (let i = 0; i < count; i++) {
        const one = order[i]!;
        let known = 0;
        while (known < occasions && Math.abs(taken[known]! - windows[one]!) > 1) known++;
        if (known < occasions) continue;
        taken[occasions++] = windows[one]!;
        sum.add(families[one]!, bitsOf[one]!);
      }
      count = 0;
    },
  };

  function isAhead(i: number, j: number): boolean {
    return bitsOf[i]! > bitsOf[j]! || (bitsOf[i] === bitsOf[j] && windows[i]! < windows[j]!);
  }
};
