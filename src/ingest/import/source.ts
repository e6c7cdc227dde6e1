import { createHash } from 'node:crypto';
import { mkdir, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { RingfenceError } from '../../errors.ts';

/** Bytes of a file at any place, as they lie there. */
export interface FileBytes {
  readonly size: number;
  read(start: number, end: number): Promise<ArrayBuffer>;
}

/** What an import reads: a file, or standard input spooled into one. */
export interface ImportSource {
  /** For people and for the name of the reject file. */
  readonly name: string;
  /** Bytes as they lie there (compressed, if they are); null for a stream that is read only once. */
  readonly size: number | null;
  /** What the import's key is made of: the SHA-256 of the bytes, or the key that the user gave. */
  readonly identity: string;
  /** The decompressed bytes from the beginning; `onRead` is told how many of `size` have been read so far. */
  read(onRead: (bytes: number) => void): Readable;
  /** For formats that are read at many places; null for a stream that is read only once. */
  readonly bytes: FileBytes | null;
  close(): Promise<void>;
}

interface OpenOptions {
  /** Told how many bytes have been read for the digest. */
  readonly onDigest?: (bytes: number, size: number) => void;
  /** Given by the user in place of the digest. */
  readonly key?: string | undefined;
  readonly signal: AbortSignal;
}

/** Opens a file; reads it once to the end for its digest, unless a key is given. Throws `file-unreadable`. */
export const openFile = async (path: string, name: string, options: OpenOptions): Promise<ImportSource> => {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    throw unreadable(name, error);
  }
  try {
    return await ofHandle(file, name, options);
  } catch (error) {
    await file.close();
    throw error instanceof RingfenceError || options.signal.aborted ? error : unreadable(name, error);
  }
};

/**
 * Standard input. With a key it is read as it comes. Without one it must be read to its end for its digest first: it is
 * spooled into a file that has no name from the start, so that nothing raw is left behind, whatever happens.
 */
export const openStandardInput = async (
  stdin: NodeJS.ReadableStream,
  folder: string,
  options: OpenOptions,
): Promise<ImportSource> => {
  const name = 'standard-input';
  if (options.key !== undefined) {
    return {
      name,
      size: null,
      identity: `key:${options.key}`,
      read: (onRead) => decompressed(stdin as Readable, onRead),
      bytes: null,
      close: async () => {},
    };
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `spool-${process.pid}-${performance.now().toString(36).replace('.', '')}`);
  const file = await open(path, 'wx+', 0o600);
  try {
    await unlink(path);
    for await (const bytes of stdin as AsyncIterable<Buffer>) {
      options.signal.throwIfAborted();
      await file.write(bytes);
    }
    return await ofHandle(file, name, options);
  } catch (error) {
    await file.close();
    throw error;
  }
};

type FileHandle = Awaited<ReturnType<typeof open>>;

const ofHandle = async (file: FileHandle, name: string, options: OpenOptions): Promise<ImportSource> => {
  const { size } = await file.stat();
  return {
    name,
    size,
    identity: options.key === undefined ? await digestOf(file, size, options) : `key:${options.key}`,
    read: (onRead) => decompressed(file.createReadStream({ start: 0, autoClose: false }), onRead),
    bytes: { size, read: (start, end) => bytesOf(file, start, end, name) },
    close: () => file.close(),
  };
};

/** All of them, or `file-unreadable`: a file that became shorter meanwhile must not look like one with zeros in it. */
const bytesOf = async (file: FileHandle, start: number, end: number, name: string): Promise<ArrayBuffer> => {
  const buffer = new Uint8Array(Math.max(0, end - start));
  for (let read = 0; read < buffer.length; ) {
    const { bytesRead } = await file
      .read(buffer, read, buffer.length - read, start + read)
      .catch((error: unknown) => Promise.reject(unreadable(name, error)));
    if (bytesRead === 0) throw unreadable(name, { code: 'shorter than expected' });
    read += bytesRead;
  }
  return buffer.buffer;
};

const digestOf = async (file: FileHandle, size: number, options: OpenOptions): Promise<string> => {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(1024 * 1024);
  for (let at = 0; ; ) {
    options.signal.throwIfAborted();
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) return hash.digest('hex');
    hash.update(buffer.subarray(0, bytesRead));
    at += bytesRead;
    options.onDigest?.(at, size);
  }
};

/** Gzip is known by its first bytes, whatever the file is called. */
const decompressed = (source: Readable, onRead: (bytes: number) => void): Readable =>
  Readable.from(plainBytes(counted(source, onRead)), { objectMode: false });

async function* plainBytes(bytes: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  let first = Buffer.alloc(0);
  while (first.length < GZIP_MAGIC.length) {
    const { value, done } = await bytes.next();
    if (done) break;
    first = Buffer.concat([first, value]);
  }
  const all = (async function* () {
    yield first;
    yield* bytes;
  })();
  if (!GZIP_MAGIC.every((byte, at) => first[at] === byte)) return yield* all;
  try {
    // The error comes out of the iteration; the callback is there because `pipeline` asks for one.
    yield* pipeline(all, createGunzip(), () => {}) as AsyncIterable<Buffer>;
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code?.startsWith('Z_') ? notGzip() : error;
  }
}

async function* counted(source: Readable, onRead: (bytes: number) => void): AsyncGenerator<Buffer> {
  let read = 0;
  for await (const bytes of source as AsyncIterable<Buffer>) {
    read += bytes.length;
    onRead(read);
    yield bytes;
  }
}

const GZIP_MAGIC = [0x1f, 0x8b];

const notGzip = (): RingfenceError =>
  new RingfenceError({
    type: 'file-unreadable',
    detail: 'The file begins as gzip but is broken or cut off.',
    mend: 'Check it with gzip -t.',
    exitCode: 65,
  });

const unreadable = (name: string, error: unknown): RingfenceError =>
  new RingfenceError({
    type: 'file-unreadable',
    detail: `${name} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`,
    mend: 'Check the path and its permissions.',
    exitCode: 66,
  });
