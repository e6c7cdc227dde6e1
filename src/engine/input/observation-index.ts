import { ownArrays } from '../support/arrays.ts';
import { wordsFor } from '../support/bit-set.ts';
import { sortedBy } from '../support/counting-order.ts';
import { ROOM, roomy } from '../support/stretches.ts';
import { canonicalOrder } from './canonical-order.ts';
import type { ObservationColumns, SignalTrait, SignalTypeProfile } from './columns.ts';
import { creationTimes, tiesOf } from './creation.ts';
import { rowsByAccount } from './row-order.ts';
import { windowsOfRows } from './window-numbers.ts';

/**
 * Stage 1. Observations in compressed sparse rows, both ways, in canonical numbers. Columns by row and by window have room to grow into,
 * for increments.
 */
export interface ObservationIndex {
  readonly accountIds: readonly string[];
  readonly signalKeys: readonly string[];
  readonly types: readonly SignalTypeProfile[];
  readonly signalType: Uint8Array;
  /** By signal: 0 for nothing known beside its type, else 1 + index into `traits`. */
  readonly signalTrait: Uint8Array;
  readonly traits: readonly SignalTrait[];
  /** Families of the types, sorted by name, and each type's family. */
  readonly families: readonly string[];
  readonly familyOfType: Uint8Array;
  /** Rows of account a: accountStart[a] .. accountStart[a + 1), signals ascending. */
  readonly accountStart: Uint32Array;
  readonly rowAccount: Uint32Array;
  readonly rowSignal: Uint32Array;
  /** Rows of signal s: signalRow[signalStart[s] .. signalStart[s + 1)), accounts ascending. */
  readonly signalStart: Uint32Array;
  readonly signalRow: Uint32Array;
  /**
   * A bit for each signal that two accounts show, as `bitsIn` reads them: a sixteenth of all, and nothing else is worth anything. After increments it is also
   * there where two did once.
   */
  readonly several: Uint32Array;
  readonly first: Float64Array;
  readonly last: Float64Array;
  /** Windows of row i as indices into windowValues, ascending. */
  readonly windowStart: Uint32Array;
  readonly windows: Uint32Array;
  readonly windowValues: Uint32Array;
  /** By window: rows that were seen in it. */
  readonly windowRows: Uint32Array;
  /** Epoch seconds, ascending over the first `dated` accounts; NaN for the rest. An account's number is its rank. */
  readonly created: Float64Array;
  /** By account: 1 where the creation time was given, 0 where the first observation stands in. */
  readonly createdKnown: Uint8Array;
  readonly dated: number;
  /** Accounts created at the same second as account a: tieStart[a] .. tieEnd[a]. */
  readonly tieStart: Uint32Array;
  readonly tieEnd: Uint32Array;
  readonly requests: Float64Array;
  /** By type: accounts that show it, and rows of it. */
  readonly typeAccounts: Uint32Array;
  readonly typeRows: Uint32Array;
  /** By type: signals that a single account shows. */
  readonly typeAlone: Uint32Array;
}

/** Throws RangeError when the columns do not fit together. O(rows). */
export const checkShape = (columns: ObservationColumns): void => {
  const rows = columns.account.length;
  const rowColumns = [columns.signal, columns.count, columns.first, columns.last];
  if (rowColumns.some((column) => column.length !== rows) || columns.windowStart.length !== rows + 1)
    throw new RangeError('observation columns differ in length');
  const n = columns.accounts.length;
  if (columns.createdAt.length !== n || columns.requests.length !== n)
    throw new RangeError('account columns differ in length');
  if (columns.signalType.length !== columns.signals.length) throw new RangeError('signal columns differ in length');
  const { signalTrait = new Uint8Array(columns.signals.length), traits = [] } = columns;
  if (signalTrait.length !== columns.signals.length) throw new RangeError('signal columns differ in length');
  for (const trait of signalTrait)
    if (trait > traits.length) throw new RangeError('a signal names a trait that is not there');
  for (let i = 0; i < rows; i++)
    if (columns.account[i]! >= n || columns.signal[i]! >= columns.signals.length)
      throw new RangeError(`observation ${i} names an account or signal that is not there`);
  for (const type of columns.signalType)
    if (type >= columns.types.length) throw new RangeError('a signal names a type that is not there');
};

const inverse = (order: Uint32Array): Uint32Array => {
  const result = new Uint32Array(order.length);
  for (let i = 0; i < order.length; i++) result[order[i]!] = i;
  return result;
};

/** `values` in a new order. */
const picked = <Column extends Uint8Array | Float64Array>(
  values: Column,
  order: Uint32Array,
  result = new (values.constructor as new (length: number) => Column)(order.length),
): Column => {
  for (let i = 0; i < order.length; i++) result[i] = values[order[i]!]!;
  return result;
};

/** With some room behind them, so that a few more can be added without a copy of millions. */
const named = (names: readonly string[], order: Uint32Array): readonly string[] => {
  const result = new Array<string>(order.length + Math.ceil(order.length * ROOM));
  result.length = order.length; // V8 keeps the room of an array that is cut by less than a half
  for (let i = 0; i < order.length; i++) result[i] = names[order[i]!]!;
  return result;
};

/** By type: accounts that show a signal of it, and rows. Rows are in order of accounts. */
const typeSizes = (
  types: number,
  signalType: Uint8Array,
  rowAccount: Uint32Array,
  rowSignal: Uint32Array,
): Pick<ObservationIndex, 'typeAccounts' | 'typeRows'> => {
  const [typeAccounts, typeRows] = [new Uint32Array(types), new Uint32Array(types)];
  const seenBy = new Int32Array(types).fill(-1);
  for (let row = 0; row < rowAccount.length; row++) {
    const type = signalType[rowSignal[row]!]!;
    typeRows[type]!++;
    if (seenBy[type] === rowAccount[row]!) continue;
    seenBy[type] = rowAccount[row]!;
    typeAccounts[type]!++;
  }
  return { typeAccounts, typeRows };
};

/** Throws RangeError when the columns do not fit together. O(rows + windows). */
export const buildIndex = (columns: ObservationColumns): ObservationIndex => {
  checkShape(columns);
  const createdOf = creationTimes(columns);
  const order = canonicalOrder(columns, createdOf);
  const created = picked(createdOf, order.accounts, roomy.float64(order.accounts.length));
  const numberOf = { accounts: inverse(order.accounts), signals: inverse(order.signals) };
  const { accountStart, oldRow, rowSignal } = rowsByAccount(columns, numberOf.accounts, numberOf.signals);
  ownArrays.release(createdOf, numberOf.accounts, numberOf.signals);
  const rows = oldRow.length;
  const rowAccount = roomy.uint32(rows);
  for (let a = 0; a < created.length; a++) rowAccount.fill(a, accountStart[a]!, accountStart[a + 1]!);
  const ofSignal = sortedBy(rowSignal, order.signals.length);

  const signalType = picked(columns.signalType, order.signals);
  const several = roomy.uint32(wordsFor(order.signals.length));
  const typeAlone = new Uint32Array(columns.types.length);
  for (let s = 0; s < signalType.length; s++) {
    const degree = degreeOf({ signalStart: ofSignal.start }, s);
    if (degree === 1) typeAlone[signalType[s]!]!++;
    else if (degree > 1) several[s >>> 5]! |= 1 << (s & 31);
  }
  const createdKnown = picked(columns.createdAt, order.accounts);
  const families = [...new Set(columns.types.map((type) => type.family))].sort();
  const index = {
    accountIds: named(columns.accounts, order.accounts),
    signalKeys: named(columns.signals, order.signals),
    types: columns.types,
    signalType,
    signalTrait:
      columns.signalTrait === undefined
        ? new Uint8Array(order.signals.length)
        : picked(columns.signalTrait, order.signals),
    traits: columns.traits ?? [],
    families,
    familyOfType: Uint8Array.from(columns.types, (type) => families.indexOf(type.family)),
    accountStart,
    rowAccount,
    rowSignal,
    signalStart: ofSignal.start,
    signalRow: ofSignal.order,
    several,
    first: picked(columns.first, oldRow, roomy.float64(rows)),
    last: picked(columns.last, oldRow, roomy.float64(rows)),
    ...windowsOfRows(columns, oldRow),
    created,
    createdKnown: Uint8Array.from(createdKnown, (time) => Number(Number.isFinite(time))),
    ...tiesOf(created),
    requests: picked(columns.requests, order.accounts, roomy.float64(order.accounts.length)),
    ...typeSizes(columns.types.length, signalType, rowAccount, rowSignal),
    typeAlone,
  };
  ownArrays.release(order.accounts, order.signals, oldRow, createdKnown);
  return index;
};

/** What is known of signal s beside its type; null where nothing is. */
export const traitOf = ({ signalTrait, traits }: ObservationIndex, signal: number): SignalTrait | null =>
  // A place that an array has not is looked for in its prototypes: 60 ns.
  signalTrait[signal] === 0 ? null : traits[signalTrait[signal]! - 1]!;

/** The trait's name as a member of a result, which without one has no such member. */
export const traitNamed = (index: ObservationIndex, signal: number): { readonly trait?: string } => {
  const trait = traitOf(index, signal);
  return trait === null ? {} : { trait: trait.name };
};

/** In how many windows row i was seen: how often something was done again. 1 where no windows are known. */
export const windowsOf = (index: Pick<ObservationIndex, 'windowStart'>, row: number): number =>
  Math.max(1, index.windowStart[row + 1]! - index.windowStart[row]!);

/** Accounts that show signal s. */
export const degreeOf = (index: Pick<ObservationIndex, 'signalStart'>, signal: number): number =>
  index.signalStart[signal + 1]! - index.signalStart[signal]!;
