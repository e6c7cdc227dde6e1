export interface Repeated {
  work(): Promise<unknown>;
  /** From the end of one round to the beginning of the next, ms. */
  readonly everyMs: number;
  /** A round that failed: the next one comes all the same. */
  onError(error: unknown): void;
  /** Whether the first round waits like the others; else it begins with `open`. */
  readonly waitsFirst?: boolean;
}

export interface Repeating {
  /** Fires when it is closed: long work looks at it between its steps. */
  readonly signal: AbortSignal;
  /** Begins. Again it changes nothing. */
  open(): void;
  /** The next round comes at once; while one is at work, right after that: it may have looked too early. */
  wake(): void;
  /** Begins no further round, and waits for the one at work. */
  close(): Promise<void>;
}

/** Does `work` round after round, never two at the same time, until it is closed. It keeps no process alive. */
export const repeat = ({ work, everyMs, onError, waitsFirst = false }: Repeated): Repeating => {
  const closing = new AbortController();
  const { signal } = closing;
  let woken = false;
  let endPause = (): void => undefined;
  let rounds: Promise<void> | undefined;

  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      if (woken || signal.aborted) return resolve();
      const timer = setTimeout(resolve, everyMs);
      timer.unref();
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const wake = (): void => {
    woken = true;
    endPause();
  };

  const goRound = async (): Promise<void> => {
    if (waitsFirst) await pause();
    while (!signal.aborted) {
      woken = false;
      try {
        await work();
      } catch (error) {
        onError(error);
      }
      await pause();
    }
  };

  return {
    signal,
    wake,
    open: () => {
      rounds ??= goRound();
    },
    async close() {
      closing.abort();
      wake();
      await rounds;
    },
  };
};
