import { RingfenceError } from '../errors.ts';
import { changedSince } from '../http/if-match.ts';
import type { CaseStatus } from './status.ts';

export const noCase = (): RingfenceError =>
  new RingfenceError({
    type: 'not-found',
    status: 404,
    detail: 'There is no case with this id.',
    mend: 'GET /v1/cases lists the cases.',
  });

export const noTarget = (kind: string): RingfenceError =>
  new RingfenceError({
    type: 'not-found',
    status: 404,
    detail: kind === 'ring' ? 'The published run has no ring with this id.' : `There is no such ${kind} in the graph.`,
    mend: 'Check the target.',
  });

export const notLinked = (): RingfenceError =>
  new RingfenceError({
    type: 'not-found',
    status: 404,
    detail: 'The case is not linked with this.',
    mend: 'GET /v1/cases/{id} lists what it is linked with; link it first.',
  });

export const caseOpen = (kind: string, id: string): RingfenceError =>
  new RingfenceError({
    type: 'case-open',
    status: 409,
    detail: `This ${kind} has a case that is not closed.`,
    mend: `Go on with it (GET /v1/cases/${id}), or send "evenIfOpen": true.`,
    extra: { case: id },
  });

export const caseMerged = (into: string): RingfenceError =>
  new RingfenceError({
    type: 'case-merged',
    status: 409,
    detail: 'The case was merged; it stays as it is.',
    mend: `It goes on as /v1/cases/${into}.`,
    extra: { case: into },
  });

export const notInto = (status: CaseStatus): RingfenceError =>
  new RingfenceError({
    type: 'illegal-transition',
    status: 409,
    detail: `A case goes on in one that is at work; the other is ${status}.`,
    mend: 'Open the other one again first, or name one that is at work.',
    extra: { state: status, allowed: [] },
  });

export const tooManyLinks = (most: number): RingfenceError =>
  new RingfenceError({
    type: 'graph-conflict',
    status: 409,
    detail: `The case is linked with ${most} things already.`,
    mend: 'Link the ring instead of its accounts, or open another case.',
  });

export const caseChanged = (): RingfenceError => changedSince('The case was changed since that ETag.');
