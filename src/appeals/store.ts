import { randomUUID } from 'node:crypto';
import type { Actor, AuditEvent, Audited } from '../audited.ts';
import type { ReasonCode } from '../fields.ts';
import type { Graph, GraphTransaction } from '../graph/graph.ts';
import { cypher } from '../graph/queries.ts';
import { alreadyOpen, appealChanged, noAppeal, notBanned, ownBatch } from './refusals.ts';
import { type AppealState, checkAppeal } from './states.ts';

/** States of a ban that can be appealed against: somebody was told to carry it out. */
const APPEALABLE = ['sent', 'done', 'undoing', 'undoSent', 'undone', 'undoFailed'];
/** Signals that one appeal speaks against, the strongest that held the account. */
const MOST_SIGNALS = 20;

/** Times are epoch milliseconds. */
export interface AppealRow {
  readonly id: string;
  readonly state: AppealState;
  readonly ticket: string | null;
  readonly reason: string;
  readonly by: string;
  readonly at: number;
  readonly code: ReasonCode | null;
  /** Why it was decided so. */
  readonly said: string | null;
  readonly decidedBy: string | null;
  readonly decidedAt: number | null;
  readonly version: number;
  /** Null once it is forgotten. */
  readonly account: string | null;
  readonly batch: string;
  readonly ring: string | null;
  readonly banState: string;
}

export type AppealDetailRow = AppealRow & {
  readonly strength: number | null;
  /** The ban's line of the manifest, JSON text; null where it was forgotten. */
  readonly line: string | null;
  readonly signals: readonly { key: string; type: string; hint: string; overturned: number; upheld: number }[];
};

export interface PrecisionRow {
  readonly by: 'all' | 'type' | 'code';
  readonly name: string;
  /** First day of the month. */
  readonly month: string;
  readonly upheld: number;
  readonly overturned: number;
}

interface LockedRow {
  readonly state: AppealState;
  readonly version: number;
  readonly change: string | null;
  readonly batch: string;
  readonly account: string | null;
  /** `<kind>:<id>` of everybody who had a hand in its list. */
  readonly authors: readonly string[];
}

export interface Decided {
  readonly state: AppealState;
  readonly code: ReasonCode | null;
  readonly said: string | null;
}

/** Lets an account of a batch go, in the transaction of the decision. */
export type Lift = (
  tx: GraphTransaction,
  ban: { batch: string; account: string; by: Actor; at: number },
) => Promise<unknown>;

/** Appeals in Neo4j. A try that comes again because its commit went unanswered is known by its id, or by that of its change. */
export const appealsStore = (graph: Graph, audited: Audited, lift: Lift) => ({
  /** Throws `not-found` where no ban of the account was carried out, `graph-conflict` where an appeal against it is open. */
  record: (
    id: string,
    { account, batch, ...appeal }: { account: string; batch: string | null; ticket: string | null; reason: string },
    by: Actor,
    at: number,
    event: Omit<AuditEvent, 'after'> & { after: NonNullable<AuditEvent['after']> },
  ): Promise<void> => {
    const entry = randomUUID();
    return graph.transaction(async (tx) => {
      if ((await tx.run(cypher('appeals/is-written'), { id })).length > 0) return;
      const asked = { account, batch: batch ?? '', states: APPEALABLE };
      const [ban] = await tx.run<{ item: string; batch: string; open: string | null }>(
        cypher('appeals/lock-ban'),
        asked,
      );
      if (ban === undefined) throw notBanned();
      if (ban.open !== null) throw alreadyOpen(ban.open);
      const written = { id, item: ban.item, appeal: { ...appeal, by: by.name }, at, change: entry, most: MOST_SIGNALS };
      await tx.run(cypher('appeals/record'), written);
      const targets = [...event.targets, { kind: 'ban-batch' as const, id: ban.batch }];
      await audited(tx, entry, { ...event, targets });
    });
  },

  get: async (id: string): Promise<AppealDetailRow> => {
    const [row] = await graph.read<AppealDetailRow>(cypher('appeals/get'), { id });
    if (row === undefined) throw noAppeal();
    return row;
  },

  list: (
    filter: { state: string; batch: string; account: string; signal: string },
    place: { before: number; beforeId: string },
    limit: number,
  ): Promise<AppealRow[]> => graph.read(cypher('appeals/list'), { ...filter, ...place, limit }),

  precision: (from: number, to: number): Promise<PrecisionRow[]> =>
    graph.read(cypher('appeals/precision'), { from, to }),

  ofBatch: async (batch: string): Promise<number> =>
    (await graph.read<{ appeals: number }>(cypher('appeals/of-batch'), { batch }))[0]!.appeals,

  /**
   * A decision, or its taking back, with the lifting of the ban where it is overturned: all in one transaction, in which it is also seen that whoever
   * decides had no hand in the batch. Throws `precondition-failed`, `illegal-transition`, `four-eyes`.
   */
  decide: (
    id: string,
    version: number,
    { state, code, said }: Decided,
    by: Actor,
    at: number,
    event: AuditEvent,
  ): Promise<void> => {
    const change = randomUUID();
    return graph.transaction(async (tx) => {
      const [row] = await tx.run<LockedRow>(cypher('appeals/lock'), { id });
      if (row === undefined) throw noAppeal();
      if (row.change === change) return;
      if (row.version !== version) throw appealChanged();
      checkAppeal(row.state, state);
      if (row.authors.includes(`${by.kind}:${by.id}`)) throw ownBatch();
      const taken = state === 'open';
      const set = { state, code, said, decidedBy: taken ? null : by.name, change };
      await tx.run(cypher('appeals/set-state'), { id, set, at: taken ? null : at });
      if (state === 'overturned' && row.account !== null)
        await lift(tx, { batch: row.batch, account: row.account, by, at });
      const targets = [
        ...event.targets,
        { kind: 'ban-batch' as const, id: row.batch },
        ...(row.account === null ? [] : [{ kind: 'account' as const, id: row.account }]),
      ];
      await audited(tx, change, { ...event, targets, before: { state: row.state } });
    });
  },
});

export type AppealsStore = ReturnType<typeof appealsStore>;
