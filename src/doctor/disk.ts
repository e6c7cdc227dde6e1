import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { freeBytes } from '../graph/server/disk.ts';
import { type Finding, failure, ok, skipped, warning } from './check.ts';
import { bytesText } from './sizes.ts';

/** Below this Neo4j stops taking writes sooner or later. */
const LEAST = 512 * 2 ** 20;
const COMFORTABLE = 2 * 2 ** 30;

export interface Space {
  readonly free: number;
  /** Bytes of the graph's own files; null where they cannot be seen from here. */
  readonly store: number | null;
}

/** A backup or a restore needs about the store's size once more. */
export const spaceFinding = (what: string, { free, store }: Space): Finding => {
  const said = `${what}: ${bytesText(free)} free${store === null ? '' : `, the graph takes ${bytesText(store)}`}`;
  const mend = `Free some space, or move it to a larger disk (${what}).`;
  if (free < LEAST) return failure(said, mend);
  if (free < Math.max(COMFORTABLE, store ?? 0)) {
    return warning(`${said}; a backup or a restore needs about the graph's size once more`, mend);
  }
  return ok(said);
};

/** How much is free where a folder is, or will be; the folder need not exist yet. */
export const diskFinding = async (what: string, folder: string, store: number | null): Promise<Finding> => {
  for (let at = folder; ; at = dirname(at)) {
    try {
      return spaceFinding(`${what} (${folder})`, { free: await freeBytes(at), store });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(at) === at) {
        return skipped(`${what} (${folder}) cannot be looked at (${(error as NodeJS.ErrnoException).code}).`);
      }
    }
  }
};

/** Bytes of the files below a folder; null when it is not there or closed to us. Files that go meanwhile do not count. */
export const folderBytes = async (folder: string): Promise<number | null> => {
  let entries: { name: string; isDirectory(): boolean }[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch {
    return null;
  }
  let sum = 0;
  for (const entry of entries) {
    const path = join(folder, entry.name);
    sum += entry.isDirectory() ? ((await folderBytes(path)) ?? 0) : ((await sizeOf(path)) ?? 0);
  }
  return sum;
};

const sizeOf = (file: string): Promise<number | null> =>
  stat(file).then(
    ({ size }) => size,
    () => null,
  );
