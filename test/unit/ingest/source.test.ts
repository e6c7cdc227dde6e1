import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rejectFile } from '../../../src/ingest/import/rejects.ts';
import { openFile, openStandardInput } from '../../../src/ingest/import/source.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ringfence-source-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
const signal = new AbortController().signal;
const bytes = randomBytes(20_000);

describe('what an import reads', () => {
  it.each([
    ['plain', bytes],
    ['gzip, whatever it is called', gzipSync(bytes)],
    ['gzip of two members', Buffer.concat([gzipSync(bytes.subarray(0, 5)), gzipSync(bytes.subarray(5))])],
  ])('is decompressed (%s) and known by the digest of its bytes', async (_, stored) => {
    const path = join(folder, 'a.ndjson');
    await writeFile(path, stored);
    const source = await openFile(path, 'a.ndjson', { signal });
    let read = 0;
    const content = source.read((soFar) => {
      read = soFar;
    });
    expect((await buffer(content)).equals(bytes)).toBe(true);
    expect(read).toBe(stored.length);
    expect(source).toMatchObject({
      size: stored.length,
      identity: createHash('sha256').update(stored).digest('hex'),
    });
    await source.close();
  });

  it.each([0, 1])('may be %d bytes long', async (length) => {
    const path = join(folder, 'tiny');
    await writeFile(path, bytes.subarray(0, length));
    const source = await openFile(path, 'tiny', { signal });
    expect((await buffer(source.read(() => {}))).equals(bytes.subarray(0, length))).toBe(true);
    await source.close();
  });

  it('that is broken gzip, missing or a folder is told in one sentence', async () => {
    const path = join(folder, 'broken.gz');
    await writeFile(path, gzipSync(bytes).subarray(0, 1_000));
    const source = await openFile(path, 'broken.gz', { signal });
    await expect(buffer(source.read(() => {}))).rejects.toMatchObject({ type: 'file-unreadable', exitCode: 65 });
    await source.close();
    await expect(openFile(join(folder, 'none'), 'none', { signal })).rejects.toMatchObject({ exitCode: 66 });
    await expect(openFile(folder, 'folder', { signal })).rejects.toMatchObject({ type: 'file-unreadable' });
  });

  it('may be standard input: spooled for its digest, with no file left behind', async () => {
    const stdin = Readable.from([gzipSync(bytes)]);
    const spool = join(folder, 'spool');
    const source = await openStandardInput(stdin, spool, { signal });
    expect(await readdir(spool)).toEqual([]);
    expect((await buffer(source.read(() => {}))).equals(bytes)).toBe(true);
    expect(source.identity).toBe(createHash('sha256').update(gzipSync(bytes)).digest('hex'));
    await source.close();
  });

  it('from standard input under a key is read as it comes', async () => {
    const source = await openStandardInput(Readable.from([bytes]), folder, { signal, key: 'nightly' });
    expect(source).toMatchObject({ size: null, identity: 'key:nightly' });
    expect((await buffer(source.read(() => {}))).equals(bytes)).toBe(true);
  });
});

describe('a reject file', () => {
  it('is there only when something was refused, and is written anew each time', async () => {
    const rejects = join(folder, 'rejects');
    const first = await rejectFile(rejects, 'a b/ü.csv', '0123456789abcdef');
    for (let line = 1; line <= 5_000; line++) {
      first.add({ line, pointer: '/time', reason: 'no' });
      await first.settle();
    }
    await first.close();
    expect(await readdir(rejects)).toEqual(['a_b__.csv.01234567.ndjson']);
    const second = await rejectFile(rejects, 'a b/ü.csv', '0123456789abcdef');
    await second.close();
    expect([first.count, second.count]).toEqual([5_000, 0]);
    expect(await readdir(rejects)).toEqual([]);
  });
});
