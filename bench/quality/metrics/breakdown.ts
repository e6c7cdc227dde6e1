import { byGroup, type Clusters, isPositive, isTrueCluster, share, sizesOf, type Truth } from './truth.ts';

/** Of some accounts, how many are in reported clusters. */
export interface Hit {
  readonly accounts: number;
  readonly flagged: number;
}

/** What became of the true rings of one kind. */
export interface RingsFound {
  readonly rings: number;
  /** Rings of which at least `FOUND_SHARE` is flagged; and those of which so much is in one cluster. */
  readonly found: number;
  readonly inOne: number;
  readonly accounts: number;
  readonly flagged: number;
}

/** A ring is found when so much of it is flagged. */
const FOUND_SHARE = 0.8;

/** Lower ends of the size tiers of true rings, the largest first. */
const TIERS = [
  [1_000, '1,000 and more'],
  [100, '100–999'],
  [20, '20–99'],
  [5, '5–19'],
  [0, 'under 5'],
] as const;

const tierOf = (size: number): string => TIERS.find(([least]) => size >= least)![1];

/** Innocents by the kind of sharing that the truth names, `ordinary` where it names none; in order of hits. */
export const innocentsHit = (clusters: Clusters, truth: Truth): Readonly<Record<string, Hit>> => {
  const flagged = new Set(clusters.flat());
  const kinds = new Map<string, { accounts: number; flagged: number }>();
  for (const row of truth.values()) {
    if (isPositive(row)) continue;
    const kind = entry(kinds, row.decoy ?? 'ordinary', () => ({ accounts: 0, flagged: 0 }));
    kind.accounts++;
    if (flagged.has(row.account)) kind.flagged++;
  }
  return Object.fromEntries([...kinds].sort(([, a], [, b]) => b.flagged - a.flagged || b.accounts - a.accounts));
};

/** What became of the true rings: of all, by size tier, by skill and by campaign. */
export const ringsFound = (clusters: Clusters, truth: Truth) => {
  const sizes = sizesOf(truth, byGroup);
  const [flagged, most] = countsInside(clusters, truth, 'group');
  const kindOf = new Map<string, { skill: string; campaign: string }>();
  for (const { group, skill, campaign } of truth.values())
    if (group !== null) kindOf.set(group, { skill: skill ?? '', campaign: campaign ?? '' });

  const tally = (nameOf: (group: string) => string): Readonly<Record<string, RingsFound>> => {
    const kinds = new Map<string, { -readonly [Figure in keyof RingsFound]: number }>();
    for (const [group, size] of sizes) {
      const kind = entry(kinds, nameOf(group), () => ({ rings: 0, found: 0, inOne: 0, accounts: 0, flagged: 0 }));
      kind.rings++;
      kind.accounts += size;
      kind.flagged += flagged.get(group) ?? 0;
      if ((flagged.get(group) ?? 0) >= FOUND_SHARE * size) kind.found++;
      if ((most.get(group) ?? 0) >= FOUND_SHARE * size) kind.inOne++;
    }
    return Object.fromEntries([...kinds].sort(([a], [b]) => (a < b ? -1 : 1)));
  };
  const tiers = tally((group) => tierOf(sizes.get(group)!));
  return {
    all: tally(() => 'all'),
    tiers: Object.fromEntries(TIERS.toReversed().flatMap(([, name]) => (tiers[name] ? [[name, tiers[name]]] : []))),
    skills: tally((group) => kindOf.get(group)!.skill),
    campaigns: tally((group) => kindOf.get(group)!.campaign),
  };
};

/** Lower ends of the tiers of requests served to an account, the fewest first. */
const SERVED = [0, 10, 100, 1_000] as const;

/** Accounts of campaigns by the requests that were served to them: who has hardly begun can hardly be found. */
export const positivesByRequests = (
  clusters: Clusters,
  truth: Truth,
  requestsOf: ReadonlyMap<string, number>,
): Readonly<Record<string, Hit>> => {
  const flagged = new Set(clusters.flat());
  const tiers = SERVED.map(() => ({ accounts: 0, flagged: 0 }));
  for (const row of truth.values()) {
    if (!isPositive(row)) continue;
    const tier = tiers[SERVED.findLastIndex((least) => (requestsOf.get(row.account) ?? 0) >= least)]!;
    tier.accounts++;
    if (flagged.has(row.account)) tier.flagged++;
  }
  const named = tiers.map((tier, i) => [`${SERVED[i]!.toLocaleString('en')} and more`, tier] as const);
  return Object.fromEntries(named.filter(([, { accounts }]) => accounts > 0));
};

/** Reported clusters most of whose accounts are innocent. */
export const falseClusters = (clusters: Clusters, truth: Truth): number =>
  clusters.filter((cluster) => !isTrueCluster(cluster, truth)).length;

/**
 * How far each campaign is seen as one: of its accounts that are flagged, the share in the unit that holds most of them. A
 * unit is what the method reports as one campaign, else a cluster.
 */
export const asOne = (units: Clusters, truth: Truth): number | null => {
  const sum = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((total, count) => total + count, 0);
  const [flagged, most] = countsInside(units, truth, 'campaign');
  return share(sum(most), sum(flagged));
};

/** Accounts of each true class in all clusters together, and in the cluster that holds most of them. */
const countsInside = (clusters: Clusters, truth: Truth, level: 'group' | 'campaign') => {
  const all = new Map<string, number>();
  const most = new Map<string, number>();
  for (const cluster of clusters) {
    const inside = new Map<string, number>();
    for (const account of cluster) {
      const name = truth.get(account)?.[level] ?? null;
      if (name !== null) inside.set(name, (inside.get(name) ?? 0) + 1);
    }
    for (const [name, count] of inside) {
      all.set(name, (all.get(name) ?? 0) + count);
      most.set(name, Math.max(most.get(name) ?? 0, count));
    }
  }
  return [all, most] as const;
};

const entry = <Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value => {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
};
