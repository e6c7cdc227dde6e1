import type { Scratch } from './partition.ts';
import type { WeightedGraph } from './weighted-graph.ts';

/** Everything that aggregating needs, as plain arrays. */
export interface AggregateRange {
  /** Nodes of the aggregate. */
  readonly nodes: number;
  readonly graph: Required<WeightedGraph>;
  /** Node of the aggregate that each node goes into. */
  readonly coarseOf: Uint32Array;
  /** Nodes sorted by it, and where those of each begin. */
  readonly member: Uint32Array;
  readonly firstMember: Uint32Array;
  /** Where the row of each node of the aggregate may begin at the latest: half-links of all nodes before. */
  readonly halvesBefore: Float64Array;
  /** Results: rows, each range's from `halvesBefore` of its first node on without gaps, the lengths of rows, sizes. */
  readonly neighbour: Uint32Array;
  readonly weight: Float64Array;
  readonly degree: Uint32Array;
  readonly size: Float64Array;
}

/** Rows of the aggregate's nodes [from, to): links to the same node become one, links inside are left out. */
export const aggregateRange = (
  { graph, coarseOf, member, firstMember, halvesBefore, neighbour, weight, degree, size }: AggregateRange,
  from: number,
  to: number,
  { toward, touched }: Scratch,
): void => {
  const { start } = graph;
  let at = halvesBefore[from]!;
  for (let c = from; c < to; c++) {
    let count = 0;
    let sum = 0;
    const until = firstMember[c + 1]!;
    for (let i = firstMember[c]!; i < until; i++) {
      const v = member[i]!;
      sum += graph.size[v]!;
      const last = start[v + 1]!;
      for (let e = start[v]!; e < last; e++) {
        const d = coarseOf[graph.neighbour[e]!]!;
        if (d === c) continue;
        const w = graph.weight[e]!;
        const before = toward[d]!;
        if (before < 0) {
          touched[count++] = d;
          toward[d] = w;
        } else toward[d] = before + w;
      }
    }
    for (let k = 0; k < count; k++) {
      const d = touched[k]!;
      neighbour[at] = d;
      weight[at++] = toward[d]!;
      toward[d] = -1;
    }
    degree[c] = count;
    size[c] = sum;
  }
};
