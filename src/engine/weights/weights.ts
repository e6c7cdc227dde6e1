import { creationBurst } from '../behaviour/burst.ts';
import type { EngineConfig } from '../config.ts';
import type { SignalTrait } from '../input/columns.ts';
import { degreeOf, type ObservationIndex, traitOf } from '../input/observation-index.ts';
import type { Hub } from '../result.ts';
import { eachIn } from '../support/bit-set.ts';
import { lengthened, roomy } from '../support/stretches.ts';
import { accountsOf, type Hubs } from './hubs.ts';

/** Stage 3. What sharing a signal is worth. */
export interface Weights {
  /** By signal: `rarityOf` × `factorOf`. */
  readonly bits: Float64Array;
  /** By signal, where there is any: what a burst of its accounts' creation lifts its evidence by, above 1. */
  readonly lift: ReadonlyMap<number, number>;
  /** Signals with any rarity. */
  readonly shared: number;
  /** Bits at which two accounts are linked. */
  readonly threshold: number;
  /** By family: whether it is one of the weak families. */
  readonly weakFamily: readonly boolean[];
  /** By family: whether all of its types are behaviour. */
  readonly behaviourFamily: readonly boolean[];
}

/** Burst bits at which the lift is whole. */
const FULL_LIFT_BITS = 3;
/** A burst of fewer accounts than this says nothing about a signal. */
const MIN_LIFT_ACCOUNTS = 8;

/**
 * What a crowd leaves of a signal. That a hub is benign and that it is shared by design is one reason, not two: the stronger one
 * counts. An anomalous hub is no crowd of strangers, whatever its address is listed as.
 */
const crowdFactor = (hub: Hub['class'] | null, trait: SignalTrait | null, config: EngineConfig): number => {
  const ofHub = hub === null ? 1 : config.hubFactor[hub];
  const byDesign = trait?.shared === true && hub !== 'anomalous';
  return byDesign ? Math.min(ofHub, config.sharedFactor) : ofHub;
};

/** log2(N_type / k): how surprising it is that two accounts of those that show the type show this signal; 0 where there are no two. */
export const rarityOf = (index: ObservationIndex, signal: number): number => {
  const degree = degreeOf(index, signal);
  return degree < 2 ? 0 : Math.max(0, Math.log2(index.typeAccounts[index.signalType[signal]!]! / degree));
};

/**
 * By signal: type strength × hub class or sharing by design × burst lift, which is what is left of the rarity as evidence. It is asked of
 * few and reckoned anew: columns of it and of the rarity are 74 MB at a million accounts, which each run fetched and each kept state held.
 */
export const factorOf = (index: ObservationIndex, hubs: Hubs, lift: Weights['lift'], config: EngineConfig) => {
  const unlifted = unliftedFactorOf(index, hubs, config);
  return (signal: number): number => unlifted(signal) * (lift.get(signal) ?? 1);
};

const unliftedFactorOf = (index: ObservationIndex, hubs: Hubs, config: EngineConfig) => {
  const strength = Float64Array.from(index.types, (type) => type.strength);
  return (signal: number): number => {
    const hub = hubs.rankOf(signal);
    const crowd = crowdFactor(hub >= 0 ? hubs.classes[hub]! : null, traitOf(index, signal), config);
    return strength[index.signalType[signal]!]! * crowd;
  };
};

/** What signals were worth in the last run. */
export interface Before {
  /** By signal, of those that there were. It is used up: today's bits are put in its place. */
  readonly bits: Float64Array;
  /** Told of each signal that is worth something else now, ascending. */
  onChange(signal: number, then: number, now: number): void;
}

/**
 * Rarity as evidence goes back to Fellegi and Sunter (1969) with Winkler's frequency adjustment. What one account alone shows is worth nothing. O(rows of all others).
 */
export const weighSignals = (index: ObservationIndex, hubs: Hubs, config: EngineConfig, before?: Before): Weights => {
  const m = index.signalKeys.length;
  const n = index.accountIds.length;
  const weakFamily = index.families.map((family) => config.weakFamilies.includes(family));
  const behaviourFamily = index.families.map((family) =>
    index.types.every((type) => type.family !== family || type.kind === 'behaviour'),
  );
  const burstOf = creationBurst(index);
  const bits = before === undefined ? roomy.float64(m) : lengthened(before.bits, m);
  const lift = new Map<number, number>();
  const unlifted = unliftedFactorOf(index, hubs, config);
  let shared = 0;
  const weigh = (signal: number, now: number): void => {
    const then = bits[signal]!;
    if (then === now) return;
    bits[signal] = now;
    before?.onChange(signal, then, now);
  };
  eachIn(index.several, (s) => {
    const degree = degreeOf(index, s);
    if (degree < 2) {
      weigh(s, 0);
      return;
    }
    const type = index.signalType[s]!;
    let factor = unlifted(s);
    if (degree >= MIN_LIFT_ACCOUNTS && !weakFamily[index.familyOfType[type]!]) {
      const hub = hubs.rankOf(s);
      const burst = hub >= 0 ? hubs.features[hub]!.burst : burstOf(accountsOf(index, s)).bits;
      if (burst > 0) {
        lift.set(s, 1 + config.burstLift * Math.min(1, burst / FULL_LIFT_BITS));
        factor *= lift.get(s)!;
      }
    }
    const rarity = rarityOf(index, s);
    if (rarity > 0) shared++;
    weigh(s, rarity * factor);
  });
  const threshold = config.linkBitsPerLog2N * Math.log2(Math.max(2, n));
  return { bits, lift, shared, threshold, weakFamily, behaviourFamily };
};
