import { createHash } from 'node:crypto';
import { batchOf } from './answers.ts';
import { type Asker, etagOf, idOf, matches, noSuchBatch, repeatable, type Tagged } from './asked.ts';
import type { BatchAction, Taker } from './batch-states.ts';
import { bansDrafts } from './drafts.ts';
import type { DrawSources, LeaveOutRules } from './draw.ts';
import { fixList } from './fix-list.ts';
import type { ApprovalRules } from './listing.ts';
import { bansPages } from './pages.ts';
import type { BansStore, BatchRow, StepTaken } from './store.ts';

export type { Asker, Tagged } from './asked.ts';

/** Batches from a draft to an approved list. */
export const bansService = (options: {
  store: BansStore;
  sources: DrawSources;
  rules: LeaveOutRules & { readonly approval: ApprovalRules };
  /** Told that a batch is to be frozen, when that is committed. */
  freeze(id: string): void;
  /** Epoch milliseconds. */
  now(): number;
}) => {
  const { store, rules, now } = options;

  const found = async (id: string): Promise<BatchRow> => {
    const row = await store.get(id);
    if (row === null) throw noSuchBatch();
    return row;
  };
  const tagged = async (row: BatchRow): Promise<Tagged> => ({
    body: batchOf(row, await store.approvals([row.id])),
    etag: etagOf(row),
  });

  const step = async (
    id: string,
    action: BatchAction,
    operation: string,
    by: Asker,
    check: StepTaken['check'],
    work?: StepTaken['work'],
  ): Promise<Tagged> => {
    const taker: Taker = { id: idOf(by), roles: by.roles };
    const common = { id, action, taker, by: by.actor, operation, at: now(), check };
    const row = await store.step(work === undefined ? common : { ...common, work });
    if (row === null) throw noSuchBatch();
    return tagged(row);
  };
  return {
    ...bansPages(store),
    ...bansDrafts({ ...options, tagged, step }),

    get: async (id: string): Promise<Tagged> => tagged(await found(id)),

    /** Fixes the list; its manifest is then written. Throws as steps do, and `graph-conflict` for a list that is empty or outdated. */
    freeze: async (id: string, ifMatch: string | undefined, by: Asker): Promise<Tagged> => {
      const frozen = await step(id, 'freeze', 'freezeBanBatch', by, repeatable('freeze', by, ifMatch), (tx, row) =>
        fixList(tx, row, rules, now()),
      );
      options.freeze(id);
      return frozen;
    },

    approve: (id: string, reason: string, ifMatch: string | undefined, by: Asker): Promise<Tagged> => {
      const approver = idOf(by);
      // Who has approved it has done so, whatever has come since.
      const check = (row: BatchRow) => row.approvals.includes(approver) || matches(row, ifMatch);
      return step(id, 'approve', 'approveBanBatch', by, check, said(id, 'approved', reason, by));
    },

    reject: (id: string, reason: string, ifMatch: string | undefined, by: Asker): Promise<Tagged> =>
      step(id, 'reject', 'rejectBanBatch', by, repeatable('reject', by, ifMatch), said(id, 'rejected', reason, by)),

    /** A further step, which may be sent again when its answer was lost. */
    take: (
      id: string,
      action: BatchAction,
      operation: string,
      ifMatch: string | undefined,
      by: Asker,
      work: NonNullable<StepTaken['work']>,
    ): Promise<Tagged> => step(id, action, operation, by, repeatable(action, by, ifMatch), work),

    cancel: (id: string, ifMatch: string | undefined, by: Asker): Promise<Tagged> =>
      step(id, 'cancel', 'cancelBanBatch', by, repeatable('cancel', by, ifMatch)),
  };
};

export type BansService = ReturnType<typeof bansService>;

const said =
  (id: string, verdict: 'approved' | 'rejected', reason: string, by: Asker): NonNullable<StepTaken['work']> =>
  async (tx) => {
    await tx.addApproval({ id: `${id}.${idOf(by)}.${verdict}`, by: idOf(by), name: by.actor.name, verdict, reason });
    return { facts: { reason: createHash('sha256').update(reason).digest('hex') } };
  };
