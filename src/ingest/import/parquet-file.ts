import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import {
  type AsyncBuffer,
  type Compressors,
  type DecodedArray,
  type FileMetaData,
  parquetMetadataAsync,
  parquetScan,
  parquetSchema,
  type RowGroup,
  type SchemaTree,
  snappyUncompress,
} from 'hyparquet';
import { RingfenceError } from '../../errors.ts';
import type { FileBytes } from './source.ts';

/** What is held of a row group at most: the columns that are read, as they lie in the file. */
const MAX_GROUP_BYTES = 512 * 2 ** 20;
const MAX_PAGE_BYTES = 256 * 2 ** 20;
const MAGIC = 'PAR1';

export interface ParquetFile {
  /** Names of the columns. */
  readonly header: readonly string[];
  /** Values of these columns, so many rows at a time and never of two row groups; `share` of all rows has then been read. */
  read(columns: readonly string[], rows: number): AsyncGenerator<Slice>;
}

interface Slice {
  /** Rows before these. */
  readonly from: number;
  /** By column, as long as there are rows. */
  readonly values: readonly DecodedArray[];
  readonly share: number;
}

/**
 * Opens a Parquet file by its footer. Memory is bounded by the compressed columns of one row group and the decoded values of
 * one slice of it, with the pages that these begin and end in.
 */
export const openParquet = async (file: FileBytes, name: string): Promise<ParquetFile> => {
  const metadata = await metadataOf(file, name);
  const columnsOf = parquetSchema(metadata).children;
  return {
    header: columnsOf.map(({ element }) => element.name),
    async *read(columns, atOnce) {
      for (const column of columns) checkColumn(columnsOf.find(({ element }) => element.name === column)!);
      for (const [index, group] of metadata.row_groups.entries()) checkGroup(group, index, columns, name);
      const rows = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
      const held = heldBytes(file);
      const options = { ...READING, file: held, metadata, columns: [...columns], useOffsetIndex: false };
      const scan = await orBroken(name, 'its footer', () => parquetScan(options));
      let before = 0;
      for (const [index, group] of metadata.row_groups.entries()) {
        const end = before + Number(group.num_rows);
        for (let from = before; from < end; from += atOnce) {
          const to = Math.min(end, from + atOnce);
          const values: DecodedArray[] = [];
          for (const column of columns) {
            const where = `column "${column}" of row group ${index + 1}`;
            const read = await orBroken(name, where, () => scan.readColumn({ column, rowStart: from, rowEnd: to }));
            // A footer that promises more rows than there are must not turn into rows of nothing.
            if (read.length !== to - from) throw broken(name, where);
            values.push(read);
          }
          yield { from, values, share: to / rows };
        }
        before = end;
        held.forget();
      }
    },
  };
};

const metadataOf = async (file: FileBytes, name: string): Promise<FileMetaData> => {
  const magicAt = async (at: number): Promise<string> =>
    Buffer.from(await file.read(at, at + MAGIC.length)).toString('latin1');
  const [first, last] = file.size < 12 ? ['', ''] : await Promise.all([magicAt(0), magicAt(file.size - MAGIC.length)]);
  if (first === 'PARE' || last === 'PARE') throw unreadable(`${name} is encrypted`, 'Write it without encryption.');
  if (first !== MAGIC) throw unreadable(`${name} is no Parquet file`, 'If its name misleads, give its --format.');
  if (last !== MAGIC) throw unreadable(`${name} begins as Parquet but is cut off: it has no footer`, AGAIN);
  return orBroken(name, 'its footer', () => parquetMetadataAsync(heldBytes(file), READING));
};

/** One value a row, of a kind that has a text. */
const checkColumn = ({ element, children }: SchemaTree): void => {
  const { name, type, converted_type: converted, logical_type, repetition_type } = element;
  const logical = logical_type?.type;
  const holds =
    children.length > 0 || repetition_type === 'REPEATED'
      ? 'lists or structures'
      : converted === 'BSON' || converted === 'INTERVAL' || logical === 'GEOMETRY' || logical === 'GEOGRAPHY'
        ? `values of the kind ${converted ?? logical}`
        : type === 'FIXED_LEN_BYTE_ARRAY' && converted !== 'DECIMAL' && logical !== 'UUID' && logical !== 'FLOAT16'
          ? 'bytes'
          : null;
  if (holds === null) return;
  throw new RingfenceError({
    type: 'invalid-mapping',
    detail: `The columns cannot be mapped: column "${name}" holds ${holds}.`,
    mend: 'A column holds one text, number, time or truth value a row; several columns may be one signal type: --map ip=a,ip=b.',
    exitCode: 64,
  });
};

const checkGroup = (group: RowGroup, index: number, columns: readonly string[], name: string): void => {
  let bytes = 0;
  for (const { meta_data } of group.columns) {
    if (!meta_data || !columns.includes(meta_data.path_in_schema[0]!)) continue;
    const { codec, total_compressed_size } = meta_data;
    bytes += Number(total_compressed_size);
    if (codec === 'UNCOMPRESSED' || codec in compressors) continue;
    const mend = 'Write it with Snappy, gzip, Brotli, Zstandard or without compression.';
    throw unreadable(`${name} is compressed with ${codec}, which cannot be read`, mend);
  }
  if (bytes <= MAX_GROUP_BYTES) return;
  throw unreadable(
    `Row group ${index + 1} of ${name} holds ${bytes} bytes in the columns that are read, more than ${MAX_GROUP_BYTES}`,
    'Write the file with smaller row groups, e.g. of 100,000 rows.',
  );
};

/** Each piece of the file is read once, however many slices of rows are taken from it, until it is forgotten. */
const heldBytes = (file: FileBytes): AsyncBuffer & { forget(): void } => {
  const pieces = new Map<string, Promise<ArrayBuffer>>();
  return {
    byteLength: file.size,
    slice: (start, end = file.size) => {
      const key = `${start}-${end}`;
      const piece = pieces.get(key) ?? file.read(start, Math.min(end, file.size));
      pieces.set(key, piece);
      return piece;
    },
    forget: () => pieces.clear(),
  };
};

const bounded =
  (decompress: (bytes: Uint8Array, length: number) => Uint8Array) =>
  (bytes: Uint8Array, length: number): Uint8Array => {
    if (length > MAX_PAGE_BYTES) throw new Error(`a page has more than ${MAX_PAGE_BYTES} bytes`);
    return decompress(bytes, length);
  };
const snappy = (bytes: Uint8Array, length: number): Uint8Array => {
  const page = new Uint8Array(length);
  snappyUncompress(bytes, page);
  return page;
};
/** Also what a page says of its length is a bound: a small page must not unfold into a large one. */
const most = (length: number) => ({ maxOutputLength: Math.max(1, length) });
const compressors: Compressors = {
  SNAPPY: bounded(snappy),
  GZIP: bounded((bytes, length) => gunzipSync(bytes, most(length))),
  BROTLI: bounded((bytes, length) => brotliDecompressSync(bytes, most(length))),
  ZSTD: bounded((bytes, length) => zstdDecompressSync(bytes, most(length))),
};

/** Bytes that are no UTF-8 stay bytes: decoded with replacements, many values would become one. JSON stays the text it is. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const textOf = (bytes: Uint8Array | undefined): string | Uint8Array | undefined => {
  try {
    return bytes && utf8.decode(bytes);
  } catch {
    return bytes;
  }
};
const READING = { compressors, parsers: { stringFromBytes: textOf, jsonFromBytes: textOf }, geoparquet: false };

const AGAIN = 'Write it, or copy it, again.';

const unreadable = (detail: string, mend: string, cause?: unknown): RingfenceError =>
  new RingfenceError({ type: 'file-unreadable', detail: `${detail}.`, mend, exitCode: 65, cause });

const broken = (name: string, where: string, cause?: unknown): RingfenceError =>
  unreadable(`${name} is broken as Parquet: ${where} cannot be read`, AGAIN, cause);

const orBroken = async <T>(name: string, where: string, read: () => Promise<T>): Promise<T> => {
  try {
    return await read();
  } catch (error) {
    throw error instanceof RingfenceError ? error : broken(name, where, error);
  }
};
