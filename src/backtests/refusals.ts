import { RingfenceError } from '../errors.ts';
import type { BackTestState } from './schema.ts';

export const notFound = () =>
  new RingfenceError({
    type: 'not-found',
    status: 404,
    detail: 'There is no back-test with this id.',
    mend: 'List them: GET /v1/backtests.',
  });

export const noVersion = () =>
  new RingfenceError({
    type: 'not-found',
    status: 404,
    detail: 'The engine’s configuration never had this version.',
    mend: 'List them: GET /v1/configuration/detection/versions; 0 is the file alone.',
  });

export const invalid = (pointer: string, reason: string) =>
  new RingfenceError({
    type: 'invalid-request',
    status: 400,
    detail: 'The request has 1 problem.',
    mend: 'Correct what `problems` lists; the schemas are in /openapi.json.',
    extra: { problems: [{ in: 'body', pointer, reason }] },
  });

export const notDone = (state: BackTestState) =>
  new RingfenceError({
    type: 'back-test-not-done',
    status: 409,
    detail: `The back-test is ${state}.`,
    mend: state === 'waiting' || state === 'running' ? 'Wait until it is done.' : 'Start it again.',
    extra: { state },
  });

export const ended = (state: BackTestState) =>
  new RingfenceError({
    type: 'run-not-cancellable',
    status: 409,
    detail: `The back-test is ${state} already.`,
    mend: 'Nothing to do: it has ended.',
  });

export const ownWork = () =>
  new RingfenceError({
    type: 'four-eyes',
    status: 403,
    detail: 'Whoever asked for a back-test cannot approve it.',
    mend: 'Ask another approver.',
  });

const conflict = (detail: string, mend: string) =>
  new RingfenceError({ type: 'graph-conflict', status: 409, detail, mend });

export const otherAllowList = () =>
  conflict(
    'It was tried with another allow-list than the one in force.',
    'Change the allow-list (POST /v1/allow-list), then try the engine’s configuration alone and promote that.',
  );

export const otherLive = () =>
  conflict(
    'The live configuration is another than the one that it was held against.',
    'Start the back-test again, then promote that one.',
  );

export const noDifference = () => conflict('Its configuration is the live one.', 'Nothing to do; or try other values.');
