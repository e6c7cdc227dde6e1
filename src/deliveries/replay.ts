import type { Actor } from '../audited.ts';
import { RingfenceError } from '../errors.ts';
import { rfc3339 } from '../fields.ts';
import { pageOf } from '../http/pages.ts';
import type { Replayed, ReplayOfMany } from './schema.ts';
import type { DeadRow, DeliveriesStore } from './store.ts';
import { messageOf, type TopicOwners } from './topics.ts';

/** Sends dead letters again: one, or page after page those that fit. */
export const replayer = ({
  store,
  owners,
  wake,
  now,
}: {
  store: DeliveriesStore;
  owners: TopicOwners;
  /** Tells the sender that there is something to send. */
  wake(): void;
  /** Epoch milliseconds. */
  now(): number;
}) => {
  /** False where it is not dead. Throws what its topic's owner throws. */
  const one = async ({ id, receiver, topic, subject }: Omit<DeadRow, 'settledAt'>, actor: Actor): Promise<boolean> => {
    const facts = { before: { state: 'dead' }, after: { state: 'pending', delivery: id, topic, subject } };
    const targets = [{ kind: 'receiver', id: receiver } as const];
    const replayed = await store.replay(
      id,
      now(),
      { actor, action: 'replayDelivery', targets, ...facts },
      async (tx, row) => {
        await owners[row.topic]?.onReplay(tx, messageOf(row));
      },
    );
    if (replayed) wake();
    return replayed;
  };

  return {
    one,

    /**
     * Those that fit and were given up before a time, the longest ago first, each in a transaction of its own: what was done stays done where it is
     * cut short, and a request that comes again takes none that died since. What the owner of a topic refuses stays dead, and is told.
     */
    async many({ cursor, limit, before, ...filter }: ReplayOfMany, actor: Actor): Promise<Replayed> {
      const bound = { ...filter, before };
      const { receiver = '', topic = '', subject = '', problem = '' } = filter;
      // The first page fixes until when; the cursor carries it to the others.
      let until = before === undefined ? now() : Date.parse(before);
      const page = await pageOf({ limit, cursor }, bound, {
        from: [0, '', until],
        read: ([after, afterId, fixed], most) => {
          until = Number(fixed);
          const place = { after: Number(after), afterId: String(afterId), until };
          return store.dead({ receiver, topic, subject, problem }, place, most);
        },
        at: ({ settledAt, id }) => [settledAt, id, until],
      });
      let replayed = 0;
      const refused: Replayed['refused'] = [];
      for (const row of page.rows) {
        try {
          if (await one(row, actor)) replayed += 1;
        } catch (error) {
          if (!(error instanceof RingfenceError) || error.status !== 409) throw error;
          refused.push({ id: row.id, reason: error.message });
        }
      }
      return { replayed, refused, before: rfc3339(until), next: page.next };
    },
  };
};
