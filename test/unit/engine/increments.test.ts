import { describe, expect, it } from 'vitest';
import { changesTo } from '../../../bench/support/changes.ts';
import { volumesOf } from '../../../src/engine/behaviour/volume.ts';
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
import { changesSince, numbersIn } from '../../../src/engine/increments/changes.ts';
import { mergedIndex } from '../../../src/engine/increments/merged-index.ts';
import { toldRows } from '../../../src/engine/increments/told-rows.ts';
import { volumesSince } from '../../../src/engine/increments/volumes-since.ts';
import {
  columnsBuilder,
  detect,
  detectKeeping,
  engineConfig,
  increment,
  type ObservationColumns,
} from '../../../src/engine/index.ts';
import { buildIndex, degreeOf, type ObservationIndex } from '../../../src/engine/input/observation-index.ts';
import { inducedGraph, linkGraph } from '../../../src/engine/links/link-graph.ts';
import { bitsIn } from '../../../src/engine/support/bit-set.ts';
import { withMore } from '../../support/engine-columns.ts';
import { modularityByPairs } from '../../support/engine-oracles.ts';
import { dice, enginePopulation, POPULATION_TYPES, START, show } from '../../support/engine-population.ts';

const config = engineConfig.parse({});
const nothing = columnsBuilder().build(POPULATION_TYPES);
const population = (seed = 1) =>
  enginePopulation({ seed, ordinary: 1200, lazy: 60, mid: 40, office: 60, households: 30, cgnat: 200 }).columns;

/** What an index says, in names. */
const inNames = (index: ObservationIndex) => ({
  created: new Map(index.accountIds.map((id, a) => [id, index.created[a]])),
  inOrder: index.created.subarray(0, index.dated).every((time, a, all) => a === 0 || all[a - 1]! <= time),
  ties: index.accountIds
    .slice(0, index.dated)
    .every((_, a) => index.created[index.tieStart[a]!] === index.created[a] && index.tieEnd[a]! > a),
  requests: new Map(index.accountIds.map((id, a) => [id, index.requests[a]])),
  degrees: new Map(
    index.signalKeys.flatMap((key, s) => (degreeOf(index, s) === 0 ? [] : [[key, degreeOf(index, s)] as const])),
  ),
  rowsOfSignals: index.signalKeys.every((_, s) => {
    const rows = index.signalRow.subarray(index.signalStart[s]!, index.signalStart[s + 1]!);
    return rows.every((row, i) => index.rowSignal[row] === s && (i === 0 || rows[i - 1]! < row));
  }),
  accountsOfRows: index.accountIds.every((_, a) =>
    index.rowAccount.subarray(index.accountStart[a]!, index.accountStart[a + 1]!).every((account) => account === a),
  ),
  windowRows: new Map(
    Array.from(index.windowValues, (value, w) => [value, index.windowRows[w]] as const).filter(([, rows]) => rows! > 0),
  ),
  types: [...index.typeAccounts, ...index.typeRows, ...index.typeAlone],
  areSeveralSet: index.signalKeys.every((_, s) => degreeOf(index, s) < 2 || bitsIn(index.several).has(s)),
  rows: new Map(
    index.accountIds.map((id, a) => [
      id,
      Array.from(index.rowSignal.subarray(index.accountStart[a]!, index.accountStart[a + 1]!), (s, i) => {
        const row = index.accountStart[a]! + i;
        const windows = index.windows.subarray(index.windowStart[row]!, index.windowStart[row + 1]!);
        return [
          index.signalKeys[s],
          index.first[row],
          index.last[row],
          ...windows.map((w) => index.windowValues[w]!),
        ].join(' ');
      }).sort(),
    ]),
  ),
});

const without = (columns: ObservationColumns, share: number, seed: number): ObservationColumns => {
  const random = dice(seed);
  const gone = new Set(columns.accounts.filter(() => random.chance(share)));
  const builder = columnsBuilder();
  columns.accounts.forEach((id, a) => {
    if (!gone.has(id)) builder.account(id, { createdAt: columns.createdAt[a]!, requests: columns.requests[a]! });
  });
  columns.account.forEach((a, i) => {
    const [id, signal] = [columns.accounts[a]!, columns.signal[i]!];
    if (gone.has(id) || random.chance(share)) return;
    const windows = columns.windows.subarray(columns.windowStart[i]!, columns.windowStart[i + 1]!);
    const type = columns.types[columns.signalType[signal]!]!.name;
    builder.add(id, columns.signals[signal]!, type, columns.count[i]!, columns.first[i]!, columns.last[i]!, [
      ...windows,
    ]);
  });
  return builder.build(columns.types);
};

/** The same population, of which some are said to have been made at another time, and of others it is not known when. */
const redated = (columns: ObservationColumns, share: number, seed: number): ObservationColumns => {
  const random = dice(seed);
  return {
    ...columns,
    createdAt: columns.createdAt.map((time) =>
      random.chance(share) ? Number.NaN : time + (random.chance(share) ? random.below(86_400) : 0),
    ),
  };
};

/** The same rows, of which some were seen once more. */
const seenAgain = (columns: ObservationColumns, share: number, seed: number): ObservationColumns => {
  const random = dice(seed);
  return withMore(columns, (builder) => {
    columns.account.forEach((a, i) => {
      if (!random.chance(share)) return;
      const [key, time] = [columns.signals[columns.signal[i]!]!, columns.last[i]! + random.below(200_000)];
      const type = columns.types[columns.signalType[columns.signal[i]!]!]!.name;
      builder.add(columns.accounts[a]!, key, type, 1, time, time, [Math.floor(time / 28_800)]);
    });
  });
};

describe('merged index', () => {
  it('says what an index of all columns says, when accounts, signals and rows come and go', () => {
    for (const seed of [1, 2, 3]) {
      const all = population(seed);
      for (const [before, after] of [
        [without(all, 0.1, seed), all],
        [all, without(all, 0.1, seed)],
        [without(all, 0.2, seed), without(all, 0.2, seed + 1)],
        [all, seenAgain(all, 0.1, seed)],
        [redated(all, 0.2, seed), all],
        [redated(all, 0.2, seed), redated(seenAgain(without(all, 0.1, seed), 0.1, seed), 0.2, seed + 1)],
      ] as const) {
        const index = buildIndex(before);
        const volumes = volumesOf(index);
        const degrees = index.signalKeys.map((_, s) => degreeOf(index, s));
        const numbers = numbersIn(index);
        const changes = changesTo(after, { index, numbers });
        const merged = mergedIndex(index, numbers, toldRows(index, numbers, changes), changes.gone);
        expect(merged.index.signalKeys.map((_, s) => merged.degreeBefore(s))).toEqual(
          merged.index.signalKeys.map((_, s) => degrees[s] ?? 0),
        );
        expect(volumesSince(volumes, merged)).toEqual(volumesOf(merged.index));
        expect(inNames(merged.index)).toEqual(inNames(buildIndex(after)));
        merged.accountNow.forEach((now, old) => {
          if (now !== 0xffffffff) expect(merged.index.accountIds[now]).toBe(index.accountIds[old]);
        });
      }
    }
  });
});

describe('changes', () => {
  it('tell of no other rows than those that came, are other ones or are no more', () => {
    const all = population();
    const [before, after] = [without(all, 0.05, 1), seenAgain(without(all, 0.05, 2), 0.05, 3)];
    const rowsOf = (columns: ObservationColumns) =>
      new Map(
        Array.from(columns.account, (a, i) => {
          const windows = columns.windows.subarray(columns.windowStart[i]!, columns.windowStart[i + 1]!);
          const seen = [columns.first[i], columns.last[i], ...windows].join(' ');
          return [`${columns.accounts[a]} ${columns.signals[columns.signal[i]!]}`, seen] as const;
        }),
      );
    const index = buildIndex(before);
    const { columns, ceased, gone } = changesTo(after, { index, numbers: numbersIn(index) });
    const [was, is, told] = [rowsOf(before), rowsOf(after), rowsOf(columns)];
    expect(told.size).toBeGreaterThan(100);
    expect(told).toEqual(new Map([...is].filter(([pair, seen]) => was.get(pair) !== seen)));
    const isGone = new Set(gone);
    expect(isGone).toEqual(new Set(before.accounts.filter((id) => !after.accounts.includes(id))));
    const still = [...was.keys()].filter((pair) => !isGone.has(pair.split(' ')[0]!));
    expect(new Set(ceased!.map(({ account, signal }) => `${account} ${signal}`))).toEqual(
      new Set(still.filter((pair) => !is.has(pair))),
    );
  });

  it('tell of nobody who is as he was, and of all rows of a signal of which something else is known', () => {
    const columns = population();
    const index = buildIndex(columns);
    const last = { index, numbers: numbersIn(index) };
    expect(changesTo(columns, last).columns.accounts).toEqual([]);
    const traits = [{ name: 'vpn', spoken: 'VPN', shared: true }];
    const s = columns.signal[0]!;
    const signalTrait = new Uint8Array(columns.signals.length);
    signalTrait[s] = 1;
    const changes = changesTo({ ...columns, traits, signalTrait }, last);
    expect(changes.columns.signals).toEqual([columns.signals[s]!]);
    expect(changes.columns.signalTrait).toEqual(Uint8Array.of(1));
    expect(changes.columns.account.length).toBe(columns.signal.filter((other) => other === s).length);
    const twice = changesSince(last, columns.types);
    const shown = { key: 'device:d', type: 'device', count: 1, first: START, last: START, windows: [] };
    expect(() => twice.account('a', { createdAt: null, requests: 0 }, [shown, shown])).toThrow(/shows a signal twice/);
  });
});

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
