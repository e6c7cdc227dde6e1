import type { ObservationIndex } from '../input/observation-index.ts';
import { eachIn } from '../support/bit-set.ts';
import { growableUint32 } from '../support/growable.ts';
import { rankedSet } from '../support/ranked-set.ts';

/** Signals that can tie accounts of a hub: of no weak family, and shown by two at least. In numbers of their own. */
export interface TyingSignals {
  readonly count: number;
  /** By number: the signal, and its family. */
  readonly signalOf: Uint32Array;
  readonly familyOf: Uint8Array;
  /** Numbers of those that an account shows: numbers[from .. to). The object returned is the same one each time. */
  of(account: number): { readonly numbers: Uint32Array; readonly from: number; readonly to: number };
}

/**
 * Those of an account are picked out when it is first asked for: every account is in several hubs, and two thirds of what accounts
 * show ties nobody. Counters by these numbers fit a cache, which those by signals of a million accounts do not.
 */
export const tyingSignals = (index: ObservationIndex, isWeak: readonly boolean[]): TyingSignals => {
  const { accountStart, rowSignal, signalStart, signalType, familyOfType } = index;
  const signals = index.signalKeys.length;
  const tying = growableUint32();
  eachIn(index.several, (s) => {
    if (signalStart[s + 1]! - signalStart[s]! > 1 && !isWeak[familyOfType[signalType[s]!]!]) tying.push(s);
  });
  const signalOf = tying.view();
  const numbers = rankedSet(signals, signalOf);
  const placeOf = new Uint32Array(index.accountIds.length); // 1 + place
  const countOf = new Uint32Array(index.accountIds.length);
  const picked = growableUint32();
  const result = { numbers: picked.view(), from: 0, to: 0 };
  return {
    count: signalOf.length,
    signalOf,
    familyOf: Uint8Array.from(signalOf, (s) => familyOfType[signalType[s]!]!),
    of(account) {
      if (placeOf[account] === 0) {
        const place = picked.length;
        for (let row = accountStart[account]!; row < accountStart[account + 1]!; row++) {
          const number = numbers.rankOf(rowSignal[row]!);
          if (number >= 0) picked.push(number);
        }
        placeOf[account] = place + 1;
        countOf[account] = picked.length - place;
        result.numbers = picked.view();
      }
      result.from = placeOf[account]! - 1;
      result.to = result.from + countOf[account]!;
      return result;
    },
  };
};
