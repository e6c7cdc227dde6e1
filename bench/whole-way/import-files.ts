import type { ObservationColumns } from '../../src/engine/index.ts';
import type { SignalRegistry } from '../../src/signals/index.ts';

/** Columns as lines of CSV for `neo4j-admin database import full`, by the name of the file; the first line of each is its header. */
export const importFiles = (
  columns: ObservationColumns,
  registry: SignalRegistry,
): Readonly<Record<string, Iterable<string>>> => ({
  'accounts.csv': accountLines(columns),
  'signals.csv': signalLines(columns, registry),
  'observations.csv': observationLines(columns, registry),
});

/** What the importer is told of them, after `database import full neo4j`. */
export const importArguments = (at: (file: string) => string): readonly string[] => [
  '--array-delimiter=;',
  `--nodes=Account=${at('accounts.csv')}`,
  `--nodes=Signal=${at('signals.csv')}`,
  `--relationships=${at('observations.csv')}`,
];

const timeOf = (seconds: number): string => (Number.isNaN(seconds) ? '' : new Date(seconds * 1000).toISOString());

function* accountLines({ accounts, createdAt, requests }: ObservationColumns): Generator<string> {
  yield 'id:ID(Account),status,requests:long,createdAt:datetime';
  for (const [a, id] of accounts.entries()) yield `${id},active,${requests[a]},${timeOf(createdAt[a]!)}`;
}

function* signalLines({ signals, signalType, types }: ObservationColumns, registry: SignalRegistry): Generator<string> {
  yield 'key:ID(Signal),type,hint,:LABEL';
  for (const [s, key] of signals.entries()) {
    const { name } = types[signalType[s]!]!;
    yield `"${key.replaceAll('"', '""')}",${name},bench,${registry.get(name)!.label}`;
  }
}

function* observationLines(columns: ObservationColumns, registry: SignalRegistry): Generator<string> {
  yield ':START_ID(Account),:END_ID(Signal),first:datetime,last:datetime,count:long,windows:long[],:TYPE';
  const { accounts, signals, signalType, types, windowStart, windows } = columns;
  for (const [row, account] of columns.account.entries()) {
    const signal = columns.signal[row]!;
    const seen = windows.subarray(windowStart[row]!, windowStart[row + 1]!).join(';');
    const { relationship } = registry.get(types[signalType[signal]!]!.name)!;
    const key = signals[signal]!.replaceAll('"', '""');
    yield `${accounts[account]},"${key}",${timeOf(columns.first[row]!)},${timeOf(columns.last[row]!)},${columns.count[row]},${seen},${relationship}`;
  }
}
