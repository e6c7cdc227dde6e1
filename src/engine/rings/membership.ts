import { degreeOf, type ObservationIndex, windowsOf } from '../input/observation-index.ts';
import { median } from '../support/median.ts';
import type { RankedSet } from '../support/ranked-set.ts';
import { signalScratch } from '../support/scratch.ts';
import { accountsOf } from '../weights/hubs.ts';
import type { Weights } from '../weights/weights.ts';
import { commonFrom, type GroupEvidence, type GroupSignal } from './group-evidence.ts';

export interface Membership {
  /** Accounts, ascending. */
  readonly members: Uint32Array;
  /** By member: 1 where what it does is much less the ring's than what the middle member does, or it joined. */
  readonly apart: Uint8Array;
  readonly joined: number;
  readonly left: number;
}

/** A signal is the rings' own when at least this share of its accounts is in rings: a public prompt that serves as cover is not. */
const OWN_SHARE = 0.75;
/** Or, where links reached only part of a large ring: so many times as usual in the ring as among the others, in bits, and common in it. */
const OWN_BITS = 5;
/**
 * Of what the median member's doings tell: below the first a member is none, from the second on an account may join. A member in
 * between stays, as fringe.
 */
export const STRANGER = 0.25;
export const ALIKE = 0.5;

/** Bits by which doing a thing tells an account as the ring's: log2(share of the ring that does it / share of the others). */
export const tellingBits = (shown: number, members: number, accounts: number, typeAccounts: number): number =>
  Math.max(0, Math.log2(shown / members / ((accounts - shown + 1) / Math.max(1, typeAccounts - members))));

/** Whether a thing is the rings' own: of its `accounts` so many are in rings, or it is common in the ring and rare elsewhere. */
export const isOwn = (bits: number, shown: number, members: number, accounts: number, ringed: number): boolean =>
  (bits >= OWN_BITS && shown >= commonFrom(members)) || ringed >= OWN_SHARE * accounts;

/** Of each signal of the rings' evidence how many of its accounts are in rings by now, and who is not. */
export interface RingedAccounts {
  /** Puts an account in, or takes it out. O(rows of the account). */
  set(account: number, isIn: boolean): void;
  /** Accounts of signal s that are in rings. */
  count(signal: number): number;
  /** Accounts of signal s that are in none and could join one, ascending. */
  outside(signal: number): Uint32Array;
}

const NOBODY = new Uint32Array(0);

/**
 * Counts, and who is outside, are kept and not taken anew for each ring: on a public signal that would be all accounts for every
 * ring, which made the stage grow with their product (150 of 429 processor seconds at 4 million accounts). Nor are those of whom it
 * is known that they could join none (`couldJoin`).
 */
export const ringedAccounts = (
  index: ObservationIndex,
  evidence: RankedSet,
  couldJoin: (account: number) => boolean,
): RingedAccounts => {
  const inRing = new Uint8Array(index.accountIds.length);
  const counts = new Uint32Array(evidence.size);
  /** By signal: who is outside, and how many of its accounts were in rings when that was found. */
  const outsiders = new Map<number, { accounts: Uint32Array; ringed: number }>();
  return {
    set(account, isIn) {
      if ((inRing[account] === 1) === isIn) return;
      inRing[account] = Number(isIn);
      for (let row = index.accountStart[account]!; row < index.accountStart[account + 1]!; row++) {
        const signal = index.rowSignal[row]!;
        const place = evidence.rankOf(signal);
        if (place < 0) continue;
        counts[place]! += isIn ? 1 : -1;
        if (!isIn) outsiders.delete(signal);
      }
    },
    count: (signal) => counts[evidence.rankOf(signal)]!,
    outside(signal) {
      const ringed = counts[evidence.rankOf(signal)]!;
      if (ringed === degreeOf(index, signal)) return NOBODY;
      const known = outsiders.get(signal);
      // Since they were found accounts have only come into rings: where as many are as then, those are outside still.
      if (known?.ringed === ringed) return known.accounts;
      const accounts =
        known === undefined
          ? accountsOf(index, signal).filter((account) => inRing[account] === 0 && couldJoin(account))
          : known.accounts.filter((account) => inRing[account] === 0);
      outsiders.set(signal, { accounts, ringed });
      return accounts;
    },
  };
};

/**
 * Looks over a ring's members by what rings do and hardly anybody else (behaviour signals of its evidence that are the rings'
 * own). Links hold those who share enough with single others; in a large ring with many templates some share a little with
 * everybody. An account joins when the likelihood ratio of what it shows of that, Σ log2(share of the ring that shows it / share
 * of the rest), reaches the bits of a link, and a mean thing that it does tells at least half as much, in the same bits, as one that
 * the median member does.
 * A member that uses the service and does hardly anything of it leaves: somebody whose card or address the ring took is tied by
 * identifiers alone. O(rows of the accounts on the signals).
 */
export const membershipReview = (
  index: ObservationIndex,
  weights: Weights,
): ((members: Uint32Array, evidence: GroupEvidence, ringed: RingedAccounts) => Membership) => {
  const shown = new Float64Array(index.accountIds.length);
  const placeOf = signalScratch(index); // 1 + place among the ring's own signals
  const isBehaviour = (signal: number): boolean => index.types[index.signalType[signal]!]!.kind === 'behaviour';
  const behaviourStrength = Float64Array.from(index.types, ({ kind, strength }) =>
    kind === 'behaviour' ? strength : 0,
  );

  /**
   * Bits by which a mean thing that an account does again and again tells it as the ring's; NaN for one that does nothing. Bits and
   * not just the share that is the rings' own: prompts of a public list that rings use as cover are mostly theirs, and tell little.
   */
  const toldBy = (account: number, ratio: Float64Array): number => {
    let [together, done] = [0, 0];
    for (let row = index.accountStart[account]!; row < index.accountStart[account + 1]!; row++) {
      const signal = index.rowSignal[row]!;
      const strength = behaviourStrength[index.signalType[signal]!]!;
      if (strength === 0) continue;
      const often = strength * windowsOf(index, row);
      done += often;
      const place = placeOf[signal]!;
      if (place > 0) together += often * ratio[place - 1]!;
    }
    return together / done;
  };

  /** Accounts in no ring that show so many bits of these signals as link. */
  const reaching = (
    signals: readonly GroupSignal[],
    ratio: Float64Array,
    ringed: RingedAccounts,
  ): readonly number[] => {
    const touched: number[] = [];
    for (const [place, { signal }] of signals.entries()) {
      const bits = ratio[place]!;
      if (bits === 0) continue;
      for (const account of ringed.outside(signal)) {
        if (shown[account] === 0) touched.push(account);
        shown[account]! += bits;
      }
    }
    const reached = touched.filter((account) => shown[account]! >= weights.threshold);
    for (const account of touched) shown[account] = 0;
    return reached;
  };

  return (members, evidence, ringed) => {
    const bitsOf = ({ signal, members: shown }: GroupSignal): number =>
      tellingBits(shown, members.length, degreeOf(index, signal), index.typeAccounts[index.signalType[signal]!]!);
    const signals = evidence.signals.filter(
      (of) =>
        isBehaviour(of.signal) &&
        isOwn(bitsOf(of), of.members, members.length, degreeOf(index, of.signal), ringed.count(of.signal)),
    );
    const ratio = Float64Array.from(signals, bitsOf);
    signals.forEach(({ signal }, place) => {
      placeOf[signal] = place + 1;
    });
    const told = Float64Array.from(members, (account) => toldBy(account, ratio));
    const usual = median(told.filter((bits) => !Number.isNaN(bits)));
    const stays = members.filter((_, i) => !(told[i]! < STRANGER * usual));
    const unlike = new Set(members.filter((_, i) => told[i]! < ALIKE * usual));
    const joining =
      usual > 0 ? reaching(signals, ratio, ringed).filter((account) => toldBy(account, ratio) >= ALIKE * usual) : [];

    for (const { signal } of signals) placeOf[signal] = 0;
    for (const account of joining) unlike.add(account);
    const reviewed = Uint32Array.from([...stays, ...joining]).sort();
    return {
      members: reviewed,
      apart: Uint8Array.from(reviewed, (account) => Number(unlike.has(account))),
      joined: joining.length,
      left: members.length - stays.length,
    };
  };
};
