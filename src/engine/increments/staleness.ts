import { degreeOf, windowsOf } from '../input/observation-index.ts';
import { WITH_SYNCHRONY } from '../links/potentials.ts';
import { NONE } from '../support/none.ts';
import { familySum } from '../weights/family-sum.ts';
import type { Weights } from '../weights/weights.ts';
import type { MergedIndex } from './merged-index.ts';
import { pastRowsOf } from './past-rows.ts';

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
  gained: new Float64Array(accounts),
  lost: new Float64Array(accounts),
  by: new Map(),
});

/** A signal is worth something else when its bits differ by this share. */
const MOVED = 0.05;

/**
 * Adds what changed to what was stale already. What an account shows for the first time, or no more, counts with the most that it can be
 * worth, family by family; what it went on showing with the share of its windows that are new. Signals that are worth
 * something else because others came or went count for all who show them. O(rows of the given accounts + rows of such signals).
 */
export const stalenessOf = (
  before: { readonly weights: Pick<Weights, 'bits'>; readonly stale: Staleness },
  merged: MergedIndex,
  weights: Weights,
): Stirred => {
  const { index, accountNow, accountBefore, given, past } = merged;
  const carried = (column: Float64Array): Float64Array => {
    const now = new Float64Array(accountBefore.length);
    for (let a = 0; a < now.length; a++) now[a] = accountBefore[a] === NONE ? 0 : column[accountBefore[a]!]!;
    return now;
  };
  const [gained, lost] = [carried(before.stale.gained), carried(before.stale.lost)];
  const stirred = new Float64Array(accountBefore.length);
  const by = new Map<number, number[]>();
  for (const [a, signals] of before.stale.by) if (accountNow[a] !== NONE) by.set(accountNow[a]!, [...signals]);
  const gainedBy = (account: number, signal: number): void => {
    const signals = by.get(account);
    if (signals === undefined) by.set(account, [signal]);
    else if (!signals.includes(signal)) signals.push(signal);
  };

  for (let s = 0; s < before.weights.bits.length; s++) {
    const [then, now] = [before.weights.bits[s]!, weights.bits[s]!];
    if (Math.abs(now - then) <= MOVED * then) continue;
    // One that a single account had is new to all who share it now; it is counted with what they began to show.
    if (degreeOf(past, s) < 2) continue;
    const change = now - then;
    for (let i = index.signalStart[s]!; i < index.signalStart[s + 1]!; i++) {
      const a = index.rowAccount[index.signalRow[i]!]!;
      (change > 0 ? gained : lost)[a]! += Math.abs(change);
      if (change > 0) gainedBy(a, s);
    }
  }

  const [more, less] = [familySum(index, weights), familySum(index, weights)];
  const count = (sum: typeof more, signal: number, bits: number): void => {
    const family = index.familyOfType[index.signalType[signal]!]!;
    sum.add(family, weights.weakFamily[family] ? bits : WITH_SYNCHRONY * bits);
  };
  for (const a of given) {
    more.clear();
    less.clear();
    const gains: number[] = [];
    let [all, other] = [0, 0];
    let [old, oldEnd] = pastRowsOf(past, accountBefore[a]!);
    const drop = (): void => {
      const signal = past.signal[old]!;
      count(less, signal, before.weights.bits[signal]!);
      other += past.windows[old++]!;
    };
    for (let row = index.accountStart[a]!; row < index.accountStart[a + 1]!; row++) {
      const signal = index.rowSignal[row]!;
      const now = windowsOf(index, row);
      all += now;
      while (old < oldEnd && past.signal[old]! < signal) drop();
      const went = old < oldEnd && past.signal[old] === signal;
      const then = went ? past.windows[old++]! : 0;
      if (now === then) continue;
      other += Math.abs(now - then);
      const share = went ? (now - then) / Math.max(now, then) / 2 : 1;
      const bits = weights.bits[signal]! * Math.abs(share);
      if (bits === 0) continue;
      count(share > 0 ? more : less, signal, bits);
      if (share > 0) gains.push(signal);
    }
    while (old < oldEnd) drop();
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

export const weighedAgain = ({ gained, lost, by }: Staleness, { accountBefore }: MergedIndex, bits: number): Again => {
  const which = new Uint8Array(gained.length);
  const left = { gained: gained.slice(), lost: lost.slice() };
  for (let a = 0; a < which.length; a++) {
    const isAll = accountBefore[a] === NONE || lost[a]! > bits;
    if (!isAll && gained[a]! <= bits) continue;
    which[a] = isAll ? 2 : 1;
    left.gained[a] = 0;
    left.lost[a] = 0;
  }
  return { which, stale: { ...left, by: new Map([...by].filter(([a]) => which[a] === 0)) } };
};
