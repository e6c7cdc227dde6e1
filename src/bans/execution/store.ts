import type { Graph, GraphTransaction } from '../../graph/graph.ts';
import { cypher } from '../../graph/queries.ts';
import type { BatchState } from '../batch/batch-states.ts';
import type { ItemState } from '../batch/item-states.ts';
import type { AccountAnswer } from './receiver-answer.ts';
import type { Placed, PlannedItem } from './waves.ts';

/** Times are epoch milliseconds in all rows; null before the batch is started, or where it is not so. */
export interface ExecutionRow {
  readonly id: string;
  readonly state: BatchState;
  readonly phase: 'canary' | 'running' | null;
  readonly version: number;
  /** JSON text of a `BanPlan`. */
  readonly plan: string | null;
  readonly wave: number | null;
  readonly lastWave: number | null;
  readonly waveAt: number | null;
  readonly quietSince: number | null;
  readonly heldAt: number | null;
  readonly startedAt: number | null;
  readonly problem: string | null;
  /** What had come of it when somebody let it go on last. */
  readonly baseDone: number;
  readonly baseFailed: number;
  readonly baseAppeals: number;
  /** Whether something is left to be done. */
  readonly attention: boolean;
}

export interface DueRow {
  readonly id: string;
  /** Null once it is forgotten. */
  readonly account: string | null;
  readonly ring: string | null;
  readonly banned: boolean;
  readonly allowed: boolean;
}

export interface Move {
  readonly id: string;
  readonly state: ItemState;
  readonly detail: string | null;
  readonly delivery: string | null;
  readonly leaseUntil: number | null;
}

export interface Answered extends AccountAnswer {
  readonly id: string;
}

export type Counts = Readonly<Partial<Record<ItemState, number>>>;

/** Rows in one statement. */
const AT_ONCE = 2_000;

/** What is done to a batch and its accounts in one transaction. `hold` first: nobody else decides meanwhile. */
export const inExecution = (tx: GraphTransaction, batch: string) => {
  const inPieces = async <Row>(rows: readonly Row[], write: (piece: readonly Row[]) => Promise<unknown>) => {
    for (let from = 0; from < rows.length; from += AT_ONCE) await write(rows.slice(from, from + AT_ONCE));
  };
  return {
    hold: async (): Promise<ExecutionRow | null> => {
      await tx.run(cypher('bans/lock'), { id: batch });
      return (await tx.run<ExecutionRow>(cypher('bans/execution'), { batch }))[0] ?? null;
    },
    plannedItems: () => tx.run<PlannedItem>(cypher('bans/planned-items'), { batch }),
    place: (rows: readonly Placed[]) =>
      inPieces(rows, (piece) => tx.run(cypher('bans/place-items'), { batch, rows: piece })),
    begin: (begun: { plan: string; seed: string; receiver: string | null; lastWave: number; at: number }) =>
      tx.run(cypher('bans/begin-execution'), { batch, ...begun }),
    beginWave: async (wave: number, at: number): Promise<void> => {
      await tx.run(cypher('bans/begin-wave'), { batch, wave, at });
      await tx.run(cypher('bans/set-due'), { batch, wave, at });
    },
    setQuiet: (at: number) => tx.run(cypher('bans/set-quiet'), { batch, at }),
    /** When it goes on, what was due meanwhile is due later. */
    setHeld: async (held: boolean, at: number): Promise<void> => {
      const [row] = await tx.run<{ ms: number }>(cypher('bans/set-held'), { batch, held, at });
      if (row!.ms > 0) await tx.run(cypher('bans/shift-due'), { batch, ms: row!.ms });
    },
    setBase: (base: { done: number; failed: number; appeals: number }) =>
      tx.run(cypher('bans/set-base'), { batch, ...base }),
    setAttention: (attention: boolean) => tx.run(cypher('bans/rest'), { batch, attention }),
    counts: async (): Promise<Counts> => {
      const rows = await tx.run<{ state: ItemState; count: number }>(cypher('bans/fared'), { batch });
      return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
    },
    waiting: async (): Promise<number> =>
      (await tx.run<{ waiting: number }>(cypher('bans/waiting'), { batch }))[0]!.waiting,
    due: (state: 'pending' | 'undoing', now: number, limit: number) =>
      tx.run<DueRow>(cypher('bans/due'), { batch, state, now, limit }),
    move: (from: ItemState, rows: readonly Move[]) =>
      inPieces(rows, (piece) => tx.run(cypher('bans/move-items'), { from, rows: piece })),
    skipPending: async (accounts: readonly string[] | null, detail: string): Promise<number> =>
      (await tx.run<{ skipped: number }>(cypher('bans/skip-pending'), { batch, accounts, detail }))[0]!.skipped,
    undo: async (accounts: readonly string[] | null, at: number): Promise<number> =>
      (await tx.run<{ undone: number }>(cypher('bans/undo-items'), { batch, accounts, at }))[0]!.undone,
    /** Ids of those that were waiting for it. */
    settle: async (action: 'ban' | 'lift', rows: readonly Answered[], at: number): Promise<string[]> => {
      const settled: string[] = [];
      const query = cypher(action === 'ban' ? 'bans/settle-bans' : 'bans/settle-undos');
      await inPieces(rows, async (piece) => {
        const done = await tx.run<{ id: string }>(query, { batch, rows: piece, at });
        settled.push(...done.map(({ id }) => id));
      });
      return settled;
    },
    leasedAgain: (states: readonly ItemState[], most: number, now: number, until: number, limit: number) =>
      tx.run<Pick<DueRow, 'id' | 'account' | 'ring'> & { state: ItemState }>(cypher('bans/leased'), {
        ...{ batch, states, most, now, until, limit },
      }),
    expired: (now: number, most: number, all: boolean) =>
      tx.run<{ id: string; state: 'sent' | 'undoSent' }>(cypher('bans/expired'), { batch, now, most, all }),
    statesOf: (ids: readonly string[]) =>
      tx.run<{ id: string; state: ItemState; delivery: string | null }>(cypher('bans/state-of-items'), { ids }),
    known: (accounts: readonly string[]) =>
      tx.run<{ account: string; id: string; state: ItemState }>(cypher('bans/known-accounts'), { batch, accounts }),
  };
};

export type InExecution = ReturnType<typeof inExecution>;

/** Lets one account go for a reason of its own (an appeal), in the transaction of that; whatever state its batch is in. */
export const liftOne = async (
  tx: GraphTransaction,
  { batch, account, at }: { readonly batch: string; readonly account: string; readonly at: number },
): Promise<void> => {
  const held = inExecution(tx, batch);
  await held.hold();
  await held.undo([account], at);
  await held.setAttention(true);
};

export const executionStore = (graph: Graph) => ({
  /** Batches that have something left to be done. */
  atWork: async (): Promise<string[]> => (await graph.read<{ id: string }>(cypher('bans/at-work'))).map(({ id }) => id),

  get: async (batch: string): Promise<ExecutionRow | null> =>
    (await graph.read<ExecutionRow>(cypher('bans/execution'), { batch }))[0] ?? null,

  progress: (batch: string): Promise<{ wave: number | null; state: ItemState; count: number }[]> =>
    graph.read(cypher('bans/progress'), { batch }),

  /** What a step does to what is carried out, in the transaction of the step. */
  within: inExecution,

  transaction: <Result>(
    batch: string,
    work: (held: InExecution, tx: GraphTransaction) => Promise<Result>,
  ): Promise<Result> => graph.transaction((tx) => work(inExecution(tx, batch), tx)),
});

export type ExecutionStore = ReturnType<typeof executionStore>;
