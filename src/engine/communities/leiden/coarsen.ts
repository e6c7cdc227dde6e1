import { type Crew, rangesBy } from '../../crew.ts';
import { grouped, nameByFirst, numberByFirst, type Partition } from './partition.ts';
import type { WeightedGraph } from './weighted-graph.ts';

export interface Coarse {
  readonly graph: Required<WeightedGraph>;
  /** Node of the coarse graph that each node went into. */
  readonly coarseOf: Uint32Array;
  /** Communities of the partition on the coarse graph, each named by its first node. */
  readonly label: Int32Array;
}

/**
 * The graph whose nodes are the parts, numbered in order of their first nodes: links between two parts become one with the sum
 * of their weights, links inside a part are left out (no later move changes what they are worth). O(nodes + links).
 */
export const coarsen = (graph: Required<WeightedGraph>, part: Int32Array, partition: Partition, crew: Crew): Coarse => {
  const coarseOf = crew.uint32(graph.nodes);
  coarseOf.set(part);
  const nodes = numberByFirst(coarseOf);
  const { node: member, first: firstMember } = grouped(coarseOf, nodes, crew);
  const halvesBefore = crew.float64(nodes);
  let halves = 0;
  for (let c = 0; c < nodes; c++) {
    halvesBefore[c] = halves;
    for (let i = firstMember[c]!; i < firstMember[c + 1]!; i++)
      halves += graph.start[member[i]! + 1]! - graph.start[member[i]!]!;
  }
  // Memory that is never written is never taken: most of this stays untouched where many links are inside.
  const neighbour = crew.uint32(halves);
  const weight = crew.float64(halves);
  const degree = crew.uint32(nodes);
  const size = crew.float64(nodes);
  const bounds = rangesBy(nodes, (c) => (c + 1 < nodes ? halvesBefore[c + 1]! : halves) - halvesBefore[c]!);
  crew.each(
    'aggregate',
    { nodes, graph, coarseOf, member, firstMember, halvesBefore, neighbour, weight, degree, size },
    bounds,
  );

  const start = crew.uint32(nodes + 1);
  for (let c = 0; c < nodes; c++) start[c + 1] = start[c]! + degree[c]!;
  for (let i = 0; i + 1 < bounds.length; i++) {
    const from = halvesBefore[bounds[i]!]!;
    const at = start[bounds[i]!]!;
    const length = start[bounds[i + 1]!]! - at;
    neighbour.copyWithin(at, from, from + length);
    weight.copyWithin(at, from, from + length);
  }
  const label = crew.int32(nodes);
  for (let c = 0; c < nodes; c++) label[c] = partition.label[member[firstMember[c]!]!]!;
  crew.release(member, firstMember, halvesBefore, degree);
  nameByFirst(label, graph.nodes);
  const used = start[nodes]!;
  return {
    graph: { nodes, start, neighbour: neighbour.subarray(0, used), weight: weight.subarray(0, used), size },
    coarseOf,
    label,
  };
};
