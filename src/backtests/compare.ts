/** A ring as one side reports it. Rings of one side have no account in common. */
export interface Reported {
  readonly id: string;
  readonly accounts: readonly string[];
}

/**
 * What became of a ring: `same` and `changed` have each other for nearest; `new` is near to none of the other side, `lost` is only
 * there; `split` is part of a ring that goes on in another one, `merged` went into a ring that goes on from another one.
 */
export const RING_FATES = ['new', 'lost', 'changed', 'split', 'merged', 'same'] as const;
export type RingFate = (typeof RING_FATES)[number];

export interface RingChange<Ring extends Reported> {
  readonly fate: RingFate;
  readonly tested: Ring | null;
  readonly other: Ring | null;
  /** Overlap, 0–1. */
  readonly jaccard: number;
  /** Accounts of the tested ring that the other has not, and the reverse. */
  readonly gained: number;
  readonly lost: number;
}

export interface Comparison<Ring extends Reported> {
  /** Each ring of both sides is in exactly one of them. */
  readonly rings: readonly RingChange<Ring>[];
  /** Accounts that only the tested side has in a ring, in order of id; and only the other. */
  readonly gained: readonly string[];
  readonly lost: readonly string[];
}

/** Less overlap than this is none, unless half of the smaller ring is shared: as lineage has it from run to run. */
const LEAST_JACCARD = 0.2;

interface Near {
  readonly place: number;
  readonly shared: number;
  readonly jaccard: number;
}

/** Two sides held against each other. Depends neither on the order of rings nor on that of accounts. O(accounts). */
export const compared = <Ring extends Reported>(
  testedRings: readonly Ring[],
  otherRings: readonly Ring[],
): Comparison<Ring> => {
  const tested = [...testedRings].sort(byId);
  const other = [...otherRings].sort(byId);
  const ofTested = nearestOf(tested, other);
  const ofOther = nearestOf(other, tested);
  const changes: RingChange<Ring>[] = [];
  tested.forEach((ring, place) => {
    const near = ofTested[place]!;
    if (near === null) changes.push(changeOf('new', ring, null, null));
    else {
      const mutual = ofOther[near.place]?.place === place;
      const fate = !mutual ? 'split' : near.jaccard === 1 ? 'same' : 'changed';
      changes.push(changeOf(fate, ring, other[near.place]!, near));
    }
  });
  other.forEach((ring, place) => {
    const near = ofOther[place]!;
    if (near === null) changes.push(changeOf('lost', null, ring, null));
    else if (ofTested[near.place]?.place !== place) changes.push(changeOf('merged', tested[near.place]!, ring, near));
  });
  const testedAccounts = accountsOf(tested);
  const otherAccounts = accountsOf(other);
  return {
    rings: changes.sort(byFate),
    gained: [...testedAccounts].filter((account) => !otherAccounts.has(account)).sort(),
    lost: [...otherAccounts].filter((account) => !testedAccounts.has(account)).sort(),
  };
};

export const accountsOf = (rings: readonly Reported[]): Set<string> =>
  new Set(rings.flatMap(({ accounts }) => accounts));

/** For each ring of `from` its nearest in `to`: the largest overlap, of equals the first by id; null where none is near. */
const nearestOf = (from: readonly Reported[], to: readonly Reported[]): (Near | null)[] => {
  const placeOf = new Map(to.flatMap(({ accounts }, place) => accounts.map((account) => [account, place] as const)));
  return from.map(({ accounts }) => {
    const shared = new Map<number, number>();
    for (const account of accounts) {
      const place = placeOf.get(account);
      if (place !== undefined) shared.set(place, (shared.get(place) ?? 0) + 1);
    }
    let best: Near | null = null;
    for (const [place, count] of [...shared].sort((a, b) => a[0] - b[0])) {
      const size = to[place]!.accounts.length;
      const jaccard = count / (accounts.length + size - count);
      if (jaccard < LEAST_JACCARD && count * 2 < Math.min(size, accounts.length)) continue;
      if (best === null || jaccard > best.jaccard) best = { place, shared: count, jaccard };
    }
    return best;
  });
};

const changeOf = <Ring extends Reported>(
  fate: RingFate,
  tested: Ring | null,
  other: Ring | null,
  near: Near | null,
): RingChange<Ring> => {
  const { jaccard, shared } = near ?? { jaccard: 0, shared: 0 };
  const sizes = { tested: tested?.accounts.length ?? 0, other: other?.accounts.length ?? 0 };
  return { fate, tested, other, jaccard, gained: sizes.tested - shared, lost: sizes.other - shared };
};

const byId = (a: Reported, b: Reported): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** What matters most first: new and lost rings, then those that changed most. */
const byFate = (a: RingChange<Reported>, b: RingChange<Reported>): number =>
  RING_FATES.indexOf(a.fate) - RING_FATES.indexOf(b.fate) ||
  b.gained + b.lost - (a.gained + a.lost) ||
  (idOf(a) < idOf(b) ? -1 : 1);

const idOf = ({ tested, other }: RingChange<Reported>): string => `${tested?.id ?? ''} ${other?.id ?? ''}`;
