import type { LinkGraph } from '../links/link-graph.ts';

/**
 * Newman's modularity of a partition at resolution 1: Σ_c (w_c / W − (d_c / 2W)²), with a link weighing its bits times the
 * pairs that it stands for. O(links).
 */
export const modularityOf = (graph: LinkGraph, labels: Uint32Array, count: number): number => {
  const inside = new Float64Array(count);
  const degree = new Float64Array(count);
  let total = 0;
  for (let v = 0; v < graph.nodes; v++) {
    const label = labels[v]!;
    for (let e = graph.start[v]!; e < graph.start[v + 1]!; e++) {
      const weight = linkWeight(graph, e);
      total += weight;
      degree[label]! += weight;
      if (labels[graph.neighbour[e]!] === label) inside[label]! += weight;
    }
  }
  if (total === 0) return 0;
  let modularity = 0;
  for (let c = 0; c < count; c++) modularity += inside[c]! / total - (degree[c]! / total) ** 2;
  return modularity;
};

export const linkWeight = (graph: LinkGraph, edge: number): number => graph.bits[edge]! * graph.stands[edge]!;

/**
 * Modularity that the best partition of a random graph of as many nodes and links reaches by chance:
 * .97 √((1 − p) / np) (Reichardt and Bornholdt, Physica D 224, 2006). A split that does no better has found nothing.
 */
export const chanceModularity = (nodes: number, links: number): number => {
  const degree = (2 * links) / nodes;
  const density = Math.min(1, degree / Math.max(1, nodes - 1));
  return degree === 0 ? 1 : 0.97 * Math.sqrt((1 - density) / degree);
};
