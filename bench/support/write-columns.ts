import type { ObservationColumns } from '../../src/engine/index.ts';
import type { Graph } from '../../src/graph/graph.ts';
import type { SignalRegistry } from '../../src/signals/index.ts';

const AT_ONCE = 5_000;

/** Writes columns to an empty graph as ingest would leave them, but for usage and prefixes. */
export const writeColumns = async (
  graph: Graph,
  columns: ObservationColumns,
  registry: SignalRegistry,
): Promise<void> => {
  const write = async (name: string, text: string, count: number, row: (i: number) => object): Promise<void> => {
    for (let from = 0; from < count; from += AT_ONCE) {
      const rows = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, i) => row(from + i));
      await graph.write({ name: `bench/${name}`, text }, { rows });
    }
  };
  const typeOf = (signal: number): string => columns.types[columns.signalType[signal]!]!.name;
  await write(
    'accounts',
    `UNWIND $rows AS row CREATE (:Account {id: row.id, status: 'active', requests: row.requests,
       createdAt: datetime({epochSeconds: row.created})})`,
    columns.accounts.length,
    (a) => ({ id: columns.accounts[a], created: columns.createdAt[a], requests: columns.requests[a] }),
  );
  for (const { name, label, relationship } of registry.all) {
    const signals = [...columns.signals.keys()].filter((signal) => typeOf(signal) === name);
    await write(
      'signals',
      `UNWIND $rows AS key CREATE (:Signal:${label} {key: key, type: '${name}', hint: 'bench'})`,
      signals.length,
      (i) => columns.signals[signals[i]!] as unknown as object,
    );
    const rows = [...columns.signal.keys()].filter((row) => typeOf(columns.signal[row]!) === name);
    await write(
      'observations',
      `UNWIND $rows AS row MATCH (a:Account {id: row.account}) MATCH (s:Signal {key: row.key})
       CREATE (a)-[:${relationship} {first: datetime({epochSeconds: row.first}), last: datetime({epochSeconds: row.last}),
         count: row.count, windows: row.windows}]->(s)`,
      rows.length,
      (i) => {
        const row = rows[i]!;
        return {
          account: columns.accounts[columns.account[row]!],
          key: columns.signals[columns.signal[row]!],
          ...{ first: columns.first[row], last: columns.last[row], count: columns.count[row] },
          windows: [...columns.windows.subarray(columns.windowStart[row]!, columns.windowStart[row + 1]!)],
        };
      },
    );
  }
};
