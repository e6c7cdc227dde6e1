import { windowsOf } from '../input/observation-index.ts';
import { WITH_SYNCHRONY } from '../links/potentials.ts';
import { firstPlace } from '../support/first-place.ts';
import { growableFloat64, growableUint32 } from '../support/growable.ts';
import { NONE } from '../support/none.ts';
import { roomy } from '../support/stretches.ts';
import { familySum } from '../weights/family-sum.ts';
import type { Weights } from '../weights/weights.ts';
import { carried, isAsItWas } from './carried.ts';
import type { MergedIndex } from './merged-index.ts';

/** What an account gained by since all of its pairs were weighed, signal by signal. */
export interface Gains {
  readonly signals: number[];
  /** Most bits that a pair can have gained by each. */
  readonly bits: number[];
  /** The same when it was last asked which of its pairs gained enough to be weighed. */
  readonly asked: readonly number[];
}

/** By how much accounts' pairs can be off; all by account. */
export interface Staleness {
  /** Most bits that a pair can have gained since it was last asked which did, and lost since all were weighed. */
  readonly gained: Float64Array;
  readonly lost: Float64Array;
  readonly by: Map<number, Gains>;
}

export interface Stirred extends Staleness {
  /** Share of what an account does, each signal in each of its windows, that is new or no more since the last run. */
  readonly stirred: Float64Array;
}

export const fresh = (accounts: number): Staleness => ({
  gained: roomy.float64(accounts),
  lost: roomy.float64(accounts),
  by: new Map(),
});

/** A signal is worth something else when its bits differ by this share. */
const MOVED = 0.05;

/** Signals that are worth something else than in the last run, ascending. */
export interface MovedSignals {
  /** What weighing tells of each signal that is worth another number of bits, be it by ever so little. */
  onChange(signal: number, then: number, now: number): void;
  each(visit: (signal: number, then: number, now: number) => void): void;
  /** Bits of a signal in the last run; of one that is not moved it is what it has now. */
  before(signal: number, now: number): number;
}

export const movedSignals = (): MovedSignals => {
  const signals = growableUint32();
  const [before, after] = [growableFloat64(), growableFloat64()];
  return {
    onChange(signal, then, now) {
      if (Math.abs(now - then) <= MOVED * then) return;
      signals.push(signal);
      before.push(then);
      after.push(now);
    },
    each(visit) {
      const [its, then, now] = [signals.view(), before.view(), after.view()];
      for (let i = 0; i < its.length; i++) visit(its[i]!, then[i]!, now[i]!);
    },
    before(signal, now) {
      const its = signals.view();
      const place = firstPlace(0, its.length, (at) => its[at]! >= signal);
      return its[place] === signal ? before.view()[place]! : now;
    },
  };
};

/**
 * Adds what changed to what was stale already, which is used up. What an account shows for the first time, or no more, counts with the
 * most that it can be worth, family by family; what it went on showing with the share of its windows that are new. Signals that are worth
 * something else because others came or went count for all who show them. O(accounts + rows of the given ones + rows of such signals).
 */
export const stalenessOf = (
  stale: Staleness,
  merged: MergedIndex,
  weights: Weights,
  moved: Pick<MovedSignals, 'each' | 'before'>,
): Stirred => {
  const { index, accountNow, accountBefore, given, differences } = merged;
  const [gained, lost] = [carried(stale.gained, merged), carried(stale.lost, merged)];
  const stirred = new Float64Array(accountBefore.length);
  const by = isAsItWas(accountNow) ? stale.by : new Map<number, Gains>();
  if (by !== stale.by) for (const [a, gains] of stale.by) if (accountNow[a] !== NONE) by.set(accountNow[a]!, gains);
  const gainedBy = (account: number, signal: number, its: number): void => {
    let gains = by.get(account);
    if (gains === undefined) {
      gains = { signals: [], bits: [], asked: [] };
      by.set(account, gains);
    }
    const place = gains.signals.indexOf(signal);
    if (place >= 0) gains.bits[place]! += its;
    else {
      gains.signals.push(signal);
      gains.bits.push(its);
    }
  };

  moved.each((s, then, now) => {
    // One that a single account had is new to all who share it now; it is counted with what they began to show.
    if (then === 0 && merged.degreeBefore(s) < 2) return;
    const change = now - then;
    for (let i = index.signalStart[s]!; i < index.signalStart[s + 1]!; i++) {
      const a = index.rowAccount[index.signalRow[i]!]!;
      (change > 0 ? gained : lost)[a]! += Math.abs(change);
      if (change > 0) gainedBy(a, s, change);
    }
  });

  const [more, less] = [familySum(index, weights), familySum(index, weights)];
  const count = (sum: typeof more, signal: number, bits: number): number => {
    const family = index.familyOfType[index.signalType[signal]!]!;
    const most = weights.weakFamily[family] ? bits : WITH_SYNCHRONY * bits;
    sum.add(family, most);
    return most;
  };
  const { rows } = differences;
  for (const a of given) {
    more.clear();
    less.clear();
    let [all, other] = [0, 0];
    for (let row = index.accountStart[a]!; row < index.accountStart[a + 1]!; row++) all += windowsOf(index, row);
    const [from, to] = differences.of(a);
    for (let i = from; i < to; i++) {
      const signal = rows.signal[i]!;
      const then = rows.windowsThen[i]!;
      const now = rows.windowsNow[i]!;
      other += Math.abs(now - then);
      if (now === 0) count(less, signal, moved.before(signal, weights.bits[signal]!));
      if (now === 0 || now === then) continue;
      const share = then === 0 ? 1 : (now - then) / Math.max(now, then) / 2;
      const bits = weights.bits[signal]! * Math.abs(share);
      if (bits === 0) continue;
      const most = count(share > 0 ? more : less, signal, bits);
      if (share > 0) gainedBy(a, signal, most);
    }
    gained[a]! += more.total();
    lost[a]! += less.total();
    stirred[a] = other / Math.max(1, all);
  }
  return { gained, lost, by, stirred };
};

/** Of which accounts which pairs are to be weighed again. */
export interface Again {
  /** By account: 0 for none, 1 for those that are in `gains`, 2 for all. */
  readonly which: Uint8Array;
  /** What each account gained by whose pairs may have gained enough. */
  readonly gains: ReadonlyMap<number, Gains>;
  /** What is left to be stale. */
  readonly stale: Staleness;
}

/** An account is asked about when it gained so much of what a pair is weighed for: what happened since adds no more than that to a pair's error. */
const ASKED_FROM = 0.5;

/** What is stale is used up. */
export const weighedAgain = ({ gained, lost, by }: Staleness, { accountBefore }: MergedIndex, bits: number): Again => {
  const which = new Uint8Array(gained.length);
  const gains = new Map<number, Gains>();
  for (let a = 0; a < which.length; a++) {
    if (accountBefore[a] === NONE || lost[a]! > bits) {
      which[a] = 2;
      gained[a] = 0;
      lost[a] = 0;
      by.delete(a);
    } else if (gained[a]! > ASKED_FROM * bits) {
      which[a] = 1;
      gained[a] = 0;
      const its = by.get(a)!;
      gains.set(a, its);
      by.set(a, { ...its, asked: its.bits.slice() });
    }
  }
  return { which, gains, stale: { gained, lost, by } };
};
