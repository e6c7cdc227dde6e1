import { type Finding, ok, together, warning } from './check.ts';

/** Work that is marked as under way in the graph; `null` where nobody holds a lease. */
export interface Work {
  readonly lease: { readonly holder: string | null; readonly run: string | null; readonly silentMs: number } | null;
  readonly running: readonly { readonly id: string; readonly startedAt: number }[];
  readonly migration: { readonly holder: string; readonly leftMs: number } | null;
  /** Begun longer ago than `BATCH_AGE_MS` and not finished. */
  readonly batches: { readonly batches: number; readonly oldest: number | null };
}

/** A sender that lives tries again within this time, ms. */
export const BATCH_AGE_MS = 3_600_000;

/** Ends runs that no lease stands for, as a restored backup may hold them; one that is at work has the lease. */
const ABANDON =
  "MATCH (r:Run {state: 'running'}) WHERE NOT EXISTS { MATCH (:Lease {run: r.id}) } SET r.state = 'abandoned', r.finishedAt = datetime.realtime();";

export const workFinding = (work: Work, leaseMs: number): Finding => {
  const { lease, running, migration, batches } = work;
  const faults: Finding[] = [];
  const held = lease?.holder ? lease : null;
  if (held && Math.abs(held.silentMs) > leaseMs) {
    faults.push(
      warning(
        `The run ${held.run} is held by ${held.holder}, which has been silent for ${Math.round(held.silentMs / 1000)} s.`,
        `Nothing is lost: a running service gives it up after ${leaseMs / 1000} s. Start one: ringfence serve`,
      ),
    );
  }
  const orphans = running.filter(({ id }) => id !== held?.run);
  if (orphans.length > 0) {
    faults.push(
      warning(
        `Nobody works on ${orphans.map(({ id }) => id).join(', ')}, though the graph calls ${orphans.length === 1 ? 'it' : 'them'} running.`,
        `In Neo4j Browser: ${ABANDON}`,
      ),
    );
  }
  if (migration && migration.leftMs < 0) {
    faults.push(
      warning(
        `A migration by ${migration.holder} ended without giving its lock back.`,
        'Nothing stands in the way of the next: ringfence migrate goes on where it stopped.',
      ),
    );
  }
  if (batches.batches > 0) {
    const since = batches.oldest === null ? '' : `, the oldest since ${new Date(batches.oldest).toISOString()}`;
    faults.push(
      warning(
        `${batches.batches} ${batches.batches === 1 ? 'batch was' : 'batches were'} begun more than an hour ago and never finished${since}; none of them was acknowledged.`,
        'Send them again with the same Idempotency-Key, or run the import of the same file again: what is there is not counted twice.',
      ),
    );
  }
  const now = held ? `${held.run} is at work at ${held.holder}` : 'no run is at work';
  return together(faults, () => ok(`${now}; nothing is left half done`));
};
