import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { link, rename, rm, stat } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { RingfenceError } from '../errors.ts';
import type { Footer, Header, Line } from './format.ts';
import { LEGEND } from './format.ts';

/** Text gathered before it goes to the compressor, characters. */
const CHUNK = 256 * 1024;

export interface BackupFile {
  /** Lines are gathered; `settle` waits until the disk has followed. */
  put(line: Line): void;
  settle(): Promise<void>;
  /** Writes the footer and gives the file its name. Bytes of the file. */
  finish(): Promise<{ readonly footer: Footer; readonly bytes: number }>;
  /** Nothing stays of a file that is not finished. */
  discard(): Promise<void>;
}

/**
 * Writes a backup aside, readable by its owner only, and gives it its name when it is whole and on the disk. Throws
 * `file-exists` (unless `force`), `disk-full`, `cannot-write`.
 */
export const backupFile = async (path: string, header: Header, force: boolean): Promise<BackupFile> => {
  if (!force && (await exists(path))) throw fileExists(path);
  const aside = `${path}.${randomBytes(4).toString('hex')}.part`;
  const gzip = createGzip({ level: 6 });
  const out = createWriteStream(aside, { flags: 'wx', mode: 0o600, flush: true });
  gzip.pipe(out);
  let failure: unknown;
  out.on('error', (error) => {
    failure ??= error;
    // A writer that waits for `drain` would wait for ever.
    gzip.destroy();
  });
  gzip.on('error', () => undefined);
  const hash = createHash('sha256');
  const footer = { lines: 0, nodes: {} as Record<string, number>, relationships: {} as Record<string, number> };
  let gathered = `${JSON.stringify({ ...header, legend: LEGEND })}\n`;

  const check = (): void => {
    if (failure) throw cannotWrite(path, failure as NodeJS.ErrnoException);
  };
  const drained = async (): Promise<void> => {
    const waiting = new AbortController();
    const either = ['drain', 'close'].map((event) => once(gzip, event, { signal: waiting.signal }));
    await Promise.race(either).catch(() => undefined);
    waiting.abort();
  };
  const flush = async (): Promise<void> => {
    check();
    const text = gathered;
    gathered = '';
    hash.update(text);
    if (!gzip.write(text)) await drained();
    check();
  };

  return {
    put(line) {
      gathered += `${JSON.stringify(line)}\n`;
      footer.lines++;
      if (line[0] === 'n') {
        const label = line[1][0] ?? '';
        footer.nodes[label] = (footer.nodes[label] ?? 0) + 1;
      } else if (line[0] === 'r') footer.relationships[line[1]] = (footer.relationships[line[1]] ?? 0) + 1;
    },
    settle: async () => {
      if (gathered.length >= CHUNK) await flush();
      else check();
    },
    async finish() {
      await flush();
      const whole: Footer = { end: true, ...footer, sha256: hash.digest('hex') };
      gzip.end(`${JSON.stringify(whole)}\n`);
      await finished(out).catch((error: NodeJS.ErrnoException) => {
        throw cannotWrite(path, (failure as NodeJS.ErrnoException | undefined) ?? error);
      });
      const { size } = await stat(aside);
      if (force) await rename(aside, path);
      else {
        await link(aside, path).catch((error: NodeJS.ErrnoException) => {
          throw error.code === 'EEXIST' ? fileExists(path) : cannotWrite(path, error);
        });
        await rm(aside);
      }
      return { footer: whole, bytes: size };
    },
    async discard() {
      gzip.destroy();
      out.destroy();
      await rm(aside, { force: true });
    },
  };
};

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const fileExists = (path: string): RingfenceError =>
  new RingfenceError({
    type: 'file-exists',
    exitCode: 73,
    detail: `${path} is there already.`,
    mend: 'Take another name, or --force to replace it.',
  });

const FULL = ['ENOSPC', 'EDQUOT', 'EFBIG'];

const cannotWrite = (path: string, { code = 'unknown' }: NodeJS.ErrnoException): RingfenceError =>
  new RingfenceError({
    type: FULL.includes(code) ? 'disk-full' : 'cannot-write',
    exitCode: FULL.includes(code) ? 74 : 73,
    detail: `${path} cannot be written (${code}); nothing of it was kept.`,
    mend: FULL.includes(code) ? 'Free some space, or write to another disk.' : 'Check the folder and its permissions.',
  });
