import type { Crew } from '../crew.ts';
import type { LinkGraph } from '../links/link-graph.ts';
import { leiden } from './leiden/leiden.ts';
import type { WeightedGraph } from './leiden/weighted-graph.ts';
import type { CommunityEngine } from './louvain.ts';
import { linkWeight } from './modularity.ts';

/** Leiden with modularity at this resolution. */
export const leidenCommunities: CommunityEngine = (graph, resolution, random, crew) =>
  leiden(weighted(graph), { objective: 'modularity', resolution, seed: seedFrom(random) }, crewFor(graph, crew));

/**
 * Leiden with the constant Potts model at the density of the very graph that is cut, times the resolution: a part must be linked
 * more densely than the whole that it is cut from, so that each branch has a resolution of its own.
 */
export const leidenCpmCommunities: CommunityEngine = (graph, resolution, random, crew) => {
  const { nodes, weight, ...rows } = weighted(graph);
  const pairs = (nodes * (nodes - 1)) / 2;
  const density = pairs === 0 ? 0 : weight.reduce((sum, w) => sum + w, 0) / 2 / pairs;
  return leiden(
    { nodes, weight, ...rows },
    { objective: 'cpm', resolution: resolution * density, seed: seedFrom(random) },
    crewFor(graph, crew),
  );
};

/** Half-links from which on it is worth to wake other threads. */
const SHARED_FROM = 1 << 18;

const crewFor = (graph: LinkGraph, crew: Crew | undefined): Crew | undefined =>
  graph.neighbour.length >= SHARED_FROM ? crew : undefined;

/** A link weighs its bits times the pairs that it stands for. */
const weighted = (graph: LinkGraph): WeightedGraph & { readonly weight: Float64Array } => {
  const weight = new Float64Array(graph.neighbour.length);
  for (let e = 0; e < weight.length; e++) weight[e] = linkWeight(graph, e);
  return { nodes: graph.nodes, start: graph.start, neighbour: graph.neighbour, weight };
};

const seedFrom = (random: () => number): number => Math.floor(random() * 2 ** 32);
