import { median } from '../../support/report.ts';

/**
 * The median at every place of trees of one form: numbers and null in objects. What only some have (a decoy that did not occur, a
 * figure that is undefined for a seed: null) is the median of those that have it, null where none has.
 */
export const medians = <T>(trees: readonly T[]): T => {
  const numbers = trees.filter((tree) => typeof tree === 'number');
  if (numbers.length > 0) return median(numbers) as T;
  const branches = trees.filter((tree) => typeof tree === 'object' && tree !== null) as Record<string, unknown>[];
  if (branches.length === 0) return null as T;
  const names = new Set(branches.flatMap((branch) => Object.keys(branch)));
  const at = (name: string) => medians(branches.map((branch) => branch[name]));
  return Object.fromEntries([...names].map((name) => [name, at(name)])) as T;
};
