import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';

/** One thing wrong in a file. Holds no value of the file. */
export interface Reject {
  readonly line: number;
  readonly pointer: string;
  readonly reason: string;
}

/** Where an import writes what it refused. */
export interface Rejects {
  readonly path: string;
  /** Problems written so far. */
  readonly count: number;
  add(reject: Reject): void;
  /** Resolves when what was added has been taken up: backpressure. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/**
 * A reject file, `<folder>/<file>.<first 8 of the digest>.ndjson`: written anew at each run, which tells all rejects of the
 * file again even where its batches are passed over; there is none while there is nothing to tell.
 */
export const rejectFile = async (folder: string, name: string, digest: string): Promise<Rejects> => {
  const path = join(folder, `${name.replaceAll(/[^A-Za-z0-9._-]/g, '_')}.${digest.slice(0, 8)}.ndjson`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await rm(path, { force: true });
  let stream: WriteStream | undefined;
  let failure: Error | undefined;
  let count = 0;
  return {
    path,
    get count() {
      return count;
    },
    add({ line, pointer, reason }) {
      stream ??= createWriteStream(path, { mode: 0o600 }).on('error', (error) => {
        failure = error;
      });
      stream.write(`${JSON.stringify({ line, pointer, reason })}\n`);
      count += 1;
    },
    async settle() {
      if (failure) throw failure;
      if (stream?.writableNeedDrain) await new Promise<void>((resolve) => stream?.once('drain', resolve));
    },
    async close() {
      if (stream === undefined) return;
      stream.end();
      await finished(stream);
    },
  };
};
