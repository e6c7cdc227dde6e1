import type { Partners } from './partners.ts';

/**
 * By member: the smallest member that pairs which hold join it to (all pairs without `holds`). Union by smaller number with
 * path halving; O((members + pairs) α).
 */
export const partsOf = (members: number, { a, b }: Pick<Partners, 'a' | 'b'>, holds?: Uint8Array): Uint32Array => {
  const parent = Uint32Array.from({ length: members }, (_, i) => i);
  const find = (member: number): number => {
    let at = member;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };
  for (let p = 0; p < a.length; p++) {
    if (holds !== undefined && holds[p] === 0) continue;
    const [x, y] = [find(a[p]!), find(b[p]!)];
    if (x !== y) parent[Math.max(x, y)] = Math.min(x, y);
  }
  return parent.map((_, i) => find(i));
};

/**
 * By member: 1 for those in the largest remaining part of each part that there was (the one of the smallest member where two are
 * equally large). What there was in several parts is joined by what the pairs do not show, so each is judged by itself.
 */
export const largestParts = (before: Uint32Array, after: Uint32Array): Uint8Array => {
  const members = before.length;
  const size = new Uint32Array(members);
  for (const part of after) size[part]!++;
  const largest = new Int32Array(members).fill(-1); // by part before: the part after
  for (let i = 0; i < members; i++) {
    if (after[i] !== i) continue;
    const of = before[i]!;
    if (largest[of]! < 0 || size[i]! > size[largest[of]!]!) largest[of] = i;
  }
  // A part of one that was larger before holds nobody.
  const sizeBefore = new Uint32Array(members);
  for (const part of before) sizeBefore[part]!++;
  return Uint8Array.from(before, (of, i) =>
    Number(after[i] === largest[of] && (size[after[i]!]! > 1 || sizeBefore[of] === 1)),
  );
};
