import { degreeOf, type ObservationIndex } from '../input/observation-index.ts';
import { familySum } from '../weights/family-sum.ts';
import type { Hubs } from '../weights/hubs.ts';
import type { Weights } from '../weights/weights.ts';

/** Synchrony at most doubles what a signal is worth; used as the bound when candidates are dropped unweighed. */
export const WITH_SYNCHRONY = 2;

/** Upper bounds of the bits an account can share with any other: over all of its shared signals, and over its hubs alone. O(rows). */
export const potentials = (
  index: ObservationIndex,
  hubs: Hubs,
  weights: Weights,
): { all: Float64Array; hubs: Float64Array } => {
  const n = index.accountIds.length;
  const [all, ofHubs] = [new Float64Array(n), new Float64Array(n)];
  const [sum, hubSum] = [familySum(index, weights), familySum(index, weights)];
  for (let a = 0; a < n; a++) {
    sum.clear();
    hubSum.clear();
    for (let row = index.accountStart[a]!; row < index.accountStart[a + 1]!; row++) {
      const s = index.rowSignal[row]!;
      if (degreeOf(index, s) < 2) continue;
      const family = index.familyOfType[index.signalType[s]!]!;
      const bits = WITH_SYNCHRONY * weights.bits[s]!;
      sum.add(family, bits);
      if (hubs.rankOf[s] !== 0) hubSum.add(family, bits);
    }
    all[a] = sum.firmProofs() > 0 ? sum.total() : 0;
    ofHubs[a] = hubSum.total();
  }
  return { all, hubs: ofHubs };
};
