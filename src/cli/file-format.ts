import { RingfenceError } from '../errors.ts';
import type { FileFormat } from '../ingest/import/file-records.ts';
import { type Mapping, parseMapping } from '../ingest/import/mapping.ts';
import type { SignalRegistry } from '../signals/index.ts';

/** How a file of events is to be read: its format, by its name unless it is given, and for a table the mapping of its columns. */
export const fileFormat = (
  file: string,
  options: { readonly format?: FileFormat; readonly map?: string },
  registry: SignalRegistry,
): { format: FileFormat; mapping: Mapping | null } => {
  const format = options.format ?? formatOf(file);
  if (options.map !== undefined && format === 'ndjson') {
    throw usage('--map is for CSV and Parquet: NDJSON holds events as they are.');
  }
  if (file === '-' && format === 'parquet') {
    throw usage('Parquet is read from its end, which standard input has not: give a file.');
  }
  return { format, mapping: options.map === undefined ? null : parseMapping(options.map, registry) };
};

/** Wrong use of a command. */
export const usage = (detail: string): RingfenceError => new RingfenceError({ type: 'usage', detail, exitCode: 64 });

const formatOf = (file: string): FileFormat => {
  if (/\.csv(\.gz)?$/i.test(file)) return 'csv';
  if (/\.(ndjson|jsonl)(\.gz)?$/i.test(file)) return 'ndjson';
  if (/\.(parquet|pq)$/i.test(file)) return 'parquet';
  throw usage(
    `The format of ${file === '-' ? 'standard input' : file} is not known: give --format ndjson, csv or parquet.`,
  );
};
