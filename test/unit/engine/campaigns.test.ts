import { describe, expect, it } from 'vitest';
import { findCampaigns } from '../../../src/engine/campaigns/campaigns.ts';
import { nameCampaigns } from '../../../src/engine/campaigns/name-campaigns.ts';
import { engineConfig } from '../../../src/engine/config.ts';
import { columnsBuilder } from '../../../src/engine/index.ts';
import { buildIndex, type ObservationIndex } from '../../../src/engine/input/observation-index.ts';
import type { Ring } from '../../../src/engine/result.ts';
import { randomStream } from '../../../src/engine/support/random.ts';
import { classHubs } from '../../../src/engine/weights/hubs.ts';
import { weighSignals } from '../../../src/engine/weights/weights.ts';

const TYPES = [
  { name: 'prompt', kind: 'behaviour', family: 'prompt', strength: 0.6 },
  { name: 'ip', kind: 'identifier', family: 'network', strength: 0.5 },
  { name: 'device', kind: 'identifier', family: 'device', strength: 0.9 },
] as const;
const config = engineConfig.parse({});
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
const RING_SIZE = 20;

interface Plan {
  /** Templates that a ring works with, by ring; names of signals. */
  readonly templates: readonly (readonly string[])[];
  readonly addresses?: readonly (readonly string[])[];
}

/**
 * 2,000 ordinary accounts with prompts and addresses of their own and of public libraries, and rings that use the public ones
 * far more than anybody else does, as cover.
 */
const population = (seed: number, { templates, addresses = [] }: Plan) => {
  const random = randomStream(seed, 7);
  const builder = columnsBuilder();
  const below = (n: number): number => Math.floor(random() * n);
  const add = (account: string, type: string, name: string): void =>
    builder.add(account, `${type}:${name}`, type, 1, 1_760_000_000, 1_760_000_000, [61_111 + below(90)]);
  const show = (account: string, shown: ReadonlySet<string>): void => {
    for (const signal of shown)
      add(account, signal.slice(0, signal.indexOf(':')), signal.slice(signal.indexOf(':') + 1));
  };
  for (let i = 0; i < 2000; i++) {
    const own = Array.from({ length: 4 }, (_, j) => `prompt:own ${i} ${j}`);
    const few = Array.from({ length: 2 }, () => `prompt:of some ${below(1500)}`);
    show(
      `user_${i}`,
      new Set([...own, ...few, `prompt:public ${below(60)}`, `ip:vpn ${below(30)}`, `ip:home ${i}`, `device:${i}`]),
    );
  }
  const rings = templates.map((family, ring) => {
    const cover = Array.from({ length: 12 }, () => `prompt:public ${below(60)}`);
    const exits = Array.from({ length: 8 }, () => `ip:vpn ${below(30)}`);
    return Array.from({ length: RING_SIZE }, (_, place) => {
      const account = `member_${ring}_${place}`;
      const some = (list: readonly string[]): readonly string[] => list.filter(() => random() < 0.6);
      show(
        account,
        new Set([...some(family), ...some(cover), ...some(exits), ...some(addresses[ring] ?? []), `device:${account}`]),
      );
      return account;
    });
  });
  const index = buildIndex(builder.build(TYPES));
  const numberOf = new Map(index.accountIds.map((account, a) => [account, a]));
  return {
    index,
    rings: rings.map((accounts) => ({ members: Uint32Array.from(accounts, (a) => numberOf.get(a)!).sort() })),
  };
};

const campaignsOf = ({ index, rings }: ReturnType<typeof population>) =>
  findCampaigns(rings, index, weighSignals(index, classHubs(index, config), config), config).campaigns;

/** `count` names out of `of`, by seed. */
const drawn = (seed: number, purpose: number, prefix: string, count: number, of: number): readonly string[] => {
  const random = randomStream(seed, purpose);
  const names = new Set<string>();
  while (names.size < count) names.add(`${prefix} ${Math.floor(random() * of)}`);
  return [...names];
};

describe('campaigns', () => {
  it('joins rings that draw their templates from one library, also where two of them share none', () => {
    for (const seed of SEEDS) {
      const templates = Array.from({ length: 8 }, (_, ring) => drawn(seed, ring, 'prompt:library', 8, 24));
      const campaigns = campaignsOf(population(seed, { templates }));
      expect(
        campaigns.map(({ rings }) => rings.length),
        `seed ${seed}`,
      ).toEqual([8]);
    }
  });

  it('keeps apart rings that have nothing in common but public prompts and exits that all of them like to use', () => {
    for (const seed of SEEDS) {
      const templates = Array.from({ length: 12 }, (_, ring) => drawn(seed, ring, `prompt:library ${ring}`, 8, 24));
      expect(campaignsOf(population(seed, { templates })), `seed ${seed}`).toEqual([]);
    }
  });

  it('tells two campaigns apart', () => {
    for (const seed of SEEDS) {
      const templates = Array.from({ length: 10 }, (_, ring) => drawn(seed, ring, `prompt:library ${ring % 2}`, 8, 20));
      const campaigns = campaignsOf(population(seed, { templates }));
      expect(campaigns.length, `seed ${seed}`).toBe(2);
      for (const { rings } of campaigns) expect(new Set(rings.map((ring) => ring % 2)).size).toBe(1);
    }
  });

  it('joins nobody by addresses alone', () => {
    const templates = Array.from({ length: 4 }, (_, ring) => drawn(1, ring, `prompt:library ${ring}`, 8, 24));
    const addresses = templates.map(() => drawn(1, 0, 'ip:pool', 10, 10));
    expect(campaignsOf(population(1, { templates, addresses }))).toEqual([]);
    expect(
      campaignsOf(population(1, { templates: templates.map((own) => [...own, 'device:one', 'device:two']) })),
    ).toHaveLength(1);
  });
});

describe('a campaign for people', () => {
  const templates = Array.from({ length: 3 }, () => drawn(1, 0, 'prompt:library', 6, 6));
  const made = population(1, { templates });
  const found = campaignsOf(made);
  const named = (index: ObservationIndex): Ring[] =>
    made.rings.map(({ members }, ring) => ({
      id: `ring_${ring}`,
      score: 0.9,
      members: Array.from(members, (a) => ({ account: index.accountIds[a]!, strength: 1, bits: 20, signals: [] })),
      evidence: [],
      features: {},
      firstSeen: 100 + ring,
      lastSeen: 200 + ring,
      requests: 1000,
      summary: '',
      cells: [],
    }));
  const rings = named(made.index);
  const name = (previous: Parameters<typeof nameCampaigns>[3]) =>
    nameCampaigns(
      found,
      (ring) => rings[ring]!,
      (ring) => made.rings[ring]!.members,
      previous,
      made.index,
    );

  it('has its rings, its figures and a sentence', () => {
    const [campaign] = name([]);
    expect(campaign).toMatchObject({ accounts: 60, score: 0.9, firstSeen: 100, lastSeen: 202, requests: 3000 });
    expect(campaign!.id).toMatch(/^camp_[a-z2-7]{12}$/);
    expect([...campaign!.rings].sort()).toEqual(['ring_0', 'ring_1', 'ring_2']);
    expect(campaign!.evidence).toHaveLength(6);
    expect(campaign!.evidence[0]).toMatchObject({ type: 'prompt', rings: 3 });
    expect(campaign!.summary).toBe('3 rings with 60 accounts share 6 prompts, which nobody else shows');
  });

  it('keeps its id as long as it has most accounts in common with that campaign of the last run', () => {
    const previous = rings.map(({ id, members }, ring) => ({
      id,
      accounts: members.map(({ account }) => account),
      campaign: ring === 0 ? 'camp_small' : 'camp_large',
    }));
    expect(name(previous)[0]!.id).toBe('camp_large');
    expect(name([{ ...previous[0]!, campaign: undefined }])[0]!.id).toBe(name([])[0]!.id);
  });
});
