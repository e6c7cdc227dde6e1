import type { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { RingfenceError } from '../../errors.ts';
import type { SignalRegistry } from '../../signals/index.ts';
import { lineSplitter } from '../ndjson.ts';
import { parseLine } from '../service.ts';
import { type Mapping, mappingOfHeader } from './mapping.ts';
import { rowEvents } from './row-event.ts';

/** One record of a file: where it stands, and the event in it when somebody asks. */
export interface FileRecord {
  /** Line number from 1 (for a quoted cell with line feeds in it: the last line); in Parquet the number of the row. */
  readonly line: number;
  read(): { ok: true; value: unknown } | { ok: false; reason: string };
}

/** A record longer than this is refused: a file without line feeds must not fill the memory. */
export const MAX_RECORD_BYTES = 1024 * 1024;

/** Lines of NDJSON, in blocks: one `await` a line would take longer than the lines. */
export async function* ndjsonRecords(bytes: Readable): AsyncGenerator<FileRecord[]> {
  let block: FileRecord[] = [];
  const splitter = lineSplitter({
    maxLine: MAX_RECORD_BYTES,
    onLine: (line, number) => block.push({ line: number, read: () => parseLine(line) }),
    onLong: (number) =>
      block.push({ line: number, read: () => ({ ok: false, reason: `is longer than ${MAX_RECORD_BYTES} bytes` }) }),
  });
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    splitter.write(chunk);
    if (block.length > 0) yield block;
    block = [];
  }
  splitter.end();
  if (block.length > 0) yield block;
}

/**
 * Rows of CSV (RFC 4180) with a header. A row that is broken as CSV is told to `onBroken` and is no record, so that the
 * count of records before any place in the file is the same at every reading.
 */
export async function* csvRecords(
  bytes: Readable,
  options: { mapping: Mapping | null; registry: SignalRegistry; onBroken: (line: number, reason: string) => void },
): AsyncGenerator<FileRecord[]> {
  const parser = parse({
    bom: true,
    info: true,
    skip_empty_lines: true,
    relax_column_count: true,
    skip_records_with_error: true,
    max_record_size: MAX_RECORD_BYTES,
    on_skip: (error) => {
      options.onBroken(lineOf(error), 'is not valid CSV');
      return undefined;
    },
  });
  bytes.once('error', (error) => parser.destroy(error));
  const rows = bytes.pipe(parser) as AsyncIterable<{ record: string[]; info: { lines: number } }>;
  let eventOf: ReturnType<typeof rowEvents> | undefined;
  let width = 0;
  for await (const { record, info } of rows) {
    if (eventOf === undefined) {
      const header = record.map((name) => name.trim());
      width = header.length;
      eventOf = rowEvents(options.mapping ?? mappingOfHeader(header, options.registry), header);
      continue;
    }
    const toEvent = eventOf;
    const line = info.lines;
    const read = (): ReturnType<FileRecord['read']> =>
      record.length === width
        ? { ok: true, value: toEvent(record, `line:${line}`) }
        : { ok: false, reason: `has ${record.length} cells where the header has ${width}` };
    yield [{ line, read }];
  }
  if (eventOf === undefined) {
    throw new RingfenceError({
      type: 'invalid-mapping',
      detail: 'The file has no header line.',
      mend: 'The first line of a CSV file names its columns.',
      exitCode: 65,
    });
  }
}

const lineOf = (error: CsvError | undefined): number =>
  error instanceof CsvError && typeof error['lines'] === 'number' ? error['lines'] : 0;
