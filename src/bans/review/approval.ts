import { type Asked, digestOf, idOf, matches, type Step, type Tagged, type TakeStep } from '../batch/asked.ts';

interface Reason {
  readonly reason: string;
}

/** What is said of a frozen batch. Who may say it is held by `batch-states.ts`. */
export const approvals = (step: TakeStep) => ({
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
});

export type Approvals = ReturnType<typeof approvals>;

const said =
  ({ id, by }: Asked, verdict: 'approved' | 'rejected', reason: string): NonNullable<Step['work']> =>
  async (tx) => {
    await tx.addApproval({ id: `${id}.${idOf(by)}.${verdict}`, by: idOf(by), name: by.actor.name, verdict, reason });
    return { facts: { reason: digestOf(reason) } };
  };
