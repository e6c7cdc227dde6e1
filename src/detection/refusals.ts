import { RingfenceError } from '../errors.ts';
import type { RunState } from './schema.ts';

export const inProgress = (run: string) =>
  new RingfenceError({
    type: 'run-in-progress',
    status: 409,
    detail: `Run ${run} is at work.`,
    mend: 'Wait for it or cancel it.',
    extra: { run },
  });

export const notFound = () =>
  new RingfenceError({
    type: 'not-found',
    status: 404,
    detail: 'There is no run with this id.',
    mend: 'List them: GET /v1/runs.',
  });

export const notCancellable = (state: RunState) =>
  new RingfenceError({
    type: 'run-not-cancellable',
    status: 409,
    detail: `The run is ${state} already.`,
    mend: 'Nothing to do: it has ended.',
  });

export const stoppingNow = () =>
  new RingfenceError({
    type: 'overloaded',
    status: 503,
    retryAfterSeconds: 5,
    detail: 'The service is stopping.',
    mend: 'Send it again after Retry-After seconds.',
  });
