import { describe, expect, it } from 'vitest';
import { type EngineConfig, engineConfig } from '../../../src/engine/config.ts';
import { columnsBuilder } from '../../../src/engine/input/columns-builder.ts';
import { buildIndex } from '../../../src/engine/input/observation-index.ts';
import { planLinks } from '../../../src/engine/links/link-plan.ts';
import { type FoundLinks, linkRange, linkScratch } from '../../../src/engine/links/link-range.ts';
import { findLinks } from '../../../src/engine/links/links.ts';
import { classHubs } from '../../../src/engine/weights/hubs.ts';
import { weighSignals } from '../../../src/engine/weights/weights.ts';
import { bruteForceBits } from '../../support/engine-oracles.ts';
import { DAY, enginePopulation, POPULATION_TYPES, START, show } from '../../support/engine-population.ts';

const defaults = engineConfig.parse({});
const linked = (columns: Parameters<typeof buildIndex>[0], config: EngineConfig = defaults) => {
  const index = buildIndex(columns);
  const hubs = classHubs(index, config);
  const weights = weighSignals(index, hubs, config);
  const { graph, counters } = findLinks(index, hubs, weights, config);
  const pairs = new Map<string, number>();
  for (let a = 0; a < graph.nodes; a++)
    for (let e = graph.start[a]!; e < graph.start[a + 1]!; e++)
      if (graph.neighbour[e]! > a)
        pairs.set([index.accountIds[a]!, index.accountIds[graph.neighbour[e]!]!].sort().join(' '), graph.bits[e]!);
  return { index, hubs, weights, graph, counters, pairs };
};

/** A background of accounts that share nothing, so that a few shared signals are rare. */
const background = (count: number) => {
  const builder = columnsBuilder();
  for (let i = 0; i < count; i++) {
    const created = START + i * 600;
    builder.account(`other-${i}`, { createdAt: created });
    for (const type of POPULATION_TYPES) show(builder, `other-${i}`, type.name, `own-${i}`, [created]);
  }
  return builder;
};
const account = (
  builder: ReturnType<typeof columnsBuilder>,
  id: string,
  created: number,
  signals: readonly string[],
  times = [created],
) => {
  builder.account(id, { createdAt: created });
  for (const key of signals) show(builder, id, key.slice(0, key.indexOf(':')), key.slice(key.indexOf(':') + 1), times);
};

describe('links', () => {
  it('are exactly the pairs that weighing all pairs one by one finds, where no block is sampled', () => {
    const { columns } = enginePopulation({
      seed: 21,
      ordinary: 300,
      lazy: 40,
      mid: 30,
      households: 12,
      office: 45,
      class: 30,
    });
    const config = { ...defaults, maxPartners: 100_000 };
    const found = linked(columns, config);
    const expected = bruteForceBits(found.index, found.weights, config);
    expect(found.pairs.size).toBeGreaterThan(100);
    expect([...found.pairs.keys()].sort()).toEqual([...expected.keys()].sort());
    for (const [pair, bits] of expected) expect(found.pairs.get(pair)).toBeCloseTo(bits, 9);
  });

  it('come from two independent proofs', () => {
    const builder = background(1000);
    account(builder, 'a', START, ['payment_instrument:x', 'device:y']);
    account(builder, 'b', START + 20 * 7000, ['payment_instrument:x', 'device:y']);
    expect([...linked(builder.build(POPULATION_TYPES)).pairs.keys()]).toEqual(['a b']);
  });

  it('never come from shared addresses, however many', () => {
    const builder = background(1000);
    const addresses = Array.from({ length: 30 }, (_, i) => `ip:shared-${i}`);
    account(builder, 'a', START + 5, addresses);
    account(builder, 'b', START + 6, addresses);
    expect(linked(builder.build(POPULATION_TYPES), { ...defaults, linkBitsPerLog2N: 0.1 }).pairs.size).toBe(0);
  });

  it('take one strong identifier only with synchrony', () => {
    const config = { ...defaults, linkBitsPerLog2N: 0.8 };
    const apart = background(1000);
    account(apart, 'a', START, ['payment_instrument:x']);
    account(apart, 'b', START + 30 * DAY, ['payment_instrument:x']);
    expect(linked(apart.build(POPULATION_TYPES), config).pairs.size).toBe(0);
    const together = background(1000);
    account(together, 'a', START + 7000, ['payment_instrument:x']);
    account(together, 'b', START + 7100, ['payment_instrument:x']);
    expect(linked(together.build(POPULATION_TYPES), config).pairs.size).toBe(1);
  });

  it('take all prompts of one hour for one proof, and prompts of several evenings for several', () => {
    const prompts = ['prompt:one', 'prompt:two', 'prompt:three'];
    const config = { ...defaults, linkBitsPerLog2N: 1.1 };
    const lesson = background(1000);
    for (const id of ['a', 'b']) account(lesson, id, START + 9000, prompts);
    expect(linked(lesson.build(POPULATION_TYPES), config).pairs.size).toBe(0);
    const evenings = background(1000);
    for (const id of ['a', 'b'])
      prompts.forEach((prompt, i) => {
        account(evenings, id, START + 9000, [prompt], [START + 9000 + i * 3 * DAY]);
      });
    expect(linked(evenings.build(POPULATION_TYPES), config).pairs.size).toBe(1);
  });

  it('reach a ring of hundreds whose signals are all hubs, without listing its pairs', () => {
    const { columns, groups } = enginePopulation({ seed: 4, ordinary: 20_000, lazy: 600 });
    const { index, graph, counters } = linked(columns);
    const lazy = new Set(groups.get('lazy'));
    let reached = 0;
    for (let a = 0; a < graph.nodes; a++)
      if (lazy.has(index.accountIds[a]!) && graph.start[a + 1]! > graph.start[a]!) reached++;
    expect(reached).toBeGreaterThan(590);
    expect(counters['weighed']).toBeLessThan((600 * 599) / 2);
  });

  it('weigh no more partners of an account than configured', () => {
    const { columns } = enginePopulation({ seed: 4, ordinary: 500, lazy: 200 });
    const { counters, graph } = linked(columns, { ...defaults, maxPartners: 3 });
    expect(counters['capped']).toBeGreaterThan(0);
    expect(graph.links).toBeLessThanOrEqual(700 * 3);
  });

  describe('of a range of accounts', () => {
    const { columns } = enginePopulation({ seed: 5, ordinary: 2000, lazy: 150, mid: 60, households: 30, class: 90 });
    const index = buildIndex(columns);
    const hubs = classHubs(index, defaults);
    const plan = planLinks(index, hubs, weighSignals(index, hubs, defaults), defaults);
    const scratch = linkScratch(plan);
    const told = (found: FoundLinks) =>
      Array.from(found.a, (a, i) => {
        const ends = [a, found.b[i]!].sort((x, y) => x - y);
        return [...ends, found.bits[i], found.stands[i]].join(' ');
      });
    const all = told(linkRange(plan, 0, plan.nodes, scratch));

    it('are the same, however the accounts are cut into ranges', () => {
      const cuts = [0, 1, 7, plan.nodes >> 2, plan.nodes >> 1, plan.nodes - 1, plan.nodes];
      const parts = cuts.slice(1).flatMap((to, i) => told(linkRange(plan, cuts[i]!, to, scratch)));
      expect(all.length).toBeGreaterThan(500);
      expect(parts).toEqual(all);
    });

    it('with at least one end among given accounts are those of all that have such an end', () => {
      for (const every of [2, 9, 50]) {
        const among = Uint8Array.from({ length: plan.nodes }, (_, v) => Number(v % every === 1));
        const has = (account: string) => among[plan.nodeOf[Number(account)]! - 1] === 1;
        const expected = all.filter((link) => link.split(' ').slice(0, 2).some(has));
        expect(expected.length).toBeGreaterThan(20);
        const found = told(linkRange(plan, 0, plan.nodes, scratch, among));
        expect(found.sort()).toEqual(expected.sort());
      }
    });
  });
});
