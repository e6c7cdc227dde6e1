import { DatabaseSync } from 'node:sqlite';

/**
 * An exclusive lock on a file that ends with the process, however it ends. Node has no flock of its own; SQLite takes an
 * operating system lock for an exclusive transaction. Returns a release function, or undefined when somebody has it.
 */
export const tryLock = (file: string): (() => void) | undefined => {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
    return () => database.close();
  } catch (error) {
    database.close();
    if (/locked|busy/i.test((error as Error).message)) return undefined;
    throw error;
  }
};
