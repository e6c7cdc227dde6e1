import { RingfenceError } from '../errors.ts';
import type { RingState } from '../fields.ts';

/**
 * Where a ring may go from each state. A ring is confirmed only out of a review, because a confirmed ring's accounts may
 * be banned; a dismissed or confirmed one can be taken up again, and every step stays in its history.
 */
export const TRANSITIONS: Readonly<Record<RingState, readonly RingState[]>> = {
  new: ['in_review', 'dismissed'],
  in_review: ['new', 'confirmed', 'dismissed'],
  confirmed: ['in_review'],
  dismissed: ['in_review'],
};

/** Throws `illegal-transition` (409) unless the table above has the step. */
export const checkTransition = (from: RingState, to: RingState): void => {
  const open = TRANSITIONS[from];
  if (open.includes(to)) return;
  throw new RingfenceError({
    type: 'illegal-transition',
    status: 409,
    detail: `A ring that is ${from} cannot become ${to}.`,
    mend: `From ${from} it can become: ${open.join(', ')}.`,
    extra: { state: from, allowed: open },
  });
};
