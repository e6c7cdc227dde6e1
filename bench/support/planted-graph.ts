import { dice } from '../../test/support/engine-population.ts';

export interface PlantedGraph {
  readonly accounts: number;
  /** Ends of the links; pairs may come twice. */
  readonly a: Uint32Array;
  readonly b: Uint32Array;
  /** Ring of each account. */
  readonly ring: Uint32Array;
}

/**
 * Rings of equal size in a graph of which everything hangs together: every account draws `links` others, each of its own ring or,
 * with probability `outside`, anybody. Accounts are numbered at random, so that their numbers tell nothing of their rings.
 */
export const plantedGraph = (
  accounts: number,
  { ringSize = 40, links = 5, outside = 0.2, seed = 1 } = {},
): PlantedGraph => {
  const random = dice(seed);
  const name = new Uint32Array(accounts);
  for (let i = 0; i < accounts; i++) {
    const j = random.below(i + 1);
    name[i] = name[j]!;
    name[j] = i;
  }
  const a = new Uint32Array(accounts * links);
  const b = new Uint32Array(accounts * links);
  const ring = new Uint32Array(accounts);
  for (let v = 0; v < accounts; v++) {
    const first = v - (v % ringSize);
    const size = Math.min(ringSize, accounts - first);
    ring[name[v]!] = first / ringSize;
    for (let i = 0; i < links; i++) {
      let w = v;
      while (w === v) w = size === 1 || random.chance(outside) ? random.below(accounts) : first + random.below(size);
      a[v * links + i] = name[v]!;
      b[v * links + i] = name[w]!;
    }
  }
  return { accounts, a, b, ring };
};

/** F1 of the pairs of accounts that share a label against those that share a ring. */
export const pairF1 = (labels: Uint32Array, ring: Uint32Array): number => {
  const pairs = (counts: Iterable<number>): number => {
    let sum = 0;
    for (const count of counts) sum += (count * (count - 1)) / 2;
    return sum;
  };
  const labelled = new Map<number, number>();
  const planted = new Map<number, number>();
  const both = new Map<number, number>();
  const rings = ring.reduce((most, r) => Math.max(most, r), 0) + 1;
  for (let v = 0; v < ring.length; v++)
    for (const [counts, key] of [
      [labelled, labels[v]!],
      [planted, ring[v]!],
      [both, labels[v]! * rings + ring[v]!],
    ] as const)
      counts.set(key, (counts.get(key) ?? 0) + 1);
  return (2 * pairs(both.values())) / (pairs(labelled.values()) + pairs(planted.values()));
};
