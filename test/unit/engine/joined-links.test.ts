import { describe, expect, it } from 'vitest';
import { joinedLinks, type LinkGraph, linkGraph } from '../../../src/engine/links/link-graph.ts';
import { randomStream } from '../../../src/engine/support/random.ts';

const NODES = 60;

/** Links of a few random pairs, each once; half of the nodes have none. */
const someLinks = (random: () => number, count: number): LinkGraph => {
  const pairs = new Map<string, readonly [number, number]>();
  for (let i = 0; i < count; i++) {
    const [x, y] = [Math.floor((random() * NODES) / 2) * 2, Math.floor((random() * NODES) / 2) * 2];
    if (x !== y) pairs.set([Math.min(x, y), Math.max(x, y)].join(), [x, y]);
  }
  const links = [...pairs.values()];
  return linkGraph(
    NODES,
    Uint32Array.from(links, ([x]) => x),
    Uint32Array.from(links, ([, y]) => y),
    Float64Array.from(links, () => 1 + Math.floor(random() * 9)),
    Float32Array.from(links, () => 1 + Math.floor(random() * 3)),
  );
};

const rowsOf = ({ nodes, start, neighbour, bits, stands }: LinkGraph) =>
  Array.from({ length: nodes }, (_, v) => {
    const row = Array.from({ length: start[v + 1]! - start[v]! }, (_, i) => start[v]! + i);
    return new Map(row.map((e) => [neighbour[e]!, { bits: bits[e]!, stands: stands[e]! }]));
  });

describe('joined links', () => {
  it('are those of either graph, of both that of more bits, ascending', () => {
    const random = randomStream(5, 9);
    for (let trial = 0; trial < 100; trial++) {
      const [one, two] = [someLinks(random, trial), someLinks(random, trial % 7)];
      const joined = joinedLinks(one, two);
      const [ones, twos] = [rowsOf(one), rowsOf(two)];
      const rows = rowsOf(joined);
      rows.forEach((row, v) => {
        const wanted = new Map(twos[v]);
        for (const [w, link] of ones[v]!) if ((wanted.get(w)?.bits ?? 0) <= link.bits) wanted.set(w, link);
        expect([...row]).toEqual([...wanted].sort(([x], [y]) => x - y));
      });
      expect(joined.links).toBe(rows.reduce((sum, { size }) => sum + size, 0) / 2);
      expect(joined.neighbour).toHaveLength(2 * joined.links);
    }
  });
});
