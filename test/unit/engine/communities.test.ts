import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findCommunities } from '../../../src/engine/communities/communities.ts';
import { componentsOf } from '../../../src/engine/communities/components.ts';
import { allOf, cohesionIn, innerLinksOf } from '../../../src/engine/communities/inside.ts';
import { louvainCommunities } from '../../../src/engine/communities/louvain.ts';
import { chanceModularity, modularityOf } from '../../../src/engine/communities/modularity.ts';
import { engineConfig } from '../../../src/engine/config.ts';
import { alone } from '../../../src/engine/crew.ts';
import { inducedGraph, type LinkGraph } from '../../../src/engine/links/link-graph.ts';
import { randomStream } from '../../../src/engine/support/random.ts';
import { clique, communitiesContract, graphOf } from '../../support/communities-contract.ts';
import { modularityByPairs } from '../../support/engine-oracles.ts';
import { dice } from '../../support/engine-population.ts';

const ENDING = fileURLToPath(new URL('../../support/cut-128-links.ts', import.meta.url));

const cohesionOf = (graph: LinkGraph): number => cohesionIn(innerLinksOf(allOf(graph)).degrees);

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

for (const community of ['louvain', 'leiden', 'leiden-cpm'] as const) {
  const config = engineConfig.parse({ community });
  communitiesContract(community, (graph) => findCommunities(graph, config));
}

it('an engine that is none of the package is asked for by name only where it is handed in', () => {
  const config = engineConfig.parse({ community: 'gds-leiden' });
  const graph = graphOf(20, [...clique(0, 10), ...clique(10, 10), [0, 10]]);
  expect(() => findCommunities(graph, config)).toThrow(RangeError);
  const halves = { labels: Uint32Array.from({ length: 20 }, (_, v) => Number(v >= 10)), count: 2 };
  const { roots } = findCommunities(graph, config, undefined, { ...alone(), cut: () => halves });
  expect(roots[0]!.parts.map(({ members }) => members.length)).toEqual([10, 10]);
});

describe('communities by graphology', () => {
  // The ends of 128 links are one more than what numbers of one byte hold. In a process of its own: what may never end ends with it.
  it('come to an end where there are 128 links', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [ENDING], { encoding: 'utf8', timeout: 20_000 });
    expect([status, stdout, stderr]).toEqual([0, '100 graphs\n', '']);
  });
});
