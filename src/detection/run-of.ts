import { rfc3339, rfc3339OrNull } from '../fields.ts';
import type { Run } from './schema.ts';
import type { RunRow } from './store.ts';

/** The graph's run as the API shows it. */
export const runOf = (row: RunRow): Run => {
  const counts = (row.counts === null ? {} : JSON.parse(row.counts)) as {
    sizes?: Run['counts'];
    counters?: Run['counters'];
    milliseconds?: Run['milliseconds'];
  };
  return {
    id: row.id,
    state: row.state,
    stage: row.stage,
    progress: row.progress,
    startedAt: rfc3339(row.startedAt),
    finishedAt: rfc3339OrNull(row.finishedAt),
    trigger: row.trigger,
    // Runs of versions without increments were whole.
    kind: row.kind ?? (row.hash === null ? null : 'whole'),
    why: row.why,
    startedBy: row.startedBy,
    cancelledBy: row.cancelledBy,
    published: row.published === true,
    config: JSON.parse(row.config) as Run['config'],
    counts: counts.sizes ?? {},
    counters: counts.counters ?? {},
    milliseconds: counts.milliseconds ?? {},
    hash: row.hash,
    engineVersion: row.engineVersion,
    error: row.error === null ? null : (JSON.parse(row.error) as Run['error']),
  };
};
