import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import type { Cell, Column, Row } from './columns.ts';

/**
 * Rows of a row group: they are held until the group is written, so this bounds the memory of an export. 16 columns of
 * 2,000 accounts are some 1 MB as values, and 30 kB in the file.
 */
const GROUP_ROWS = 2_000;

/**
 * Pages of rows as Parquet, Snappy-compressed: texts as STRING, whole numbers as INT64, the others as DOUBLE, times as
 * TIMESTAMP (milliseconds, UTC), several texts as LIST of STRING. The footer comes last, so a file that was cut off cannot
 * be opened at all. The run's id is in the file's key-value metadata.
 */
export async function* parquet(
  columns: readonly Column[],
  pages: AsyncIterable<readonly Row[]>,
  { run }: { run: string },
): AsyncGenerator<Uint8Array> {
  const bytes = new ByteWriter();
  const schema = [{ name: 'root', num_children: columns.length }, ...columns.flatMap(elementsOf)];
  const kvMetadata = [{ key: 'ringfence.run', value: run }];
  const file = new ParquetWriter({ writer: bytes, schema, kvMetadata, createdBy: 'ringfence' });
  let group: Row[] = [];
  const written = (): Uint8Array => {
    if (group.length > 0) {
      const columnData = columns.map((column) => ({
        name: column.name,
        data: group.map((row) => storedOf(column, row)),
      }));
      file.write({ columnData, rowGroupSize: GROUP_ROWS });
    }
    group = [];
    return taken(bytes);
  };
  for await (const rows of pages) {
    for (const row of rows) {
      group.push(row);
      if (group.length === GROUP_ROWS) yield written();
    }
  }
  yield written();
  file.finish();
  yield taken(bytes);
}

/** What was written since the last time; `offset`, the place in the file, goes on. */
const taken = (writer: ByteWriter): Uint8Array => {
  const bytes = writer.getBytes().slice();
  writer.index = 0;
  return bytes;
};

const elementsOf = ({ name, kind, nullable }: Column): SchemaElement[] => {
  const repetition_type = nullable ? 'OPTIONAL' : 'REQUIRED';
  switch (kind) {
    case 'text':
      return [{ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' }, repetition_type }];
    case 'real':
      return [{ name, type: 'DOUBLE', repetition_type }];
    case 'whole':
      return [{ name, type: 'INT64', repetition_type }];
    case 'time': {
      const logical_type = { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' } as const;
      return [{ name, type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', logical_type, repetition_type }];
    }
    case 'texts':
      return [
        { name, converted_type: 'LIST', num_children: 1, repetition_type },
        { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
        { name: 'element', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
      ];
  }
};

const storedOf = ({ name, kind }: Column, row: Row): Cell | bigint => {
  const cell = row[name] as Cell;
  return cell !== null && (kind === 'whole' || kind === 'time') ? BigInt(cell as number) : cell;
};
