/** The name that was probably meant: the one with the fewest letters to change; null when none is near. */
export const nearestName = (name: string, known: readonly string[]): string | null => {
  // One wrong letter in three is another word.
  let [best, least] = [null as string | null, Math.floor(name.length / 3) + 1];
  for (const candidate of known) {
    const far = distance(name, candidate);
    if (far < least) [best, least] = [candidate, far];
  }
  return best;
};

/** Levenshtein's: letters to put in, take out or change. */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
};
