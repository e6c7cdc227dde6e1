const HOUR_MS = 3_600_000;

/** Does `work` at once and then every hour, never twice at the same time, until it is closed. */
export const housekeeping = (options: { work: () => Promise<unknown>; onError: (error: unknown) => void }) => {
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<unknown> | undefined;
  const round = (): void => {
    working ??= options
      .work()
      .catch(options.onError)
      .finally(() => {
        working = undefined;
      });
  };
  return {
    open(): void {
      if (timer !== undefined) return;
      timer = setInterval(round, HOUR_MS);
      timer.unref();
      round();
    },
    async close(): Promise<void> {
      clearInterval(timer);
      timer = undefined;
      await working;
    },
  };
};
