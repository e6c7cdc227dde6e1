import { z } from 'zod';
import type { RingfenceError } from '../errors.ts';

/** One kind of trouble that the API can answer with (RFC 9457). Its name is stable: clients may switch on it. */
export interface ProblemType {
  readonly title: string;
  readonly status: number;
  /** When it happens and what to do, for the page that the problem's `type` URI leads to. */
  readonly description: string;
  /** The members of a typical answer besides type, title, status and instance. */
  readonly example: { readonly detail: string; readonly mend?: string; readonly [extra: string]: unknown };
}

/** Every problem type of the API. An error whose type is not here is answered as `internal-error`. */
export const PROBLEMS: Readonly<Record<string, ProblemType>> = {
  'malformed-json': {
    status: 400,
    title: 'The body is not JSON',
    description: 'The body could not be read as JSON (RFC 8259, UTF-8). The place of the first error is given.',
    example: {
      detail: 'The body is not valid JSON at line 1, column 14.',
      mend: 'Send one JSON value, encoded as UTF-8.',
      position: { offset: 13, line: 1, column: 14 },
    },
  },
  'invalid-request': {
    status: 400,
    title: 'The request does not fit its schema',
    description:
      'A path, query, header or body value is missing, unknown or of the wrong form. `problems` lists each: where it is ' +
      '(`in`), a JSON pointer to it, and the reason. Values are never repeated.',
    example: {
      detail: 'The request has 1 problem.',
      mend: 'Correct what `problems` lists; the schemas are in /openapi.json.',
      problems: [{ in: 'query', pointer: '/limit', reason: 'Too big: expected number to be <=200' }],
    },
  },
  unauthenticated: {
    status: 401,
    title: 'A valid key or token is needed',
    description:
      'No key was sent, or it is unknown or revoked; or a token is expired, of another issuer or for somebody else. Send ' +
      '`Authorization: Bearer …`, or HTTP Basic with an API key as the password and any user name.',
    example: { detail: 'Neither an API key nor a token was sent.', mend: 'Send it as `Authorization: Bearer rf_…`.' },
  },
  forbidden: {
    status: 403,
    title: 'The role for this is missing',
    description: 'The key or token is valid, but brings none of the roles that may use this route; `roles` lists them.',
    example: {
      detail: 'This needs the role investigator or admin.',
      mend: 'Ask an admin for a key (`ringfence keys create --role …`) or a role that may.',
      roles: ['investigator', 'admin'],
    },
  },
  'four-eyes': {
    status: 403,
    title: 'Somebody else must approve this',
    description: 'Whoever prepared something cannot approve it, whatever their roles are.',
    example: { detail: 'Whoever asked for a back-test cannot approve it.', mend: 'Ask another approver.' },
  },
  'not-found': {
    status: 404,
    title: 'Not found',
    description: 'There is no such route, or nothing with that id.',
    example: {
      detail: 'There is nothing with this id.',
      mend: 'Check the id; the routes are listed in /openapi.json.',
    },
  },
  'method-not-allowed': {
    status: 405,
    title: 'Method not allowed',
    description: 'The path exists but not with this method. The `Allow` header lists those it has.',
    example: { detail: 'This path answers GET and HEAD.', mend: 'Use one of the methods in the Allow header.' },
  },
  'not-acceptable': {
    status: 406,
    title: 'Not in an accepted format',
    description: 'The `Accept` header leaves out every content type that this route can answer with.',
    example: { detail: 'This route answers with application/json.', mend: 'Accept one of these types.' },
  },
  'request-timeout': {
    status: 408,
    title: 'The body came too slowly',
    description: 'The body did not arrive in time, so its place was given up. Nothing was written.',
    example: {
      detail: 'The body did not arrive within 30 seconds.',
      mend: 'Send smaller batches, or over a better connection; nothing was written.',
    },
  },
  'run-too-old': {
    status: 409,
    title: 'The published run kept too little for this',
    description:
      'The published run is of an earlier release, which did not keep what this question is answered by. Its rings can be read as ' +
      'before; the next run keeps it.',
    example: {
      detail: 'The published run is of a release that did not keep what this question is answered by.',
      mend: 'Start a detection run (POST /v1/runs) and ask again when it is published.',
    },
  },
  'run-in-progress': {
    status: 409,
    title: 'A run is at work',
    description: 'One detection runs at a time on one graph. Wait for the run that is at work, or cancel it.',
    example: { detail: 'Run run_0a1b2c is at work.', mend: 'Wait for it or cancel it.', run: 'run_0a1b2c' },
  },
  'run-not-cancellable': {
    status: 409,
    title: 'The run has ended',
    description: 'Only a run that is at work can be cancelled.',
    example: { detail: 'The run is published already.', mend: 'Nothing to do: it has ended.' },
  },
  'back-test-not-done': {
    status: 409,
    title: 'The back-test is not done',
    description:
      'It waits, is at work, has failed or was cancelled: it has no rings to compare, and nothing to promote.',
    example: { detail: 'The back-test is running.', mend: 'Wait until it is done.', state: 'running' },
  },
  'engine-configuration-invalid': {
    status: 409,
    title: 'The promoted configuration does not fit this release',
    description:
      'What was promoted to be the engine’s configuration names a weight or a threshold that this release does not have or take. No run begins ' +
      'with another one than was approved.',
    example: {
      detail: 'Version 3 of the engine’s configuration, which was promoted, does not fit this release.',
      mend: 'Go back to another version: POST /v1/configuration/detection/go-back.',
    },
  },
  'illegal-transition': {
    status: 409,
    title: 'No such step from the present state',
    description: 'It cannot go from its present state to the one asked for. `allowed` lists where it can go.',
    example: {
      detail: 'A ring that is new cannot become confirmed.',
      mend: 'From new it can become: in_review, dismissed.',
      state: 'new',
      allowed: ['in_review', 'dismissed'],
    },
  },
  'case-open': {
    status: 409,
    title: 'There is a case already',
    description:
      'A case about the same ring, account or signal is not closed; `case` is its id. `evenIfOpen` opens another one.',
    example: {
      detail: 'This ring has a case that is not closed.',
      mend: 'Go on with it (GET /v1/cases/case_k2m7xq4w3b5a), or send "evenIfOpen": true.',
      case: 'case_k2m7xq4w3b5a',
    },
  },
  'case-merged': {
    status: 409,
    title: 'The case was merged',
    description: 'A duplicate goes on in another case, whose id is `case`; it itself stays as it is.',
    example: {
      detail: 'The case was merged; it stays as it is.',
      mend: 'It goes on as /v1/cases/case_k2m7xq4w3b5a.',
      case: 'case_k2m7xq4w3b5a',
    },
  },
  'graph-conflict': {
    status: 409,
    title: 'Another change came first',
    description: 'Another change to the same thing was written at the same time; this one was not written.',
    example: { detail: 'Another change came first.', mend: 'Read the present state, then decide again.' },
  },
  'account-held': {
    status: 409,
    title: 'The account is still needed',
    description:
      'A confirmed ring, a case that is not closed, or something that is on its way rests on the account. `holds` says what. Close it first, or send `despiteHolds`.',
    example: {
      detail: 'The account is still needed: ring_f4ke2q2a7c3d is confirmed.',
      mend: 'Close what holds it first, or erase it all the same with `despiteHolds`.',
      holds: 'ring_f4ke2q2a7c3d is confirmed',
    },
  },
  'job-in-progress': {
    status: 409,
    title: 'It is at work already',
    description: 'One instance at a time applies retention to one graph.',
    example: {
      detail: 'Retention is at work already.',
      mend: 'Wait for it: GET /v1/retention tells how far it is.',
    },
  },
  'no-retention': {
    status: 409,
    title: 'Everything is kept',
    description: 'The configuration has no rule by which anything goes by age.',
    example: {
      detail: 'No rule of retention is configured: everything is kept.',
      mend: 'Set retention.accountsUnseenDays, .observationDays, .signals or .runDays.',
    },
  },
  'cursor-expired': {
    status: 410,
    title: 'The cursor is too old',
    description: 'The run that this cursor pages through is no longer kept. Begin again without a cursor.',
    example: { detail: 'The run of this cursor is no longer kept.', mend: 'Ask again without `cursor`.' },
  },
  'run-gone': {
    status: 410,
    title: 'The run is no longer whole',
    description:
      'Rings of former runs are removed as new runs are published (`detection.keepRuns`). This run has lost some of its ' +
      'rings already, so nothing of it is exported.',
    example: {
      detail: 'The rings of run run_0a1b2c are not all in the graph any more.',
      mend: 'Export again without `run`: the published run is always whole.',
      run: 'run_0a1b2c',
    },
  },
  'precondition-failed': {
    status: 412,
    title: 'It has changed since you read it',
    description:
      'The `If-Match` header does not name the present state. Read it again, decide again, send its new ETag.',
    example: { detail: 'The state has changed since that ETag.', mend: 'Read it again and send the new ETag.' },
  },
  'payload-too-large': {
    status: 413,
    title: 'The body is too large',
    description: 'The body, after decompression, is larger or more deeply nested than this route takes.',
    example: { detail: 'The body is larger than 1048576 bytes.', mend: 'Send less in one request.' },
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The body has an unsupported type',
    description:
      'The `Content-Type`, its charset or the `Content-Encoding` of the body is not one that this route reads.',
    example: { detail: 'This route reads application/json.', mend: 'Set Content-Type to one of these.' },
  },
  'invalid-events': {
    status: 422,
    title: 'Events were refused',
    description:
      'At least one event of the batch does not fit, so nothing was written. The first 100 are listed by index, JSON ' +
      'pointer and reason. With `?onInvalid=skip` the good ones are written.',
    example: {
      detail: '1 of 250 events does not fit; nothing was written.',
      mend: 'Correct the listed events, or send ?onInvalid=skip to write the others.',
      problems: [{ index: 17, id: 'evt-18', pointer: '/time', reason: 'is not an RFC 3339 time' }],
    },
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'The key belongs to another body',
    description: 'This `Idempotency-Key` was used before with another body. A key stands for one body.',
    example: { detail: 'This Idempotency-Key was used with another body.', mend: 'Take a new key for a new body.' },
  },
  'precondition-required': {
    status: 428,
    title: 'If-Match is needed',
    description: 'A change needs the ETag of the state that it was decided on, so that no change is lost unseen.',
    example: { detail: 'If-Match is missing.', mend: 'Read the resource and send its ETag as If-Match.' },
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests at once',
    description: 'As many requests as this route takes are at work. Nothing was read. Wait for `Retry-After` seconds.',
    example: { detail: '8 ingest requests are at work.', mend: 'Send it again after Retry-After seconds.' },
  },
  'rate-limited': {
    status: 429,
    title: 'Too many requests within a minute',
    description:
      'This key or person has sent as many requests within a minute as the configuration allows ' +
      '(`access.requestsPerMinute`). Wait for `Retry-After` seconds; `RateLimit` tells with every answer how many are left.',
    example: {
      detail: 'This caller has sent 12000 requests within a minute.',
      mend: 'Send it again after Retry-After seconds, or have access.requestsPerMinute raised.',
    },
  },
  'internal-error': {
    status: 500,
    title: 'Something went wrong here',
    description: 'A fault of the service. Its log has the cause under the request id in `instance`.',
    example: { detail: 'The service made a mistake.', mend: 'Report the request id in `instance`.' },
  },
  'graph-unavailable': {
    status: 503,
    title: 'The graph does not answer',
    description: 'Neo4j cannot be reached or is restarting. Nothing half-done is kept. Wait for `Retry-After` seconds.',
    example: { detail: 'Neo4j does not answer.', mend: 'Send it again after Retry-After seconds.' },
  },
  'issuer-unavailable': {
    status: 503,
    title: 'The identity provider does not answer',
    description: 'The keys that tokens are checked with cannot be read now. API keys work meanwhile.',
    example: {
      detail: 'The keys of the identity provider cannot be read, so no token can be checked.',
      mend: 'Try again after Retry-After seconds; API keys work meanwhile. If it stays, check access.oidc.issuer.',
    },
  },
  overloaded: {
    status: 503,
    title: 'Overloaded',
    description: 'The service has as much work as it can do in bounded memory. Wait for `Retry-After` seconds.',
    example: { detail: 'The service is at its limit.', mend: 'Send it again after Retry-After seconds.' },
  },
};

/** Problems that any route may answer with; routes list only their own. */
export const COMMON_PROBLEMS = [
  'invalid-request',
  'not-acceptable',
  'internal-error',
  'graph-unavailable',
  'overloaded',
] as const;

const place = z.looseObject({
  in: z.enum(['path', 'query', 'header', 'body']).optional().describe('Part of the request.'),
  index: z.int().optional().describe('Index of the event in its batch.'),
  id: z.string().nullish().describe('Id of the event, where it has one.'),
  pointer: z.string().describe('JSON pointer (RFC 6901) to the value.'),
  reason: z.string().describe('What is wrong with it; the value is never repeated.'),
});

/** A problem document (RFC 9457). */
export const problemSchema = z
  .looseObject({
    type: z.string().describe('Relative URI `/problems/<type>`: stable, and leads to a page that explains it.'),
    title: z.string().describe('The kind of problem in a few words, equal for every problem of the type.'),
    status: z.int().describe('The HTTP status.'),
    detail: z.string().describe('What was wrong this time.'),
    mend: z.string().optional().describe('How to put it right.'),
    instance: z.string().describe('The request id, as in the X-Request-Id header and in the logs.'),
    problems: z.array(place).optional().describe('Each thing that is wrong, where there can be several.'),
  })
  .meta({ id: 'Problem', description: 'What went wrong, as problem+json (RFC 9457).' });

export type Problem = z.output<typeof problemSchema>;

/** The document for an error of a known type; null for a type that the API does not document. */
export const problemOf = (error: RingfenceError, requestId: string): Problem | null => {
  const known = Object.hasOwn(PROBLEMS, error.type) ? PROBLEMS[error.type] : undefined;
  if (known === undefined) return null;
  const standard = {
    type: `/problems/${error.type}`,
    title: known.title,
    status: known.status,
    detail: error.message,
    ...(error.mend === undefined ? {} : { mend: error.mend }),
    instance: requestId,
  };
  // Twice: read first by people, and never replaced by a further member of the same name.
  return { ...standard, ...error.extra, ...standard };
};

/** What a problem of this type looks like, for the documentation. */
export const problemExample = (type: string): Problem => {
  const known = PROBLEMS[type];
  if (known === undefined) throw new RangeError(`${type} is not a problem type: add it to PROBLEMS`);
  return {
    type: `/problems/${type}`,
    title: known.title,
    status: known.status,
    ...known.example,
    instance: '3f6c0d52-8a5e-4d0b-9b57-2f1c8f1f7a10',
  };
};
