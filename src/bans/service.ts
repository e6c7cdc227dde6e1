import { batchOf } from './answers.ts';
import {
  type Asked,
  digestOf,
  etagOf,
  idOf,
  matches,
  noSuchBatch,
  repeatable,
  type Tagged,
  type TakeStep,
} from './asked.ts';
import type { Taker } from './batch-states.ts';
import { bansDrafts } from './drafts.ts';
import type { DrawSources, LeaveOutRules } from './draw.ts';
import { fixList } from './fix-list.ts';
import type { ApprovalRules } from './listing.ts';
import { bansPages } from './pages.ts';
import type { BansStore, BatchRow, StepTaken } from './store.ts';

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

  const step: TakeStep = async (asked, { action, operation, check = repeatable(action, asked), work }) => {
    const { id, by } = asked;
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
    freeze: async (asked: Asked): Promise<Tagged> => {
      const frozen = await step(asked, {
        ...{ action: 'freeze', operation: 'freezeBanBatch' },
        work: (tx, row) => fixList(tx, row, rules, now()),
      });
      options.freeze(asked.id);
      return frozen;
    },

    approve: (asked: Asked, { reason }: Reason): Promise<Tagged> => {
      const approver = idOf(asked.by);
      return step(asked, {
        ...{ action: 'approve', operation: 'approveBanBatch' },
        // Who has approved it has done so, whatever has come since.
        check: (row) => row.approvals.includes(approver) || matches(row, asked.ifMatch),
        work: said(asked, 'approved', reason),
      });
    },

    reject: (asked: Asked, { reason }: Reason): Promise<Tagged> =>
      step(asked, { action: 'reject', operation: 'rejectBanBatch', work: said(asked, 'rejected', reason) }),

    cancel: (asked: Asked): Promise<Tagged> => step(asked, { action: 'cancel', operation: 'cancelBanBatch' }),

    /** Any further step. */
    step,
  };
};

export type BansService = ReturnType<typeof bansService>;

interface Reason {
  readonly reason: string;
}

const said =
  ({ id, by }: Asked, verdict: 'approved' | 'rejected', reason: string): NonNullable<StepTaken['work']> =>
  async (tx) => {
    await tx.addApproval({ id: `${id}.${idOf(by)}.${verdict}`, by: idOf(by), name: by.actor.name, verdict, reason });
    return { facts: { reason: digestOf(reason) } };
  };
