import type { AttributeValue } from '../../signals/index.ts';

/** An account on a list, as far as the estimate goes by it. */
export interface EstimatedAccount {
  readonly ring: string | null;
  readonly strength: number | null;
  /** Whether one signal alone holds it; null where that is not known (before the list is frozen). */
  readonly alone: boolean | null;
  /** Epoch ms of its sign-up, else of its first event. */
  readonly since: number | null;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  /** Whether the published run has it in a ring. */
  readonly inARing: boolean;
  /** Whether it was on the allow-list once. */
  readonly wasAllowed: boolean;
  /** Whether an earlier ban of it was undone. */
  readonly wasUndone: boolean;
}

export interface EstimatedRing {
  readonly id: string;
  readonly score: number;
  readonly size: number;
  readonly state: string;
}

/** How scores are read as probabilities: log-odds become intercept + slope × log-odds. */
export interface Calibration {
  readonly basis: 'configured' | 'decisions';
  readonly confirmed: number;
  readonly dismissed: number;
  readonly intercept: number;
  readonly slope: number;
}

/** Sizes of rings that are estimated apart: most false positives are small groups, or single large organisations. */
export const TIERS = [
  { name: 'small', from: 0, to: 11 },
  { name: 'medium', from: 12, to: 49 },
  { name: 'large', from: 50, to: 499 },
  { name: 'very large', from: 500, to: null },
] as const;

/** Upper bounds of the groups of age, in days; the last group has none. */
export const AGES = [7, 30, 90, 365] as const;

/** A ring whose score is less than this above what a run reports is near the bar. */
const NEAR_SCORE = 0.1;
/** Accounts held less strongly than this are near the edge of their ring. */
const NEAR_STRENGTH = 0.25;
const VALUES_SHOWN = 10;
const DAY_MS = 86_400_000;

/** The probability that a ring is one, by its score. */
export const probabilityOf = (score: number, { intercept, slope }: Calibration): number => {
  const bounded = Math.min(1 - 1e-9, Math.max(1e-9, score));
  return 1 / (1 + Math.exp(-(intercept + slope * Math.log(bounded / (1 - bounded)))));
};

/**
 * Whom a list would hit wrongly. Expected innocents are the sum of 1 − p over its accounts, where p is the probability that the ring of an
 * account is one; an account without a ring counts in full as not known. That a real ring has an innocent member is not in it: for that there are
 * the accounts near the edge, those that one signal alone holds, and the old ones. O(accounts).
 */
export const estimated = (
  accounts: Iterable<EstimatedAccount>,
  rings: ReadonlyMap<string, EstimatedRing>,
  { calibration, minScore, now }: { calibration: Calibration; minScore: number; now: number },
) => {
  const tiers = TIERS.map((tier) => ({ ...tier, rings: new Set<string>(), accounts: 0, expectedInnocents: 0 }));
  const ages = [...AGES, null].map((under) => ({ underDays: under, accounts: 0 }));
  const attributes = new Map<string, AttributeSums>();
  const counts = { accounts: 0, withoutRing: 0, ageUnknown: 0, expectedInnocents: 0 };
  const near = { score: 0, strength: 0 };
  const alone = { accounts: 0, known: true };
  const past = { wasAllowed: 0, wasUndone: 0, leftRing: 0 };
  const listed = new Set<string>();

  for (const account of accounts) {
    counts.accounts += 1;
    const ring = account.ring === null ? undefined : rings.get(account.ring);
    if (ring === undefined) counts.withoutRing += 1;
    else {
      listed.add(ring.id);
      const innocent = 1 - probabilityOf(ring.score, calibration);
      const tier = tiers.find(({ from, to }) => ring.size >= from && (to === null || ring.size <= to))!;
      tier.rings.add(ring.id);
      tier.accounts += 1;
      tier.expectedInnocents += innocent;
      counts.expectedInnocents += innocent;
      if (ring.score < minScore + NEAR_SCORE) near.score += 1;
      if ((account.strength ?? 1) < NEAR_STRENGTH) near.strength += 1;
      if (!account.inARing) past.leftRing += 1;
      if (account.alone === null) alone.known = false;
    }
    if (account.alone === true) alone.accounts += 1;
    if (account.wasAllowed) past.wasAllowed += 1;
    if (account.wasUndone) past.wasUndone += 1;
    if (account.since === null) counts.ageUnknown += 1;
    else {
      const days = (now - account.since) / DAY_MS;
      ages.find(({ underDays }) => underDays === null || days < underDays)!.accounts += 1;
    }
    for (const [name, value] of Object.entries(account.attributes)) addTo(attributes, name, value);
  }

  const states = [...listed].map((id) => rings.get(id)!.state);
  return {
    accounts: counts.accounts,
    calibration,
    expectedInnocents: round(counts.expectedInnocents),
    withoutRing: counts.withoutRing,
    tiers: tiers
      .filter((tier) => tier.accounts > 0)
      .map(({ rings: of, expectedInnocents, ...tier }) => ({
        ...tier,
        rings: of.size,
        expectedInnocents: round(expectedInnocents),
      })),
    near: { ...near, minScore, scoreBelow: round(minScore + NEAR_SCORE), strengthBelow: NEAR_STRENGTH },
    heldByOneSignal: alone.known ? alone.accounts : null,
    age: { groups: ages, unknown: counts.ageUnknown },
    attributes: [...attributes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, sums]) => shown(name, sums)),
    past: {
      ...past,
      ringsConfirmed: states.filter((state) => state === 'confirmed').length,
      ringsDismissed: states.filter((state) => state === 'dismissed').length,
      ringsUndecided: states.filter((state) => state === 'new' || state === 'in_review').length,
    },
  };
};

interface AttributeSums {
  accounts: number;
  sum: number | null;
  most: number | null;
  readonly values: Map<string, number>;
}

const addTo = (attributes: Map<string, AttributeSums>, name: string, value: AttributeValue): void => {
  let sums = attributes.get(name);
  if (sums === undefined) {
    sums = { accounts: 0, sum: null, most: null, values: new Map() };
    attributes.set(name, sums);
  }
  sums.accounts += 1;
  if (typeof value === 'number') {
    sums.sum = (sums.sum ?? 0) + value;
    sums.most = Math.max(sums.most ?? value, value);
  } else sums.values.set(String(value), (sums.values.get(String(value)) ?? 0) + 1);
};

const shown = (name: string, { accounts, sum, most, values }: AttributeSums) => ({
  name,
  accounts,
  sum: sum === null ? null : round(sum),
  most,
  values: [...values]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, VALUES_SHOWN)
    .map(([value, of]) => ({ value, accounts: of })),
});

const round = (value: number): number => Math.round(value * 100) / 100;
