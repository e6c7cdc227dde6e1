import type { Column, Row } from './columns.ts';
import { csv } from './csv.ts';
import { ndjson } from './ndjson.ts';
import { parquet } from './parquet.ts';
import type { FormatName } from './schema.ts';

/** What a format is told besides columns and rows. */
export interface Written {
  readonly run: string;
  readonly bom: boolean;
  readonly end: boolean;
}

interface Format {
  readonly mediaType: string;
  readonly extension: string;
  /** Pages of rows → the file, piece by piece. A page becomes a piece, or part of one: nothing grows with the file. */
  readonly encode: (
    columns: readonly Column[],
    pages: AsyncIterable<readonly Row[]>,
    written: Written,
  ) => AsyncGenerator<string | Uint8Array>;
}

export const formats: Readonly<Record<FormatName, Format>> = {
  csv: { mediaType: 'text/csv', extension: 'csv', encode: csv },
  ndjson: { mediaType: 'application/x-ndjson', extension: 'ndjson', encode: ndjson },
  parquet: { mediaType: 'application/vnd.apache.parquet', extension: 'parquet', encode: parquet },
};
