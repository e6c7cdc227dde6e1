import { accountsOf, type Comparison, compared, type Reported, RING_FATES, type RingFate } from './compare.ts';
import type { BackTestComparison } from './compare-schema.ts';
import { type DecidedRing, type Decisions, isReported, judged, onlyDecided, reportedOf } from './judge.ts';
import type { BackTestResult } from './schema.ts';

export type Against = 'graph' | 'decisions';

/** Rings that count. */
export const counting = <Ring extends Reported>(
  rings: readonly Ring[],
  against: Against,
  decided: Decisions,
): readonly Ring[] => (against === 'graph' ? rings : onlyDecided(rings, decided));

/** Both sides by decisions, and what they share. */
export const sideBySide = <Ring extends Reported>(
  tested: readonly Ring[],
  other: readonly Ring[],
  decided: Decisions,
) => {
  const comparison = compared(tested, other);
  return {
    comparison,
    tested: judged(tested, decided),
    other: judged(other, decided),
    changes: changesOf(comparison),
  };
};

/** Decided rings, those first of which one side has most more than the other. */
export const decisionsOf = (
  tested: readonly Reported[],
  other: readonly Reported[],
  decided: readonly DecidedRing[],
): BackTestComparison['decisions'] => {
  const sides = [accountsOf(tested), accountsOf(other)] as const;
  const presence = (ring: DecidedRing, reported: ReadonlySet<string>) => ({
    accounts: reportedOf(ring, reported),
    reported: isReported(ring, reported),
  });
  return decided
    .map((ring) => ({
      ...{ ring: ring.ring, state: ring.state, decidedAt: new Date(ring.at).toISOString() },
      accounts: ring.accounts.length,
      tested: presence(ring, sides[0]),
      other: presence(ring, sides[1]),
    }))
    .sort((a, b) => differenceOf(b) - differenceOf(a) || (a.ring < b.ring ? -1 : 1));
};

const differenceOf = ({ tested, other }: BackTestComparison['decisions'][number]): number =>
  Math.abs(tested.accounts - other.accounts);

const changesOf = ({ rings, gained, lost }: Comparison<Reported>): BackTestResult['changes'] => {
  const counts = Object.fromEntries(
    RING_FATES.map((fate) => [fate, rings.filter((ring) => ring.fate === fate).length]),
  ) as Record<RingFate, number>;
  return { ...counts, gained: gained.length, lostAccounts: lost.length };
};
