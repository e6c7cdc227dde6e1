import { batchOf } from './answers.ts';
import { type Asked, etagOf, idOf, noSuchBatch, repeatable, type Tagged, type TakeStep } from './asked.ts';
import type { Taker } from './batch-states.ts';
import { batchPages } from './pages.ts';
import type { BatchRow, BatchStore } from './store.ts';

/** Batches as they stand, and the way each of their steps is taken. */
export const batchService = ({
  store,
  now,
}: {
  store: BatchStore;
  /** Epoch milliseconds. */
  now(): number;
}) => {
  /** Throws `not-found`. */
  const found = async (id: string): Promise<BatchRow> => {
    const row = await store.get(id);
    if (row === null) throw noSuchBatch();
    return row;
  };
  const tagged = async (row: BatchRow): Promise<Tagged> => ({
    body: batchOf(row, await store.approvals([row.id])),
    etag: etagOf(row),
  });

  const step: TakeStep = async (asked, { action, operation, check = repeatable(action, asked), work }) => {
    const { id, by } = asked;
    const taker: Taker = { id: idOf(by), roles: by.roles };
    const common = { id, action, taker, by: by.actor, operation, at: now(), check };
    const row = await store.step(work === undefined ? common : { ...common, work });
    if (row === null) throw noSuchBatch();
    return tagged(row);
  };

  return {
    ...batchPages(store, found),
    get: async (id: string): Promise<Tagged> => tagged(await found(id)),
    found,
    tagged,
    step,
    cancel: (asked: Asked): Promise<Tagged> => step(asked, { action: 'cancel', operation: 'cancelBanBatch' }),
  };
};

export type BatchService = ReturnType<typeof batchService>;
