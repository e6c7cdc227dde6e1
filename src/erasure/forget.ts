import { type Forgetter, withoutNames } from '../forgetter.ts';
import { cypher } from '../graph/queries.ts';
import { type JobRow, jobIn, lockJob, setJob } from './job-store.ts';

/** A walk that has stopped at an erased account goes on from the one before: the account's name is kept no longer. */
export const retentionForgetter = ({ now }: { now(): number }): Forgetter => ({
  room: 'retention',
  async forget(tx, { accounts }) {
    const ids = new Set(accounts.map(({ id }) => id));
    // Looked at without the lock first, so that erasures do not wait for each other.
    const seen = jobIn(await tx.run<JobRow>(cypher('erasure/job')));
    if (seen === null || !ids.has(seen.after)) return { places: 0 };
    const job = await lockJob(tx);
    if (job === null || !ids.has(job.after)) return { places: 0 };
    const [row] = await tx.run<{ id: string }>(cypher('erasure/account-before'), { id: job.after });
    await setJob(tx, { ...job, after: row?.id ?? '' }, now());
    return { places: 1 };
  },
});

/** Reasons of earlier erasures ("the same person as acct_7f3a") name an erased account no more. */
export const erasuresForgetter = (): Forgetter => ({
  room: 'erasures',
  async forget(tx, { names }) {
    const mentions = await tx.run<{ ref: string; reason: string }>(cypher('erasure/mentions'), { names });
    const rows = mentions.map(({ ref, reason }) => ({ ref, reason: withoutNames(reason, names) }));
    if (rows.length > 0) await tx.run(cypher('erasure/set-reasons'), { rows });
    return { mentions: rows.length };
  },
});
