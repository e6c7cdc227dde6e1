import type { WeightedGraph } from './weighted-graph.ts';

/** Everything that renumbering needs, as plain arrays; `neighbour` and `weight` are the result. */
export interface GatherRange {
  readonly nodes: number;
  readonly from: WeightedGraph;
  /** New number → old number, and back. */
  readonly order: Uint32Array;
  readonly now: Uint32Array;
  readonly start: Uint32Array;
  readonly neighbour: Uint32Array;
  readonly weight: Float64Array;
}

/** Rows of the new nodes [from, to). Rows keep their order. */
export const gatherRange = (task: GatherRange, from: number, to: number): void => {
  const { order, now, start, neighbour, weight } = task;
  const source = task.from;
  let at = start[from]!;
  for (let i = from; i < to; i++) {
    const v = order[i]!;
    const last = source.start[v + 1]!;
    for (let e = source.start[v]!; e < last; e++) {
      neighbour[at] = now[source.neighbour[e]!]!;
      weight[at++] = source.weight === undefined ? 1 : source.weight[e]!;
    }
  }
};
