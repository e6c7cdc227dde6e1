import { createHash, randomUUID } from 'node:crypto';
import type { Actor, Audited } from '../audited.ts';
import type { Graph, GraphTransaction } from '../graph/graph.ts';
import { cypher } from '../graph/queries.ts';
import type { Outcome, RunProblem } from './outcome.ts';
import type { RunKind, RunState, RunTrigger } from './schema.ts';
import { removeRings, writeLineage } from './staging.ts';

export interface NewRun {
  readonly id: string;
  readonly trigger: RunTrigger;
  readonly by: Actor;
  /** JSON text of the engine's configuration. */
  readonly config: string;
  readonly engineVersion: string;
}

/** The right to run and to publish: good as long as the lease still carries this fence. */
export interface Hold {
  readonly run: string;
  readonly fence: number;
}

/** `lost`: another instance has the lease by now. */
export type Held = 'held' | 'cancelled' | 'lost';

/** A run as the graph has it: times in epoch milliseconds, `config`, `counts` and `error` as JSON text. */
export interface RunRow {
  readonly id: string;
  readonly state: RunState;
  readonly stage: string;
  readonly progress: number;
  readonly startedAt: number;
  readonly finishedAt: number | null;
  readonly trigger: RunTrigger;
  readonly kind: RunKind | null;
  readonly why: string | null;
  readonly startedBy: string;
  readonly cancelledBy: string | null;
  readonly config: string;
  readonly counts: string | null;
  readonly hash: string | null;
  readonly engineVersion: string;
  readonly error: string | null;
  readonly published: boolean | null;
}

export type DetectionStore = ReturnType<typeof detectionStore>;

/**
 * Runs and their lease. `holder` names this instance; a holder that does not renew for `leaseMs` (by the server's clock)
 * is taken for dead.
 */
export const detectionStore = (
  graph: Graph,
  { holder, leaseMs, audited }: { holder: string; leaseMs: number; audited: Audited },
) => {
  const underLease = <Result>(work: (tx: GraphTransaction) => Promise<Result>): Promise<Result> =>
    graph.transaction(async (tx) => {
      await tx.run(cypher('detection/lock-lease'));
      return work(tx);
    });
  const abandon = (tx: GraphTransaction, run: string) =>
    tx.run(cypher('detection/end-run'), { run, state: 'abandoned', error: JSON.stringify(SILENT) });

  return {
    /** Takes the lease and writes the run down, or says which run has the lease. */
    begin: (run: NewRun): Promise<{ hold: Hold; abandoned: string | null } | { running: string }> => {
      const entry = randomUUID();
      return underLease(async (tx) => {
        const [lease] = await tx.run<{ taken: boolean; fence: number; previous: string | null }>(
          cypher('detection/take-lease'),
          { holder, run: run.id, ttl: leaseMs },
        );
        const { taken, fence, previous } = lease!;
        if (!taken) return { running: previous! };
        const abandoned = previous === run.id ? null : previous;
        if (abandoned !== null) await abandon(tx, abandoned);
        const { id, by, ...rest } = run;
        await tx.run(cypher('detection/create-run'), { ...rest, by: by.name, run: id, holder });
        const after = { trigger: run.trigger, engineVersion: run.engineVersion, configuration: digestOf(run.config) };
        const targets = [{ kind: 'run' as const, id }];
        await audited(tx, entry, { actor: by, action: 'startRun', targets, before: null, after });
        return { hold: { run: id, fence }, abandoned };
      });
    },

    /** Renews the lease and writes the progress down. */
    heartbeat: (hold: Hold, at: { stage: string; progress: number }): Promise<Held> =>
      underLease(async (tx) => {
        const [row] = await tx.run<{ cancel: boolean }>(cypher('detection/heartbeat'), { ...hold, ...at, holder });
        return row === undefined ? 'lost' : row.cancel ? 'cancelled' : 'held';
      }),

    /**
     * The switch, with its lineage: one transaction, and only while the lease is still ours. `lineage` ties rings of the
     * run published until now to those of this one, so it must not be seen before.
     */
    publish: async (hold: Hold, outcome: Outcome): Promise<'published' | 'cancelled' | 'lost'> => {
      const { lineage, previousRun, hash, basis, kind, why, ...counts } = outcome;
      const done = await underLease(async (tx) => {
        const switched = await tx.run(cypher('detection/publish-run'), {
          ...hold,
          holder,
          kind,
          why,
          hash,
          counts: JSON.stringify(counts),
          basis: JSON.stringify(basis),
        });
        if (switched.length > 0 && previousRun !== null) await writeLineage(tx, hold.run, previousRun, lineage);
        return switched.length > 0;
      });
      if (done) return 'published';
      // Either it was refused, or this is the second try of a commit whose answer was lost.
      const [row] = await graph.read<{ run: RunRow }>(cypher('detection/get-run'), { run: hold.run });
      if (row?.run.state === 'published') return 'published';
      return row?.run.state === 'running' && row.run.cancelledBy !== null ? 'cancelled' : 'lost';
    },

    /** Ends a run without publishing it, and gives the lease back where it is still ours. */
    end: (hold: Hold, state: 'failed' | 'cancelled', problem: RunProblem | null): Promise<void> =>
      underLease(async (tx) => {
        const { type, detail } = problem ?? {};
        const error = problem === null ? null : JSON.stringify({ type, detail });
        await tx.run(cypher('detection/end-run'), { run: hold.run, state, error });
        await tx.run(cypher('detection/release-lease'), { holder, fence: hold.fence });
      }),

    /** Marks the run of a holder that has gone silent as abandoned; its id, or null when there is none. */
    giveUpSilent: (): Promise<string | null> =>
      underLease(async (tx) => {
        const [row] = await tx.run<{ previous: string }>(cypher('detection/give-up-lease'), { ttl: leaseMs });
        if (row === undefined) return null;
        await abandon(tx, row.previous);
        return row.previous;
      }),

    get: async (run: string): Promise<RunRow | null> => {
      const [row] = await graph.read<{ run: RunRow }>(cypher('detection/get-run'), { run });
      return row?.run ?? null;
    },

    /** Newest first, after the run at (`beforeTime` in epoch ms, `beforeId`). */
    list: async (place: { beforeTime: number; beforeId: string }, limit: number): Promise<RunRow[]> => {
      const rows = await graph.read<{ run: RunRow }>(cypher('detection/list-runs'), { ...place, limit });
      return rows.map((row) => row.run);
    },

    /** The state that the run was in when it was asked; null when there is no such run. */
    requestCancel: (run: string, by: Actor): Promise<RunState | null> => {
      const entry = randomUUID();
      return graph.transaction(async (tx) => {
        const [row] = await tx.run<{ state: RunState }>(cypher('detection/request-cancel'), { run, by: by.name });
        if (row === undefined) return null;
        if (row.state === 'running') {
          const facts = { before: { state: row.state }, after: { state: 'cancelled' } };
          await audited(tx, entry, { actor: by, action: 'cancelRun', targets: [{ kind: 'run', id: run }], ...facts });
        }
        return row.state;
      });
    },

    /** Runs whose rings may go from the graph, when `keep` published ones stay. */
    superseded: async (keep: number): Promise<string[]> => {
      const rows = await graph.read<{ run: string }>(cypher('detection/superseded-runs'), { keep });
      return rows.map((row) => row.run);
    },

    /** Takes a run's rings out of the graph. */
    removeRings: (run: string): Promise<void> => removeRings(graph, run),

    /** Sizes from the count store: constant time. */
    graphSizes: async (relationships: readonly string[]) => {
      const one = async (question: ReturnType<typeof cypher>) =>
        (await graph.read<{ count: number }>(question))[0]!.count;
      return {
        accounts: await one(cypher('detection/count-accounts')),
        signals: await one(cypher('detection/count-signals')),
        observations: await one(cypher('detection/count-observations', { RELATIONSHIPS: relationships })),
      };
    },
  };
};

/** SHA-256, hex: the run itself keeps the text. */
const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

const SILENT = { type: 'run-abandoned', detail: 'Its instance went silent, so another one took the lease.' };
