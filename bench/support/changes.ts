import { type Changes, columnsBuilder, type ObservationColumns } from '../../src/engine/index.ts';

/** What an increment is told of `after`, when the last run saw `before`: accounts with any other row, time or volume, whole. */
export const changesBetween = (before: ObservationColumns, after: ObservationColumns): Changes => {
  const was = fingerprints(before);
  const changed = [...fingerprints(after)].flatMap(([id, print]) => (was.get(id) === print ? [] : [id]));
  const numbers = new Map(changed.map((id, number) => [id, number]));
  const builder = columnsBuilder();
  after.accounts.forEach((id, a) => {
    if (numbers.has(id)) builder.account(id, { createdAt: after.createdAt[a]!, requests: after.requests[a]! });
  });
  after.account.forEach((a, row) => {
    const id = after.accounts[a]!;
    if (!numbers.has(id)) return;
    const signal = after.signal[row]!;
    builder.add(
      id,
      after.signals[signal]!,
      after.types[after.signalType[signal]!]!.name,
      after.count[row]!,
      after.first[row]!,
      after.last[row]!,
      [...after.windows.subarray(after.windowStart[row]!, after.windowStart[row + 1]!)],
    );
  });
  const still = new Set(after.accounts);
  return { columns: builder.build(after.types), gone: before.accounts.filter((id) => !still.has(id)) };
};

/** Of each account a number that is another one when anything known of it is; rows in any order. */
const fingerprints = (columns: ObservationColumns): Map<string, string> => {
  const signals = Float64Array.from(columns.signals, (key) => {
    let h = 0;
    for (let i = 0; i < key.length; i++) h = (h * 31 + key.charCodeAt(i)) % 0xfffffffb;
    return h;
  });
  const sums = columns.accounts.map(() => [0, 0]);
  columns.account.forEach((a, row) => {
    let h = signals[columns.signal[row]!]!;
    for (const value of [columns.count[row]!, columns.first[row]!, columns.last[row]!])
      h = (h * 257 + value) % 0xfffffffb;
    for (let w = columns.windowStart[row]!; w < columns.windowStart[row + 1]!; w++)
      h = (h * 257 + columns.windows[w]!) % 0xfffffffb;
    const sum = sums[a]!;
    sum[0] = (sum[0]! + h) % 0xfffffffb;
    sum[1]!++;
  });
  return new Map(
    columns.accounts.map((id, a) => [id, `${sums[a]!.join(' ')} ${columns.createdAt[a]} ${columns.requests[a]}`]),
  );
};
