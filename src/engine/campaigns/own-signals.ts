import { degreeOf, type ObservationIndex } from '../input/observation-index.ts';
import { commonFrom } from '../rings/group-evidence.ts';
import type { ScoredRing } from '../rings/rings.ts';

/** Powers of two that the accounts outside the rings are counted in: 2³² accounts at most. */
export const TIERS = 32;

/** The signals that some of the rings have in common with themselves, and how popular every signal is with everybody else. */
export interface RingSignals {
  /** By ring: signals that at least one member in twenty shows (two at least), ascending. */
  readonly common: readonly Uint32Array[];
  /** By signal: accounts outside all rings that show it; 1 where none does, as for what a single stranger shows. */
  readonly strangers: Uint32Array;
  /** By type × TIERS + tier (see `strataOf`): the strangers of all signals of the stratum. */
  readonly total: Float64Array;
}

/** The stratum of a signal of this type: signals as popular with strangers, to a factor of two. */
export const stratumOf = (type: number, strangers: number): number => type * TIERS + 31 - Math.clz32(strangers);

/** O(rows of the members + signals). */
export const ringSignals = (rings: readonly Pick<ScoredRing, 'members'>[], index: ObservationIndex): RingSignals => {
  const strangers = new Uint32Array(index.signalKeys.length);
  for (let s = 0; s < strangers.length; s++) strangers[s] = degreeOf(index, s);
  const inside = new Uint32Array(index.signalKeys.length);
  const common = rings.map(({ members }) => {
    const shown: number[] = [];
    for (const a of members)
      for (let row = index.accountStart[a]!; row < index.accountStart[a + 1]!; row++) {
        const s = index.rowSignal[row]!;
        if (inside[s]!++ === 0) shown.push(s);
      }
    const least = commonFrom(members.length);
    const kept = Uint32Array.from(shown.filter((s) => inside[s]! >= least)).sort();
    for (const s of shown) {
      strangers[s]! -= inside[s]!;
      inside[s] = 0;
    }
    return kept;
  });
  const total = new Float64Array(index.types.length * TIERS);
  for (let s = 0; s < strangers.length; s++) {
    strangers[s] = Math.max(1, strangers[s]!);
    total[stratumOf(index.signalType[s]!, strangers[s]!)]! += strangers[s]!;
  }
  return { common, strangers, total };
};
