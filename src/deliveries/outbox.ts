import type { GraphTransaction } from '../graph/graph.ts';
import { cypher } from '../graph/queries.ts';
import { randomId } from '../random-id.ts';
import type { Topic } from './topics.ts';

export interface Message {
  readonly topic: Topic;
  /** Null for all receivers that take the topic. */
  readonly receiver: string | null;
  /** What happened, with dots between the parts: `bans.ban`. */
  readonly type: string;
  /** What it is about, for whoever put it. */
  readonly subject: string;
  readonly data: unknown;
  /** Epoch ms; not sent before. */
  readonly notBefore?: number;
}

export interface Put {
  /** Place of the message in the list. */
  readonly index: number;
  readonly delivery: string;
  readonly receiver: string;
}

export type Outbox = ReturnType<typeof outbox>;

/**
 * Where other rooms put messages, in the transaction of what they tell of: once it is committed they are sent, and if it is not they never
 * were. `now`: epoch ms.
 */
export const outbox = (now: () => number) => ({
  /** Adds messages; a receiver that was withdrawn is none for a topic, and a message that names it comes back as dead. */
  put: async (tx: GraphTransaction, messages: readonly Message[]): Promise<Put[]> => {
    const topics = [...new Set(messages.filter(({ receiver }) => receiver === null).map(({ topic }) => topic))];
    const takers =
      topics.length === 0
        ? []
        : await tx.run<{ id: string; topics: string[] }>(cypher('deliveries/takers'), { topics });
    const at = now();
    const rows = messages.flatMap((message, index) => {
      const { topic, receiver, type, subject, data, notBefore } = message;
      const body = JSON.stringify({ type, timestamp: new Date(at).toISOString(), data });
      const to =
        receiver === null ? takers.filter((taker) => taker.topics.includes(topic)).map(({ id }) => id) : [receiver];
      const nextAt = Math.max(at, notBefore ?? at);
      return to.map((id) => ({
        id: randomId('dlv'),
        index,
        receiver: id,
        topic,
        type,
        subject,
        body,
        bytes: Buffer.byteLength(body),
        nextAt,
      }));
    });
    if (rows.length === 0) return [];
    const added = await tx.run<{ id: string }>(cypher('deliveries/put'), { rows, at });
    if (added.length !== rows.length) throw new RangeError('a message names a receiver that never was');
    return rows.map(({ index, id, receiver }) => ({ index, delivery: id, receiver }));
  },
});
