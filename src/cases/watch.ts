import type { Logger } from 'pino';
import type { Actor } from '../audited.ts';
import { isAway } from '../graph/failures.ts';
import { repeat } from '../repeat.ts';
import type { ReopenRule } from './ring-changes.ts';
import type { Told, WatchStore } from './watch-store.ts';

/** Rings asked for at once. */
const AT_ONCE = 500;
/** How often it is looked whether an instance died between a run and this. One cheap question. */
const EVERY_MS = 60_000;

export interface RingWatch {
  /** Tells cases what the published run has done to their rings. Idempotent: what was told is not told again, by no instance. */
  look(): Promise<readonly Told[]>;
  /** Looks now, and again from time to time. */
  open(): void;
  close(): Promise<void>;
}

export const ringWatch = ({
  store,
  rule,
  by,
  log,
  now,
}: {
  store: WatchStore;
  rule: ReopenRule;
  /** The service by itself. */
  by: Actor;
  log: Logger;
  /** Epoch milliseconds. */
  now(): number;
}): RingWatch => {
  const look = async (): Promise<readonly Told[]> => {
    const told: Told[] = [];
    for (let more = true; more && !watching.signal.aborted; ) {
      const rings = await store.toLookAt(AT_ONCE);
      const failed: unknown[] = [];
      for (const ring of rings) {
        if (watching.signal.aborted) break;
        try {
          told.push(...(await store.look(ring, rule, by, now())));
        } catch (error) {
          // One ring that cannot be looked at keeps nobody from the others; a graph that is away keeps everybody.
          if (isAway(error)) throw error;
          failed.push(error);
        }
      }
      if (failed.length > 0) throw failed[0];
      more = rings.length === AT_ONCE;
    }
    const reopened = told.filter((it) => it.reopened).length;
    if (told.length > 0) log.info({ told: told.length, reopened }, 'cases were told what a run did to their rings');
    return told;
  };

  const watching = repeat({
    work: look,
    everyMs: EVERY_MS,
    onError: (error) => log.warn({ err: error }, 'cases look at their rings later'),
  });

  return { look, open: watching.open, close: watching.close };
};
