import type { SignalRegistry } from '../../signals/index.ts';
import type { Mapping } from './mapping.ts';
import { parquetRecords } from './parquet-records.ts';
import { csvRecords, type FileRecord, ndjsonRecords } from './records.ts';
import type { ImportSource } from './source.ts';

export const FILE_FORMATS = ['ndjson', 'csv', 'parquet'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

interface Reading {
  readonly source: ImportSource;
  readonly format: FileFormat;
  /** For tables; null where the columns bear the names themselves. */
  readonly mapping: Mapping | null;
  readonly registry: SignalRegistry;
  /** Told of rows that are broken as CSV and so are no records. */
  onBroken(line: number, reason: string): void;
  /** Told how many of the source's bytes have been read so far. */
  onRead(bytes: number): void;
}

/** The records of a file in its order, in blocks, whatever its format. Who stops early lets go of the source. */
export async function* fileRecords(reading: Reading): AsyncGenerator<FileRecord[]> {
  const { source, format } = reading;
  if (format === 'parquet') {
    if (source.bytes === null) throw new TypeError('Parquet needs a file');
    yield* parquetRecords(source.bytes, { ...reading, name: source.name });
    return;
  }
  const stream = source.read(reading.onRead);
  try {
    yield* format === 'csv' ? csvRecords(stream, reading) : ndjsonRecords(stream);
  } finally {
    stream.destroy();
  }
}
