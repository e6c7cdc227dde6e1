import { RingfenceError } from '../../errors.ts';
import type { BansTransaction, BatchRow } from '../batch/store.ts';
import { attributesOf, type LeaveOutRules, placed, sifted } from './draw.ts';
import { type ApprovalRules, approvalsFor } from './listing.ts';

/**
 * Fixes the list of a draft in the transaction that freezes it: what came to be known since it was drawn is looked at once more (an
 * account that was allowed, banned or taken by another batch meanwhile is left out and listed with why), accounts are numbered, and
 * it is settled how many must approve. Throws `graph-conflict` where a newer run was published, or where nobody is left.
 */
export const fixList = async (
  tx: BansTransaction,
  { id, run }: Pick<BatchRow, 'id' | 'run'>,
  rules: LeaveOutRules & { readonly approval: ApprovalRules },
  now: number,
) => {
  if ((await tx.publishedRun()) !== run) {
    throw conflict('A newer run was published since the list was drawn.', `Draw it anew: POST /v1/bans/${id}/draw.`);
  }
  await tx.holdFreezing();
  await tx.removeForgotten();
  const listed = await tx.listed();
  const { stay, out, facts } = await sifted(tx, run, listed, rules, now);
  if (stay.length === 0) throw conflict('Nobody is left on the list.', 'Draft another one, or cancel it.');
  if (out.length > 0) {
    await tx.removeItems(out.map(({ account }) => account));
    await tx.addExclusions(placed(id, out, 1));
  }
  await tx.renumber();
  const kept = stay.map(({ account }) => facts.get(account)!);
  const { needed, because } = approvalsFor(
    kept.map((row) => ({ since: row.since, attributes: attributesOf(row) })),
    rules.approval,
    now,
  );
  const { items, excluded } = await tx.count();
  return {
    more: { items, excluded, approvalsNeeded: needed, approvalsBecause: because, problem: null },
    facts: { items, excluded, approvalsNeeded: needed },
  };
};

const conflict = (detail: string, mend: string): RingfenceError =>
  new RingfenceError({ type: 'graph-conflict', status: 409, detail, mend });
