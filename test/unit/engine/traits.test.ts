import { describe, expect, it } from 'vitest';
import {
  columnsBuilder,
  detect,
  engineConfig,
  type ObservationColumns,
  type SignalTrait,
} from '../../../src/engine/index.ts';
import { buildIndex } from '../../../src/engine/input/observation-index.ts';
import { classHubs } from '../../../src/engine/weights/hubs.ts';
import { weighSignals } from '../../../src/engine/weights/weights.ts';
import { DAY, enginePopulation, flagged, POPULATION_TYPES, START, show } from '../../support/engine-population.ts';

const config = engineConfig.parse({});
const TRAITS: readonly SignalTrait[] = [
  { name: 'vpn', spoken: 'VPN', shared: true },
  { name: 'corporate', spoken: 'corporate', shared: true },
  { name: 'hosting', spoken: 'hosting', shared: false },
];

/** The same columns, with traits by key. */
const knowing = (columns: ObservationColumns, traitOf: (key: string) => string | null): ObservationColumns => ({
  ...columns,
  traits: TRAITS,
  signalTrait: Uint8Array.from(columns.signals, (key) => 1 + TRAITS.findIndex(({ name }) => name === traitOf(key))),
});
const starting = (prefix: string, trait: string) => (key: string) => (key.startsWith(prefix) ? trait : null);

const decoys = { office: 200, class: 60, households: 60, cgnat: 1000, pipelines: 60, persons: 20, press: 250 };

describe('without traits', () => {
  it('a run gives the same result, byte for byte, as with traits that no signal has', () => {
    const { columns } = enginePopulation({ seed: 1, ordinary: 3000, lazy: 80, mid: 60, ...decoys });
    const plain = detect(columns, config);
    const listed = detect(
      knowing(columns, () => null),
      config,
    );
    expect(plain.rings.length).toBeGreaterThan(0);
    expect(JSON.stringify(listed)).toBe(JSON.stringify(plain));
    expect(JSON.stringify(plain)).not.toContain('"trait"');
  });

  it('the factor of shared signals changes nothing', () => {
    const { columns } = enginePopulation({ seed: 1, ordinary: 2000, lazy: 80 });
    const other = { ...config, sharedFactor: 0 };
    expect(detect(columns, other).hash).toBe(detect(columns, config).hash);
  });
});

describe('traits', () => {
  it('do not depend on the order in which signals come', () => {
    const { columns } = enginePopulation({ seed: 3, ordinary: 2000, lazy: 80, cgnat: 300 });
    const reversed = (all: ObservationColumns): ObservationColumns => ({
      ...all,
      signals: all.signals.toReversed(),
      signalType: all.signalType.toReversed(),
      signalTrait: all.signalTrait!.toReversed(),
      signal: all.signal.map((signal) => all.signals.length - 1 - signal),
    });
    const listed = knowing(columns, starting('ip:lazy', 'vpn'));
    expect(detect(reversed(listed), config).hash).toBe(detect(listed, config).hash);
  });

  it('that do not fit the signals are refused', () => {
    const { columns } = enginePopulation({ seed: 3, ordinary: 50 });
    const short = { ...columns, traits: TRAITS, signalTrait: new Uint8Array(1) };
    expect(() => detect(short, config)).toThrow(/differ in length/);
    const unknown = { ...columns, traits: TRAITS, signalTrait: new Uint8Array(columns.signals.length).fill(4) };
    expect(() => detect(unknown, config)).toThrow(/trait that is not there/);
  });

  it('are taken by name from whoever builds columns; a name that is not among them counts for none', () => {
    const builder = columnsBuilder();
    for (const ip of ['a', 'b', 'c']) builder.add('one', `ip:${ip}`, 'ip', 1, START, START, []);
    const names: Record<string, string | null> = { 'ip:a': 'vpn', 'ip:b': 'unheard of', 'ip:c': null };
    const columns = builder.build(POPULATION_TYPES, { traits: TRAITS, of: (key) => names[key]! });
    expect([...columns.signalTrait!]).toEqual([1, 0, 0]);
  });
});

describe('what is shared by design', () => {
  const { columns } = enginePopulation({ seed: 9, ordinary: 2000, cgnat: 600, lazy: 400 });
  const weighed = (given: ObservationColumns) => {
    const index = buildIndex(given);
    const hubs = classHubs(index, config);
    const weights = weighSignals(index, hubs, config);
    const at = (key: string) => index.signalKeys.indexOf(key);
    return {
      bits: (key: string) => weights.bits[at(key)]!,
      hub: (key: string) => hubs.classes[hubs.rankOf(at(key))],
    };
  };
  const plain = weighed(columns);

  it('counts less: strangers behind a VPN share its address, colleagues that of their firm', () => {
    for (const trait of ['vpn', 'corporate']) {
      const listed = weighed(knowing(columns, starting('ip:cell-7', trait)));
      expect(listed.bits('ip:cell-7')).toBeCloseTo(config.sharedFactor * plain.bits('ip:cell-7'), 12);
      expect(listed.bits('ip:cell-8')).toBe(plain.bits('ip:cell-8'));
    }
  });

  it('is not said of a machine in a data centre, which counts as ever', () => {
    expect(weighed(knowing(columns, starting('ip:cell-7', 'hosting'))).bits('ip:cell-7')).toBe(plain.bits('ip:cell-7'));
  });

  it('is one reason together with a benign hub, not two', () => {
    expect(plain.hub('ip:cgnat')).toBe('benign');
    expect(weighed(knowing(columns, starting('ip:cgnat', 'vpn'))).bits('ip:cgnat')).toBe(plain.bits('ip:cgnat'));
  });

  it('is no excuse for an anomalous hub: a burst through a VPN stays one, and loses nothing', () => {
    expect(plain.hub('ip:lazy-ip-0')).toBe('anomalous');
    const listed = weighed(knowing(columns, starting('ip:lazy-ip', 'vpn')));
    expect(listed.hub('ip:lazy-ip-0')).toBe('anomalous');
    expect(listed.bits('ip:lazy-ip-0')).toBe(plain.bits('ip:lazy-ip-0'));
  });
});

describe('a ring that hides behind a VPN', () => {
  const { columns, groups } = enginePopulation({ seed: 1, ordinary: 5000, lazy: 120 });
  const found = (given: ObservationColumns) => detect(given, config).rings;
  const [plain, listed] = [found(columns), found(knowing(columns, starting('ip:', 'vpn')))];

  it('is found by its cards, devices and prompts, though every address is listed', () => {
    expect(flagged(plain, groups, ['lazy'])).toMatchObject({ precision: 1, recall: 1 });
    expect(flagged(listed, groups, ['lazy'])).toMatchObject({ precision: 1, recall: 1 });
  });

  it('is described with what its addresses are', () => {
    expect(listed[0]!.summary).toMatch(/, (\d+) IPs \(120 of 120; \1 VPN\)|and (\d+) IPs \(120 of 120; \2 VPN\)/);
    for (const { type, trait } of listed[0]!.evidence) expect(trait).toBe(type === 'ip' ? 'vpn' : undefined);
  });

  it('is not surer for a list: what is known of an address never speaks for a ring', () => {
    for (const name of ['vpn', 'corporate', 'hosting']) {
      for (const [i, ring] of found(knowing(columns, starting('ip:', name))).entries()) {
        expect(ring.score).toBeLessThanOrEqual(plain[i]!.score);
      }
    }
  });
});

describe('shared addresses alone', () => {
  it('are no ring, whatever the lists say of them', () => {
    const { columns } = enginePopulation({ seed: 5, ordinary: 2000 });
    const builder = columnsBuilder();
    columns.accounts.forEach((id, a) => {
      builder.account(id, { createdAt: columns.createdAt[a]! });
    });
    for (let i = 0; i < 60; i++) {
      const times = [0, 1, 2].map((day) => START + (20 + day) * DAY + i * 60);
      builder.account(`crowd-${i}`, { createdAt: times[0]! });
      for (const exit of [i % 5, (i + 1) % 5, (i + 2) % 5]) show(builder, `crowd-${i}`, 'ip', `exit-${exit}`, times);
    }
    const crowd = builder.build(POPULATION_TYPES);
    for (const trait of [null, 'vpn', 'hosting'])
      expect(
        detect(
          knowing(crowd, () => trait),
          config,
        ).rings,
      ).toEqual([]);
  });
});

describe('a group that shares addresses and little else', () => {
  const { columns, groups } = enginePopulation({ seed: 1, ordinary: 5000, lazy: 120, mid: 80 });
  const bitsOf = (trait: string) => {
    const { rings } = detect(
      knowing(columns, (key) => (/^ip:(lazy-ip|proxy)-/.test(key) ? trait : null)),
      config,
    );
    const members = new Map(rings.flatMap((ring) => ring.members.map(({ account, bits }) => [account, bits] as const)));
    const mid = groups.get('mid')!.filter((id) => members.has(id));
    return { found: mid.length, bits: mid.reduce((sum, id) => sum + members.get(id)!, 0) / mid.length };
  };

  it('is held by fewer bits when they are exits of a VPN than when they are lines of homes', () => {
    const [homes, exits] = [bitsOf('hosting'), bitsOf('vpn')];
    expect(homes.found).toBeGreaterThan(40);
    expect(exits.bits).toBeLessThan(homes.bits);
    // The cards, devices and prompts of the campaign hold it all the same.
    expect(exits.found).toBeGreaterThan(0.9 * homes.found);
  });
});

describe('innocent crowds whose addresses are listed', () => {
  it('are no rings, whatever the lists say of their addresses', () => {
    const { columns, groups } = enginePopulation({ seed: 1, ordinary: 5000, lazy: 120, mid: 80, ...decoys });
    for (const trait of ['vpn', 'corporate', 'hosting']) {
      const crowds = /^ip:(cgnat|egress|campus|runner-|cell-|proxy-|lazy-)/;
      const { rings } = detect(
        knowing(columns, (key) => (crowds.test(key) ? trait : null)),
        config,
      );
      const { precision, recall } = flagged(rings, groups, ['lazy', 'mid']);
      expect(precision, trait).toBeGreaterThanOrEqual(0.95);
      expect(recall, trait).toBeGreaterThanOrEqual(0.85);
    }
  });
});
