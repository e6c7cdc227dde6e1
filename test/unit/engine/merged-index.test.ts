import { describe, expect, it } from 'vitest';
import { changesTo } from '../../../bench/support/changes.ts';
import { volumesOf } from '../../../src/engine/behaviour/volume.ts';
import { changesSince, numbersIn } from '../../../src/engine/increments/changes.ts';
import { mergedIndex } from '../../../src/engine/increments/merged-index.ts';
import { toldRows } from '../../../src/engine/increments/told-rows.ts';
import { volumesSince } from '../../../src/engine/increments/volumes-since.ts';
import { columnsBuilder, type ObservationColumns } from '../../../src/engine/index.ts';
import { buildIndex, degreeOf, type ObservationIndex } from '../../../src/engine/input/observation-index.ts';
import { bitsIn } from '../../../src/engine/support/bit-set.ts';
import { withMore } from '../../support/engine-columns.ts';
import { dice, enginePopulation, START } from '../../support/engine-population.ts';

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

/** The same population without what one account in five was seen with first, of which it is not known when it was made. */
const withoutFirst = (columns: ObservationColumns): ObservationColumns => {
  const firsts = columns.accounts.map(() => Number.POSITIVE_INFINITY);
  columns.account.forEach((a, i) => {
    firsts[a] = Math.min(firsts[a]!, columns.first[i]!);
  });
  const builder = columnsBuilder();
  for (const [a, id] of columns.accounts.entries()) builder.account(id, { requests: columns.requests[a]! });
  columns.account.forEach((a, i) => {
    if (a % 5 === 0 && columns.first[i] === firsts[a]) return;
    const [signal, from, to] = [columns.signal[i]!, columns.windowStart[i]!, columns.windowStart[i + 1]!];
    const type = columns.types[columns.signalType[signal]!]!.name;
    const windows = [...columns.windows.subarray(from, to)];
    const [count, first, last] = [columns.count[i]!, columns.first[i]!, columns.last[i]!];
    builder.add(columns.accounts[a]!, columns.signals[signal]!, type, count, first, last, windows);
  });
  return builder.build(columns.types);
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
        [redated(all, 1, seed), withoutFirst(all)],
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
