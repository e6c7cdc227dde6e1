import { describe, expect, it } from 'vitest';
import type { Community } from '../../../src/engine/communities/communities.ts';
import { type EngineConfig, engineConfig } from '../../../src/engine/config.ts';
import { buildIndex } from '../../../src/engine/input/observation-index.ts';
import { type GroupDescriber, type GroupFeatures, groupDescriber } from '../../../src/engine/rings/features.ts';
import { scoreRings } from '../../../src/engine/rings/rings.ts';
import { classHubs } from '../../../src/engine/weights/hubs.ts';
import { weighSignals } from '../../../src/engine/weights/weights.ts';
import { enginePopulation } from '../../support/engine-population.ts';

const { columns, groups } = enginePopulation({ seed: 5, ordinary: 2000, lazy: 60 });
const config = engineConfig.parse({});
const index = buildIndex(columns);
const hubs = classHubs(index, config);
const weights = weighSignals(index, hubs, config);
const lazy = new Set(groups.get('lazy'));
const guilty = Uint32Array.from(index.accountIds.flatMap((id, account) => (lazy.has(id) ? [account] : [])));

const community = (members: Uint32Array, cohesion: number, parts: Community[] = [], crossing = 0): Community => ({
  members,
  cohesion,
  degrees: new Float64Array(members.length).fill(members.length - 1),
  strength: new Float64Array(members.length).fill(30 * (members.length - 1)),
  linked: new Uint32Array(members.length).fill(members.length - 1),
  crossing,
  parts,
});
const halves = [community(guilty.slice(0, 30), 1), community(guilty.slice(30), 1)];
const sizes = (root: Community, overrides: Partial<EngineConfig> = {}, describe?: GroupDescriber): number[] =>
  scoreRings([root], index, weights, { ...config, ...overrides }, describe).rings.map((ring) => ring.members.length);

describe('choosing where to cut', () => {
  it('reports a community whole when many links run between its parts', () => {
    expect(guilty).toHaveLength(60);
    expect(sizes(community(guilty, 0.5, halves, 0.5))).toEqual([60]);
  });

  it('reports it in parts when hardly any links do', () => {
    expect(sizes(community(guilty, 0.5, halves, 0))).toEqual([30, 30]);
  });

  it('reports in parts what is nearly separate, however good the whole', () => {
    expect(sizes(community(guilty, 0.5, halves, 0.1))).toEqual([30, 30]);
    expect(sizes(community(guilty, 0.5, halves, 0.2))).toEqual([60]);
    expect(sizes(community(guilty, 0.5, halves, 0.2), { separation: 0.5 })).toEqual([30, 30]);
  });

  const asItIs = groupDescriber(index, weights);
  /** As it is, with the features of some groups changed. */
  const describing =
    (changed: (accounts: Uint32Array) => Partial<GroupFeatures>): GroupDescriber =>
    (accounts, cohesion) => {
      const { features, evidence } = asItIs(accounts, cohesion);
      return { evidence, features: { ...features, ...changed(accounts) } };
    };

  it('reports in parts what is certain of each and hardly of the whole, although its score would be as good', () => {
    const certain = describing(({ length }) => (length === 60 ? { volume: 3 } : { volume: 5, burst: 5, synchrony: 2 }));
    expect(sizes(community(guilty, 0.5, halves, 0.25), {}, certain)).toEqual([30, 30]);
    const alike = describing(() => ({ volume: 5, burst: 5, synchrony: 2 }));
    expect(sizes(community(guilty, 0.5, halves, 0.25), {}, alike)).toEqual([60]);
  });

  it('does not report as a whole most of whose members are no ring without the rings among its parts', () => {
    const part = community(guilty.slice(0, 15), 1);
    const rest = community(guilty.slice(15), 1);
    const whole = community(guilty, 0.5, [part, rest], 0.2);
    const ofThose = describing(({ length }) => ({ volume: 5, burst: 5, oneOwner: length === 45 ? 1 : 0 }));
    expect(sizes(whole, {}, ofThose)).toEqual([15]);
    const ofAll = describing(() => ({ volume: 5, burst: 5 }));
    expect(sizes(whole, {}, ofAll)).toEqual([60]);
  });

  it('does not report as a whole what is nearly separate where each part has an explanation', () => {
    const describe = groupDescriber(index, weights);
    const schools: GroupDescriber = (accounts, cohesion) => {
      const { features, evidence } = describe(accounts, cohesion);
      return { evidence, features: { ...features, oneOwner: accounts.length === 60 ? 0 : 1 } };
    };
    expect(sizes(community(guilty, 0.5, halves, 0.1), {}, schools)).toEqual([]);
    expect(sizes(community(guilty, 0.5, halves, 0.5), {}, schools)).toEqual([60]);
  });

  it('reports a loose one whole when none of its parts is a ring', () => {
    expect(sizes(community(guilty, 0.01, [community(guilty.slice(0, 3), 1)], 0.5))).toEqual([60]);
  });
});
