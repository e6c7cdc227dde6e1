import type { WeightedGraph } from './weighted-graph.ts';

/** What a partition is worth by. */
export type Objective = 'cpm' | 'modularity';

/** Sum of the weights of each node's links, written to `strength`. O(links). */
export const strengths = (
  { nodes, start, weight }: WeightedGraph,
  strength: Float64Array = new Float64Array(nodes),
): Float64Array => {
  for (let v = 0; v < nodes; v++) {
    let sum = 0;
    for (let e = start[v]!; e < start[v + 1]!; e++) sum += weight === undefined ? 1 : weight[e]!;
    strength[v] = sum;
  }
  return strength;
};

/**
 * Constant Potts model (Traag, Van Dooren, Nesterov 2011): Σ_c (w_c − γ Σ_{u<v ∈ c} size_u size_v), in units of weight; or
 * modularity with a resolution (Reichardt and Bornholdt 2006): Σ_c (w_c / W − γ (d_c / 2W)²), at most 1; 0 without weight.
 * Labels below the number of nodes; `size` is what nodes count in the objective. O(nodes + links).
 */
export const qualityOf = (
  graph: WeightedGraph,
  labels: ArrayLike<number>,
  objective: Objective,
  resolution: number,
  size: Float64Array | undefined = objective === 'modularity' ? strengths(graph) : graph.size,
): number => {
  const { nodes, start, neighbour, weight } = graph;
  const total = new Float64Array(nodes);
  let inside = 0;
  let all = 0;
  let squares = 0;
  for (let v = 0; v < nodes; v++) {
    const own = labels[v]!;
    const mine = size === undefined ? 1 : size[v]!;
    total[own]! += mine;
    if (objective === 'cpm') squares -= mine * mine;
    for (let e = start[v]!; e < start[v + 1]!; e++) {
      const w = weight === undefined ? 1 : weight[e]!;
      all += w;
      if (labels[neighbour[e]!] === own) inside += w;
    }
  }
  for (const sum of total) squares += sum * sum;
  if (objective === 'cpm') return (inside - resolution * squares) / 2;
  return all === 0 ? 0 : (inside - resolution * (squares / all)) / all;
};
