import type { ObservationColumns } from '../input/columns.ts';
import { checkShape, type ObservationIndex, windowsOf } from '../input/observation-index.ts';
import { rowsByAccount } from '../input/row-order.ts';
import { NONE } from '../support/none.ts';
import { numbersOfTexts } from '../support/text-table.ts';
import type { Changes, IndexNumbers } from './changes.ts';
import { type SignalNumbers, signalNumbers } from './merged-signals.ts';

/** What the changes tell of rows, by account of their columns and by signal, and what these rows were. */
export interface ToldRows {
  /** Rows told of an account: start[account] .. start[account + 1), signals ascending. */
  readonly start: Uint32Array;
  /** By row told: its signal, in numbers of today. */
  readonly signal: Uint32Array;
  /** Which row of the columns it is; `NONE` for one that ceased. */
  readonly from: Uint32Array;
  /** Which row of the last run it was, or behind which ones it belongs: the first that is none of them. */
  readonly place: Uint32Array;
  /** Windows that it was seen in, as `windowsOf` says: in the last run, 0 where it is new, and now, 0 where it ceased. */
  readonly windowsThen: Uint32Array;
  readonly windowsNow: Uint32Array;
}

/** What is told, in the numbers of the last run. */
export interface Told {
  readonly columns: ObservationColumns;
  readonly signals: SignalNumbers;
  /** By account of the columns: its number in the last run, −1 where it is new. */
  readonly was: Int32Array;
  /** By account of the columns: when it was created, as `creationTimes` says it of all of its rows. */
  readonly created: Float64Array;
  readonly rows: ToldRows;
}

type Last = Pick<
  ObservationIndex,
  | 'accountIds'
  | 'signalKeys'
  | 'accountStart'
  | 'rowSignal'
  | 'first'
  | 'last'
  | 'windowStart'
  | 'windows'
  | 'windowValues'
  | 'created'
>;

/**
 * Finds in the last run what changes tell of. Accounts whose creation is another one stand elsewhere in every order: they go and come, with all of
 * their rows. Nothing is changed. Throws RangeError where a row is told of twice, is to cease and was not there, or where an account is given
 * and gone. O(rows told + rows of accounts whose creation is unknown).
 */
export const toldRows = (old: Last, numbers: IndexNumbers, { columns, ceased = [], gone = [] }: Changes): Told => {
  const was = numbersOfTexts(numbers.accounts, old.accountIds, columns.accounts);
  const given = gone.length > 0 || ceased.length > 0 ? new Map(columns.accounts.map((id, c) => [id, c])) : undefined;
  for (const id of gone) if (given!.has(id)) throw new RangeError(`account ${id} is given, and gone`);
  const signals = signalNumbers(old, columns, numbers.signals);
  const known = numbersOfTexts(
    numbers.signals,
    old.signalKeys,
    ceased.map(({ signal }) => signal),
  );
  const lost = ceased.map(({ account, signal }, i): LostRow => {
    const column = given!.get(account);
    if (column === undefined || was[column]! < 0 || known[i]! < 0)
      throw new RangeError(`account ${account} is to show ${signal} no more, and did not`);
    return { column, signal: known[i]! };
  });
  const told = { columns, signals, was };
  const rows = sortedRows(old, told, lost);
  const created = createdSince(old, told, rows);
  const moves = (c: number): boolean => was[c]! >= 0 && !Object.is(created[c], old.created[was[c]!]);
  if (!created.some((_, c) => moves(c))) return { ...told, created, rows };
  const all = withAllRowsOf(old, told, rows, moves);
  const comes = was.map((before, c) => (moves(c) ? -1 : before));
  const stay = lost.filter(({ column }) => !moves(column));
  return { ...all, was, created, rows: sortedRows(old, { ...all, was: comes }, stay) };
};

interface LostRow {
  /** Number of its account among those given. */
  readonly column: number;
  readonly signal: number;
}

const sortedRows = (
  old: Last,
  { columns, signals, was }: Pick<Told, 'columns' | 'signals' | 'was'>,
  lost: readonly LostRow[],
): ToldRows => {
  const many = columns.account.length;
  const all = joined(
    columns.account,
    Uint32Array.from(lost, ({ column }) => column),
  );
  const signalOf = joined(
    columns.signal,
    Uint32Array.from(lost, (_, i) => signals.ofColumn.length + i),
  );
  const {
    accountStart: start,
    oldRow: from,
    rowSignal: signal,
  } = rowsByAccount(
    { account: all, signal: signalOf },
    Uint32Array.from(columns.accounts, (_, c) => c),
    joined(
      signals.ofColumn,
      Uint32Array.from(lost, (of) => of.signal),
    ),
  );
  const [place, windowsThen, windowsNow] = [
    new Uint32Array(all.length),
    new Uint32Array(all.length),
    new Uint32Array(all.length),
  ];
  for (let c = 0; c < was.length; c++) {
    let [row, end] = was[c]! < 0 ? [0, 0] : [old.accountStart[was[c]!]!, old.accountStart[was[c]! + 1]!];
    for (let i = start[c]!; i < start[c + 1]!; i++) {
      if (i > start[c]! && signal[i] === signal[i - 1])
        throw new RangeError(`account ${columns.accounts[c]!} is told to show a signal twice`);
      while (row < end && old.rowSignal[row]! < signal[i]!) row++;
      place[i] = row;
      if (row < end && old.rowSignal[row] === signal[i]) windowsThen[i] = windowsOf(old, row);
      if (from[i]! < many) windowsNow[i] = windowsOf(columns, from[i]!);
      else {
        from[i] = NONE;
        if (windowsThen[i] === 0)
          throw new RangeError(
            `account ${columns.accounts[c]!} is to show ${old.signalKeys[signal[i]!]!} no more, and did not`,
          );
      }
    }
  }
  return { start, signal, from, place, windowsThen, windowsNow };
};

/** `creationTimes` of the rows told and of all others that their accounts have. */
const createdSince = (
  old: Last,
  { columns, was }: Pick<Told, 'columns' | 'was'>,
  { start, from, place, windowsThen }: ToldRows,
): Float64Array =>
  columns.createdAt.map((known, c) => {
    if (Number.isFinite(known)) return known;
    let first = Number.NaN;
    const see = (time: number): void => {
      if (!(first <= time)) first = time;
    };
    let i = start[c]!;
    const [begin, end] = was[c]! < 0 ? [0, 0] : [old.accountStart[was[c]!]!, old.accountStart[was[c]! + 1]!];
    for (let row = begin; row < end; row++) {
      while (i < start[c + 1]! && place[i]! < row) i++;
      while (i < start[c + 1]! && place[i] === row && windowsThen[i] === 0) i++;
      if (i === start[c + 1]! || place[i] !== row) see(old.first[row]!);
    }
    for (i = start[c]!; i < start[c + 1]!; i++) if (from[i] !== NONE) see(columns.first[from[i]!]!);
    return first;
  });

/** The columns with the rows of some accounts that are not told of, as they were. There are few such accounts. */
const withAllRowsOf = (
  old: Last,
  { columns, signals, was }: Pick<Told, 'columns' | 'signals' | 'was'>,
  { start, place, windowsThen }: ToldRows,
  isOne: (column: number) => boolean,
): Pick<Told, 'columns' | 'signals'> => {
  const [account, rows, windows]: [number[], number[], number[]] = [[], [], []];
  const windowStart = [...columns.windowStart];
  const windowsTold = windowStart.at(-1)!;
  for (let c = 0; c < was.length; c++) {
    if (!isOne(c)) continue;
    const told = new Set<number>();
    for (let i = start[c]!; i < start[c + 1]!; i++) if (windowsThen[i]! > 0) told.add(place[i]!);
    for (let row = old.accountStart[was[c]!]!; row < old.accountStart[was[c]! + 1]!; row++) {
      if (told.has(row)) continue;
      account.push(c);
      rows.push(row);
      for (let w = old.windowStart[row]!; w < old.windowStart[row + 1]!; w++)
        windows.push(old.windowValues[old.windows[w]!]!);
      windowStart.push(windowsTold + windows.length);
    }
  }
  const { ofColumn } = signals;
  return {
    columns: {
      ...columns,
      account: joined(columns.account, Uint32Array.from(account)),
      signal: joined(
        columns.signal,
        Uint32Array.from(rows, (_, i) => ofColumn.length + i),
      ),
      count: joined(columns.count, new Uint32Array(rows.length)),
      first: joinedTimes(columns.first, rows, old.first),
      last: joinedTimes(columns.last, rows, old.last),
      windowStart: Uint32Array.from(windowStart),
      windows: joined(columns.windows.subarray(0, windowsTold), Uint32Array.from(windows)),
    },
    signals: {
      ...signals,
      ofColumn: joined(
        ofColumn,
        Uint32Array.from(rows, (row) => old.rowSignal[row]!),
      ),
    },
  };
};

const joined = (x: Uint32Array, y: Uint32Array): Uint32Array => {
  if (y.length === 0) return x;
  const both = new Uint32Array(x.length + y.length);
  both.set(x);
  both.set(y, x.length);
  return both;
};

const joinedTimes = (x: Float64Array, rows: readonly number[], old: Float64Array): Float64Array =>
  Float64Array.from({ length: x.length + rows.length }, (_, i) => (i < x.length ? x[i]! : old[rows[i - x.length]!]!));

/** Throws RangeError where changes do not fit together, or their types are not those of the last run. O(rows). */
export const checkChanges = (old: Pick<ObservationIndex, 'types'>, { columns }: Changes): void => {
  checkShape(columns);
  const { types } = columns;
  const same = (x: object | undefined, y: object): boolean => JSON.stringify(x) === JSON.stringify(y);
  if (types.length !== old.types.length || !types.every((type, t) => same(old.types[t], type)))
    throw new RangeError('the signal types of the changes are not those of the last run');
};
