import { describe, expect, it } from 'vitest';
import { type Community, findCommunities } from '../../../src/engine/communities/communities.ts';
import { componentsOf } from '../../../src/engine/communities/components.ts';
import { louvainCommunities } from '../../../src/engine/communities/louvain.ts';
import { chanceModularity, modularityOf } from '../../../src/engine/communities/modularity.ts';
import { engineConfig } from '../../../src/engine/config.ts';
import { cohesionOf, inducedGraph, type LinkGraph, linkGraph } from '../../../src/engine/links/link-graph.ts';
import { randomStream } from '../../../src/engine/support/random.ts';
import { modularityByPairs } from '../../support/engine-oracles.ts';
import { dice } from '../../support/engine-population.ts';

const graphOf = (nodes: number, links: readonly (readonly [number, number, number?, number?])[]): LinkGraph =>
  linkGraph(
    nodes,
    Uint32Array.from(links, ([a]) => a),
    Uint32Array.from(links, ([, b]) => b),
    Float64Array.from(links, ([, , bits]) => bits ?? 20),
    Float32Array.from(links, ([, , , stands]) => stands ?? 1),
  );
const clique = (from: number, size: number): [number, number][] => {
  const links: [number, number][] = [];
  for (let a = from; a < from + size; a++) for (let b = a + 1; b < from + size; b++) links.push([a, b]);
  return links;
};
const leaves = (community: Community): Community[] =>
  community.parts.length === 0 ? [community] : community.parts.flatMap(leaves);

describe('link graph', () => {
  it('holds each link in both rows, neighbours ascending', () => {
    const graph = graphOf(4, [
      [3, 0, 5],
      [1, 0, 7],
      [3, 1, 9],
    ]);
    expect([...graph.start]).toEqual([0, 2, 4, 4, 6]);
    expect([...graph.neighbour]).toEqual([1, 3, 0, 3, 0, 1]);
    expect([...graph.bits]).toEqual([7, 5, 7, 9, 5, 9]);
  });

  it('counts a sampled link as the pairs that it stands for', () => {
    expect(cohesionOf(graphOf(4, clique(0, 4)))).toBe(1);
    expect(cohesionOf(graphOf(4, [[0, 1, 20, 3]]))).toBe(0.5);
    expect(cohesionOf(graphOf(2, [[0, 1, 20, 40]]))).toBe(1);
  });

  it('induces the graph on some of its nodes', () => {
    const graph = graphOf(6, [...clique(0, 3), [2, 3], [3, 4], [4, 5]]);
    const inner = inducedGraph(graph, Uint32Array.of(2, 3, 5), new Int32Array(6).fill(-1));
    expect(inner.links).toBe(1);
    expect([...inner.neighbour]).toEqual([1, 0]);
  });

  it('finds components, leaving out accounts without a link', () => {
    const graph = graphOf(8, [
      [0, 5],
      [5, 7],
      [2, 3],
    ]);
    expect(componentsOf(graph).map((c) => [...c])).toEqual([
      [0, 5, 7],
      [2, 3],
    ]);
  });
});

describe('modularity', () => {
  it('equals its double sum over pairs of nodes', () => {
    const random = dice(11);
    const links: [number, number, number, number][] = [];
    for (let a = 0; a < 40; a++)
      for (let b = a + 1; b < 40; b++)
        if (random.chance(a < 20 === b < 20 ? 0.4 : 0.05))
          links.push([a, b, 15 + random.below(20), 1 + random.below(3)]);
    const graph = graphOf(40, links);
    for (let trial = 0; trial < 5; trial++) {
      const labels = Uint32Array.from({ length: 40 }, () => random.below(4));
      expect(modularityOf(graph, labels, 4)).toBeCloseTo(modularityByPairs(graph, labels), 10);
    }
    const { labels, count } = louvainCommunities(graph, 1, randomStream(1, 1));
    expect(modularityByPairs(graph, labels)).toBeGreaterThan(0.3);
    expect(count).toBeGreaterThanOrEqual(2);
  });

  it('of the best split of a random graph is about what chance is said to reach', () => {
    const random = dice(5);
    const links: [number, number][] = [];
    for (let a = 0; a < 300; a++) for (let b = a + 1; b < 300; b++) if (random.chance(0.06)) links.push([a, b]);
    const graph = graphOf(300, links);
    const { labels, count } = louvainCommunities(graph, 1, randomStream(1, 1));
    const chance = chanceModularity(300, links.length);
    expect(modularityOf(graph, labels, count)).toBeLessThan(1.2 * chance);
    expect(modularityOf(graph, labels, count)).toBeGreaterThan(0.6 * chance);
  });
});

describe.each(engineConfig.shape.community.unwrap().options)('communities by %s', (community) => {
  const config = engineConfig.parse({ community });

  it('part rings that one link joins, far below the resolution limit', () => {
    // 200 cliques of 5 in a chain: modularity at resolution 1 merges neighbours (√(2L) ≈ 66 > 2·10 links).
    const links: [number, number][] = [];
    for (let c = 0; c < 200; c++) {
      links.push(...clique(c * 5, 5));
      if (c > 0) links.push([c * 5 - 1, c * 5]);
    }
    const { roots } = findCommunities(graphOf(1000, links), config);
    expect(roots).toHaveLength(1);
    expect(leaves(roots[0]!).filter((leaf) => leaf.members.length === 5)).toHaveLength(200);
  });

  it('do not cut what is no better cut than a random graph', () => {
    const random = dice(8);
    const links: [number, number][] = [];
    for (let a = 0; a < 120; a++) for (let b = a + 1; b < 120; b++) if (random.chance(0.4)) links.push([a, b]);
    const { roots } = findCommunities(graphOf(120, links), config);
    expect(roots.map((root) => [root.members.length, root.parts.length])).toEqual([[120, 0]]);
  });

  it('are connected, nested, and the same again with the same seed', () => {
    const random = dice(31);
    const links: [number, number][] = [];
    for (let a = 0; a < 400; a++)
      for (let b = a + 1; b < 400; b++) if (random.chance(a % 8 === b % 8 ? 0.2 : 0.004)) links.push([a, b]);
    const graph = graphOf(400, links);
    const { roots } = findCommunities(graph, config);
    const check = (community: Community): void => {
      const inner = inducedGraph(graph, community.members, new Int32Array(400).fill(-1));
      expect(componentsOf(inner)).toHaveLength(1);
      expect(componentsOf(inner)[0]).toHaveLength(community.members.length);
      const members = new Set(community.members);
      for (const part of community.parts) {
        for (const member of part.members) expect(members.has(member)).toBe(true);
        check(part);
      }
    };
    roots.forEach(check);
    expect(leaves(roots[0]!).length).toBeGreaterThan(4);
    expect(findCommunities(graph, config).roots).toEqual(roots);
  });
});
