import { describe, expect, it } from 'vitest';
import { columnsBuilder } from '../../../src/engine/input/columns-builder.ts';
import { buildIndex } from '../../../src/engine/input/observation-index.ts';
import { enginePopulation, POPULATION_TYPES } from '../../support/engine-population.ts';

describe('columns builder', () => {
  it('merges observations of one account and signal: counts add, times widen, windows unite', () => {
    const builder = columnsBuilder();
    builder.add('a', 'ip:1', 'ip', 2, 100, 200, [7, 5]);
    builder.add('a', 'ip:1', 'ip', 3, 50, 150, [5, 6]);
    const columns = builder.build(POPULATION_TYPES);
    expect([...columns.count]).toEqual([5]);
    expect([columns.first[0], columns.last[0]]).toEqual([50, 200]);
    expect([...columns.windows]).toEqual([5, 6, 7]);
    expect([...columns.windowStart]).toEqual([0, 3]);
  });

  it('keeps the newest 128 windows of an account and signal', () => {
    const builder = columnsBuilder();
    for (let w = 0; w < 200; w++) builder.add('a', 'ip:1', 'ip', 1, w, w, [w]);
    const { windows } = builder.build(POPULATION_TYPES);
    expect(windows).toHaveLength(128);
    expect([windows[0], windows[127]]).toEqual([72, 199]);
  });

  it('refuses to build when a signal has a type that was not given', () => {
    const builder = columnsBuilder();
    builder.add('a', 'fax:1', 'fax', 1, 1, 1, []);
    expect(() => builder.build(POPULATION_TYPES)).toThrow(RangeError);
  });
});

describe('index', () => {
  const { columns } = enginePopulation({ seed: 5, ordinary: 150, lazy: 20 });
  const index = buildIndex(columns);

  it('holds every observation once in both directions', () => {
    const given = new Set<string>();
    columns.account.forEach((a, i) => {
      given.add(`${columns.accounts[a]} ${columns.signals[columns.signal[i]!]} ${columns.first[i]} ${columns.last[i]}`);
    });
    const byAccount: string[] = [];
    for (let a = 0; a < index.accountIds.length; a++)
      for (let row = index.accountStart[a]!; row < index.accountStart[a + 1]!; row++) {
        expect(index.rowAccount[row]).toBe(a);
        byAccount.push(
          `${index.accountIds[a]} ${index.signalKeys[index.rowSignal[row]!]} ${index.first[row]} ${index.last[row]}`,
        );
      }
    expect(new Set(byAccount)).toEqual(given);
    expect(byAccount).toHaveLength(given.size);
    const bySignal: number[] = [];
    for (let s = 0; s < index.signalKeys.length; s++) {
      const rows = [...index.signalRow.subarray(index.signalStart[s]!, index.signalStart[s + 1]!)];
      for (const row of rows) expect(index.rowSignal[row]).toBe(s);
      expect(rows).toEqual(rows.toSorted((x, y) => index.rowAccount[x]! - index.rowAccount[y]!));
      bySignal.push(...rows);
    }
    expect(new Set(bySignal).size).toBe(columns.account.length);
  });

  it('keeps the windows of each row', () => {
    const wanted = new Map<string, number[]>();
    columns.account.forEach((a, i) => {
      const windows = [...columns.windows.subarray(columns.windowStart[i]!, columns.windowStart[i + 1]!)];
      wanted.set(`${columns.accounts[a]} ${columns.signals[columns.signal[i]!]}`, windows);
    });
    for (let row = 0; row < index.rowSignal.length; row++) {
      const key = `${index.accountIds[index.rowAccount[row]!]} ${index.signalKeys[index.rowSignal[row]!]}`;
      const windows = index.windows.subarray(index.windowStart[row]!, index.windowStart[row + 1]!);
      expect([...windows].map((w) => index.windowValues[w]!)).toEqual(wanted.get(key));
    }
  });

  it('numbers accounts by creation, and lets the first observation stand in for an unknown one', () => {
    const builder = columnsBuilder();
    builder.account('late', { createdAt: 300 });
    builder.add('late', 'ip:1', 'ip', 1, 400, 400, []);
    builder.add('unknown', 'ip:1', 'ip', 1, 200, 250, []);
    builder.account('early', { createdAt: 100 });
    builder.account('never seen', {});
    const small = buildIndex(builder.build(POPULATION_TYPES));
    expect(small.accountIds).toEqual(['early', 'unknown', 'late', 'never seen']);
    expect([...small.created]).toEqual([100, 200, 300, Number.NaN]);
    expect(small.dated).toBe(3);
    expect([...small.createdKnown]).toEqual([1, 0, 1, 0]);
  });

  it('refuses columns that do not fit together', () => {
    expect(() => buildIndex({ ...columns, first: columns.first.subarray(1) })).toThrow(RangeError);
    expect(() => buildIndex({ ...columns, accounts: columns.accounts.slice(1) })).toThrow(RangeError);
    expect(() => buildIndex({ ...columns, types: [] })).toThrow(RangeError);
  });
});
