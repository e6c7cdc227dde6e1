import { creationBurst } from '../behaviour/burst.ts';
import { poissonSurprise } from '../behaviour/synchrony.ts';
import type { EngineConfig } from '../config.ts';
import { degreeOf, type ObservationIndex, traitOf } from '../input/observation-index.ts';
import type { Hub } from '../result.ts';
import { eachIn } from '../support/bit-set.ts';
import { rankedSet } from '../support/ranked-set.ts';
import { tyingSignals } from './tying-signals.ts';

/** Stage 2. What each hub is. Hubs are never expanded into their pairs and never dropped. */
export interface Hubs {
  /** Hub signals, ascending. */
  readonly signals: Uint32Array;
  /** Index of a signal into `signals`; −1 where it is no hub. */
  rankOf(signal: number): number;
  /** By index into `signals`. */
  readonly classes: readonly Hub['class'][];
  readonly features: readonly HubFeatures[];
}

interface HubFeatures {
  /** Burst of the creation of its accounts against the population, in bits (lower bound). */
  readonly burst: number;
  /** Share of its accounts among the youngest quarter of the population. */
  readonly young: number;
  /**
   * Share of its accounts that show a further signal, of another family and no weak one, which far more of the hub's accounts
   * show than chance would have it.
   */
  readonly concentration: number;
  /** Its degree against its type: share of the accounts that show the type which show this signal. For people; rarity has it already. */
  readonly typeShare: number;
}

/** What a hub was found to be in the last run. */
export interface KnownHub {
  readonly class: Hub['class'];
  readonly features: HubFeatures;
}

/** Accounts of signal s, ascending. */
export const accountsOf = (index: ObservationIndex, signal: number): Uint32Array => {
  const accounts = index.signalRow.slice(index.signalStart[signal]!, index.signalStart[signal + 1]!);
  for (let i = 0; i < accounts.length; i++) accounts[i] = index.rowAccount[accounts[i]!]!;
  return accounts;
};

/** Surprise, in bits, from which on so many accounts of a hub on one further signal is no chance: one in 1,024. */
const SURPRISING_BITS = 10;

/**
 * An innocent crowd behind one address, card or popular template is as old as anybody and has little else in common; a
 * pool that a campaign rents is young, came at once, and its accounts share further signals. Two of the three, or a strong
 * burst, make a hub anomalous; none of them, benign. What is known to be shared by design needs no more than that none of the
 * three speaks against it; a hint of a burst is no reason then to doubt it. What is `known` is not
 * looked at again. O(Σ over the hubs' accounts of their degrees).
 */
export const classHubs = (
  index: ObservationIndex,
  config: EngineConfig,
  known: (signal: number) => KnownHub | undefined = () => undefined,
): Hubs => {
  const m = index.signalKeys.length;
  const found: number[] = [];
  eachIn(index.several, (s) => {
    if (degreeOf(index, s) > config.hubDegree) found.push(s);
  });

  let concentrationOf: ReturnType<typeof concentrations> | undefined;
  const burstOf = creationBurst(index);
  const classes: Hub['class'][] = [];
  const features: HubFeatures[] = [];
  const youngFrom = Math.floor(index.dated * 0.75);
  for (const hub of found) {
    const before = known(hub);
    if (before !== undefined) {
      classes.push(before.class);
      features.push(before.features);
      continue;
    }
    const accounts = accountsOf(index, hub);
    let youngCount = 0;
    for (const a of accounts) if (index.tieStart[a]! >= youngFrom && a < index.dated) youngCount++;
    const burst = burstOf(accounts).bits;
    const young = youngCount / accounts.length;
    concentrationOf ??= concentrations(index, config);
    const concentration = concentrationOf(hub, accounts);
    const signs = Number(burst >= 1) + Number(young >= 0.5) + Number(concentration >= 0.5);
    const byDesign = traitOf(index, hub)?.shared === true;
    const innocent = signs === 0 && (byDesign || burst < 0.5);
    classes.push(signs >= 2 || burst >= 2 ? 'anomalous' : innocent ? 'benign' : 'organic');
    const typeShare = accounts.length / index.typeAccounts[index.signalType[hub]!]!;
    features.push({ burst, young, concentration, typeShare });
  }
  return { signals: Uint32Array.from(found), rankOf: rankedSet(m, found).rankOf, classes, features };
};

/** See `HubFeatures.concentration`. Made when the first hub asks, since all signals are looked through. */
const concentrations = (
  index: ObservationIndex,
  config: EngineConfig,
): ((hub: number, accounts: Uint32Array) => number) => {
  const n = index.accountIds.length;
  const weak = index.families.map((family) => config.weakFamilies.includes(family));
  const tying = tyingSignals(index, weak);
  const inside = new Uint32Array(tying.count);
  return (hub, accounts) => {
    const family = index.familyOfType[index.signalType[hub]!]!;
    const others: number[] = [];
    for (const a of accounts) {
      const { numbers, from, to } = tying.of(a);
      for (let i = from; i < to; i++) {
        const other = numbers[i]!;
        if (tying.familyOf[other] !== family && inside[other]!++ === 0) others.push(other);
      }
    }
    for (const other of others) {
      const expected = ((accounts.length - 1) * (degreeOf(index, tying.signalOf[other]!) - 1)) / n;
      const surprising = inside[other]! >= 2 && poissonSurprise(inside[other]! - 1, expected) >= SURPRISING_BITS;
      inside[other] = surprising ? 1 : 0;
    }
    let tied = 0;
    for (const a of accounts) {
      const { numbers, from, to } = tying.of(a);
      for (let i = from; i < to; i++) {
        if (inside[numbers[i]!] === 0) continue;
        tied++;
        break;
      }
    }
    for (const other of others) inside[other] = 0;
    return tied / accounts.length;
  };
};
