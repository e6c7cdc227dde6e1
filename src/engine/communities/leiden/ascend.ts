import { type Crew, rangesBy } from '../../crew.ts';
import { mix32 } from '../../input/canonical-order.ts';
import { coarsen } from './coarsen.ts';
import { moveNodes } from './move.ts';
import { grouped, nameByFirst, type Partition, partitionOf } from './partition.ts';
import type { WeightedGraph } from './weighted-graph.ts';

export interface Ascent {
  /** Refine communities before they are aggregated (Leiden); else they are aggregated as they are (Louvain). */
  readonly refined: boolean;
  /** Let ranges of nodes move by themselves before all move together; the nodes of a community must stand together. */
  readonly inRanges: boolean;
}

/**
 * One iteration: moves nodes, aggregates, and moves the aggregate's nodes, until nothing is left to join. Labels name each
 * community by its first node, as does the result, in an array of its own. Refined communities are connected.
 */
export const ascend = (
  bottom: Required<WeightedGraph>,
  labels: Int32Array,
  resolution: number,
  seed: number,
  { refined, inRanges }: Ascent,
  crew: Crew,
): Int32Array => {
  const result = crew.int32(bottom.nodes);
  for (let v = 0; v < bottom.nodes; v++) result[v] = v;
  let graph = bottom;
  let label = crew.int32(bottom.nodes);
  label.set(labels);
  for (;;) {
    const { nodes } = graph;
    const partition = partitionOf(label, graph.size, crew);
    const waiting = crew.uint8(nodes).fill(1);
    const task = { nodes, graph, ...partition, waiting, resolution, seed: mix32(seed ^ nodes) };
    if (inRanges && graph === bottom) {
      const halves = (v: number) => graph.start[v + 1]! - graph.start[v]!;
      const bounds = rangesBy(nodes, halves, (v) => label[v] === labels[v] && labels[v] === v);
      if (bounds.length > 2) crew.each('move', task, bounds);
    }
    moveNodes(task, 0, nodes, crew.scratch(nodes));
    const part = refined ? partsOf(graph, partition, resolution, seed, crew) : label;
    const coarse = coarsen(graph, part, partition, crew);
    const last = coarse.graph.nodes === nodes;
    // Parts that do not grow together although they share a community: it stays whole as far as it is connected.
    const name = last ? (refined ? connected(graph, label) : label) : coarse.coarseOf;
    for (let v = 0; v < bottom.nodes; v++) result[v] = name[result[v]!]!;
    crew.release(waiting, label, partition.total, partition.members, coarse.coarseOf, ...(refined ? [part] : []));
    if (graph !== bottom) crew.release(graph.start, graph.neighbour, graph.weight, graph.size);
    graph = coarse.graph;
    label = coarse.label;
    if (last) break;
  }
  nameByFirst(result, bottom.nodes);
  return result;
};

/** The refinement of a partition: part of each node. */
const partsOf = (
  graph: Required<WeightedGraph>,
  partition: Partition,
  resolution: number,
  seed: number,
  crew: Crew,
): Int32Array => {
  const { nodes, start } = graph;
  const { node: byCommunity, first } = grouped(partition.label, nodes, crew);
  const part = crew.int32(nodes);
  const bounds = rangesBy(
    nodes,
    (i) => start[byCommunity[i]! + 1]! - start[byCommunity[i]!]!,
    (i) => i === 0 || partition.label[byCommunity[i]!] !== partition.label[byCommunity[i - 1]!],
  );
  const [partTotal, partMembers, cut] = [crew.float64(nodes), crew.int32(nodes), crew.float64(nodes)];
  crew.each(
    'refine',
    { nodes, graph, partition, byCommunity, resolution, seed: mix32(~seed ^ nodes), part, partTotal, partMembers, cut },
    bounds,
  );
  crew.release(byCommunity, first, partTotal, partMembers, cut);
  return part;
};

/** Labels that part what no links inside a label join. O(nodes + links). */
const connected = ({ nodes, start, neighbour }: WeightedGraph, label: Int32Array): Int32Array => {
  const name = new Int32Array(nodes).fill(-1);
  const stack = new Int32Array(nodes);
  for (let root = 0; root < nodes; root++) {
    if (name[root]! >= 0) continue;
    name[root] = root;
    stack[0] = root;
    for (let height = 1; height > 0; ) {
      const v = stack[--height]!;
      for (let e = start[v]!; e < start[v + 1]!; e++) {
        const u = neighbour[e]!;
        if (name[u]! >= 0 || label[u] !== label[root]) continue;
        name[u] = root;
        stack[height++] = u;
      }
    }
  }
  return name;
};
