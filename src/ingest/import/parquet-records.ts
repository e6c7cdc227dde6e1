import type { SignalRegistry } from '../../signals/index.ts';
import { type Mapping, mappingOfHeader } from './mapping.ts';
import { openParquet } from './parquet-file.ts';
import { type FileRecord, MAX_RECORD_BYTES } from './records.ts';
import { rowEvents } from './row-event.ts';
import type { FileBytes } from './source.ts';

/** Rows that are decoded at once: with a dozen columns some 30 MB. */
const SLICE_ROWS = 32_768;

export interface ParquetOptions {
  readonly name: string;
  /** Null where the columns bear the names themselves. */
  readonly mapping: Mapping | null;
  readonly registry: SignalRegistry;
  /** Told how many of the file's bytes have been read, about: by the rows that were. */
  onRead(bytes: number): void;
}

/**
 * Rows of a Parquet file in its order, of the mapped columns alone. Values become the texts that they would be in CSV, so that
 * a table gives the same events whichever way it was written. Throws `file-unreadable` for a file that is none or is broken,
 * `invalid-mapping` for a column that is not there or holds no single values.
 */
export async function* parquetRecords(file: FileBytes, options: ParquetOptions): AsyncGenerator<FileRecord[]> {
  const { header, read } = await openParquet(file, options.name);
  const mapping = options.mapping ?? mappingOfHeader(header, options.registry);
  const mapped = new Set([
    ...mapping.fields.values(),
    ...mapping.signals.map(([, column]) => column),
    ...mapping.attributes.map(({ column }) => column),
  ]);
  const columns = [...new Set(header)].filter((column) => mapped.has(column));
  const eventOf = rowEvents(mapping, columns);

  for await (const { from, values, share } of read(columns, SLICE_ROWS)) {
    yield Array.from({ length: values[0]!.length }, (_, at): FileRecord => {
      const row = from + at + 1;
      return {
        line: row,
        read: () => {
          const cells = values.map((column) => textOf(column[at]));
          const lost = cells.indexOf(null);
          if (lost >= 0) return { ok: false, reason: `has no exact text in its column "${columns[lost]}"` };
          const length = cells.reduce((sum, cell) => sum + cell!.length, 0);
          if (length > MAX_RECORD_BYTES) return { ok: false, reason: `is longer than ${MAX_RECORD_BYTES} bytes` };
          return { ok: true, value: eventOf(cells as string[], `row:${row}`) };
        },
      };
    });
    options.onRead(Math.round(file.size * share));
  }
}

/** As the value would stand in CSV; null for bytes that are no text, and for what was rounded: two accounts could become one. */
const textOf = (value: unknown): string | null => {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value) ? null : String(value);
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  return null;
};
