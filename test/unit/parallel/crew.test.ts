import { afterAll, describe, expect, it } from 'vitest';
import { findCommunities } from '../../../src/engine/communities/communities.ts';
import { leiden } from '../../../src/engine/communities/leiden/leiden.ts';
import { weightedGraph } from '../../../src/engine/communities/leiden/weighted-graph.ts';
import { engineConfig } from '../../../src/engine/config.ts';
import type { Crew } from '../../../src/engine/crew.ts';
import { buildIndex } from '../../../src/engine/input/observation-index.ts';
import { linkGraph } from '../../../src/engine/links/link-graph.ts';
import { findLinks } from '../../../src/engine/links/links.ts';
import { classHubs } from '../../../src/engine/weights/hubs.ts';
import { weighSignals } from '../../../src/engine/weights/weights.ts';
import { enlist } from '../../../src/parallel/crew.ts';
import { sharedArrays } from '../../../src/parallel/shared-arrays.ts';
import { dice, enginePopulation } from '../../support/engine-population.ts';

const planted = (nodes: number) => {
  const random = dice(21);
  const a = new Uint32Array(nodes * 6);
  const b = new Uint32Array(nodes * 6);
  for (let i = 0; i < a.length; i++) {
    const v = Math.floor(i / 6);
    a[i] = v;
    b[i] = random.chance(0.8) ? v - (v % 40) + random.below(40) : random.below(nodes);
  }
  return { a, b };
};

describe('a crew of threads', () => {
  const crews = [1, 3].map((helpers) => enlist(helpers));
  afterAll(() => Promise.all(crews.map((crew) => crew.dismiss())));

  it.each(['cpm', 'modularity'] as const)('finds what one thread finds, however many it has: %s', (objective) => {
    const { a, b } = planted(15_000);
    const options = { objective, resolution: objective === 'cpm' ? 0.05 : 500, seed: 3 };
    const plain = weightedGraph(15_000, a, b);
    const expected = leiden(plain, options);
    expect(expected.count).toBeGreaterThan(300);
    for (const crew of crews) {
      const shared = weightedGraph(15_000, a, b, undefined, crew);
      for (let again = 0; again < 2; again++) expect(leiden(shared, options, crew)).toEqual(expected);
      // A graph that is not shared is taken too.
      expect(leiden(plain, options, crew)).toEqual(expected);
      const start = expected.labels;
      expect(leiden(shared, { ...options, start }, crew)).toEqual(leiden(plain, { ...options, start }));
    }
  });

  it.each(['leiden', 'leiden-cpm'] as const)('cuts the links of accounts as one thread does: %s', (community) => {
    const { a, b } = planted(30_000);
    const pairs = new Map(
      Array.from(a, (v, i) => [`${Math.min(v, b[i]!)} ${Math.max(v, b[i]!)}`, [v, b[i]!] as const]),
    );
    const links = [...pairs.values()].filter(([v, w]) => v !== w);
    const graph = linkGraph(
      30_000,
      Uint32Array.from(links, ([v]) => v),
      Uint32Array.from(links, ([, w]) => w),
      new Float64Array(links.length).fill(20),
      new Float32Array(links.length).fill(1),
    );
    const config = engineConfig.parse({ community, maxDepth: 1 });
    const orders: string[] = [];
    const crew: Crew = {
      ...crews[1]!,
      each(name, task, bounds) {
        orders.push(name);
        return crews[1]!.each(name, task, bounds);
      },
    };
    const found = findCommunities(graph, config, undefined, crew);
    expect(orders).toContain('refine');
    expect(found.counters['splits']).toBe(1);
    expect(found).toEqual(findCommunities(graph, config));
  });

  it('does every range of a task', () => {
    const crew = crews[1]!;
    const nodes = 200_000;
    const order = crew.uint32(nodes);
    for (let i = 0; i < nodes; i++) order[i] = nodes - 1 - i;
    const start = crew.uint32(nodes + 1);
    for (let i = 0; i < nodes; i++) start[i + 1] = i + 1;
    const from = { nodes, start, neighbour: order };
    const [neighbour, weight] = [crew.uint32(nodes), crew.float64(nodes)];
    const task = { nodes, from, order, now: order, start, neighbour, weight };
    crew.each(
      'gather',
      task,
      Uint32Array.from({ length: 1001 }, (_, i) => i * 200),
    );
    expect(weight.every((w) => w === 1)).toBe(true);
    expect(neighbour.every((v, i) => v === nodes - 1 - i)).toBe(true);
  });

  it('finds the links that one thread finds, however many it has', () => {
    const { columns } = enginePopulation({ seed: 5, ordinary: 3000, lazy: 900, mid: 300, class: 90 });
    const config = engineConfig.parse({});
    const index = buildIndex(columns);
    const hubs = classHubs(index, config);
    const weights = weighSignals(index, hubs, config);
    const expected = findLinks(index, hubs, weights, config);
    expect(expected.graph.links).toBeGreaterThan(2000);
    for (const crew of crews) {
      const told: number[] = [];
      expect(findLinks(index, hubs, weights, config, (fraction) => told.push(fraction), crew)).toEqual(expected);
      expect(told.at(-1)).toBeGreaterThan(0);
      expect(told.every((fraction) => fraction >= 0 && fraction <= 1)).toBe(true);
    }
  });

  it.each(['exits', 'throws'])('says so when a thread %s in the middle of its work', async (how) => {
    const crew = enlist(2, { script: new URL('../../support/lost-helper.ts', import.meta.url) });
    const nodes = 100;
    const from = { nodes, start: crew.uint32(nodes + 1), neighbour: crew.uint32(0) };
    const plain = { order: crew.uint32(nodes), now: crew.uint32(nodes), start: crew.uint32(nodes + 1) };
    const entered = crew.int32(2);
    entered[1] = how === 'exits' ? 0 : 1;
    const task = { nodes, from, ...plain, neighbour: crew.uint32(0), weight: crew.float64(0), entered };
    const bounds = Uint32Array.from({ length: 50 }, (_, i) => i);
    // This thread goes on only when another one has begun.
    const wait = () => void Atomics.wait(entered, 0, 0);
    expect(() => crew.each('gather', task, bounds, wait)).toThrow('ended in the middle of it (gather)');
    await crew.dismiss();
  });

  it('says so when a task fails', () => {
    const crew = crews[0]!;
    const broken = { nodes: 1, order: crew.uint32(4) } as unknown as Parameters<typeof crew.each<'gather'>>[1];
    expect(() => crew.each('gather', broken, Uint32Array.of(0, 1, 2, 3, 4))).toThrow();
  });
});

describe('shared arrays', () => {
  it('are zeros, also in memory that was released', () => {
    const arrays = sharedArrays();
    const first = arrays.uint32(50_000).fill(7);
    arrays.release(first);
    const second = arrays.float64(20_000);
    expect(second.buffer).toBe(first.buffer);
    expect(second).toHaveLength(20_000);
    expect(second.every((value) => value === 0)).toBe(true);
    expect(arrays.uint8(50_000).buffer).not.toBe(first.buffer);
  });
});
