import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsOf } from '../../../src/engine/cells/cells.ts';
import { innerLinks, type Level } from '../../../src/engine/cells/inner-links.ts';
import { ringWeight } from '../../../src/engine/cells/ring-weight.ts';
import { findCommunities } from '../../../src/engine/communities/communities.ts';
import { componentsOf } from '../../../src/engine/communities/components.ts';
import { linkWeight, modularityOf } from '../../../src/engine/communities/modularity.ts';
import { type EngineConfig, engineConfig } from '../../../src/engine/config.ts';
import { inducedGraph, type LinkGraph, linkGraph } from '../../../src/engine/links/link-graph.ts';
import { dice } from '../../support/engine-population.ts';
import { type Link, plantedLinks } from '../../support/leiden-oracles.ts';

const LEAST = 5;
const graphOf = (nodes: number, links: readonly Link[]): LinkGraph =>
  linkGraph(
    nodes,
    Uint32Array.from(links, ([a]) => a),
    Uint32Array.from(links, ([, b]) => b),
    Float64Array.from(links, ([, , bits]) => bits ?? 20),
    new Float32Array(links.length).fill(1),
  );
const engines = fc.constantFrom<EngineConfig['community']>('louvain', 'leiden', 'leiden-cpm');
const seeds = fc.integer({ min: 1, max: 1_000_000 });

/** The largest component's cells, and who is in it; `gone` of its accounts left the ring. */
const cellsIn = (graph: LinkGraph, community: EngineConfig['community'], gone: ReadonlySet<number> = new Set()) => {
  const { roots } = findCommunities(graph, engineConfig.parse({ community }));
  const root = roots.toSorted((x, y) => y.members.length - x.members.length)[0];
  if (root === undefined) return { cells: [], members: new Uint32Array() };
  const members = root.members.filter((account) => !gone.has(account));
  const localOf = new Int32Array(graph.nodes).fill(-1);
  const weightOf = (accounts: Uint32Array): number => {
    const own = inducedGraph(graph, accounts, localOf);
    return own.neighbour.reduce((sum, _, e) => sum + linkWeight(own, e), 0);
  };
  const found = cellsOf(root, members, { graph, least: LEAST, localOf });
  for (const { accounts, weight } of found) expect(weight).toBeCloseTo(weightOf(accounts), 6);
  for (const community of [root, ...root.parts]) {
    const ring = root.members.filter((a) => community.members.includes(a) !== (a % 5 === 0));
    expect(ringWeight(community, ring, graph, localOf)).toBeCloseTo(weightOf(ring), 6);
  }
  const cells = found.map(({ accounts }) => accounts);
  expect(localOf.every((place) => place === -1)).toBe(true);
  return { cells, members };
};

describe('links inside a hierarchy', () => {
  it('are at every level those of a graph on that community alone, and so is the modularity of its cut', () => {
    const anything = fc.record({
      groups: fc.integer({ min: 2, max: 6 }),
      outside: fc.integer({ min: 1, max: 12 }),
      seed: seeds,
    });
    let levels = 0;
    fc.assert(
      fc.property(anything, engines, ({ groups, outside, seed }, community) => {
        const graph = graphOf(groups * 14, plantedLinks(groups * 14, groups, 0.7, outside / 100, dice(seed)));
        const scratch = new Int32Array(graph.nodes).fill(-1);
        const compare = (level: Level): void => {
          levels++;
          const { members, parts } = level.community;
          const own = inducedGraph(graph, members, scratch);
          expect(level.halves).toBe(own.neighbour.length);
          expect(level.weight).toBeCloseTo(
            own.neighbour.reduce((sum, _, e) => sum + linkWeight(own, e), 0),
            6,
          );
          const partOf = members.map((a, place) => {
            const part = parts.findIndex((one) => one.members.includes(a));
            return part < 0 ? parts.length + place : part;
          });
          expect(level.modularity).toBeCloseTo(modularityOf(own, partOf, parts.length + members.length), 9);
          level.parts.forEach((part, place) => {
            expect(part.community).toBe(parts[place]);
            compare(part);
          });
        };
        for (const root of findCommunities(graph, engineConfig.parse({ community })).roots) compare(innerLinks(root));
        expect(scratch.every((place) => place === -1)).toBe(true);
      }),
    );
    expect(levels).toBeGreaterThan(200);
  });
});

describe('cells of a ring', () => {
  it('are disjoint, connected, of members alone, two at least and none too small, largest first, and the same every time', () => {
    const anything = fc.record({
      size: fc.integer({ min: 5, max: 14 }),
      groups: fc.integer({ min: 1, max: 6 }),
      inside: fc.integer({ min: 40, max: 100 }),
      outside: fc.integer({ min: 1, max: 12 }),
      seed: seeds,
      gone: fc.array(fc.nat(69), { maxLength: 12 }),
      community: engines,
    });
    let withCells = 0;
    fc.assert(
      fc.property(anything, ({ size, groups, inside, outside, seed, gone, community }) => {
        const nodes = groups * size;
        const graph = graphOf(nodes, plantedLinks(nodes, groups, inside / 100, outside / 100, dice(seed)));
        const { cells, members } = cellsIn(graph, community, new Set(gone));
        const all = cells.flatMap((cell) => [...cell]);
        expect(new Set(all).size).toBe(all.length);
        expect(all.every((account) => members.includes(account))).toBe(true);
        expect(cells.length).not.toBe(1);
        const scratch = new Int32Array(nodes).fill(-1);
        for (const [i, cell] of cells.entries()) {
          expect(cell.length).toBeGreaterThanOrEqual(LEAST);
          if (i > 0) expect(cell.length).toBeLessThanOrEqual(cells[i - 1]!.length);
          expect(componentsOf(inducedGraph(graph, cell, scratch))).toHaveLength(1);
        }
        expect(cellsIn(graph, community, new Set(gone)).cells).toEqual(cells);
        if (cells.length > 0) withCells++;
      }),
      { numRuns: 200 },
    );
    expect(withCells).toBeGreaterThan(20);
  });

  it('are none where accounts are linked by chance alone, however loosely', () => {
    const loose = fc.record({
      nodes: fc.integer({ min: 10, max: 90 }),
      chance: fc.double({ min: 0.03, max: 0.9, noNaN: true }),
      seed: seeds,
      community: engines,
    });
    fc.assert(
      fc.property(loose, ({ nodes, chance, seed, community }) => {
        const graph = graphOf(nodes, plantedLinks(nodes, 1, chance, 0, dice(seed)));
        expect(cellsIn(graph, community).cells).toEqual([]);
      }),
    );
  });

  it('are the planted ones where those are clear, whatever cut the communities', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 6 }), seeds, engines, (groups, seed, community) => {
        const graph = graphOf(groups * 16, plantedLinks(groups * 16, groups, 0.8, 0.04, dice(seed)));
        const { cells } = cellsIn(graph, community);
        expect(cells).toHaveLength(groups);
        for (const cell of cells) expect(new Set(cell.map((account) => account % groups)).size).toBe(1);
      }),
      { numRuns: 30 },
    );
  });

  it('are taken at the level of each branch that is most stable: tight pairs of groups fall apart, loose ones stay one', () => {
    // Groups of 12: 0 and 1 are one tight cell of cliques' halves; 2 and 3 are cliques that hardly touch.
    const random = dice(7);
    const links: Link[] = [];
    const chance = (a: number, b: number): number => {
      const [g, h] = [Math.floor(a / 12), Math.floor(b / 12)];
      if (g === h) return g < 2 ? 0.75 : 1;
      if (g < 2 && h < 2) return 0.45;
      return g >= 2 && h >= 2 ? 0.12 : 0.02;
    };
    for (let a = 0; a < 48; a++) for (let b = a + 1; b < 48; b++) if (random.chance(chance(a, b))) links.push([a, b]);
    const { cells } = cellsIn(graphOf(48, links), 'louvain');
    const groupsOf = cells.map((cell) => [...new Set(cell.map((account) => Math.floor(account / 12)))].sort());
    expect(groupsOf).toEqual([[0, 1], [2], [3]]);
  });
});
