import type { ObservationColumns, SignalTrait, SignalTypeProfile } from '../input/columns.ts';
import { columnsBuilder } from '../input/columns-builder.ts';
import { type ObservationIndex, traitOf } from '../input/observation-index.ts';
import { firstPlace } from '../support/first-place.ts';
import { numbersOfTexts, type TextTable, textTable } from '../support/text-table.ts';

/**
 * What happened since the last run, row by row. Whoever is not named is as it was, and of who is named so is every row that is told
 * of neither in `columns` nor in `ceased`. `changesSince` makes them of what accounts show.
 */
export interface Changes {
  /** Accounts that are new, are known otherwise, or did anything; of their rows those that are new or other ones, as they are now. */
  readonly columns: ObservationColumns;
  /** Rows of accounts of `columns` that are no more. */
  readonly ceased?: readonly Ceased[];
  /** Accounts that are no more. */
  readonly gone?: readonly string[];
}

/** What an account showed in the last run and does not any more: its id, and the signal's key. */
export interface Ceased {
  readonly account: string;
  readonly signal: string;
}

/** Numbers of accounts and signals by their names. */
export interface IndexNumbers {
  readonly accounts: TextTable;
  readonly signals: TextTable;
}

export const numbersIn = ({ accountIds, signalKeys }: ObservationIndex): IndexNumbers => ({
  accounts: textTable(accountIds),
  signals: textTable(signalKeys),
});

/** A signal that an account shows; times in epoch seconds, windows as in the columns, ascending. */
export interface Shown {
  readonly key: string;
  readonly type: string;
  /** What is known of the signal beside its type. */
  readonly trait?: string | null;
  readonly count: number;
  readonly first: number;
  readonly last: number;
  readonly windows: readonly number[];
}

/** Takes accounts that may have changed, and keeps what is other than in the last run. */
export interface ChangesBuilder {
  /**
   * An account as it is, with all that it shows, each signal once. O(its rows). Throws RangeError where one is there twice.
   * Creation in epoch seconds; null where it is unknown.
   */
  account(id: string, known: { createdAt: number | null; requests: number }, shows: readonly Shown[]): void;
  /** `gone`: accounts that are no more. Throws RangeError when a signal's type is not among the types. */
  build(gone?: readonly string[]): Changes;
}

/**
 * Changes since the run that left `index` and `numbers`, which must not be used up before they are built. So what is read anew of accounts may be
 * all that they show, of which mostly one row in fifteen is another one. `traits` are those that a signal's trait may name.
 */
export const changesSince = (
  { index, numbers }: { readonly index: ObservationIndex; readonly numbers: IndexNumbers },
  types: readonly SignalTypeProfile[],
  traits?: readonly SignalTrait[],
): ChangesBuilder => {
  const builder = columnsBuilder();
  const ceased: Ceased[] = [];
  const traitNames = new Set(traits?.map(({ name }) => name));
  const traitByKey = new Map<string, string>();
  const nameOf = (trait: string | null | undefined): string | null => (trait && traitNames.has(trait) ? trait : null);

  const isAsItWas = (row: number, signal: number, { first, last, windows, trait }: Shown): boolean => {
    const from = index.windowStart[row]!;
    return (
      index.first[row] === first &&
      index.last[row] === last &&
      index.windowStart[row + 1]! - from === windows.length &&
      windows.every((window, i) => index.windowValues[index.windows[from + i]!] === window) &&
      (traits === undefined || (traitOf(index, signal)?.name ?? null) === nameOf(trait))
    );
  };
  const isKnownSo = (a: number, createdAt: number | null, requests: number): boolean =>
    index.requests[a] === requests &&
    (Number.isFinite(createdAt ?? Number.NaN)
      ? index.createdKnown[a] === 1 && index.created[a] === createdAt
      : index.createdKnown[a] === 0);

  return {
    account(id, known, shows) {
      const keys = shows.map(({ key }) => key);
      if (new Set(keys).size < keys.length) throw new RangeError(`account ${id} shows a signal twice`);
      const a = numbersOfTexts(numbers.accounts, index.accountIds, [id])[0]!;
      const [from, to] = a < 0 ? [0, 0] : [index.accountStart[a]!, index.accountStart[a + 1]!];
      const still = new Set<number>();
      const others: Shown[] = [];
      numbersOfTexts(numbers.signals, index.signalKeys, keys).forEach((signal, i) => {
        const row = signal < 0 ? to : firstPlace(from, to, (row) => index.rowSignal[row]! >= signal);
        const isThere = row < to && index.rowSignal[row] === signal;
        if (isThere) still.add(row);
        if (!isThere || !isAsItWas(row, signal, shows[i]!)) others.push(shows[i]!);
      });
      if (others.length === 0 && still.size === to - from && a >= 0 && isKnownSo(a, known.createdAt, known.requests))
        return;
      builder.account(id, known);
      for (const { key, type, trait, count, first, last, windows } of others) {
        const name = nameOf(trait);
        if (name !== null) traitByKey.set(key, name);
        builder.add(id, key, type, count, first, last, windows);
      }
      for (let row = from; row < to; row++)
        if (!still.has(row)) ceased.push({ account: id, signal: index.signalKeys[index.rowSignal[row]!]! });
    },
    build(gone = []) {
      const known = traits && { traits, of: (key: string) => traitByKey.get(key) ?? null };
      return { columns: builder.build(types, known), ceased, gone };
    },
  };
};
