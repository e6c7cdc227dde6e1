import { windowShares } from '../behaviour/synchrony.ts';
import type { ObservationIndex } from '../input/observation-index.ts';
import type { RunBasis } from '../result.ts';
import type { Weights } from '../weights/weights.ts';

const QUANTILES = 1024;

/** O(accounts + windows). */
export const basisOf = (index: ObservationIndex, weights: Pick<Weights, 'threshold'>): RunBasis => {
  const last = index.dated - 1;
  const steps = Math.min(QUANTILES, Math.max(0, last));
  return {
    accounts: index.accountIds.length,
    threshold: weights.threshold,
    types: index.types.map(({ name, kind, family, strength }, type) => ({
      ...{ name, kind, family, strength },
      accounts: index.typeAccounts[type]!,
      rows: index.typeRows[type]!,
    })),
    dated: index.dated,
    created:
      last < 0
        ? []
        : Array.from({ length: steps + 1 }, (_, i) => index.created[Math.round((i * last) / Math.max(1, steps))]!),
    windows: [...index.windowValues],
    shares: Array.from(windowShares(index), (share) => Number(share.toPrecision(6))),
  };
};
