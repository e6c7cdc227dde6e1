import { RingfenceError } from '../errors.ts';
import { changedSince } from '../http/if-match.ts';

export const CHANGED = 'The appeal was changed since that ETag.';

export const noAppeal = (): RingfenceError =>
  new RingfenceError({
    type: 'not-found',
    status: 404,
    detail: 'There is no appeal with this id.',
    mend: 'GET /v1/appeals lists them.',
  });

export const notBanned = (): RingfenceError =>
  new RingfenceError({
    type: 'not-found',
    status: 404,
    detail: 'No ban of this account was carried out.',
    mend: 'Check the account; an account that is only listed in a batch cannot appeal yet.',
  });

export const alreadyOpen = (id: string): RingfenceError =>
  new RingfenceError({
    type: 'graph-conflict',
    status: 409,
    detail: 'An appeal against this ban is open.',
    mend: `Decide on it: GET /v1/appeals/${id}.`,
    extra: { appeal: id },
  });

export const ownBatch = (): RingfenceError =>
  new RingfenceError({
    type: 'four-eyes',
    status: 403,
    detail: 'Whoever had a hand in the list of a batch cannot decide on appeals against it.',
    mend: 'Ask another approver.',
  });

export const appealChanged = (): RingfenceError => changedSince(CHANGED);
