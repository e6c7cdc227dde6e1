import { type Arrays, ownArrays } from '../../support/arrays.ts';

/**
 * An undirected graph in compressed sparse rows: each link stands in the rows of both its ends, parallel links add up, no
 * node is linked to itself.
 */
export interface WeightedGraph {
  readonly nodes: number;
  /** Where the row of a node begins, `nodes + 1` long. */
  readonly start: Uint32Array;
  readonly neighbour: Uint32Array;
  /** Weight of each half-link, at least 0; a link's two halves are equal. 1 each when absent. */
  readonly weight?: Float64Array;
  /**
   * What a node counts in the constant Potts model, at least 0; 1 each when absent. In a bipartite graph 1 for accounts and 0
   * for signals makes communities pay for their pairs of accounts alone.
   */
  readonly size?: Float64Array;
}

/**
 * From link columns in any order; every weight is 1 when `weights` is absent. Links of a node to itself are left out.
 * Neighbours ascend in each row, so that the order of the links decides nothing. O(nodes + links), two counting sorts.
 * Throws RangeError when a column is too short or names a node that is not there.
 */
export const weightedGraph = (
  nodes: number,
  a: Uint32Array,
  b: Uint32Array,
  weights?: Float64Array,
  arrays: Arrays = ownArrays,
): WeightedGraph => {
  const links = a.length;
  if (b.length !== links || (weights !== undefined && weights.length !== links))
    throw new RangeError('link columns differ in length');
  const start = arrays.uint32(nodes + 1);
  for (let i = 0; i < links; i++) {
    const v = a[i]!;
    const w = b[i]!;
    if (v >= nodes || w >= nodes) throw new RangeError(`link ${i} names a node beyond ${nodes}`);
    if (v === w) continue;
    start[v + 1]!++;
    start[w + 1]!++;
  }
  for (let v = 0; v < nodes; v++) start[v + 1]! += start[v]!;
  const halves = start[nodes]!;
  const cursor = start.slice(0, nodes);
  const loose = arrays.uint32(halves);
  const looseWeight = weights === undefined ? undefined : arrays.float64(halves);
  for (let i = 0; i < links; i++) {
    const v = a[i]!;
    const w = b[i]!;
    if (v === w) continue;
    const out = cursor[v]!++;
    const back = cursor[w]!++;
    loose[out] = w;
    loose[back] = v;
    if (looseWeight !== undefined) looseWeight[out] = looseWeight[back] = weights![i]!;
  }
  // The transpose of a symmetric matrix is itself, but with every row in ascending order.
  cursor.set(start.subarray(0, nodes));
  const neighbour = arrays.uint32(halves);
  const weight = looseWeight === undefined ? undefined : arrays.float64(halves);
  for (let v = 0; v < nodes; v++) {
    const to = start[v + 1]!;
    for (let e = start[v]!; e < to; e++) {
      const at = cursor[loose[e]!]!++;
      neighbour[at] = v;
      if (weight !== undefined) weight[at] = looseWeight![e]!;
    }
  }
  arrays.release(loose, ...(looseWeight === undefined ? [] : [looseWeight]));
  return { nodes, start, neighbour, ...(weight === undefined ? {} : { weight }) };
};
