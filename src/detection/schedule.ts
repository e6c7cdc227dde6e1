import { Cron } from 'croner';
import type { Logger } from 'pino';
import { RingfenceError } from '../errors.ts';

export interface Schedule {
  /** When it begins the next run. */
  next(): Date | null;
  stop(): void;
}

/**
 * Begins runs by a cron pattern in UTC. A run that is due while another is at work, here or on another instance, is left
 * out; other errors are logged and the schedule goes on. Throws `invalid-config` for a pattern that is none.
 */
export const schedule = (pattern: string, { begin, log }: { begin(): Promise<void>; log: Logger }): Schedule => {
  const due = async (): Promise<void> => {
    try {
      await begin();
    } catch (error) {
      if (error instanceof RingfenceError && error.type === 'run-in-progress')
        log.info('scheduled run left out: one is at work');
      else log.error({ err: error }, 'scheduled run did not start');
    }
  };
  try {
    const cron = new Cron(pattern, { timezone: 'UTC', protect: true, unref: true }, due);
    return { next: () => cron.nextRun(), stop: () => cron.stop() };
  } catch {
    throw new RingfenceError({
      type: 'invalid-config',
      exitCode: 78,
      detail: 'detection.schedule is not a cron pattern.',
      mend: 'Write five fields, e.g. "0 */6 * * *" (UTC).',
    });
  }
};
