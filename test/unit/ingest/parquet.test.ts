import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RingfenceError } from '../../../src/errors.ts';
import { type FileFormat, fileRecords } from '../../../src/ingest/import/file-records.ts';
import { parseMapping } from '../../../src/ingest/import/mapping.ts';
import { openFile } from '../../../src/ingest/import/source.ts';
import { signalRegistry } from '../../../src/signals/index.ts';

const registry = signalRegistry([]);
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ringfence-parquet-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type Written = Parameters<typeof parquetWriteBuffer>[0];
const parquet = (columnData: Written['columnData'], options: Partial<Written> = {}): Buffer =>
  Buffer.from(parquetWriteBuffer({ ...options, columnData }));

/** Everything that a file gives, and how far its reading was told to be. */
const readAll = async (bytes: Buffer, map?: string, format: FileFormat = 'parquet') => {
  const path = join(folder, 'events');
  await writeFile(path, bytes);
  const source = await openFile(path, 'events', { signal: new AbortController().signal });
  const mapping = map === undefined ? null : parseMapping(map, registry);
  const blocks: number[] = [];
  const told: number[] = [];
  const records: { line: number; read: unknown }[] = [];
  const reading = { source, format, mapping, registry, onBroken: () => {}, onRead: (read: number) => told.push(read) };
  try {
    for await (const block of fileRecords(reading)) {
      blocks.push(block.length);
      for (const record of block) records.push({ line: record.line, read: record.read() });
    }
  } finally {
    await source.close();
  }
  return { records, blocks, told };
};
const refusal = (bytes: Buffer, map?: string): Promise<RingfenceError> =>
  readAll(bytes, map).then(
    () => Promise.reject(new Error('it was read')),
    (error: RingfenceError) => error,
  );

const TWO = [
  { name: 'account', data: ['a', 'b'] },
  { name: 'at', data: [1_767_607_200_000n, 1_767_607_260_000n] },
];

describe('Parquet', () => {
  it('becomes events as CSV does: times of any kind, numbers, nulls as absent values, the row as id', async () => {
    const file = parquet([
      { name: 'user', data: ['fb_1', 'fb_2'] },
      { name: 'when', data: [new Date('2021-08-21T23:50:36.250Z'), new Date('2026-01-05T10:00:00Z')] },
      { name: 'address', data: ['203.0.113.7', null], type: 'STRING', nullable: true },
      { name: 'used', data: [12, 7], type: 'INT32' },
      { name: 'tokens', data: [9_007_199_254_740_991n, 3n] },
      { name: 'streamed', data: [true, false] },
      { name: 'not mapped', data: [[1], [2, 3]].map((list) => JSON.stringify(list)) },
    ]);
    const map = 'account=user,at=when,ip=address,requests=used,tokens_in=tokens,stream=streamed';
    const { records } = await readAll(file, map);
    expect(records).toEqual([
      {
        line: 1,
        read: {
          ok: true,
          value: {
            id: 'row:1',
            account: 'fb_1',
            kind: 'session',
            time: '2021-08-21T23:50:36.250Z',
            signals: [{ type: 'ip', value: '203.0.113.7' }],
            usage: { requests: 12, tokensIn: 9_007_199_254_740_991, stream: true },
          },
        },
      },
      {
        line: 2,
        read: {
          ok: true,
          value: {
            id: 'row:2',
            account: 'fb_2',
            kind: 'session',
            time: '2026-01-05T10:00:00.000Z',
            signals: [],
            usage: { requests: 7, tokensIn: 3, stream: false },
          },
        },
      },
    ]);
  });

  it('gives the very events that the same table gives as CSV, whatever its row groups, pages and compression', async () => {
    const cell = fc.stringMatching(/^[a-zäß€😀0-9 ,"]{0,12}$/u);
    const codecs = fc.constantFrom('UNCOMPRESSED', 'SNAPPY', 'GZIP', 'BROTLI', 'ZSTD');
    const compressors = { GZIP: gzipSync, BROTLI: brotliCompressSync, ZSTD: zstdCompressSync };
    const rows = fc.array(fc.tuple(cell, fc.nat(2 ** 31), fc.option(cell, { nil: null })), {
      minLength: 1,
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(rows, codecs, fc.integer({ min: 1, max: 70 }), async (table, codec, rowGroupSize) => {
        const file = parquet(
          [
            { name: 'account', data: table.map(([account]) => account) },
            { name: 'at', data: table.map(([, at]) => BigInt(at)) },
            { name: 'device', data: table.map(([, , device]) => device), type: 'STRING', nullable: true },
          ],
          { codec, compressors, rowGroupSize, pageSize: 64 },
        );
        const quoted = (text: string | null): string => (text === null ? '' : `"${text.replaceAll('"', '""')}"`);
        const lines = table.map(([account, at, device]) => `${quoted(account)},${at},${quoted(device)}`);
        const csv = await readAll(Buffer.from(['account,at,device', ...lines].join('\n')), undefined, 'csv');
        const withoutId = ({ records }: typeof csv) =>
          records.map(({ read }) => ({ ...(read as { value: object }).value, id: null }));
        expect(withoutId(await readAll(file))).toEqual(withoutId(csv));
      }),
      { numRuns: 40 },
    );
  });

  it('of any number of rows is read a slice at a time, and tells how far it is', async () => {
    const count = 150_000;
    const file = parquet(
      [
        { name: 'account', data: Array.from({ length: count }, (_, n) => `account ${n}`) },
        { name: 'at', data: BigInt64Array.from({ length: count }, (_, n) => 1_700_000_000n + BigInt(n)) },
        { name: 'device', data: Array.from({ length: count }, (_, n) => `device ${n % 1000}`) },
      ],
      { rowGroupSize: 100_000, pageSize: 10_000 },
    );
    const { records, blocks, told } = await readAll(file);
    expect(Math.max(...blocks)).toBeLessThan(40_000);
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told.at(-1)).toBe(file.length);
    expect(records).toHaveLength(count);
    for (const row of [1, 32_768, 32_769, 99_999, 100_000, 100_001, 150_000]) {
      expect(records[row - 1]).toMatchObject({
        line: row,
        read: { value: { account: `account ${row - 1}`, signals: [{ value: `device ${(row - 1) % 1000}` }] } },
      });
    }
  });

  it('refuses a row whose number was rounded or whose bytes are no text, since two accounts could become one', async () => {
    const file = parquet([
      { name: 'account', data: [Uint8Array.of(0xff, 0xfe), new TextEncoder().encode('b')], type: 'BYTE_ARRAY' },
      { name: 'at', data: [1_767_607_200, 2 ** 60], type: 'DOUBLE' },
    ]);
    const { records } = await readAll(file);
    expect(records.map(({ read }) => read)).toEqual([
      { ok: false, reason: 'has no exact text in its column "account"' },
      { ok: false, reason: 'has no exact text in its column "at"' },
    ]);
    expect(
      (
        await readAll(
          parquet([
            { name: 'account', data: ['x'.repeat(2 ** 21)] },
            { name: 'at', data: [1] },
          ]),
        )
      ).records[0],
    ).toMatchObject({ read: { ok: false, reason: 'is longer than 1048576 bytes' } });
  });

  it('without a column that is needed, or with one of lists, is refused by the name of the column', async () => {
    expect(await refusal(parquet(TWO), 'account=account,at=when')).toMatchObject({
      type: 'invalid-mapping',
      message: expect.stringContaining('no column "when" (for at)'),
    });
    expect(await refusal(parquet([{ name: 'account', data: ['a'] }]))).toMatchObject({ type: 'invalid-mapping' });
    const nested = parquet(
      [
        { name: 'account', data: ['a', 'b'] },
        { name: 'ip', data: [['203.0.113.1'], ['203.0.113.2', '203.0.113.3']] },
      ],
      {
        schema: [
          { name: 'root', num_children: 2 },
          { name: 'account', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
          { name: 'ip', converted_type: 'LIST', num_children: 1, repetition_type: 'REQUIRED' },
          { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
          { name: 'element', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
        ],
      },
    );
    expect(await refusal(nested, 'account=account,at=ip')).toMatchObject({
      type: 'invalid-mapping',
      message: expect.stringContaining('column "ip" holds lists'),
    });
  });

  it.each<[string, (file: Buffer) => Buffer, string]>([
    ['that is empty', () => Buffer.alloc(0), 'no Parquet file'],
    ['that is something else', () => gzipSync('{"account": "a"}\n'), 'no Parquet file'],
    ['that is cut off', (file) => file.subarray(0, file.length - 9), 'cut off'],
    ['that is encrypted', (file) => Buffer.concat([file.subarray(0, -4), Buffer.from('PARE')]), 'encrypted'],
    [
      'with a broken footer',
      (file) => Buffer.concat([file.subarray(0, -20), Buffer.alloc(12, 0xff), file.subarray(-8)]),
      'its footer',
    ],
    [
      'with a broken page',
      (file) => Buffer.concat([file.subarray(0, 4), Buffer.alloc(40, 0xff), file.subarray(44)]),
      'row group 1',
    ],
  ])('%s is told in one sentence without its values', async (_, damage, sentence) => {
    const error = await refusal(damage(parquet(TWO)));
    expect(error).toMatchObject({ type: 'file-unreadable', exitCode: 65, message: expect.stringContaining(sentence) });
    expect(error.mend).toBeDefined();
  });

  it('whatever bytes of it are damaged is read or refused as a whole, and never fails otherwise', async () => {
    const file = parquet(TWO, { codec: 'UNCOMPRESSED' });
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const damaged = Buffer.from(file);
        damaged[at]! ^= flip;
        const outcome = await readAll(damaged).then(
          ({ records }) => records.length,
          (error: RingfenceError) => error.type,
        );
        expect(['number', 'string']).toContain(typeof outcome);
        if (typeof outcome === 'string') expect(['file-unreadable', 'invalid-mapping']).toContain(outcome);
      }),
    );
  });

  it('in a compression that is not known is refused by its name', async () => {
    const lz4 = parquet(TWO, { codec: 'LZ4', compressors: { LZ4: (bytes) => bytes } });
    expect(await refusal(lz4)).toMatchObject({ message: expect.stringContaining('compressed with LZ4'), exitCode: 65 });
  });
});
