import { rfc3339, rfc3339OrNull } from '../../fields.ts';
import { openActions } from './batch-states.ts';
import type { BanBatch, ExclusionPage, ItemPage } from './schema.ts';
import type { ApprovalRow, BatchRow, BatchStore, ItemRow } from './store.ts';

/** `approvals` may be those of several batches. */
export const batchOf = (row: BatchRow, approvals: readonly ApprovalRow[]): BanBatch => ({
  ...{ id: row.id, title: row.title, reason: row.reason, state: row.state, version: row.version, author: row.author },
  authors: [...row.authors],
  run: row.run,
  source: JSON.parse(row.source) as BanBatch['source'],
  accounts: row.items,
  leftOut: row.excluded,
  createdAt: rfc3339(row.createdAt),
  changedAt: rfc3339(row.changedAt),
  frozenAt: rfc3339OrNull(row.frozenAt),
  root: row.root,
  approvals: {
    needed: row.approvalsNeeded,
    because: [...row.approvalsBecause],
    given: approvals
      .filter(({ batch }) => batch === row.id)
      .map(({ by, name, verdict, reason, at }) => ({ by, name, verdict, reason, at: rfc3339(at) })),
  },
  problem: row.problem,
  actions: openActions(row),
});

export const itemOf = ({
  id,
  seq,
  account,
  ring,
  rings,
  strength,
  reason,
  state,
  wave,
}: ItemRow): ItemPage['accounts'][number] => ({
  ...{ id, seq, account, ring, strength, reason, state, wave },
  rings: [...rings],
});

export const exclusionOf = (
  row: Awaited<ReturnType<BatchStore['exclusions']>>[number],
): ExclusionPage['accounts'][number] => ({
  ...row,
  at: rfc3339(row.at),
});
