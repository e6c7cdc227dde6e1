import { RingfenceError } from '../errors.ts';

export const APPEAL_STATES = ['open', 'upheld', 'overturned'] as const;
export type AppealState = (typeof APPEAL_STATES)[number];
/** What an appeal can come to: the ban stays, or it was wrong. */
export const OUTCOMES = ['upheld', 'overturned'] as const;

/** A decision can be taken back, and only an open appeal be decided: so nobody decides over another's decision unseen. */
export const TRANSITIONS: Readonly<Record<AppealState, readonly AppealState[]>> = {
  open: ['upheld', 'overturned'],
  upheld: ['open'],
  overturned: ['open'],
};

/** Throws `illegal-transition` (409) unless the table has the step. */
export const checkAppeal = (from: AppealState, to: AppealState): void => {
  const open = TRANSITIONS[from];
  if (open.includes(to)) return;
  throw new RingfenceError({
    type: 'illegal-transition',
    status: 409,
    detail: `An appeal that is ${from} cannot become ${to}.`,
    mend: from === 'open' ? 'Decide on it.' : 'Take its decision back first: POST /v1/appeals/{id}/take-back.',
    extra: { state: from, allowed: open },
  });
};
