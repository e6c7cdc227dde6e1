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
  const taken = new Set<number>();
  return {
    add(family, bits, from, to) {
      families.push(family);
      bitsOf.push(bits);
      windows.push((from + to) / 2);
    },
    settle(sum) {
      if (bitsOf.length === 1) sum.add(families[0]!, bitsOf[0]!);
      else if (bitsOf.length > 1) {
        // Equal bits go by window, so that the outcome does not depend on which account asks.
        const order = bitsOf.map((_, i) => i).sort((x, y) => bitsOf[y]! - bitsOf[x]! || windows[x]! - windows[y]!);
        for (const i of order) {
          const window = windows[i]!;
          if ([-1, -0.5, 0, 0.5, 1].some((step) => taken.has(window + step))) continue;
          taken.add(window);
          sum.add(families[i]!, bitsOf[i]!);
        }
        taken.clear();
      }
      families.length = 0;
      bitsOf.length = 0;
      windows.length = 0;
    },
  };
};
