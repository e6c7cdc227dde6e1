import { RingfenceError } from './errors.ts';

/** `not-found`: there is no such run; undefined was asked for as the published one. */
export const noSuchRun = (run: string | undefined): RingfenceError =>
  new RingfenceError({
    type: 'not-found',
    status: 404,
    detail: run === undefined ? 'No run was published yet.' : 'There is no published run with this id.',
    mend:
      run === undefined
        ? 'Start one: POST /v1/runs, or `ringfence detect`.'
        : 'GET /v1/runs lists the runs; leave the run out for the published one.',
  });

/** `run-gone`: rings of a run were removed, so `what` is made of it ("an export") would lack some. */
export const runGone = (run: string, what: string): RingfenceError =>
  new RingfenceError({
    type: 'run-gone',
    status: 410,
    detail: `The rings of run ${run} are not all in the graph any more, so ${what} of it would lack some.`,
    mend: 'Leave the run out: the published one is always whole. detection.keepRuns says how many older ones stay.',
    extra: { run },
    exitCode: 75,
  });
