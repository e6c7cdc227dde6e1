import type { GraphTransaction } from '../graph/graph.ts';
import type { DropRow } from './drop-file.ts';
import type { Answer } from './webhook.ts';

/** What receivers can ask for; `test` goes to whichever receiver is tested. */
export const TOPICS = ['bans', 'alerts'] as const;
export type Topic = (typeof TOPICS)[number] | 'test';

/** A message as its owner sees it again. */
export interface DeliveredMessage {
  readonly id: string;
  readonly topic: Topic;
  readonly type: string;
  /** What it is about, for its owner: the id of a batch, an alert. */
  readonly subject: string;
  readonly receiver: string;
  /** As it was put: what was sent under `data`. */
  readonly data: unknown;
}

export type Outcome =
  /** `answer` is null where there is none to be had: a file was written. */
  | { readonly state: 'delivered'; readonly answer: Answer | null }
  | { readonly state: 'dead'; readonly problem: string };

/** What the room that sends on a topic does with its messages. */
export interface TopicOwner {
  /** Whether the answer says something: then one that is too long to be read is no delivery. */
  readonly readsAnswer: boolean;
  /** A message as rows of a file. */
  rows(data: unknown): readonly DropRow[];
  /** In the transaction that settles the delivery: neither is written without the other. */
  onSettled(tx: GraphTransaction, message: DeliveredMessage, outcome: Outcome): Promise<void>;
  /** In the transaction that sends a dead one again; throws where that would be wrong by now. */
  onReplay(tx: GraphTransaction, message: DeliveredMessage): Promise<void>;
}

export type TopicOwners = Partial<Readonly<Record<Topic, TopicOwner>>>;

/** A message of the graph for its owner; `body` is what was sent. */
export const messageOf = ({
  body,
  ...row
}: Omit<DeliveredMessage, 'data'> & { readonly body: string }): DeliveredMessage => {
  const { id, topic, type, subject, receiver } = row;
  return { id, topic, type, subject, receiver, data: (JSON.parse(body) as { data: unknown }).data };
};
