import type { ObservationColumns } from '../../src/engine/index.ts';

/** The columns without the windows of use. */
export const withoutWindows = (columns: ObservationColumns): ObservationColumns => ({
  ...columns,
  windowStart: new Uint32Array(columns.account.length + 1),
  windows: new Uint32Array(0),
});

/** The columns of accounts of which it is not known how much they use. */
export const withoutRequests = (columns: ObservationColumns): ObservationColumns => ({
  ...columns,
  requests: new Float64Array(columns.accounts.length),
});

/** The columns of accounts of which it is not known when they were created. */
export const withoutCreation = (columns: ObservationColumns): ObservationColumns => ({
  ...columns,
  createdAt: new Float64Array(columns.accounts.length).fill(Number.NaN),
});

/** The columns with only the rows that `keep` answers true to. Accounts and signals keep their numbers. */
export const withRows = (columns: ObservationColumns, keep: (row: number) => boolean): ObservationColumns => {
  const rows = Uint32Array.from(columns.account.keys()).filter(keep);
  const windowStart = new Uint32Array(rows.length + 1);
  for (const [i, row] of rows.entries())
    windowStart[i + 1] = windowStart[i]! + columns.windowStart[row + 1]! - columns.windowStart[row]!;
  const windows = new Uint32Array(windowStart[rows.length]!);
  for (const [i, row] of rows.entries())
    windows.set(columns.windows.subarray(columns.windowStart[row]!, columns.windowStart[row + 1]!), windowStart[i]!);
  const whole = (column: Uint32Array) => Uint32Array.from(rows, (row) => column[row]!);
  const times = (column: Float64Array) => Float64Array.from(rows, (row) => column[row]!);
  return {
    ...columns,
    account: whole(columns.account),
    signal: whole(columns.signal),
    count: whole(columns.count),
    first: times(columns.first),
    last: times(columns.last),
    windowStart,
    windows,
  };
};

const typeOfRow = (columns: ObservationColumns, row: number) =>
  columns.types[columns.signalType[columns.signal[row]!]!]!;

/** The columns without what accounts do: identifiers alone. */
export const identifiersAlone = (columns: ObservationColumns): ObservationColumns =>
  withRows(columns, (row) => typeOfRow(columns, row).kind === 'identifier');

/** The columns without the signals of one family. */
export const withoutFamily =
  (family: string) =>
  (columns: ObservationColumns): ObservationColumns =>
    withRows(columns, (row) => typeOfRow(columns, row).family !== family);

/** The columns as they were when so many observations had been made: the earliest rows, and only the signals that they show. */
export const earliest = (columns: ObservationColumns, observations: number): ObservationColumns => {
  const last = Float64Array.from(columns.first).sort()[observations - 1] ?? Number.POSITIVE_INFINITY;
  const rows = withRows(columns, (row) => columns.first[row]! <= last);
  const shown = new Uint8Array(columns.signals.length);
  for (const s of rows.signal) shown[s] = 1;
  const numberOf = new Uint32Array(shown.length);
  for (let s = 0, next = 0; s < shown.length; s++) if (shown[s] === 1) numberOf[s] = next++;
  return {
    ...rows,
    signals: columns.signals.filter((_, s) => shown[s] === 1),
    signalType: columns.signalType.filter((_, s) => shown[s] === 1),
    ...(columns.signalTrait !== undefined && { signalTrait: columns.signalTrait.filter((_, s) => shown[s] === 1) }),
    signal: rows.signal.map((s) => numberOf[s]!),
  };
};
