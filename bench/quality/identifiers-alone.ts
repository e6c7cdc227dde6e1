import type { ObservationColumns } from '../../src/engine/index.ts';

/** The columns without what accounts do: identifiers alone. Accounts and signals keep their numbers. */
export const identifiersAlone = (columns: ObservationColumns): ObservationColumns => {
  const rows = Uint32Array.from(columns.account.keys()).filter(
    (row) => columns.types[columns.signalType[columns.signal[row]!]!]!.kind === 'identifier',
  );
  const windowStart = new Uint32Array(rows.length + 1);
  for (const [i, row] of rows.entries())
    windowStart[i + 1] = windowStart[i]! + columns.windowStart[row + 1]! - columns.windowStart[row]!;
  const windows = new Uint32Array(windowStart[rows.length]!);
  for (const [i, row] of rows.entries())
    windows.set(columns.windows.subarray(columns.windowStart[row]!, columns.windowStart[row + 1]!), windowStart[i]!);
  const ids = (column: Uint32Array) => Uint32Array.from(rows, (row) => column[row]!);
  const times = (column: Float64Array) => Float64Array.from(rows, (row) => column[row]!);
  return {
    ...columns,
    account: ids(columns.account),
    signal: ids(columns.signal),
    count: ids(columns.count),
    first: times(columns.first),
    last: times(columns.last),
    windowStart,
    windows,
  };
};
