import { UndirectedGraph } from 'graphology';
import louvainModule from 'graphology-communities-louvain';
import { randomStream } from '../../../src/engine/support/random.ts';
import type { Projection } from './projection.ts';

// The package is CommonJS whose module is the function itself, while its types describe an ES default.
const louvain = louvainModule as unknown as typeof louvainModule.default;

/** Linked account → community, 0 and up, by graphology-communities-louvain at resolution 1. */
export const louvainCommunities = ({ a, b, weight }: Projection, seed: number): ReadonlyMap<number, number> => {
  const graph = new UndirectedGraph<Record<string, never>, { weight: number }>();
  for (const ends of [a, b]) for (const account of ends) graph.mergeNode(String(account));
  for (let i = 0; i < a.length; i++) graph.addEdge(String(a[i]!), String(b[i]!), { weight: weight[i]! });
  if (graph.size === 0) return new Map();
  const found = louvain(graph, { resolution: 1, rng: randomStream(seed, 1) });
  return new Map(Object.entries(found).map(([node, community]) => [Number(node), community]));
};
