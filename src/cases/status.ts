import { RingfenceError } from '../errors.ts';

/** `merged` is the end of a duplicate: it is reached by merging alone, and nothing leads out of it. */
export const CASE_STATUSES = ['open', 'investigating', 'waiting', 'closed', 'merged'] as const;
export type CaseStatus = (typeof CASE_STATUSES)[number];

/** Those that somebody has still to do something about. */
export const UNFINISHED: readonly CaseStatus[] = ['open', 'investigating', 'waiting'];

/** Where a case may go by a person's word. A closed one is opened again as open: somebody has to take it up. */
export const TRANSITIONS: Readonly<Record<CaseStatus, readonly CaseStatus[]>> = {
  open: ['investigating', 'waiting', 'closed'],
  investigating: ['open', 'waiting', 'closed'],
  waiting: ['open', 'investigating', 'closed'],
  closed: ['open'],
  merged: [],
};

/** What a case came to. */
export const CASE_OUTCOMES = ['confirmed', 'dismissed', 'inconclusive'] as const;
export type CaseOutcome = (typeof CASE_OUTCOMES)[number];

/** Throws `illegal-transition` (409) unless the table has the step. */
export const checkStatus = (from: CaseStatus, to: CaseStatus): void => {
  const open = TRANSITIONS[from];
  if (open.includes(to)) return;
  throw new RingfenceError({
    type: 'illegal-transition',
    status: 409,
    detail: `A case that is ${from} cannot become ${to}.`,
    mend: open.length === 0 ? 'It stays as it is.' : `From ${from} it can become: ${open.join(', ')}.`,
    extra: { state: from, allowed: open },
  });
};
