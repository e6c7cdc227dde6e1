/** The share of items whose group holds exactly the items of one class (grouping accuracy, Zhu et al. 2019). */
export const groupingAccuracy = (truth: readonly string[], groups: readonly string[]): number => {
  const classes = sizes(truth);
  const found = sizes(groups);
  const both = sizes(pairsOf(truth, groups));
  let right = 0;
  for (const [pair, size] of both) {
    const [of, group] = JSON.parse(pair) as [string, string];
    if (classes.get(of) === size && found.get(group) === size) right += size;
  }
  return right / truth.length;
};

/** Pairs of items that are together in both groupings, as shares of those together in the second and in the first. */
export const pairAgreement = (truth: readonly string[], groups: readonly string[]) => {
  const pairs = (counts: ReadonlyMap<string, number>): number =>
    [...counts.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
  const together = pairs(sizes(pairsOf(truth, groups)));
  const precision = together / (pairs(sizes(groups)) || 1);
  const recall = together / (pairs(sizes(truth)) || 1);
  return { precision, recall, f1: (2 * precision * recall) / (precision + recall || 1) };
};

const pairsOf = (truth: readonly string[], groups: readonly string[]): string[] =>
  truth.map((of, index) => JSON.stringify([of, groups[index]]));

const sizes = (labels: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
};
