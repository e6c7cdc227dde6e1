import { type Crew, rangesBy } from '../../crew.ts';
import type { Arrays } from '../../support/arrays.ts';
import type { WeightedGraph } from './weighted-graph.ts';

/** Most nodes that are put next to each other for one root: their rows fit a core's cache. */
const CLUSTER = 256;
const PLACED = -1;

/**
 * An order of the nodes (new number → old number) that puts nodes next to each other that are likely to end in one community:
 * from each root in turn its neighbours, then whatever has two links into the cluster so far. It decides only which memory
 * is near and which moves are tried first: a large graph is then worked through in caches. O(nodes + links).
 */
export const localityOrder = (
  { nodes, start, neighbour }: WeightedGraph,
  roots: Uint32Array,
  arrays: Arrays,
): Uint32Array => {
  const order = arrays.uint32(nodes);
  /** The last cluster that links to a node; 0 for none, PLACED for nodes that have their place. */
  const met = new Int32Array(nodes);
  let placed = 0;
  let cluster = 0;
  for (const root of roots) {
    if (met[root] === PLACED) continue;
    cluster++;
    let read = placed;
    const full = Math.min(nodes, placed + CLUSTER);
    met[root] = PLACED;
    order[placed++] = root;
    for (let e = start[root]!; e < start[root + 1]! && placed < full; e++) {
      const w = neighbour[e]!;
      if (met[w] === PLACED) continue;
      met[w] = PLACED;
      order[placed++] = w;
    }
    for (read++; read < placed && placed < full; read++) {
      const v = order[read]!;
      const to = start[v + 1]!;
      for (let e = start[v]!; e < to; e++) {
        const w = neighbour[e]!;
        const last = met[w]!;
        if (last === PLACED) continue;
        if (last !== cluster) met[w] = cluster;
        else if (placed < full) {
          met[w] = PLACED;
          order[placed++] = w;
        }
      }
    }
  }
  return order;
};

/** The graph with node `order[i]` as its node i. O(nodes + links). */
export const renumbered = (graph: WeightedGraph, order: Uint32Array, crew: Crew): Required<WeightedGraph> => {
  const { nodes } = graph;
  const now = crew.uint32(nodes);
  const start = crew.uint32(nodes + 1);
  const size = crew.float64(nodes);
  for (let i = 0; i < nodes; i++) {
    const v = order[i]!;
    now[v] = i;
    start[i + 1] = start[i]! + graph.start[v + 1]! - graph.start[v]!;
    size[i] = graph.size === undefined ? 1 : graph.size[v]!;
  }
  const neighbour = crew.uint32(start[nodes]!);
  const weight = crew.float64(start[nodes]!);
  const bounds = rangesBy(nodes, (i) => start[i + 1]! - start[i]!);
  crew.each('gather', { nodes, from: graph, order, now, start, neighbour, weight }, bounds);
  return { nodes, start, neighbour, weight, size };
};
