import { statfs } from 'node:fs/promises';
import { RingfenceError } from '../../errors.ts';

/** Bytes that this user may still write to the file system of a path. */
export type FreeBytes = (path: string) => Promise<number>;

export const freeBytes: FreeBytes = async (path) => {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
};

/** Throws `disk-full` when less than `needed` bytes are free where `path` lies. */
export const assertFreeSpace = async (path: string, needed: number, free: FreeBytes): Promise<void> => {
  const have = await free(path);
  if (have >= needed) return;
  throw new RingfenceError({
    type: 'disk-full',
    exitCode: 74,
    detail: `The disk that holds ${path} has ${megabytes(have)} MB free; ${megabytes(needed)} MB are needed.`,
    mend: 'Free some space, or set `home` (and XDG_CACHE_HOME for the jars) to another disk.',
  });
};

const megabytes = (bytes: number): number => Math.floor(bytes / 2 ** 20);
