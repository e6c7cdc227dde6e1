import { randomUUID } from 'node:crypto';
import type { Actor, AuditEvent, Audited, AuditFacts } from '../../audited.ts';
import type { Graph, GraphTransaction } from '../../graph/graph.ts';
import { cypher } from '../../graph/queries.ts';
import type { AttributeValue } from '../../signals/index.ts';
import {
  afterStep,
  type Batch,
  type BatchAction,
  type BatchState,
  HOLDS_ACCOUNTS,
  type Taker,
} from './batch-states.ts';
import type { ItemState } from './item-states.ts';
import type { ExclusionReason, Listed } from './listed.ts';

/** Times are epoch milliseconds in all rows. */
export interface BatchRow extends Batch {
  readonly id: string;
  readonly version: number;
  readonly author: string;
  readonly approvalsBecause: readonly string[];
  readonly title: string;
  readonly reason: string;
  /** JSON text. */
  readonly source: string;
  readonly run: string | null;
  readonly items: number;
  readonly excluded: number;
  readonly createdAt: number;
  readonly changedAt: number;
  readonly frozenAt: number | null;
  readonly root: string | null;
  readonly problem: string | null;
  readonly lastAction: BatchAction | null;
  readonly lastBy: string | null;
  /** SHA-256 of what it was drafted by. */
  readonly digest: string;
}

export interface NewBatch {
  readonly id: string;
  readonly author: string;
  readonly name: string;
  readonly title: string;
  readonly reason: string;
  readonly source: string;
  readonly digest: string;
  readonly at: number;
}

export interface ItemRow extends Listed {
  readonly id: string;
  readonly seq: number;
  readonly state: ItemState;
  readonly wave: number | null;
  /** JSON text; null until it is frozen. */
  readonly line: string | null;
  readonly hash: string | null;
}

export interface LeftOut extends Listed {
  readonly why: ExclusionReason;
  readonly detail: string;
  /** Name of who left it out by hand. */
  readonly by: string | null;
}

export interface FactsRow {
  readonly account: string;
  readonly known: boolean;
  readonly banned: boolean;
  readonly allowance: string | null;
  readonly otherBatch: string | null;
  readonly since: number | null;
  readonly attributes: readonly { readonly name: string; readonly value: AttributeValue }[];
}

export interface MembershipRow {
  readonly account: string;
  readonly ring: string;
  readonly strength: number;
  readonly bits: number | null;
}

export interface RingRow {
  readonly id: string;
  readonly score: number;
  readonly size: number;
  readonly state: string;
}

export interface ApprovalRow {
  readonly batch: string;
  readonly by: string;
  readonly name: string;
  readonly verdict: 'approved' | 'rejected';
  readonly reason: string;
  readonly at: number;
}

/** A step of a batch, taken in one transaction with whatever else it changes. */
export interface StepTaken {
  readonly id: string;
  readonly action: BatchAction;
  readonly taker: Taker;
  readonly by: Actor;
  /** Operation of the API, for the audit trail. */
  readonly operation: string;
  readonly at: number;
  /** Throws unless the step may be taken on this version; true where it was taken before, and nothing is to be done. */
  check(row: BatchRow): boolean;
  /** What else it changes: further properties of the batch, and facts for the audit trail. */
  readonly work?: (tx: BansTransaction, row: BatchRow) => Promise<{ more?: BatchChanges; facts?: AuditFacts }>;
}

export type BatchChanges = Readonly<
  Partial<
    Pick<BatchRow, 'run' | 'items' | 'excluded' | 'approvalsNeeded' | 'approvalsBecause' | 'root' | 'problem'>
  > & {
    header?: string;
  }
>;

/** Rows in one statement. */
const AT_ONCE = 1_000;

/** What a step does within its transaction. */
export const inTransaction = (tx: GraphTransaction, batch: string, at: number) => {
  const inPieces = async <Row>(rows: readonly Row[], write: (piece: readonly Row[]) => Promise<unknown>) => {
    for (let from = 0; from < rows.length; from += AT_ONCE) await write(rows.slice(from, from + AT_ONCE));
  };
  return {
    /** For what is carried out in the same transaction. */
    graph: tx,
    addItems: (rows: readonly (Listed & { readonly id: string; readonly seq: number })[]) =>
      inPieces(rows, (piece) => tx.run(cypher('bans/write-items'), { batch, rows: piece })),
    addExclusions: (rows: readonly (LeftOut & { readonly id: string })[]) =>
      inPieces(rows, (piece) => tx.run(cypher('bans/write-exclusions'), { batch, rows: piece, at })),
    removeItems: (accounts: readonly string[]) => tx.run<Listed>(cypher('bans/remove-items'), { batch, accounts }),
    removeExclusions: (accounts: readonly string[] | null, why: readonly ExclusionReason[]) =>
      tx.run<LeftOut>(cypher('bans/remove-exclusions'), { batch, accounts, why }),
    count: async () =>
      (await tx.run<{ items: number; excluded: number; last: number }>(cypher('bans/count'), { batch }))[0]!,
    holdFreezing: () => tx.run(cypher('bans/lock-freezing')),
    updateItems: (rows: readonly (Listed & { readonly id: string })[]) =>
      inPieces(rows, (piece) => tx.run(cypher('bans/update-items'), { rows: piece })),
    removeForgotten: () => tx.run(cypher('bans/remove-forgotten'), { batch }),
    forgetLines: () => tx.run(cypher('bans/forget-lines'), { batch }),
    renumber: () => tx.run(cypher('bans/renumber'), { batch }),
    listed: () => tx.run<ItemRow>(cypher('bans/items'), { batch, after: -1, states: [], limit: 1e9 }),
    facts: async (accounts: readonly string[]): Promise<Map<string, FactsRow>> => {
      const found = new Map<string, FactsRow>();
      await inPieces(accounts, async (piece) => {
        const parameters = { accounts: piece, batch, open: HOLDS_ACCOUNTS, now: at };
        for (const row of await tx.run<FactsRow>(cypher('bans/facts'), parameters)) found.set(row.account, row);
      });
      return found;
    },
    rings: (run: string, rings: readonly string[]) => tx.run<RingRow>(cypher('bans/rings'), { run, rings }),
    publishedRun: async () => (await tx.run<{ run: string }>(cypher('bans/published')))[0]?.run ?? null,
    addApproval: (approval: Omit<ApprovalRow, 'batch' | 'at'> & { readonly id: string }) =>
      tx.run(cypher('bans/add-approval'), { id: batch, approval, at }),
  };
};
export type BansTransaction = ReturnType<typeof inTransaction>;

export const batchStore = (graph: Graph, audited: Audited) => ({
  get: async (id: string): Promise<BatchRow | null> =>
    (await graph.read<BatchRow>(cypher('bans/get'), { id }))[0] ?? null,

  /** `''` for any ring, account or case. */
  list: (
    filter: {
      readonly states: readonly BatchState[];
      readonly ring: string;
      readonly account: string;
      readonly case: string;
    },
    place: { before: number; beforeId: string },
    limit: number,
  ) => graph.read<BatchRow>(cypher('bans/list'), { ...filter, ...place, limit }),

  approvals: (ids: readonly string[]): Promise<ApprovalRow[]> => graph.read(cypher('bans/approvals'), { ids }),

  items: (batch: string, states: readonly ItemState[], after: number, limit: number): Promise<ItemRow[]> =>
    graph.read(cypher('bans/items'), { batch, states, after, limit }),

  exclusions: (batch: string, why: readonly ExclusionReason[], after: string, limit: number) =>
    graph.read<Pick<LeftOut, 'account' | 'why' | 'detail' | 'by' | 'ring'> & { at: number }>(
      cypher('bans/exclusions'),
      { batch, why, after, limit },
    ),

  publishedRun: async (): Promise<string | null> =>
    (await graph.read<{ run: string }>(cypher('bans/published')))[0]?.run ?? null,

  rings: (run: string, rings: readonly string[]): Promise<RingRow[]> =>
    graph.read(cypher('bans/rings'), { run, rings }),

  ringMembers: (run: string, rings: readonly string[], minStrength: number, limit: number): Promise<MembershipRow[]> =>
    graph.read(cypher('bans/ring-members'), { run, rings, minStrength, limit }),

  memberships: async (run: string, accounts: readonly string[]): Promise<MembershipRow[]> => {
    const found: MembershipRow[] = [];
    for (let from = 0; from < accounts.length; from += AT_ONCE) {
      const piece = accounts.slice(from, from + AT_ONCE);
      found.push(...(await graph.read<MembershipRow>(cypher('bans/memberships'), { run, accounts: piece })));
    }
    return found;
  },

  /** Makes a draft with its list, unless the id is taken. */
  create: (
    batch: NewBatch,
    by: Actor,
    work: (tx: BansTransaction) => Promise<{ more: BatchChanges; facts: AuditFacts }>,
  ): Promise<'made' | 'there' | 'other content'> => {
    const audit = randomUUID();
    return graph.transaction(async (tx) => {
      const [made] = await tx.run<{ version: number; digest: string }>(cypher('bans/create'), { ...batch });
      if (made!.version > 0) return made!.digest === batch.digest ? 'there' : 'other content';
      const { more, facts } = await work(inTransaction(tx, batch.id, batch.at));
      await tx.run(cypher('bans/step'), {
        ...{ id: batch.id, version: 0, action: 'change', by: batch.author, at: batch.at, more },
        ...{ state: 'draft', phase: null, authors: [batch.author], approvals: [] },
      });
      await audited(tx, audit, eventOf('draftBanBatch', batch.id, by, null, { state: 'draft', version: 1, ...facts }));
      return 'made';
    });
  },

  /** Takes a step. Throws what the check, the state machine and the work throw; null where there is no such batch. */
  step: ({ id, action, taker, by, operation, at, check, work }: StepTaken): Promise<BatchRow | null> => {
    const audit = randomUUID();
    return graph.transaction(async (tx) => {
      const [row] = await tx.run<BatchRow>(cypher('bans/lock'), { id });
      if (row === undefined) return null;
      if (check(row)) return row;
      // Once before the work, which may be much, and once after it, when it is known how many must approve.
      afterStep(row, action, taker);
      const { more = {}, facts = {} } = (await work?.(inTransaction(tx, id, at), row)) ?? {};
      const { state, phase, authors, approvals } = afterStep({ ...row, ...more }, action, taker);
      const taken = { state, phase, authors, approvals, action, by: idOf(taker), more, at };
      const written = await tx.run(cypher('bans/step'), { id, version: row.version, ...taken });
      if (written.length === 0) throw new Error(`the step ${action} of ${id} was refused by its own statement`);
      const version = row.version + 1;
      await audited(tx, audit, eventOf(operation, id, by, { state: row.state }, { state, version, ...facts }));
      return (await tx.run<BatchRow>(cypher('bans/get'), { id }))[0]!;
    });
  },
});

const idOf = (taker: Taker): string => (taker === 'service' ? 'service' : taker.id);

const eventOf = (
  action: string,
  id: string,
  actor: Actor,
  before: AuditFacts | null,
  after: AuditFacts,
): AuditEvent => ({ actor, action, targets: [{ kind: 'ban-batch', id }], before, after });

export type BatchStore = ReturnType<typeof batchStore>;
