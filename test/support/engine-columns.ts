import { type Changes, columnsBuilder, type ObservationColumns } from '../../src/engine/index.ts';

/** `columns` with further rows, made by a builder. */
export const withMore = (
  columns: ObservationColumns,
  add: (builder: ReturnType<typeof columnsBuilder>) => void,
): ObservationColumns => {
  const builder = columnsBuilder();
  columns.accounts.forEach((id, a) => {
    builder.account(id, { createdAt: columns.createdAt[a]!, requests: columns.requests[a]! });
  });
  addRows(builder, columns, () => true);
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

/** What an increment is told of `after`, when the last run saw `before`: accounts with any other row, time or volume, whole. */
export const changesBetween = (before: ObservationColumns, after: ObservationColumns): Changes => {
  const was = new Map(rowsByAccount(before));
  const changed = new Set(rowsByAccount(after).flatMap(([id, rows]) => (was.get(id) === rows ? [] : [id])));
  const builder = columnsBuilder();
  after.accounts.forEach((id, a) => {
    if (changed.has(id)) builder.account(id, { createdAt: after.createdAt[a]!, requests: after.requests[a]! });
  });
  addRows(builder, after, (account) => changed.has(account));
  const still = new Set(after.accounts);
  return { columns: builder.build(after.types), gone: before.accounts.filter((id) => !still.has(id)) };
};

/** Each account with all that is known of it, as text. */
const rowsByAccount = (columns: ObservationColumns): [string, string][] => {
  const rows = columns.accounts.map((_, a): string[] => [`${columns.createdAt[a]} ${columns.requests[a]}`]);
  columns.account.forEach((a, i) => {
    const windows = columns.windows.subarray(columns.windowStart[i]!, columns.windowStart[i + 1]!).join(' ');
    rows[a]!.push(
      `${columns.signals[columns.signal[i]!]} ${columns.count[i]} ${columns.first[i]} ${columns.last[i]} ${windows}`,
    );
  });
  return columns.accounts.map((id, a) => [id, rows[a]!.sort().join('\n')]);
};

const addRows = (
  builder: ReturnType<typeof columnsBuilder>,
  columns: ObservationColumns,
  wanted: (account: string) => boolean,
): void => {
  columns.account.forEach((a, i) => {
    const signal = columns.signal[i]!;
    if (!wanted(columns.accounts[a]!)) return;
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
