import { Cron } from 'croner';
import type { Logger } from 'pino';
import type { Actor } from '../audited.ts';
import { RingfenceError } from '../errors.ts';
import { rfc3339, rfc3339OrNull } from '../fields.ts';
import type { Job } from './retention-job.ts';
import { cutoffsOf, hasRules, type RetentionRules } from './retention-rules.ts';
import type { RetentionStore } from './retention-store.ts';
import type { RetentionAnswer } from './schema.ts';

export const retentionService = ({
  store,
  rules,
  types,
  schedule,
  instance,
  log,
  now,
}: {
  store: RetentionStore;
  rules: RetentionRules;
  types: readonly { readonly name: string; readonly relationship: string }[];
  /** Cron pattern in UTC; undefined for none. */
  schedule: string | undefined;
  /** Names this process among several instances. */
  instance: string;
  log: Logger;
  /** Epoch milliseconds. */
  now(): number;
}) => {
  let stopping = false;
  let atWork: Promise<unknown> = Promise.resolve();
  const timetable = schedule === undefined ? null : cronOf(schedule);

  const begin = async (dryRun: boolean, by: Actor): Promise<Job> => {
    if (!hasRules(rules)) throw noRules();
    const job = await store.begin({ holder: instance, dryRun, now: now() }, by);
    if (job === null) throw inProgress();
    return job;
  };

  /** Page after page, to the end or until the service stops; the next begins where this one stopped. */
  const walk = async (begun: Job, by: Actor): Promise<Job> => {
    const cutoffs = cutoffsOf(rules, types, begun.at);
    let job = begun;
    while (job.endedAt === null) {
      if (stopping) {
        await store.letGo(job, now());
        return job;
      }
      const further = await store.page(job, cutoffs, { actor: by, now: now() });
      if (further === null) throw lost();
      job = further;
    }
    const { dryRun, looked, accounts, observations, signals, runs, held } = job;
    log.info({ dryRun, looked, accounts, observations, signals, runs, held }, 'retention has gone through');
    return job;
  };

  const due = async (): Promise<void> => {
    try {
      const by: Actor = { kind: 'service', id: instance, name: 'retention', from: null, request: null };
      const walked = begin(false, by).then((job) => walk(job, by));
      atWork = walked.catch(() => undefined);
      await walked;
    } catch (error) {
      if (error instanceof RingfenceError && error.type === 'job-in-progress')
        log.info('retention left out: it is at work already');
      else log.error({ type: (error as { type?: unknown }).type }, 'retention stopped; the next time it goes on there');
    }
  };

  const status = async (): Promise<RetentionAnswer> => {
    const job = await store.job();
    return {
      rules: {
        accountsUnseenDays: rules.accountsUnseen,
        observationDays: types.map(({ name }) => ({ type: name, days: rules.observations[name] ?? null })),
        runDays: rules.runs,
      },
      next: timetable?.nextRun()?.toISOString() ?? null,
      last: job === null ? null : shown(job, now()),
    };
  };

  return {
    status,

    /** Begins and answers; the walk goes on by itself. Throws `job-in-progress`, `no-retention`. */
    async start(dryRun: boolean, by: Actor): Promise<RetentionAnswer> {
      const job = await begin(dryRun, by);
      atWork = walk(job, by).catch((error: unknown) => {
        log.error({ type: (error as { type?: unknown }).type }, 'retention stopped; the next time it goes on there');
      });
      return status();
    },

    /** The same to its end, for a command. */
    async run(dryRun: boolean, by: Actor): Promise<RetentionAnswer> {
      const walked = walk(await begin(dryRun, by), by);
      atWork = walked.catch(() => undefined);
      await walked;
      return status();
    },

    open(): void {
      timetable?.schedule(due);
    },

    /** After the page at work. */
    async close(): Promise<void> {
      stopping = true;
      timetable?.stop();
      await atWork;
    },
  };
};

export type RetentionService = ReturnType<typeof retentionService>;

const shown = ({ at, endedAt, until, holder, dryRun, ...rest }: Job, now: number) => {
  const { looked, accounts, observations, signals, runs, held } = rest;
  const goesOn = holder !== null && until > now ? ('running' as const) : ('stopped' as const);
  return {
    state: endedAt === null ? goesOn : ('ended' as const),
    dryRun,
    startedAt: rfc3339(at),
    endedAt: rfc3339OrNull(endedAt),
    ...{ looked, accounts, observations, signals, runs, held },
  };
};

/** Paused until it is opened. */
const cronOf = (pattern: string): Cron => {
  try {
    return new Cron(pattern, { timezone: 'UTC', protect: true, unref: true });
  } catch {
    throw new RingfenceError({
      type: 'invalid-config',
      exitCode: 78,
      detail: 'retention.schedule is not a cron pattern.',
      mend: 'Write five fields, e.g. "30 3 * * *" (UTC).',
    });
  }
};

const noRules = (): RingfenceError =>
  new RingfenceError({
    type: 'no-retention',
    status: 409,
    exitCode: 78,
    detail: 'No rule of retention is configured: everything is kept.',
    mend: 'Set retention.accountsUnseenDays, .observationDays, .signals or .runDays.',
  });

const inProgress = (): RingfenceError =>
  new RingfenceError({
    type: 'job-in-progress',
    status: 409,
    exitCode: 75,
    detail: 'Retention is at work already.',
    mend: 'Wait for it: GET /v1/retention tells how far it is.',
  });

const lost = (): RingfenceError =>
  new RingfenceError({
    type: 'job-lost',
    exitCode: 75,
    detail: 'Another instance took over: this one was silent for too long.',
    mend: 'Nothing is lost: the other one goes on.',
  });
