import { UndirectedGraph } from 'graphology';
import louvainModule from 'graphology-communities-louvain';
import { describe, expect, it } from 'vitest';
import { leiden } from '../../../src/engine/communities/leiden/leiden.ts';
import { type Objective, qualityOf } from '../../../src/engine/communities/leiden/quality.ts';
import { weightedGraph } from '../../../src/engine/communities/leiden/weighted-graph.ts';
import { dice } from '../../support/engine-population.ts';
import { eachPartition, graphOfLinks, type Link, plantedLinks, qualityByPairs } from '../../support/leiden-oracles.ts';

// The package is CommonJS whose module is the function itself, while its types describe an ES default.
const louvain = louvainModule as unknown as typeof louvainModule.default;
const cpm = { objective: 'cpm', resolution: 0.5, seed: 1 } as const;
const modularity = { objective: 'modularity', resolution: 1, seed: 1 } as const;
const clique = (nodes: readonly number[]): Link[] =>
  nodes.flatMap((a, i) => nodes.slice(i + 1).map((b): Link => [a, b]));

describe('a weighted graph', () => {
  it('holds both halves of each link, neighbours ascending, in whatever order links come', () => {
    const graph = weightedGraph(4, Uint32Array.of(3, 1, 3, 2), Uint32Array.of(0, 0, 1, 2), Float64Array.of(5, 7, 9, 8));
    expect([...graph.start]).toEqual([0, 2, 4, 4, 6]);
    expect([...graph.neighbour]).toEqual([1, 3, 0, 3, 0, 1]);
    expect([...graph.weight!]).toEqual([7, 5, 7, 9, 5, 9]);
  });

  it('refuses links of nodes that are not there, and columns that differ in length', () => {
    expect(() => weightedGraph(2, Uint32Array.of(0), Uint32Array.of(2))).toThrow(RangeError);
    expect(() => weightedGraph(2, Uint32Array.of(0), Uint32Array.of())).toThrow(RangeError);
    expect(() => weightedGraph(2, Uint32Array.of(0), Uint32Array.of(1), Float64Array.of())).toThrow(RangeError);
  });
});

describe('Leiden', () => {
  it('parts cliques that one link joins, which modularity merges where there are many', () => {
    const links: Link[] = [];
    for (let c = 0; c < 200; c++) {
      links.push(...clique([0, 1, 2, 3, 4].map((i) => c * 5 + i)));
      if (c > 0) links.push([c * 5 - 1, c * 5]);
    }
    const graph = graphOfLinks(1000, links);
    const { labels, count, quality } = leiden(graph, cpm);
    expect(count).toBe(200);
    expect([...labels]).toEqual(Array.from({ length: 1000 }, (_, v) => Math.floor(v / 5)));
    expect(quality).toBe(200 * (10 - 0.5 * 10));
    expect(leiden(graph, modularity).count).toBeLessThan(100);
  });

  it('comes near the best of all partitions on small graphs, and mostly to it', () => {
    const random = dice(17);
    let [best, met, runs, found] = [0, 0, 0, 0];
    for (let trial = 0; trial < 120; trial++) {
      const nodes = 4 + random.below(4);
      const links: Link[] = [];
      for (let a = 0; a < nodes; a++)
        for (let b = a + 1; b < nodes; b++) if (random.chance(0.5)) links.push([a, b, 1 + random.below(3)]);
      const graph = graphOfLinks(nodes, links);
      for (const [objective, resolution] of [
        ['cpm', 1],
        ['modularity', 1],
      ] as const satisfies [Objective, number][]) {
        let optimum = -Infinity;
        eachPartition(nodes, (labels) => {
          optimum = Math.max(optimum, qualityByPairs(graph, labels, objective, resolution));
        });
        const { quality } = leiden(graph, { objective, resolution, seed: trial, iterations: 10 });
        expect(quality).toBeLessThan(optimum + 1e-9);
        runs++;
        if (quality > optimum - 1e-9) met++;
        if (optimum > 1e-9) {
          best++;
          found += quality / optimum;
        }
      }
    }
    expect(met / runs).toBeGreaterThan(0.95);
    expect(found / best).toBeGreaterThan(0.99);
  });

  it("reaches the modularity of graphology's Louvain, and mostly more", () => {
    let [ours, theirs, better] = [0, 0, 0];
    for (let trial = 1; trial <= 20; trial++) {
      const links = plantedLinks(200, 8, 0.35, 0.03, dice(trial));
      const peer = new UndirectedGraph();
      for (let v = 0; v < 200; v++) peer.addNode(v);
      for (const [a, b] of links) peer.addEdge(a, b);
      const found = louvain(peer, { rng: dice(trial).next });
      const graph = graphOfLinks(200, links);
      const value = qualityByPairs(
        graph,
        Array.from({ length: 200 }, (_, v) => found[v]!),
        'modularity',
        1,
      );
      const { quality } = leiden(graph, { ...modularity, seed: trial });
      ours += quality;
      theirs += value;
      if (quality > value - 1e-9) better++;
    }
    expect(ours).toBeGreaterThan(theirs);
    expect(better).toBeGreaterThan(12);
  });

  it('takes what it is given to begin with, and mends it', () => {
    const links = plantedLinks(200, 5, 0.4, 0.01, dice(3));
    const graph = graphOfLinks(200, links);
    const cold = leiden(graph, { ...cpm, resolution: 0.1 });
    expect(cold.count).toBe(5);
    expect(leiden(graph, { ...cpm, resolution: 0.1, start: cold.labels })).toEqual(cold);
    const spoilt = cold.labels.slice();
    for (let v = 0; v < 200; v += 10) spoilt[v] = 199;
    expect(leiden(graph, { ...cpm, resolution: 0.1, start: spoilt })).toEqual(cold);
    expect(leiden(graph, { ...cpm, resolution: 0.1, start: new Uint32Array(200) }).labels).toEqual(cold.labels);
  });

  it('makes communities of a bipartite graph pay for their accounts alone', () => {
    // Two rings of six accounts; each ring has four signals of its own, and one signal is on everybody.
    const links: Link[] = [];
    for (let a = 0; a < 12; a++) {
      for (let s = 0; s < 4; s++) links.push([a, 12 + (a < 6 ? s : 4 + s)]);
      links.push([a, 20, 0.1]);
    }
    const size = Float64Array.from({ length: 21 }, (_, v) => (v < 12 ? 1 : 0));
    const graph = graphOfLinks(21, links, size);
    const { labels } = leiden(graph, { ...cpm, resolution: 0.6 });
    expect([...labels.subarray(0, 12)]).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
    expect([...labels.subarray(12, 20)]).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
    // With signals counted too, the same resolution leaves no community standing.
    expect(leiden(graphOfLinks(21, links), { ...cpm, resolution: 0.6 }).count).toBeGreaterThan(6);
  });

  it.each(['cpm', 'modularity'] as const)('stands degenerate graphs: %s', (objective) => {
    const options = { objective, resolution: 0.5, seed: 1 };
    const run = (nodes: number, links: readonly Link[]) => leiden(graphOfLinks(nodes, links), options);
    expect(run(0, [])).toEqual({ labels: new Uint32Array(0), count: 0, quality: 0 });
    expect([...run(3, []).labels]).toEqual([0, 1, 2]);
    expect([...run(2, [[0, 1]]).labels]).toEqual([0, 0]);
    expect([...run(3, [[0, 2]]).labels]).toEqual([0, 1, 0]);
    expect(
      run(4, [
        [0, 1, 0],
        [2, 3, 0],
      ]).quality,
    ).toBe(0);
    expect([
      ...run(2, [
        [0, 0],
        [0, 1],
        [1, 1],
      ]).labels,
    ]).toEqual([0, 0]);
    expect(
      run(
        1000,
        Array.from({ length: 999 }, (_, i): Link => [0, i + 1]),
      ).quality,
    ).toBeGreaterThan(0);
    expect(run(40, clique(Array.from({ length: 40 }, (_, i) => i))).count).toBe(1);
    const singles = run(100_000, []);
    expect(singles.count).toBe(100_000);
  });

  it('weighs parallel links as one link of their sum', () => {
    const triangle: Link[] = [
      [0, 1, 3],
      [1, 2, 3],
      [2, 3, 1],
      [3, 4, 3],
      [4, 5, 3],
      [3, 5, 3],
      [0, 2, 3],
    ];
    const split = triangle.flatMap(([a, b, w]): Link[] => [
      [a, b, w! / 2],
      [b, a, w! / 2],
    ]);
    expect(leiden(graphOfLinks(6, split), modularity)).toEqual(leiden(graphOfLinks(6, triangle), modularity));
    expect([...leiden(graphOfLinks(6, split), modularity).labels]).toEqual([0, 0, 0, 1, 1, 1]);
  });

  it('takes links without weights for links of weight 1', () => {
    const links = plantedLinks(60, 3, 0.5, 0.05, dice(9));
    const { weight, ...plain } = graphOfLinks(60, links);
    expect(weight!.every((w) => w === 1)).toBe(true);
    for (const options of [cpm, modularity])
      expect(leiden(plain, options)).toEqual(leiden({ ...plain, weight: weight! }, options));
  });

  it('refuses what is out of range', () => {
    const graph = graphOfLinks(3, [[0, 1]]);
    for (const wrong of [{ resolution: -1 }, { resolution: Number.NaN }, { iterations: 0 }, { iterations: 1.5 }])
      expect(() => leiden(graph, { ...cpm, ...wrong })).toThrow(RangeError);
    expect(() => leiden(graph, { ...cpm, start: Uint32Array.of(0, 1) })).toThrow(RangeError);
    expect(() => leiden(graph, { ...cpm, start: Uint32Array.of(0, 1, 3) })).toThrow(RangeError);
    expect(() => leiden(graphOfLinks(2, [[0, 1, -1]]), cpm)).toThrow(RangeError);
    expect(() => leiden(graphOfLinks(2, [[0, 1, Number.NaN]]), cpm)).toThrow(RangeError);
    expect(() => leiden(graphOfLinks(2, [[0, 1]], Float64Array.of(1)), cpm)).toThrow(RangeError);
    expect(() => leiden(graphOfLinks(2, [[0, 1]], Float64Array.of(1, -1)), cpm)).toThrow(RangeError);
  });

  it('tells what a partition is worth in the units of its objective', () => {
    const graph = graphOfLinks(4, [
      [0, 1, 2],
      [2, 3, 4],
      [1, 2, 1],
    ]);
    expect(qualityOf(graph, [0, 0, 1, 1], 'cpm', 0.5)).toBe(2 + 4 - 0.5 * 2);
    expect(qualityOf(graph, [0, 0, 1, 1], 'modularity', 1)).toBeCloseTo(12 / 14 - (5 / 14) ** 2 - (9 / 14) ** 2, 12);
  });
});
