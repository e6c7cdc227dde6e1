import { randomUUID } from 'node:crypto';
import type { AuditEvent, Audited } from '../audited.ts';
import type { Graph, GraphTransaction } from '../graph/graph.ts';
import { cypher } from '../graph/queries.ts';
import type { DropFormat } from './drop-file.ts';
import type { DeliveryState, ReceiverKind } from './schema.ts';
import type { Topic } from './topics.ts';

/** Times are epoch milliseconds. */
export interface ReceiverRow {
  readonly id: string;
  readonly name: string;
  readonly kind: ReceiverKind;
  readonly url: string | null;
  readonly folder: string | null;
  readonly format: DropFormat | null;
  readonly topics: readonly string[];
  /** Sealed, the newest first. */
  readonly secrets: readonly string[];
  readonly oldSecretUntil: number | null;
  readonly by: string;
  readonly at: number;
  readonly createdAt: number;
  readonly withdrawnAt: number | null;
  readonly version: number;
  readonly pending: number;
  readonly dead: number;
}

export type ReceiverEntry = Omit<ReceiverRow, 'id' | 'version' | 'pending' | 'dead'>;

export interface DeliveryRow {
  readonly id: string;
  readonly topic: Topic;
  readonly type: string;
  readonly subject: string;
  readonly receiver: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly createdAt: number;
  readonly nextAt: number | null;
  readonly settledAt: number | null;
  readonly status: number | null;
  readonly problem: string | null;
  readonly bytes: number;
}

/** A message with its body. */
export interface MessageRow extends Pick<DeliveryRow, 'id' | 'topic' | 'type' | 'subject' | 'receiver'> {
  readonly body: string;
}

/** What a sender has taken: the message and where it goes. */
export interface Claimed
  extends MessageRow,
    Pick<DeliveryRow, 'attempts' | 'createdAt'>,
    Pick<ReceiverRow, 'kind' | 'url' | 'folder' | 'format' | 'secrets' | 'oldSecretUntil' | 'withdrawnAt'> {
  /** Which taking it is; whoever settles must still be the last to have taken it. */
  readonly claim: number;
}

export type DeadRow = Pick<DeliveryRow, 'id' | 'receiver' | 'topic' | 'subject'> & { readonly settledAt: number };

export interface Settlement {
  readonly state: DeliveryState;
  readonly status: number | null;
  readonly problem: string | null;
  readonly nextAt: number | null;
  readonly at: number;
}

type InTransaction = (tx: GraphTransaction) => Promise<unknown>;

/** Deliveries and receivers in Neo4j (V0013). */
export const deliveriesStore = (graph: Graph, audited: Audited) => ({
  receivers: (withdrawn: boolean): Promise<ReceiverRow[]> => graph.read(cypher('deliveries/receivers'), { withdrawn }),

  receiver: async (id: string): Promise<ReceiverRow | null> =>
    (await graph.read<ReceiverRow>(cypher('deliveries/receiver'), { id }))[0] ?? null,

  /** False where somebody has changed it since. */
  writeReceiver: (id: string, version: number, entry: ReceiverEntry, event: AuditEvent): Promise<boolean> => {
    const audit = randomUUID();
    return graph.transaction(async (tx) => {
      const rows = await tx.run(cypher('deliveries/write-receiver'), { id, version, entry });
      if (rows.length > 0) await audited(tx, audit, event);
      return rows.length > 0;
    });
  },

  get: async (id: string): Promise<DeliveryRow | null> =>
    (await graph.read<DeliveryRow>(cypher('deliveries/get'), { id }))[0] ?? null,

  list: (
    filter: { state: string; receiver: string; topic: string; subject: string },
    place: { before: number; beforeId: string },
    limit: number,
  ): Promise<DeliveryRow[]> => graph.read(cypher('deliveries/list'), { ...filter, ...place, limit }),

  /** Given up until a time, the longest ago first; `''` for any. */
  dead: (
    filter: { receiver: string; topic: string; subject: string; problem: string },
    place: { after: number; afterId: string; until: number },
    limit: number,
  ): Promise<DeadRow[]> => graph.read(cypher('deliveries/dead'), { ...filter, ...place, limit }),

  counts: (): Promise<{ state: DeliveryState; count: number }[]> => graph.read(cypher('deliveries/counts')),

  claim: (asked: {
    now: number;
    until: number;
    most: number;
    perReceiver: number;
    busy: Readonly<Record<string, number>>;
  }): Promise<Claimed[]> => graph.write(cypher('deliveries/claim'), asked),

  /** False where the delivery was taken by somebody else since; `then` happens with it or not at all. */
  settle: (id: string, claim: number, settlement: Settlement, then: InTransaction): Promise<boolean> =>
    graph.transaction(async (tx) => {
      const rows = await tx.run(cypher('deliveries/settle'), { id, claim, ...settlement });
      if (rows.length > 0) await then(tx);
      return rows.length > 0;
    }),

  giveBack: async (id: string, claim: number, now: number): Promise<void> => {
    await graph.write(cypher('deliveries/give-back'), { id, claim, now });
  },

  /** False where it is not dead. */
  replay: (
    id: string,
    now: number,
    event: AuditEvent,
    then: (tx: GraphTransaction, message: MessageRow) => Promise<unknown>,
  ): Promise<boolean> => {
    const audit = randomUUID();
    return graph.transaction(async (tx) => {
      const [message] = await tx.run<MessageRow>(cypher('deliveries/replay'), { id, now });
      if (message === undefined) return false;
      await then(tx, message);
      await audited(tx, audit, event);
      return true;
    });
  },

  inTransaction: <Result>(work: (tx: GraphTransaction) => Promise<Result>): Promise<Result> => graph.transaction(work),

  forget: async (before: number, limit: number): Promise<number> =>
    (await graph.write<{ removed: number }>(cypher('deliveries/forget'), { before, limit }))[0]?.removed ?? 0,
});

export type DeliveriesStore = ReturnType<typeof deliveriesStore>;
