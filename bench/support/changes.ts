import { type Changes, changesSince, type ObservationColumns, type RunState } from '../../src/engine/index.ts';
import { sortedBy } from '../../src/engine/support/counting-order.ts';

/** What an increment is told of `after`, when the last run left `last`. O(rows). */
export const changesTo = (after: ObservationColumns, last: Pick<RunState, 'index' | 'numbers'>): Changes => {
  const changes = changesSince(last, after.types, after.traits);
  const { order, start } = sortedBy(after.account, after.accounts.length);
  after.accounts.forEach((id, a) => {
    const known = { createdAt: after.createdAt[a]!, requests: after.requests[a]! };
    changes.account(
      id,
      known,
      Array.from(order.subarray(start[a]!, start[a + 1]!), (row) => {
        const signal = after.signal[row]!;
        return {
          key: after.signals[signal]!,
          type: after.types[after.signalType[signal]!]!.name,
          trait: after.traits?.[(after.signalTrait?.[signal] ?? 0) - 1]?.name ?? null,
          count: after.count[row]!,
          first: after.first[row]!,
          last: after.last[row]!,
          windows: [...after.windows.subarray(after.windowStart[row]!, after.windowStart[row + 1]!)],
        };
      }),
    );
  });
  const still = new Set(after.accounts);
  return changes.build(last.index.accountIds.filter((id) => !still.has(id)));
};
