import type { z } from 'zod';
import { newestFirst, type PageAsked, pageOf } from '../../http/pages.ts';
import { batchOf, exclusionOf, itemOf } from './answers.ts';
import type { ItemState } from './item-states.ts';
import type { ExclusionReason } from './listed.ts';
import type { batchPage, batchQuery, ExclusionPage, ItemPage } from './schema.ts';
import type { BatchStore } from './store.ts';

/** Batches, what they list and what they leave out, a page at a time. */
export const batchPages = (store: BatchStore, found: (id: string) => Promise<unknown>) => ({
  list: async (asked: z.output<typeof batchQuery>): Promise<z.output<typeof batchPage>> => {
    const { cursor, limit, ...query } = asked;
    const { state: states = [], ring = '', account = '', case: drawnFrom = '' } = query;
    const { rows, next } = await newestFirst(
      { cursor, limit },
      query,
      (place, most) => store.list({ states, ring, account, case: drawnFrom }, place, most),
      ({ createdAt, id }) => [createdAt, id],
    );
    const approvals = await store.approvals(rows.map(({ id }) => id));
    return { batches: rows.map((row) => batchOf(row, approvals)), next };
  },

  items: async (id: string, asked: PageAsked & { state?: readonly ItemState[] | undefined }): Promise<ItemPage> => {
    const { cursor, limit, state = [] } = asked;
    const query = { id, of: 'items', state: state.join() };
    const { rows, next } = await pageOf({ cursor, limit }, query, {
      from: [0],
      read: ([after], most) => store.items(id, state, Number(after), most),
      at: ({ seq }) => [seq],
    });
    if (rows.length === 0) await found(id);
    return { accounts: rows.map(itemOf), next };
  },

  exclusions: async (
    id: string,
    asked: PageAsked & { why?: readonly ExclusionReason[] | undefined },
  ): Promise<ExclusionPage> => {
    const { cursor, limit, why = [] } = asked;
    const query = { id, of: 'exclusions', why: why.join() };
    const { rows, next } = await pageOf({ cursor, limit }, query, {
      from: [''],
      read: ([after], most) => store.exclusions(id, why, String(after), most),
      at: ({ account }) => [account],
    });
    if (rows.length === 0) await found(id);
    return { accounts: rows.map(exclusionOf), next };
  },
});
