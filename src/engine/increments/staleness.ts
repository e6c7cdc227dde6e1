import { windowsOf } from '../input/observation-index.ts';
import { WITH_SYNCHRONY } from '../links/potentials.ts';
import { firstPlace } from '../support/first-place.ts';
import { growableFloat64, growableUint32 } from '../support/growable.ts';
import { NONE } from '../support/none.ts';
import { roomy } from '../support/stretches.ts';
import { familySum } from '../weights/family-sum.ts';
import type { Weights } from '../weights/weights.ts';
import { carried } from './carried.ts';
import type { MergedIndex } from './merged-index.ts';

/** By how much accounts' pairs can be off since they were last weighed; all by account. */
export interface Staleness {
  /** Most bits that a pair can have gained, and lost. */
  readonly gained: Float64Array;
  readonly lost: Float64Array;
  /** By which signals it gained. */
  readonly by: ReadonlyMap<number, readonly number[]>;
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
 * Adds what changed to what was stale already, whose columns are used up. What an account shows for the first time, or no more, counts with the
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
  const by = new Map<number, number[]>();
  for (const [a, signals] of stale.by) if (accountNow[a] !== NONE) by.set(accountNow[a]!, [...signals]);
  const gainedBy = (account: number, signal: number): void => {
    const signals = by.get(account);
    if (signals === undefined) by.set(account, [signal]);
    else if (!signals.includes(signal)) signals.push(signal);
  };

  moved.each((s, then, now) => {
    // One that a single account had is new to all who share it now; it is counted with what they began to show.
    if (then === 0 && merged.degreeBefore(s) < 2) return;
    const change = now - then;
    for (let i = index.signalStart[s]!; i < index.signalStart[s + 1]!; i++) {
      const a = index.rowAccount[index.signalRow[i]!]!;
      (change > 0 ? gained : lost)[a]! += Math.abs(change);
      if (change > 0) gainedBy(a, s);
    }
  });

  const [more, less] = [familySum(index, weights), familySum(index, weights)];
  const count = (sum: typeof more, signal: number, bits: number): void => {
    const family = index.familyOfType[index.signalType[signal]!]!;
    sum.add(family, weights.weakFamily[family] ? bits : WITH_SYNCHRONY * bits);
  };
  const { rows } = differences;
  for (const a of given) {
    more.clear();
    less.clear();
    const gains: number[] = [];
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
      count(share > 0 ? more : less, signal, bits);
      if (share > 0) gains.push(signal);
    }
    const already = by.get(a);
    if (already !== undefined) by.set(a, [...new Set([...already, ...gains])]);
    else if (gains.length > 0) by.set(a, gains);
    gained[a]! += more.total();
    lost[a]! += less.total();
    stirred[a] = other / Math.max(1, all);
  }
  return { gained, lost, by, stirred };
};

/** Of which accounts which pairs are to be weighed again. */
export interface Again {
  /** By account: 0 for none, 1 for those with accounts that show what it gained by, 2 for all. */
  readonly which: Uint8Array;
  /** What is left to be stale. */
  readonly stale: Staleness;
}

/** The columns of what is stale are used up. */
export const weighedAgain = ({ gained, lost, by }: Staleness, { accountBefore }: MergedIndex, bits: number): Again => {
  const which = new Uint8Array(gained.length);
  for (let a = 0; a < which.length; a++) {
    const isAll = accountBefore[a] === NONE || lost[a]! > bits;
    if (!isAll && gained[a]! <= bits) continue;
    which[a] = isAll ? 2 : 1;
    gained[a] = 0;
    lost[a] = 0;
  }
  return { which, stale: { gained, lost, by: new Map([...by].filter(([a]) => which[a] === 0)) } };
};
