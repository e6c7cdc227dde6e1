import type { GraphTransaction } from '../graph/graph.ts';
import { cypher } from '../graph/queries.ts';
import type { Job } from './retention-job.ts';

export interface JobRow {
  /** JSON text. */
  readonly job: string | null;
}

export const jobIn = ([row]: readonly JobRow[]): Job | null => (row?.job == null ? null : (JSON.parse(row.job) as Job));

/** How the job stands, locked until the transaction ends. */
export const lockJob = async (tx: GraphTransaction): Promise<Job | null> =>
  jobIn(await tx.run(cypher('erasure/lock-job')));

/** Needs the lock. */
export const setJob = async (tx: GraphTransaction, job: Job, at: number): Promise<void> => {
  const state = job.endedAt !== null ? 'ended' : job.holder === null ? 'stopped' : 'running';
  await tx.run(cypher('erasure/set-job'), { job: JSON.stringify(job), state, at });
};
