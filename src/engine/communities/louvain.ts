import { UndirectedGraph } from 'graphology';
import louvainModule from 'graphology-communities-louvain';
import type { Crew } from '../crew.ts';
import { mix32 } from '../input/canonical-order.ts';
import type { LinkGraph } from '../links/link-graph.ts';
import { valueAtRank } from '../support/quickselect.ts';
import type { Partition } from './cut.ts';
import { linkWeight } from './modularity.ts';

/**
 * Cuts a connected graph into communities: label by node, 0 .. count − 1 in order of first appearance. A crew may share the
 * work; the result is the same without.
 */
export type CommunityEngine = (
  graph: LinkGraph,
  resolution: number,
  random: () => number,
  crew?: Crew | undefined,
) => Partition;

// The package is CommonJS whose module is the function itself, while its types describe an ES default.
const louvain = louvainModule as unknown as typeof louvainModule.default;

/**
 * Ends of links at which graphology-indices 0.17.0 goes wrong: its places of a graph with so many are kept in numbers that end one below, the
 * last account's links are lost, and moving accounts may never end (seen with 128 links of 27 accounts).
 */
const OVERFLOWS: ReadonlySet<number> = new Set([2 ** 8, 2 ** 16, 2 ** 32]);

/** Links of a node given to Louvain at most (a link stays when either end keeps it): graphology holds objects. */
const KEPT_LINKS = 64;

/** Blondel et al. 2008, by graphology-communities-louvain; repeatable for equal `random`. */
export const louvainCommunities: CommunityEngine = (graph, resolution, random) => {
  const kept = strongestLinks(graph);
  const target = new UndirectedGraph<Record<string, never>, { weight: number }>();
  for (let v = 0; v < graph.nodes; v++) target.addNode(String(v));
  for (let v = 0; v < graph.nodes; v++) {
    for (let e = graph.start[v]!; e < graph.start[v + 1]!; e++) {
      const w = graph.neighbour[e]!;
      if (w > v && kept(v, e)) target.addEdge(String(v), String(w), { weight: linkWeight(graph, e) });
    }
  }
  // Two more nodes and a link between them that weighs nothing: nobody's place changes by it.
  if (OVERFLOWS.has(2 * target.size)) target.mergeEdge('beside', 'beside it', { weight: 0 });
  const found = louvain(target, { resolution, rng: random });
  const labelOf = new Map<number, number>();
  const labels = new Uint32Array(graph.nodes);
  for (let v = 0; v < graph.nodes; v++) {
    const community = found[String(v)]!;
    let label = labelOf.get(community);
    if (label === undefined) {
      label = labelOf.size;
      labelOf.set(community, label);
    }
    labels[v] = label;
  }
  return { labels, count: labelOf.size };
};

/** Whether link e of node v is among the strongest of either end; equal ones are taken in an order that favours nobody. */
const strongestLinks = (graph: LinkGraph): ((v: number, e: number) => boolean) => {
  const floorBits = new Float64Array(graph.nodes).fill(-1);
  const floorHash = new Float64Array(graph.nodes);
  const hash = (v: number, w: number): number => mix32(Math.imul(Math.min(v, w), 0x9e3779b1) ^ Math.max(v, w));
  const weights = new Float64Array(graph.nodes);
  const hashes = new Float64Array(graph.nodes);
  for (let v = 0; v < graph.nodes; v++) {
    const from = graph.start[v]!;
    const degree = graph.start[v + 1]! - from;
    if (degree <= KEPT_LINKS) continue;
    for (let i = 0; i < degree; i++) weights[i] = linkWeight(graph, from + i);
    const floor = valueAtRank(weights, degree, degree - KEPT_LINKS);
    let [above, equal] = [0, 0];
    for (let e = from; e < from + degree; e++) {
      const weight = linkWeight(graph, e);
      if (weight > floor) above++;
      else if (weight === floor) hashes[equal++] = hash(v, graph.neighbour[e]!);
    }
    floorBits[v] = floor;
    floorHash[v] = valueAtRank(hashes, equal, KEPT_LINKS - above - 1);
  }
  const keeps = (v: number, w: number, weight: number): boolean =>
    weight > floorBits[v]! || (weight === floorBits[v]! && hash(v, w) <= floorHash[v]!);
  return (v, e) => {
    const w = graph.neighbour[e]!;
    const weight = linkWeight(graph, e);
    return keeps(v, w, weight) || keeps(w, v, weight);
  };
};
