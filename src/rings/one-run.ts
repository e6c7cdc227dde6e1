import type { RunRow } from './rows.ts';
import type { RingsStore } from './store.ts';

/** A pointer that moves on every try would mean runs of milliseconds. */
const TRIES = 4;

/**
 * Reads of one run alone: resolves the published run, reads by its id, and looks again. Where another run was published
 * meanwhile, the old one's rings may have been taken away halfway, so all is read again. Only for reading: `read` may
 * run several times. Its errors count only when the run is still the same.
 */
export const oneRunReader =
  (store: Pick<RingsStore, 'published'>) =>
  async <Result>(read: (run: RunRow | null) => Promise<Result>): Promise<Result> => {
    for (let attempt = 1; ; attempt++) {
      const run = await store.published();
      const outcome = await read(run).then(
        (result) => () => result,
        (error: unknown) => (): Result => {
          throw error;
        },
      );
      const still = (await store.published())?.id === run?.id;
      if (still || attempt === TRIES) return outcome();
    }
  };
