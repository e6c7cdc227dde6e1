import type { Actor } from '../audited.ts';
import { RingfenceError } from '../errors.ts';
import { rfc3339, rfc3339OrNull } from '../fields.ts';
import { newestFirst } from '../http/pages.ts';
import { replayer } from './replay.ts';
import type { Delivery, DeliveryState } from './schema.ts';
import type { DeliveryRow } from './store.ts';

/** What is under way, what came of it, and the dead-letter list. */
export const deliveriesService = ({ store, ...rest }: Parameters<typeof replayer>[0]) => {
  const again = replayer({ store, ...rest });
  const get = async (id: string): Promise<Delivery> => {
    const row = await store.get(id);
    if (row === null) {
      const mend =
        'GET /v1/deliveries lists them; those that came out well are forgotten after `deliveries.rememberDays`.';
      throw new RingfenceError({ type: 'not-found', status: 404, detail: 'There is no delivery with this id.', mend });
    }
    return shown(row);
  };
  return {
    get,

    list: async (asked: {
      state?: DeliveryState | undefined;
      receiver?: string | undefined;
      topic?: string | undefined;
      subject?: string | undefined;
      limit: number;
      cursor?: string | undefined;
    }): Promise<{ deliveries: Delivery[]; next: string | null }> => {
      const { cursor, limit, ...query } = asked;
      const { state = '', receiver = '', topic = '', subject = '' } = query;
      const { rows, next } = await newestFirst(
        { cursor, limit },
        query,
        (place, most) => store.list({ state, receiver, topic, subject }, place, most),
        ({ createdAt, id }) => [createdAt, id],
      );
      return { deliveries: rows.map(shown), next };
    },

    /** Sends a dead one again. Throws `not-found`, `graph-conflict` where it is not dead, and what its topic's owner throws. */
    replay: async (id: string, actor: Actor): Promise<Delivery> => {
      if (!(await again.one(await get(id), actor))) throw notDead();
      return get(id);
    },

    replayMany: again.many,
  };
};

export type DeliveriesService = ReturnType<typeof deliveriesService>;

const shown = ({ createdAt, nextAt, settledAt, ...row }: DeliveryRow): Delivery => ({
  ...row,
  createdAt: rfc3339(createdAt),
  nextAt: rfc3339OrNull(nextAt),
  settledAt: rfc3339OrNull(settledAt),
});

const notDead = (): RingfenceError =>
  new RingfenceError({
    ...{ type: 'graph-conflict', status: 409, detail: 'Only a dead delivery can be replayed.' },
    mend: 'Read it: while it is pending it is sent by itself.',
  });
