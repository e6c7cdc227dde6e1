import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface WatchOptions {
  readonly files: readonly string[];
  /** How often the files are looked at without the system's word, ms: not every file system tells of changes. */
  readonly pollMs: number;
  /** How long the files must stay as they are before they are read, ms: one may be in the middle of being written. */
  readonly settleMs: number;
  /** Called when a file has changed and all are at rest; never twice at the same time. */
  onChange(): Promise<void>;
  onError(error: unknown): void;
}

export interface Watching {
  /** Ends it, after what it is doing. */
  close(): Promise<void>;
}

/** Quiet after a word of the file system before the files are looked at, ms: one change comes as several words. */
const GATHER_MS = 20;

/**
 * Watches files by their folders, so that a file that is replaced by renaming, made anew after it was deleted, or reached through a
 * link that is turned (Kubernetes) is seen like one that is written in place; and by looking, where the system says nothing.
 */
export const watchFiles = async (options: WatchOptions): Promise<Watching> => {
  const { files, pollMs, settleMs } = options;
  const closing = new AbortController();
  const watchers = new Map<string, FSWatcher>();
  let known = await stamps(files);
  let working: Promise<void> | undefined;
  let again = false;

  const look = async (): Promise<void> => {
    let seen = await stamps(files);
    if (seen === known) return;
    for (let before = ''; before !== seen; ) {
      before = seen;
      await sleep(settleMs, undefined, { signal: closing.signal });
      seen = await stamps(files);
    }
    known = seen;
    await options.onChange();
  };

  const wake = (): void => {
    again = true;
    working ??= (async () => {
      while (again && !closing.signal.aborted) {
        again = false;
        await sleep(GATHER_MS, undefined, { signal: closing.signal });
        await look();
      }
    })()
      .catch((error: unknown) => {
        if (!closing.signal.aborted) options.onError(error);
      })
      .finally(() => {
        working = undefined;
      });
  };

  /** Begins to listen at folders that are there and not listened at. */
  const listen = (): void => {
    for (const folder of new Set(files.map((file) => dirname(file)))) {
      if (watchers.has(folder)) continue;
      try {
        const watcher = watch(folder, { persistent: false }, wake);
        const drop = () => {
          watcher.close();
          if (watchers.get(folder) === watcher) watchers.delete(folder);
        };
        watcher.on('error', drop);
        watchers.set(folder, watcher);
      } catch {
        // No such folder, or no more watches to be had: looking finds the change later.
      }
    }
  };

  listen();
  const timer = setInterval(() => {
    listen();
    wake();
  }, pollMs);
  timer.unref();
  // What changed between the first stamps and the first watcher.
  wake();

  return {
    async close() {
      closing.abort();
      clearInterval(timer);
      for (const watcher of watchers.values()) watcher.close();
      watchers.clear();
      await working;
    },
  };
};

/** Tells one content of the files from another without reading them; a file that is not there has a stamp too. */
const stamps = async (files: readonly string[]): Promise<string> => {
  const each = await Promise.all(
    files.map((file) =>
      stat(file, { bigint: true }).then(
        ({ dev, ino, size, mtimeNs, ctimeNs }) => [dev, ino, size, mtimeNs, ctimeNs].join(':'),
        (error: NodeJS.ErrnoException) => error.code ?? 'unknown',
      ),
    ),
  );
  return each.join('\n');
};
