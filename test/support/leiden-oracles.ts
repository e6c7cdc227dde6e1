import type { Objective } from '../../src/engine/communities/leiden/quality.ts';
import { type WeightedGraph, weightedGraph } from '../../src/engine/communities/leiden/weighted-graph.ts';
import type { Dice } from './engine-population.ts';

export type Link = readonly [a: number, b: number, weight?: number];

export const graphOfLinks = (nodes: number, links: readonly Link[], size?: Float64Array): WeightedGraph => {
  const graph = weightedGraph(
    nodes,
    Uint32Array.from(links, ([a]) => a),
    Uint32Array.from(links, ([, b]) => b),
    Float64Array.from(links, ([, , weight]) => weight ?? 1),
  );
  return size === undefined ? graph : { ...graph, size };
};

/** Groups of equal size with dense links inside and few outside; the group of node v is `v % groups`. */
export const plantedLinks = (nodes: number, groups: number, inside: number, outside: number, random: Dice): Link[] => {
  const links: Link[] = [];
  for (let a = 0; a < nodes; a++)
    for (let b = a + 1; b < nodes; b++)
      if (random.chance(a % groups === b % groups ? inside : outside)) links.push([a, b]);
  return links;
};

/** The objective from its definition, over all pairs of nodes. */
export const qualityByPairs = (
  graph: WeightedGraph,
  labels: ArrayLike<number>,
  objective: Objective,
  resolution: number,
): number => {
  const n = graph.nodes;
  const between = Array.from({ length: n }, () => new Float64Array(n));
  for (let v = 0; v < n; v++)
    for (let e = graph.start[v]!; e < graph.start[v + 1]!; e++)
      between[v]![graph.neighbour[e]!]! += graph.weight?.[e] ?? 1;
  const degree = between.map((row) => row.reduce((sum, weight) => sum + weight, 0));
  const twice = degree.reduce((sum, d) => sum + d, 0);
  let sum = 0;
  for (let v = 0; v < n; v++)
    for (let w = 0; w < n; w++) {
      if (labels[v] !== labels[w]) continue;
      if (objective === 'modularity')
        sum += twice === 0 ? 0 : (between[v]![w]! - (resolution * degree[v]! * degree[w]!) / twice) / twice;
      else if (v < w) sum += between[v]![w]! - resolution * (graph.size?.[v] ?? 1) * (graph.size?.[w] ?? 1);
    }
  return sum;
};

/** Calls `visit` with every partition of `nodes` nodes, in one array that changes. */
export const eachPartition = (nodes: number, visit: (labels: Uint32Array) => void): void => {
  const labels = new Uint32Array(nodes);
  const assign = (v: number, used: number): void => {
    if (v === nodes) {
      visit(labels);
      return;
    }
    for (let label = 0; label <= used; label++) {
      labels[v] = label;
      assign(v + 1, Math.max(used, label + 1));
    }
  };
  assign(0, 0);
};

/** Whether the nodes of every label are joined by links among themselves, by union-find. */
export const everyLabelConnected = (graph: WeightedGraph, labels: ArrayLike<number>): boolean => {
  const parent = Array.from({ length: graph.nodes }, (_, v) => v);
  const find = (v: number): number => {
    let root = v;
    while (parent[root] !== root) root = parent[root]!;
    return root;
  };
  for (let v = 0; v < graph.nodes; v++)
    for (let e = graph.start[v]!; e < graph.start[v + 1]!; e++) {
      const w = graph.neighbour[e]!;
      if (labels[v] === labels[w]) parent[find(v)] = find(w);
    }
  const rootOf = new Map<number, number>();
  for (let v = 0; v < graph.nodes; v++) {
    const root = rootOf.get(labels[v]!) ?? find(v);
    if (root !== find(v)) return false;
    rootOf.set(labels[v]!, root);
  }
  return true;
};
