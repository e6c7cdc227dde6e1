import { parse } from 'csv-parse/sync';
import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { columnsOf, type Row } from '../../../src/exports/columns.ts';
import { formats } from '../../../src/exports/formats.ts';
import { accountLine, type FormatName, ringLine } from '../../../src/exports/schema.ts';
import { exportColumns } from '../../../src/exports/service.ts';

const columns = columnsOf(
  z.object({
    name: z.string(),
    score: z.number(),
    count: z.int(),
    at: z.iso.datetime().nullable(),
    who: z.string().nullable(),
    why: z.array(z.string()),
  }),
);
const TIME = Date.UTC(2026, 2, 2, 8, 0, 0, 123);
const row = (n: number): Row => ({
  ...{ name: `acct_${n}`, score: n / 7, count: 2 ** 40 + n, at: n % 3 === 0 ? null : TIME + n },
  ...{
    who: n % 2 === 0 ? null : 'desk "Berlin", 2',
    why: Array.from({ length: n % 4 }, (_, i) => `reason ${i} of ${n}`),
  },
});
const rowsOf = (count: number): Row[] => Array.from({ length: count }, (_, n) => row(n));

async function* inPages(rows: readonly Row[], size: number) {
  for (let at = 0; at < rows.length; at += size) yield rows.slice(at, at + size);
}

const encoded = async (
  format: FormatName,
  rows: readonly Row[],
  { size = 1000, bom = false, end = false } = {},
): Promise<{ bytes: Buffer; largest: number }> => {
  const pieces: Buffer[] = [];
  for await (const piece of formats[format].encode(columns, inPages(rows, size), { run: 'run_1', bom, end })) {
    pieces.push(Buffer.from(piece));
  }
  return { bytes: Buffer.concat(pieces), largest: Math.max(...pieces.map((piece) => piece.length)) };
};

const iso = (at: unknown): string => (at === null ? '' : new Date(at as number).toISOString());
const buffer = (bytes: Buffer): ArrayBuffer => new Uint8Array(bytes).buffer;

describe('columns', () => {
  it('are the fields of the row’s schema, in their order, each with a kind and a description', () => {
    for (const [subject, line] of [['rings', ringLine] as const, ['accounts', accountLine] as const]) {
      const described = exportColumns(subject);
      expect(described.map(({ name }) => name)).toEqual(Object.keys(line.shape));
      for (const { name, description } of described) expect(description, name).not.toBe('');
    }
    expect(exportColumns('accounts').map(({ kind }) => kind)).toContain('time');
    expect(exportColumns('accounts').find(({ name }) => name === 'requests')?.kind).toBe('whole');
    expect(exportColumns('accounts').find(({ name }) => name === 'createdAt')?.nullable).toBe(true);
    expect(() => columnsOf(z.object({ odd: z.boolean() }))).toThrow(/odd is of no kind/);
  });
});

describe('CSV', () => {
  it('has a header and every row, whatever the size of the pages', async () => {
    const rows = rowsOf(2500);
    const { bytes } = await encoded('csv', rows);
    expect((await encoded('csv', rows, { size: 7 })).bytes.equals(bytes)).toBe(true);
    const read: string[][] = parse(bytes, { recordDelimiter: '\r\n' });
    expect(read[0]).toEqual(columns.map(({ name }) => name));
    expect(read.slice(1)).toEqual(
      rows.map((each) => [
        ...[each['name'], String(each['score']), String(each['count']), iso(each['at']), each['who'] ?? ''],
        (each['why'] as string[]).join('; '),
      ]),
    );
  });

  it('is its header alone without rows, and begins with a byte order mark where one is asked for', async () => {
    expect((await encoded('csv', [])).bytes.toString()).toBe('name,score,count,at,who,why\r\n');
    const marked = (await encoded('csv', rowsOf(3), { bom: true })).bytes;
    expect(marked.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(marked.subarray(3).equals((await encoded('csv', rowsOf(3))).bytes)).toBe(true);
  });
});

describe('NDJSON', () => {
  it('has an object a line, and a last line that counts them where one is asked for', async () => {
    const rows = rowsOf(2500);
    const lines = (await encoded('ndjson', rows, { end: true })).bytes.toString().trimEnd().split('\n');
    expect(lines.slice(0, -1).map((line) => JSON.parse(line))).toEqual(
      rows.map((each) => ({ ...each, at: iso(each['at']) || null })),
    );
    expect(Object.keys(JSON.parse(lines[0]!))).toEqual(columns.map(({ name }) => name));
    expect(JSON.parse(lines.at(-1)!)).toEqual({ end: { run: 'run_1', rows: 2500 } });
    expect((await encoded('ndjson', [])).bytes.length).toBe(0);
  });
});

describe('Parquet', () => {
  it('holds every value with its type, in groups of rows that are written as they fill', async () => {
    const rows = rowsOf(12_501);
    const { bytes, largest } = await encoded('parquet', rows, { size: 3000 });
    const metadata = await parquetMetadataAsync({
      byteLength: bytes.length,
      slice: (a, b) => buffer(bytes.subarray(a, b)),
    });
    expect(metadata.row_groups.map((group) => Number(group.num_rows))).toEqual([...Array(6).fill(2_000), 501]);
    expect(metadata.key_value_metadata).toEqual([{ key: 'ringfence.run', value: 'run_1' }]);
    expect(metadata.schema.find(({ name }) => name === 'at')).toMatchObject({
      type: 'INT64',
      logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
    });
    // No piece is much more than a group.
    expect(largest).toBeLessThan(bytes.length / 2);
    const read = await parquetReadObjects({ file: buffer(bytes) });
    expect(read).toEqual(
      rows.map((each) => ({
        ...each,
        count: BigInt(each['count'] as number),
        at: each['at'] === null ? null : new Date(each['at'] as number),
      })),
    );
  });

  it('can be read without rows, and not at all when its end is missing', async () => {
    const { bytes } = await encoded('parquet', []);
    expect(await parquetReadObjects({ file: buffer(bytes) })).toEqual([]);
    const whole = (await encoded('parquet', rowsOf(50))).bytes;
    await expect(parquetReadObjects({ file: buffer(whole.subarray(0, whole.length - 9)) })).rejects.toThrow();
  });
});

describe('every format', () => {
  it('gives the same bytes for the same rows', async () => {
    for (const format of ['csv', 'ndjson', 'parquet'] as const) {
      const [one, two] = [await encoded(format, rowsOf(300)), await encoded(format, rowsOf(300), { size: 11 })];
      expect(one.bytes.equals(two.bytes), format).toBe(true);
    }
  });
});
