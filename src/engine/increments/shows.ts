import { degreeOf, type ObservationIndex } from '../input/observation-index.ts';
import { type BitSet, bitSet } from '../support/bit-set.ts';
import { firstPlace } from '../support/first-place.ts';

/**
 * Whether an account shows a signal. It is looked up among its rows, in O(log rows); of a signal that was asked about as often as there are accounts on it
 * a set of these is made instead, a bit for each account: looking 860,000 accounts of a million up all over memory took .03 s more of the .28 s that `partnersOf` takes.
 */
export const showsIn = (index: ObservationIndex): ((account: number, signal: number) => boolean) => {
  const { accountStart, rowSignal, signalStart, signalRow, rowAccount } = index;
  const asked = new Map<number, number>();
  const sets = new Map<number, BitSet>();
  const accountsOn = (signal: number): BitSet => {
    const accounts = bitSet(index.accountIds.length);
    for (let i = signalStart[signal]!; i < signalStart[signal + 1]!; i++) accounts.add(rowAccount[signalRow[i]!]!);
    sets.set(signal, accounts);
    return accounts;
  };
  return (account, signal) => {
    const known = sets.get(signal);
    if (known !== undefined) return known.has(account);
    const times = (asked.get(signal) ?? 0) + 1;
    asked.set(signal, times);
    if (times >= degreeOf(index, signal)) return accountsOn(signal).has(account);
    const end = accountStart[account + 1]!;
    const place = firstPlace(accountStart[account]!, end, (row) => rowSignal[row]! >= signal);
    return place < end && rowSignal[place] === signal;
  };
};
