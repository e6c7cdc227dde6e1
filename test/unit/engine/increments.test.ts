import { describe, expect, it } from 'vitest';
import { changesTo } from '../../../bench/support/changes.ts';
import { componentsOf } from '../../../src/engine/communities/components.ts';
import { moveFrontier, pullOf } from '../../../src/engine/communities/frontier.ts';
import {
  cohesionIn,
  innerLinksOf,
  labelledGroups,
  noLinks,
  sumOf,
  weightWithin,
} from '../../../src/engine/communities/inside.ts';
import { componentsSince, innerLinksSince } from '../../../src/engine/communities/known.ts';
import { linkWeight } from '../../../src/engine/communities/modularity.ts';
import { columnsBuilder, detect, detectKeeping, engineConfig, increment } from '../../../src/engine/index.ts';
import { inducedGraph, linkGraph } from '../../../src/engine/links/link-graph.ts';
import { withMore } from '../../support/engine-columns.ts';
import { modularityByPairs } from '../../support/engine-oracles.ts';
import { dice, enginePopulation, POPULATION_TYPES, START, show } from '../../support/engine-population.ts';

const config = engineConfig.parse({});
const nothing = columnsBuilder().build(POPULATION_TYPES);
const population = (seed = 1) =>
  enginePopulation({ seed, ordinary: 1200, lazy: 60, mid: 40, office: 60, households: 30, cgnat: 200 }).columns;

describe('mended communities', () => {
  const sparse = (random: ReturnType<typeof dice>, share: number): [number, number][] =>
    Array.from({ length: 90 }, (_, a) => a).flatMap((a) =>
      Array.from({ length: 90 - a - 1 }, (_, i): [number, number] => [a, a + 1 + i]).filter(() => random.chance(share)),
    );
  const graphOf = (ends: readonly [number, number][]) =>
    linkGraph(
      90,
      Uint32Array.from(ends, ([a]) => a),
      Uint32Array.from(ends, ([, b]) => b),
      Float64Array.from(ends, ([a, b]) => 20 + ((a * b) % 20)),
      new Float32Array(ends.length).fill(1),
    );

  it('stand in the connected components that a look at all links finds, when links come and go', () => {
    const random = dice(7);
    for (let trial = 0; trial < 40; trial++) {
      const [before, came] = [sparse(random, 0.015), sparse(random, 0.001)];
      const stays = before.filter(() => random.chance(0.95));
      const graph = graphOf([...new Map([...stays, ...came].map((ends) => [ends.join(), ends])).values()]);
      const was = graphOf(before);
      const linksOf = ({ start, neighbour }: typeof was, a: number) =>
        neighbour.subarray(start[a]!, start[a + 1]!).join();
      const changed = Uint8Array.from({ length: 90 }, (_, a) => Number(linksOf(was, a) !== linksOf(graph, a)));
      const roots = componentsOf(was)
        .filter(({ length }) => length > 3)
        .map((members) => ({ members, cohesion: 0, ...noLinks(members.length), crossing: 0, parts: [] }));
      expect(componentsSince(graph, { roots, changed, touched: changed, renewFrom: 0.1 })).toEqual(componentsOf(graph));
    }
  });

  it('have the figures of a look at all of their links, when links and members come and go', () => {
    const random = dice(11);
    for (let trial = 0; trial < 40; trial++) {
      const before = sparse(random, 0.06);
      const [was, graph] = [graphOf(before), graphOf(before.filter(() => random.chance(0.97)))];
      const rowOf = ({ start, neighbour }: typeof was, a: number) =>
        neighbour.subarray(start[a]!, start[a + 1]!).join();
      const touched = Uint8Array.from({ length: 90 }, (_, a) => Number(rowOf(was, a) !== rowOf(graph, a)));
      const some = (share: number) => Uint32Array.from({ length: 90 }, (_, a) => a).filter(() => random.chance(share));
      const insideOf = (of: typeof was, members: Uint32Array) => {
        const placeOf = new Int32Array(90).fill(-1);
        members.forEach((a, place) => {
          placeOf[a] = place;
        });
        return { graph: of, members, placeOf };
      };
      const then = some(0.7);
      const now = Uint32Array.from({ length: 90 }, (_, a) => a).filter((a) => then.includes(a) !== random.chance(0.05));
      const known = { members: then, cohesion: 0, ...innerLinksOf(insideOf(was, then)), crossing: 0, parts: [] };
      const since = { roots: [known], changed: touched, touched, renewFrom: 0.1 };
      expect(innerLinksSince(insideOf(graph, now), known, since)).toEqual(innerLinksOf(insideOf(graph, now)));
    }
  });

  it('fall into the connected groups of their labels, and have the figures that a graph of their own has', () => {
    const random = dice(9);
    for (let trial = 0; trial < 20; trial++) {
      const graph = graphOf(sparse(random, 0.05));
      const members = Uint32Array.from({ length: 90 }, (_, a) => a).filter(() => random.chance(0.7));
      const placeOf = new Int32Array(90).fill(-1);
      const own = inducedGraph(graph, members, placeOf.slice());
      members.forEach((a, place) => {
        placeOf[a] = place;
      });
      const inside = { graph, members, placeOf };
      const labels = Uint32Array.from(members, () => random.below(4));
      const groups = componentsOf(own, labels).map((places) => places.map((place) => members[place]!));
      expect(labelledGroups(inside, labels)).toEqual(groups);
      const ends = own.neighbour.map((_, e) => own.start.findLastIndex((from) => from <= e));
      const weightWhere = (holds: (v: number, w: number) => boolean): number =>
        ends.reduce((sum, v, e) => sum + (holds(v, own.neighbour[e]!) ? linkWeight(own, e) : 0), 0);
      expect(weightWithin(inside, labels, members)).toBe(weightWhere((v, w) => labels[v] === labels[w]));
      const { degrees, strength, linked } = innerLinksOf(inside);
      expect(cohesionIn(degrees)).toBeCloseTo(sumOf(own.neighbour.map(() => 1)) / (own.nodes * (own.nodes - 1)), 12);
      expect(sumOf(linked)).toBe(own.neighbour.length);
      expect([...strength]).toEqual(Array.from(strength, (_, place) => weightWhere((v) => v === place)));
    }
  });

  it('never have less modularity than before, and leave alone what nobody of the frontier touches', () => {
    const random = dice(5);
    for (let trial = 0; trial < 20; trial++) {
      const ends: [number, number][] = [];
      for (let a = 0; a < 60; a++)
        for (let b = a + 1; b < 60; b++) if (random.chance(a % 3 === b % 3 ? 0.4 : 0.05)) ends.push([a, b]);
      const graph = linkGraph(
        60,
        Uint32Array.from(ends, ([a]) => a),
        Uint32Array.from(ends, ([, b]) => b),
        Float64Array.from(ends, () => 20 + random.below(20)),
        new Float32Array(ends.length).fill(1),
      );
      const labels = Uint32Array.from({ length: 60 }, (_, v) => (random.chance(0.2) ? 60 + v : v % 3));
      const before = modularityByPairs(graph, labels);
      const frontier = [...labels.keys()].filter((v) => labels[v]! >= 60);
      const still = labels.slice();
      const everybody = Uint32Array.from({ length: 60 }, (_, v) => v);
      const inside = { graph, members: everybody, placeOf: Int32Array.from(everybody) };
      const pull = pullOf(innerLinksOf(inside), config);
      moveFrontier(inside, still, [], pull);
      expect(still).toEqual(labels);
      moveFrontier(inside, labels, frontier, pull);
      expect(modularityByPairs(graph, labels)).toBeGreaterThan(before);
    }
  });
});

describe('a member between two groups', () => {
  /** The label of one of a clique of eight, after it got seven links of so many bits into another clique. */
  const labelAfter = (bits: number): number => {
    const ends: [number, number][] = [];
    for (let a = 0; a < 16; a++)
      for (let b = a + 1; b < 16; b++) if (a < 8 === b < 8 || (a === 0 && b < 15)) ends.push([a, b]);
    const graph = linkGraph(
      16,
      Uint32Array.from(ends, ([a]) => a),
      Uint32Array.from(ends, ([, b]) => b),
      Float64Array.from(ends, ([a, b]) => (b < 8 ? 20 : a > 7 ? 15 : bits)),
      new Float32Array(ends.length).fill(1),
    );
    const members = Uint32Array.from({ length: 16 }, (_, v) => v);
    const inside = { graph, members, placeOf: Int32Array.from(members) };
    const labels = Uint32Array.from(members, (v) => Number(v > 7));
    const before = modularityByPairs(graph, labels);
    const other = labels.map((label, v) => (v === 0 ? 1 : label));
    expect(modularityByPairs(graph, other)).toBeGreaterThan(before); // it has something to gain either time
    moveFrontier(inside, labels, [0], pullOf(innerLinksOf(inside), config));
    return labels[0]!;
  };

  it('stays where it was in a near tie, and goes where it is pulled', () => {
    expect(labelAfter(21)).toBe(0);
    expect(labelAfter(30)).toBe(1);
  });
});

describe('increment', () => {
  it('without changes gives the rings of the last run, byte for byte', () => {
    const { result, state } = detectKeeping(population(), config);
    const next = increment(state, { columns: nothing }, config);
    expect(result.rings.length).toBeGreaterThan(0);
    expect(next.kind === 'increment' && next.result.rings).toEqual(result.rings);
    expect(next.kind === 'increment' && next.result.hash).toBe(result.hash);
  });

  it('keeps what it begins at beside the very result of a run', () => {
    expect(detectKeeping(population(), config).result).toEqual(detect(population(), config));
  });

  it('takes in an account that comes to a ring, and lets go of one that is gone', () => {
    const columns = population();
    const { result, state } = detectKeeping(columns, config);
    const ring = result.rings[0]!;
    const [mate, leaver] = [ring.members[0]!, ring.members[1]!];
    const a = columns.accounts.indexOf(mate.account);
    const builder = columnsBuilder();
    builder.account('twin', { createdAt: columns.createdAt[a]! + 60, requests: columns.requests[a]! });
    columns.account.forEach((account, i) => {
      if (account !== a) return;
      const signal = columns.signal[i]!;
      const windows = columns.windows.subarray(columns.windowStart[i]!, columns.windowStart[i + 1]!);
      const type = columns.types[columns.signalType[signal]!]!.name;
      builder.add('twin', columns.signals[signal]!, type, 1, columns.first[i]!, columns.last[i]!, [...windows]);
    });
    const next = increment(state, { columns: builder.build(columns.types), gone: [leaver.account] }, config, {
      previous: result.rings.map(({ id, members }) => ({ id, accounts: members.map(({ account }) => account) })),
    });
    if (next.kind !== 'increment') throw new Error(next.why);
    const members = next.result.rings.find(({ id }) => id === ring.id)!.members.map(({ account }) => account);
    expect(members).toContain('twin');
    expect(members).not.toContain(leaver.account);
    expect(next.result.counters['links']!['weighed']).toBeLessThan(result.counters['links']!['weighed']! / 10);
  });

  it('keeps a ring of which an observation went to another signal, and counts who shows what', () => {
    const columns = population();
    const { result, state } = detectKeeping(columns, config);
    const ring = result.rings.find(({ evidence }) => evidence.some(({ members, accounts }) => members === accounts))!;
    const own = ring.evidence.find(({ members, accounts }) => members === accounts)!;
    const mover = ring.members.find(({ signals }) => signals.includes(own.signal))!.account;
    const [a, s] = [columns.accounts.indexOf(mover), columns.signals.indexOf(own.signal)];
    const builder = columnsBuilder();
    builder.account(mover, { createdAt: columns.createdAt[a]!, requests: columns.requests[a]! });
    columns.account.forEach((account, i) => {
      if (account !== a || columns.signal[i] !== s) return;
      const windows = columns.windows.subarray(columns.windowStart[i]!, columns.windowStart[i + 1]!);
      const [count, first, last] = [columns.count[i]!, columns.first[i]!, columns.last[i]!];
      builder.add(mover, `${own.type}:elsewhere`, own.type, count, first, last, [...windows]);
    });
    const ceased = [{ account: mover, signal: own.signal }];
    const next = increment(state, { columns: builder.build(columns.types), ceased }, config, {
      previous: result.rings.map(({ id, members }) => ({ id, accounts: members.map(({ account }) => account) })),
    });
    if (next.kind !== 'increment') throw new Error(next.why);
    const after = next.result.rings.find(({ id }) => id === ring.id)!;
    expect(after.members.length).toBeGreaterThanOrEqual(ring.members.length - 1);
    const evidence = after.evidence.find(({ signal }) => signal === own.signal);
    expect(evidence).toMatchObject({ members: own.members - 1, accounts: own.accounts - 1 });
  });

  it('refuses changes that do not fit together or are of other signal types, and leaves the state as it was', () => {
    const { state } = detectKeeping(population(), config);
    const others = columnsBuilder().build(POPULATION_TYPES.slice(1));
    expect(() => increment(state, { columns: others }, config)).toThrow(/signal types/);
    const torn = { ...population(2), first: new Float64Array(1) };
    expect(() => increment(state, { columns: torn }, config)).toThrow(/differ in length/);
    const [account] = population().accounts;
    const known = columnsBuilder();
    known.account(account!, { createdAt: START });
    const columns = known.build(POPULATION_TYPES);
    for (const signal of ['device:never-seen', population().signals.at(-1)!]) {
      const ceased = [{ account: account!, signal }];
      expect(() => increment(state, { columns, ceased }, config)).toThrow(/is to show .* no more, and did not/);
      expect(() => increment(state, { columns: nothing, ceased }, config)).toThrow(/no more, and did not/);
    }
    expect(() => increment(state, { columns, gone: [account!] }, config)).toThrow(/given, and gone/);
    const two = columnsBuilder();
    for (const device of ['one', 'two']) show(two, account!, 'device', device, [START]);
    const told = two.build(POPULATION_TYPES);
    const twice = { ...told, signal: told.signal.map(() => 0) };
    expect(() => increment(state, { columns: twice }, config)).toThrow(/told to show a signal twice/);
    expect(increment(state, { columns: nothing }, config).kind).toBe('increment');
  });

  it('refuses to go on from a state again, which is in other hands by then', () => {
    const { state } = detectKeeping(population(), config);
    const next = increment(state, { columns: nothing }, config);
    expect(() => increment(state, { columns: nothing }, config)).toThrow(/go on from the state that it returned/);
    if (next.kind !== 'increment') throw new Error(next.why);
    expect(increment(next.state, { columns: nothing }, config).kind).toBe('increment');
  });

  it('says that a whole run is due when the configuration is another one or too many accounts came', () => {
    const columns = population();
    const { state } = detectKeeping(columns, config);
    const other = engineConfig.parse({ minScore: 0.6 });
    expect(increment(state, { columns: nothing }, other)).toEqual({
      kind: 'due',
      why: expect.stringMatching(/configuration/),
    });
    const more = withMore(columns, (builder) => {
      for (let i = 0; i < 400; i++) show(builder, `new-${i}`, 'device', `d-${i}`, [START + i]);
    });
    expect(increment(state, changesTo(more, state), config)).toEqual({
      kind: 'due',
      why: expect.stringMatching(/^400 accounts/),
    });
  });
});
