import type { z } from 'zod';
import { decodeCursor, encodeCursor } from '../../http/cursor.ts';
import { batchOf, exclusionOf, itemOf } from './answers.ts';
import type { ItemState } from './item-states.ts';
import type { ExclusionReason } from './listed.ts';
import type { batchPage, batchQuery, ExclusionPage, ItemPage } from './schema.ts';
import type { BatchStore } from './store.ts';

interface Page {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** 31 December 9999. */
const LAST_TIME = 253_402_214_400_000;
/** Batches, what they list and what they leave out, a page at a time. */
export const batchPages = (store: BatchStore, found: (id: string) => Promise<unknown>) => {
  return {
    list: async (asked: z.output<typeof batchQuery>): Promise<z.output<typeof batchPage>> => {
      const { cursor, limit, ...query } = asked;
      const { state: states = [], ring = '', account = '', case: drawnFrom = '' } = query;
      const [before, beforeId] = cursor === undefined ? [LAST_TIME, ''] : decodeCursor(cursor, query).after;
      const place = { before: Number(before), beforeId: String(beforeId) };
      const rows = await store.list({ states, ring, account, case: drawnFrom }, place, limit + 1);
      const page = rows.slice(0, limit);
      const approvals = await store.approvals(page.map(({ id }) => id));
      const last = rows.length > limit ? page.at(-1)! : null;
      return {
        batches: page.map((row) => batchOf(row, approvals)),
        next: last && encodeCursor({ after: [last.createdAt, last.id] }, query),
      };
    },

    items: async (id: string, asked: Page & { state?: readonly ItemState[] | undefined }): Promise<ItemPage> => {
      const { cursor, limit, state = [] } = asked;
      const query = { id, of: 'items', state: state.join() };
      const after = cursor === undefined ? 0 : Number(decodeCursor(cursor, query).after[0]);
      const rows = await store.items(id, state, after, limit + 1);
      if (rows.length === 0) await found(id);
      const last = rows.length > limit ? rows[limit - 1]! : null;
      return {
        accounts: rows.slice(0, limit).map(itemOf),
        next: last && encodeCursor({ after: [last.seq] }, query),
      };
    },

    exclusions: async (
      id: string,
      asked: Page & { why?: readonly ExclusionReason[] | undefined },
    ): Promise<ExclusionPage> => {
      const { cursor, limit, why = [] } = asked;
      const query = { id, of: 'exclusions', why: why.join() };
      const after = cursor === undefined ? '' : String(decodeCursor(cursor, query).after[0]);
      const rows = await store.exclusions(id, why, after, limit + 1);
      if (rows.length === 0) await found(id);
      const last = rows.length > limit ? rows[limit - 1]! : null;
      return {
        accounts: rows.slice(0, limit).map(exclusionOf),
        next: last && encodeCursor({ after: [last.account] }, query),
      };
    },
  };
};
