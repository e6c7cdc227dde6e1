import { describe, expect, it } from 'vitest';
import type { Communities, Community } from '../../src/engine/communities/communities.ts';
import { componentsOf } from '../../src/engine/communities/components.ts';
import { inducedGraph, type LinkGraph, linkGraph } from '../../src/engine/links/link-graph.ts';
import { dice } from './engine-population.ts';

export const graphOf = (nodes: number, links: readonly (readonly [number, number, number?, number?])[]): LinkGraph =>
  linkGraph(
    nodes,
    Uint32Array.from(links, ([a]) => a),
    Uint32Array.from(links, ([, b]) => b),
    Float64Array.from(links, ([, , bits]) => bits ?? 20),
    Float32Array.from(links, ([, , , stands]) => stands ?? 1),
  );
export const clique = (from: number, size: number): [number, number][] => {
  const links: [number, number][] = [];
  for (let a = from; a < from + size; a++) for (let b = a + 1; b < from + size; b++) links.push([a, b]);
  return links;
};
export const leaves = (community: Community): Community[] =>
  community.parts.length === 0 ? [community] : community.parts.flatMap(leaves);

/** What every community engine keeps, whoever cuts. */
export const communitiesContract = (community: string, find: (graph: LinkGraph) => Communities): void => {
  describe(`communities by ${community}`, () => {
    it('part rings that one link joins, far below the resolution limit', () => {
      // 200 cliques of 5 in a chain: modularity at resolution 1 merges neighbours (√(2L) ≈ 66 > 2·10 links).
      const links: [number, number][] = [];
      for (let c = 0; c < 200; c++) {
        links.push(...clique(c * 5, 5));
        if (c > 0) links.push([c * 5 - 1, c * 5]);
      }
      const { roots } = find(graphOf(1000, links));
      expect(roots).toHaveLength(1);
      expect(leaves(roots[0]!).filter((leaf) => leaf.members.length === 5)).toHaveLength(200);
    });

    it('do not cut what is no better cut than a random graph', () => {
      const random = dice(8);
      const links: [number, number][] = [];
      for (let a = 0; a < 120; a++) for (let b = a + 1; b < 120; b++) if (random.chance(0.4)) links.push([a, b]);
      const { roots } = find(graphOf(120, links));
      expect(roots.map((root) => [root.members.length, root.parts.length])).toEqual([[120, 0]]);
    });

    it('are connected, nested, and the same again with the same seed', () => {
      const random = dice(31);
      const links: [number, number][] = [];
      for (let a = 0; a < 400; a++)
        for (let b = a + 1; b < 400; b++) if (random.chance(a % 8 === b % 8 ? 0.2 : 0.004)) links.push([a, b]);
      const graph = graphOf(400, links);
      const { roots } = find(graph);
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
      expect(find(graph).roots).toEqual(roots);
    });
  });
};
