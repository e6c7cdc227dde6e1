import { describe, expect, it } from 'vitest';
import { columnsBuilder, detect, engineConfig, type ObservationColumns, STAGES } from '../../../src/engine/index.ts';
import { enginePopulation, flagged, POPULATION_TYPES, START, show } from '../../support/engine-population.ts';
import { SECOND_CAMPAIGNS, secondPopulation } from '../../support/engine-second-population.ts';

const config = engineConfig.parse({});
const decoys = { office: 200, class: 60, households: 60, cgnat: 1000, pipelines: 60, persons: 20, press: 250 };

describe('detection', () => {
  const { columns, groups } = enginePopulation({ seed: 1, ordinary: 5000, lazy: 120, mid: 80, ...decoys });
  const result = detect(columns, config);

  it('finds a lazy and a mid campaign and no household, office, class, carrier, pipeline or person', () => {
    const { precision, recall } = flagged(result.rings, groups, ['lazy', 'mid']);
    expect(precision).toBeGreaterThanOrEqual(0.95);
    expect(recall).toBeGreaterThanOrEqual(0.85);
  });

  it('reports nobody when there is no campaign', () => {
    for (const seed of [2, 3]) {
      const innocent = enginePopulation({ seed, ordinary: 3000, ...decoys });
      expect(detect(innocent.columns, config).rings.map((ring) => ring.summary)).toEqual([]);
    }
  });

  it('finds campaigns of another make in a population of another make', () => {
    const second = secondPopulation(4, 6000);
    const found = detect(second.columns, config).rings;
    const { recall, innocents } = flagged(found, second.groups, SECOND_CAMPAIGNS);
    expect(recall).toBeGreaterThan(0.85);
    expect([...innocents.keys()]).toEqual([]);
  });

  it('explains each ring: evidence in bits, members with their own, and a sentence', () => {
    const lazy = result.rings.find((ring) => ring.members.length > 100)!;
    expect(lazy.summary).toMatch(
      /^\d+ accounts tied by (\d+ (payment instruments|prompts|IPs) \(\d+ of \d+\)(, | and |; )){3}created within 3 days$/,
    );
    expect(lazy.evidence.length).toBeLessThanOrEqual(config.maxEvidence);
    for (const evidence of lazy.evidence) {
      expect(evidence.bits).toBeGreaterThanOrEqual(1);
      expect(evidence.members).toBeGreaterThanOrEqual(2);
      expect(evidence.accounts).toBeGreaterThanOrEqual(evidence.members);
    }
    const keys = new Set(lazy.evidence.map(({ signal }) => signal));
    for (const member of lazy.members) {
      expect(member.strength).toBeGreaterThan(0);
      expect(member.strength).toBeLessThanOrEqual(1);
      expect(member.signals.every((signal) => keys.has(signal))).toBe(true);
    }
    expect(lazy.firstSeen).toBeGreaterThanOrEqual(START);
    expect(lazy.lastSeen).toBeGreaterThan(lazy.firstSeen);
    expect(lazy.requests).toBeGreaterThan(20 * lazy.members.length);
  });

  it('says what each hub is, with the figures behind it', () => {
    const carrier = result.hubs.find((hub) => hub.signal === 'ip:cgnat')!;
    expect(carrier).toMatchObject({ type: 'ip', accounts: 1000, class: 'benign' });
    expect(Object.keys(carrier.features).sort()).toEqual(['burst', 'concentration', 'typeShare', 'young']);
    const withAddress = new Set(
      columns.account.filter((_, row) => columns.types[columns.signalType[columns.signal[row]!]!]!.name === 'ip'),
    );
    expect(carrier.features['typeShare']).toBeCloseTo(1000 / withAddress.size);
  });

  it('reports its progress stage by stage and counts in each', () => {
    const seen: string[] = [];
    detect(columns, config, {
      onProgress: (stage, fraction) => {
        expect(fraction).toBeGreaterThanOrEqual(0);
        expect(fraction).toBeLessThanOrEqual(1);
        if (seen.at(-1) !== stage) seen.push(stage);
      },
    });
    expect(seen).toEqual([...STAGES]);
    expect(Object.keys(result.counters)).toEqual([...STAGES]);
    expect(result.counters['index']).toMatchObject({ accounts: columns.accounts.length });
  });

  it('gives the memory of columns back that are spent, and finds the same', () => {
    const spent = structuredClone(columns);
    expect(detect(spent, config, { spend: true }).hash).toBe(result.hash);
    expect([spent.account.length, spent.windows.length]).toEqual([0, 0]);
    expect(columns.account.length).toBeGreaterThan(0);
  });

  it('keeps ring ids from one run to the next, and says so', () => {
    const previous = result.rings.map((ring) => ({
      id: `old-${ring.id}`,
      accounts: ring.members.map((m) => m.account),
    }));
    const again = detect(columns, config, { previous });
    expect(again.rings.map(({ id }) => id)).toEqual(result.rings.map(({ id }) => `old-${id}`));
    expect(new Set(again.lineage.map(({ how }) => how))).toEqual(new Set(['same']));
  });
});

describe('degenerate input', () => {
  const none = (columns: ObservationColumns) => expect(detect(columns, config).rings).toEqual([]);

  it('of nothing at all gives no rings', () => none(columnsBuilder().build(POPULATION_TYPES)));

  it('without signal types gives no rings', () => none(columnsBuilder().build([])));

  it('of one account gives no rings', () => {
    const builder = columnsBuilder();
    show(builder, 'only', 'device', 'one', [START]);
    none(builder.build(POPULATION_TYPES));
  });

  it('of one signal that all share gives no rings, however few or many they are', () => {
    for (const count of [5, 50, 2000]) {
      const builder = columnsBuilder();
      for (let i = 0; i < count; i++) show(builder, `a${i}`, 'payment_instrument', 'all', [START + i]);
      none(builder.build(POPULATION_TYPES));
    }
  });

  it('in which all times are equal still takes time for no evidence', () => {
    const builder = columnsBuilder();
    for (let i = 0; i < 1000; i++) {
      builder.account(`a${i}`, { createdAt: START });
      for (const type of ['device', 'payment_instrument', 'ip'])
        show(builder, `a${i}`, type, `${type}-${i % 250}`, [START]);
    }
    // Groups of four with one card, device and address each: families, as far as anybody can tell.
    none(builder.build(POPULATION_TYPES));
  });

  it('of accounts without observations and without times gives no rings', () => {
    const builder = columnsBuilder();
    for (let i = 0; i < 100; i++) builder.account(`a${i}`, {});
    none(builder.build(POPULATION_TYPES));
  });

  it('of a million singletons gives no rings', () => {
    const count = 1_000_000;
    const numbers = Uint32Array.from({ length: count }, (_, i) => i);
    const times = Float64Array.from(numbers, (i) => START + i);
    none({
      accounts: Array.from(numbers, (i) => `a${i}`),
      createdAt: times,
      requests: new Float64Array(count),
      signals: Array.from(numbers, (i) => `device:${i}`),
      signalType: new Uint8Array(count).fill(POPULATION_TYPES.findIndex(({ name }) => name === 'device')),
      types: POPULATION_TYPES,
      account: numbers,
      signal: numbers,
      count: new Uint32Array(count).fill(1),
      first: times,
      last: times,
      windowStart: Uint32Array.from({ length: count + 1 }, (_, i) => i),
      windows: numbers.map((i) => Math.floor((START + i) / 28_800)),
    });
  });

  it('without windows still finds rings by what they share', () => {
    const { columns, groups } = enginePopulation({ seed: 6, ordinary: 4000, lazy: 120 });
    const blind = { ...columns, windowStart: new Uint32Array(columns.account.length + 1), windows: new Uint32Array(0) };
    expect(flagged(detect(blind, config).rings, groups, ['lazy']).recall).toBeGreaterThan(0.5);
  });
});
