import { columnsBuilder, type ObservationColumns } from '../../src/engine/index.ts';

/** `columns` with further rows, made by a builder. */
export const withMore = (
  columns: ObservationColumns,
  add: (builder: ReturnType<typeof columnsBuilder>) => void,
): ObservationColumns => {
  const builder = columnsBuilder();
  columns.accounts.forEach((id, a) => {
    builder.account(id, { createdAt: columns.createdAt[a]!, requests: columns.requests[a]! });
  });
  addRows(builder, columns);
  add(builder);
  return builder.build(columns.types);
};

/** `columns` without what anybody showed of these signals. */
export const withoutSignals = (columns: ObservationColumns, keys: ReadonlySet<string>): ObservationColumns => {
  const rows = [...columns.signal.keys()].filter((row) => !keys.has(columns.signals[columns.signal[row]!]!));
  const windows = rows.map((row) => [
    ...columns.windows.subarray(columns.windowStart[row]!, columns.windowStart[row + 1]!),
  ]);
  const windowStart = [0];
  for (const seen of windows) windowStart.push(windowStart.at(-1)! + seen.length);
  const pick = (column: Uint32Array): Uint32Array => Uint32Array.from(rows, (row) => column[row]!);
  return {
    ...columns,
    account: pick(columns.account),
    signal: pick(columns.signal),
    count: pick(columns.count),
    first: Float64Array.from(rows, (row) => columns.first[row]!),
    last: Float64Array.from(rows, (row) => columns.last[row]!),
    windowStart: Uint32Array.from(windowStart),
    windows: Uint32Array.from(windows.flat()),
  };
};

const addRows = (builder: ReturnType<typeof columnsBuilder>, columns: ObservationColumns): void => {
  columns.account.forEach((a, i) => {
    const signal = columns.signal[i]!;
    builder.add(
      columns.accounts[a]!,
      columns.signals[signal]!,
      columns.types[columns.signalType[signal]!]!.name,
      columns.count[i]!,
      columns.first[i]!,
      columns.last[i]!,
      [...columns.windows.subarray(columns.windowStart[i]!, columns.windowStart[i + 1]!)],
    );
  });
};
