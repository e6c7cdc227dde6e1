import { median } from '../../support/report.ts';

/** A tree of figures: what one seed gave. */
export type Tree = number | null | undefined | { readonly [name: string]: Tree };

/**
 * The median at every place of trees of one form. What only some have (a decoy that did not occur, a figure that is undefined for
 * a seed: null) is the median of those that have it, null where none has.
 */
export const medians = <T extends Tree>(trees: readonly T[]): T => {
  const numbers = trees.filter((tree) => typeof tree === 'number');
  if (numbers.length > 0) return median(numbers) as T;
  const branches = trees.filter((tree) => typeof tree === 'object' && tree !== null);
  if (branches.length === 0) return null as T;
  const names = new Set(branches.flatMap((branch) => Object.keys(branch as object)));
  const at = (name: string) => branches.map((branch) => (branch as Record<string, Tree>)[name]);
  return Object.fromEntries([...names].map((name) => [name, medians(at(name))])) as T;
};
