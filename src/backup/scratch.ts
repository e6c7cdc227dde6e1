import { DatabaseSync } from 'node:sqlite';
import type { Properties } from './format.ts';

/**
 * What a backup must remember of millions of nodes, in a temporary file of SQLite's that is gone with the process: how many events
 * each account had when it was read, and which templates are referred to and were not written yet.
 */
export const openScratch = () => {
  // An empty name is a private database on disk.
  const database = new DatabaseSync('');
  database.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
    CREATE TABLE seen (account TEXT PRIMARY KEY, events INTEGER) WITHOUT ROWID;
    CREATE TABLE referred (key TEXT PRIMARY KEY, signal TEXT) WITHOUT ROWID`);
  const see = database.prepare('INSERT OR REPLACE INTO seen VALUES (?, ?)');
  const seen = database.prepare('SELECT events FROM seen WHERE account = ?');
  const refer = database.prepare('INSERT OR IGNORE INTO referred VALUES (?, ?)');
  const written = database.prepare('DELETE FROM referred WHERE key = ?');
  const left = database.prepare('SELECT signal FROM referred ORDER BY key');
  return {
    see: (account: string, events: number): void => void see.run(account, events),
    /** Undefined for an account that was not read yet. */
    eventsSeen: (account: string): number | undefined => (seen.get(account) as { events: number } | undefined)?.events,
    /** An observation refers to this signal. */
    refer: (key: string, signal: { labels: readonly string[]; properties: Properties }): void =>
      void refer.run(key, JSON.stringify(signal)),
    /** The signal is in the file. */
    written: (key: string): void => void written.run(key),
    /** Signals that are referred to and not in the file. */
    missing: (): { labels: readonly string[]; properties: Properties }[] =>
      left.all().map(({ signal }) => JSON.parse(String(signal)) as { labels: string[]; properties: Properties }),
    close: (): void => database.close(),
  };
};

export type Scratch = ReturnType<typeof openScratch>;
