import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leiden } from '../../../src/engine/communities/leiden/leiden.ts';
import { type Objective, qualityOf } from '../../../src/engine/communities/leiden/quality.ts';
import type { WeightedGraph } from '../../../src/engine/communities/leiden/weighted-graph.ts';
import { alone, type Crew } from '../../../src/engine/crew.ts';
import { dice } from '../../support/engine-population.ts';
import {
  everyLabelConnected,
  graphOfLinks,
  type Link,
  plantedLinks,
  qualityByPairs,
} from '../../support/leiden-oracles.ts';

const objectives = fc.constantFrom<Objective>('cpm', 'modularity');
/** Few distinct weights, so that ties happen, and 0 among them. */
const weights = fc.oneof(fc.constantFrom(0, 1, 1, 2), fc.double({ min: 1e-3, max: 50, noNaN: true }));
const graphs = fc.integer({ min: 1, max: 30 }).chain((nodes) =>
  fc.record({
    nodes: fc.constant(nodes),
    links: fc.array(fc.tuple(fc.nat(nodes - 1), fc.nat(nodes - 1), weights), { maxLength: 90 }),
    size: fc.option(
      fc.array(fc.constantFrom(0, 1, 1, 3), { minLength: nodes, maxLength: nodes }).map((s) => Float64Array.from(s)),
      { nil: undefined },
    ),
    start: fc.array(fc.nat(nodes - 1), { minLength: nodes, maxLength: nodes }).map((s) => Uint32Array.from(s)),
  }),
);
const cases = fc.record({
  graph: graphs,
  objective: objectives,
  resolution: fc.constantFrom(0, 0.1, 0.5, 1, 2, 7),
  seed: fc.nat(1000),
  iterations: fc.integer({ min: 1, max: 3 }),
});
/** Rounding of sums of this graph's weights. */
const slack = (graph: WeightedGraph): number => 1e-9 * graph.weight!.reduce((sum, w) => sum + w, 1);

describe('Leiden', () => {
  it('tells the quality that the definition gives, over all pairs of nodes', () => {
    fc.assert(
      fc.property(cases, ({ graph: { nodes, links, size, start }, objective, resolution }) => {
        const graph = graphOfLinks(nodes, links, size);
        const quality = qualityOf(graph, start, objective, resolution);
        expect(Math.abs(quality - qualityByPairs(graph, start, objective, resolution))).toBeLessThan(slack(graph));
      }),
    );
  });

  it('never ends below where it began, nor below every node alone', () => {
    fc.assert(
      fc.property(cases, ({ graph: { nodes, links, size, start }, ...options }) => {
        const graph = graphOfLinks(nodes, links, size);
        const value = (labels: Uint32Array) => qualityOf(graph, labels, options.objective, options.resolution);
        const warm = leiden(graph, { ...options, start });
        expect(Math.abs(warm.quality - value(warm.labels))).toBeLessThan(slack(graph));
        expect(warm.quality).toBeGreaterThanOrEqual(value(start) - slack(graph));
        const singles = Uint32Array.from({ length: nodes }, (_, v) => v);
        expect(leiden(graph, options).quality).toBeGreaterThanOrEqual(value(singles) - slack(graph));
      }),
    );
  });

  it('gives connected communities, numbered by their first nodes', () => {
    fc.assert(
      fc.property(cases, fc.boolean(), ({ graph: { nodes, links, size, start }, ...options }, warm) => {
        const graph = graphOfLinks(nodes, links, size);
        const { labels, count } = leiden(graph, warm ? { ...options, start } : options);
        expect(everyLabelConnected(graph, labels)).toBe(true);
        expect([...new Set(labels)]).toEqual(Array.from({ length: count }, (_, c) => c));
      }),
    );
  });

  it('leaves no node that would gain by going to another community or by being alone', () => {
    fc.assert(
      fc.property(cases, ({ graph: { nodes, links, size }, ...options }) => {
        const graph = graphOfLinks(nodes, links, size);
        // Enough iterations to come to rest: what is checked is that rest is rest.
        const { labels, count, quality } = leiden(graph, { ...options, iterations: 50 });
        for (let v = 0; v < nodes; v++) {
          for (let c = 0; c <= count; c++) {
            const moved = labels.slice();
            moved[v] = c;
            const { numbers } = renumber(moved);
            expect(qualityByPairs(graph, numbers, options.objective, options.resolution)).toBeLessThan(
              quality + slack(graph),
            );
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is the same whatever the order of the links, and again', () => {
    fc.assert(
      fc.property(cases, fc.nat(), ({ graph: { nodes, links, size }, ...options }, shuffle) => {
        const random = dice(shuffle + 1);
        const simple = [...new Map(links.map((link) => [pairOf(link), link])).values()];
        const other = simple.map(([a, b, w]): Link => (random.chance(0.5) ? [a, b, w] : [b, a, w]));
        for (let i = other.length - 1; i > 0; i--) {
          const j = random.below(i + 1);
          [other[i], other[j]] = [other[j]!, other[i]!];
        }
        const result = leiden(graphOfLinks(nodes, simple, size), options);
        expect(leiden(graphOfLinks(nodes, other, size), options)).toEqual(result);
        expect(leiden(graphOfLinks(nodes, simple, size), options)).toEqual(result);
      }),
    );
  });

  it('finds the same communities under other names, where they are clear', () => {
    fc.assert(
      fc.property(fc.nat(1e6), objectives, fc.nat(1000), (names, objective, seed) => {
        const random = dice(names + 1);
        // Dense enough that no node has fewer links at home than the resolution asks for.
        const links = plantedLinks(120, 6, 0.8, 0.01, random);
        const name = Uint32Array.from({ length: 120 }, (_, v) => v);
        for (let i = 119; i > 0; i--) {
          const j = random.below(i + 1);
          [name[i], name[j]] = [name[j]!, name[i]!];
        }
        const options = { objective, resolution: objective === 'cpm' ? 0.2 : 1, seed, iterations: 10 };
        const plain = leiden(graphOfLinks(120, links), options);
        const renamed = leiden(
          graphOfLinks(
            120,
            links.map(([a, b]): Link => [name[a]!, name[b]!]),
          ),
          options,
        );
        expect(plain.count).toBe(6);
        expect(renumber(Uint32Array.from(name, (now) => renamed.labels[now]!)).numbers).toEqual(plain.labels);
      }),
      { numRuns: 20 },
    );
  });

  it('is the same whoever of a crew works at which range, and keeps what ranges by themselves cannot see', () => {
    fc.assert(
      fc.property(fc.nat(1e6), objectives, fc.boolean(), (seed, objective, warm) => {
        const random = dice(seed + 1);
        const nodes = 12_000;
        const links: Link[] = [];
        for (let v = 0; v < nodes; v++)
          for (let i = 0; i < 12; i++)
            links.push([v, random.chance(0.8) ? v - (v % 30) + random.below(30) : random.below(nodes)]);
        const graph = graphOfLinks(nodes, links);
        const resolution = objective === 'cpm' ? 0.1 : 300;
        const truth = Uint32Array.from({ length: nodes }, (_, v) => Math.floor(v / 30));
        const options = { objective, resolution, seed, ...(warm ? { start: truth } : {}) };
        const tasks: Record<string, number> = {};
        const backwards: Crew = {
          ...alone(),
          each(name, task, bounds) {
            tasks[name] = Math.max(tasks[name] ?? 0, bounds.length - 1);
            const last = bounds.length - 2;
            return Array.from(bounds.subarray(1), (_, i) =>
              alone().each(name, task, bounds.subarray(last - i, last - i + 2)),
            ).flat();
          },
        };
        const result = leiden(graph, options);
        expect(leiden(graph, options, backwards)).toEqual(result);
        expect(tasks).toMatchObject({ gather: 5, move: expect.toSatisfy((n: number) => n > 2) });
        const planted = qualityOf(graph, truth, objective, resolution);
        expect(result.quality).toBeGreaterThanOrEqual(warm ? planted : 0.999 * planted);
        // From its own result, with other parts refined: a fall on any level of the hierarchy would show.
        const again = leiden(graph, { ...options, start: result.labels, seed: seed + 1, iterations: 1 });
        expect(again.quality).toBeGreaterThanOrEqual(result.quality);
        expect(everyLabelConnected(graph, result.labels)).toBe(true);
      }),
      { numRuns: 6 },
    );
  });
});

const pairOf = ([a, b]: Link): string => `${Math.min(a, b)} ${Math.max(a, b)}`;

const renumber = (labels: Uint32Array): { numbers: Uint32Array } => {
  const numberOf = new Map<number, number>();
  return {
    numbers: labels.map((label) => {
      if (!numberOf.has(label)) numberOf.set(label, numberOf.size);
      return numberOf.get(label)!;
    }),
  };
};
