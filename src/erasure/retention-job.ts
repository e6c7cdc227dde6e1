/** What a job has done so far; in a dry run, what it would have. */
export interface Tally {
  readonly looked: number;
  readonly accounts: number;
  readonly observations: number;
  readonly signals: number;
  readonly runs: number;
  /** Accounts that something holds. */
  readonly held: number;
}

/** One walk through all accounts. Times are epoch ms. */
export interface Job extends Tally {
  /** The instance that walks; null when it gave up its place. */
  readonly holder: string | null;
  /** Until when the place is its own if it does not go on. */
  readonly until: number;
  readonly dryRun: boolean;
  /** By whose rules and at which time: a walk that is taken up again goes on by them. */
  readonly at: number;
  /** The last account that was looked at. */
  readonly after: string;
  /** Null while it goes on. */
  readonly endedAt: number | null;
}

/** So long another waits for an instance that is silent, ms. */
export const LEASE_MS = 60_000;

const NOTHING: Tally = { looked: 0, accounts: 0, observations: 0, signals: 0, runs: 0, held: 0 };

/** Takes the place: goes on where another stopped in the middle, or begins. Null where another is at work. */
export const beginJob = (
  present: Job | null,
  { holder, dryRun, now }: { holder: string; dryRun: boolean; now: number },
): Job | null => {
  if (present !== null && present.endedAt === null) {
    if (present.holder !== null && present.until > now) return null;
    if (present.dryRun === dryRun) return { ...present, holder, until: now + LEASE_MS };
  }
  return { ...NOTHING, holder, until: now + LEASE_MS, dryRun, at: now, after: '', endedAt: null };
};

export const isMine = (present: Job | null, mine: Pick<Job, 'holder' | 'at'>): boolean =>
  present !== null && present.endedAt === null && present.holder === mine.holder && present.at === mine.at;

/** A page further. */
export const advanced = (job: Job, page: Tally & { readonly after: string }, now: number): Job => ({
  ...job,
  looked: job.looked + page.looked,
  accounts: job.accounts + page.accounts,
  observations: job.observations + page.observations,
  signals: job.signals + page.signals,
  runs: job.runs + page.runs,
  held: job.held + page.held,
  after: page.after,
  until: now + LEASE_MS,
});

/** The place that was reached names an account: it is kept no longer than it is needed. */
export const ended = (job: Job, now: number): Job => ({ ...job, after: '', holder: null, until: now, endedAt: now });

/** Gives up the place in the middle: whoever comes next goes on at once. */
export const letGo = (job: Job, now: number): Job => ({ ...job, holder: null, until: now });
