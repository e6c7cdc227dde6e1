import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Caller } from '../access/caller.ts';
import type { RateLimit } from '../access/rate-limit.ts';
import { type AccessEntry, type AccessTable, routeName } from '../access/table.ts';
import type { AuditEvent } from '../audited.ts';
import { RingfenceError } from '../errors.ts';
import { type Authenticate, challenges, requireAccess, requireKeyOrToken } from './authenticate.ts';
import { type Calls, callsInFlight } from './calls.ts';
import { faultOf } from './fault.ts';
import { assertMediaType, type BodyLimits, DEFAULT_BODY_LIMITS, hasBody, readJsonBody } from './json-body.ts';
import { requestMetrics } from './metrics.ts';
import { type ApiInfo, type OpenApiDocument, openApiDocument } from './openapi.ts';
import { problemOf } from './problems.ts';
import { actorOf, readingOf } from './recorded.ts';
import { sendProblem, sendReply } from './reply.ts';
import { requestIdOf } from './request-id.ts';
import { requestLog } from './request-log.ts';
import type { AnyRoute, Call } from './route.ts';
import { securityHeaders } from './security-headers.ts';
import { type Readiness, standingRoutes } from './standing-routes.ts';
import { invalidRequest, partsValidator, validBody } from './validate.ts';

export interface HttpAppOptions {
  /** The features' routes; health, metrics and documentation are added here. */
  readonly routes: readonly AnyRoute[];
  /** Who may use which route; one that is not in it is refused to everybody. */
  readonly access: AccessTable;
  readonly authenticate: Authenticate;
  /** Requests that each caller may send; any number where it is absent. */
  readonly rateLimit?: RateLimit | undefined;
  /** Adds an entry to the audit trail, which is in when this resolves. */
  record(event: AuditEvent): Promise<void>;
  readonly log: Logger;
  /** Request times and process figures are registered here; features register theirs. */
  readonly metrics: Registry;
  readonly info: ApiInfo;
  readonly readiness: () => Promise<Readiness>;
  readonly bodyLimits?: BodyLimits;
  /** Addresses and ranges of proxies that are believed when they say whom they ask for (X-Forwarded-For). */
  readonly trustedProxies?: readonly string[];
}

/** An Express application, with what `listen` needs to stop it gently and the document that describes it. */
export type HttpApp = Express & { readonly calls: Calls; readonly document: OpenApiDocument };

/** Every route said by one object each: registered, guarded, validated and described here. */
export const createHttpApp = (options: HttpAppOptions): HttpApp => {
  const calls = callsInFlight();
  const routes: AnyRoute[] = [...options.routes];
  routes.push(...standingRoutes({ ...options, document: () => document }));
  const document = openApiDocument(routes, options.access, options.info);

  const app = express();
  for (const setting of ['case sensitive routing', 'strict routing']) app.enable(setting);
  app.set('trust proxy', [...(options.trustedProxies ?? [])]);
  for (const setting of ['x-powered-by', 'etag', 'query parser']) app.disable(setting);
  app.use((request, response, next) => {
    const requestId = requestIdOf(request.headers['x-request-id']);
    calls.begin(response, requestId);
    response.setHeader('X-Request-Id', requestId);
    next();
  });
  app.use(requestLog(options.log, calls), requestMetrics(options.metrics, calls), securityHeaders());

  // `{` sorts after letters and digits, so `/v1/runs/current` is asked before `/v1/runs/{id}`.
  for (const path of [...new Set(routes.map((route) => route.path))].sort()) {
    const onPath = routes.filter((route) => route.path === path);
    const pattern = path.replaceAll(/\{(\w+)\}/g, ':$1');
    for (const route of onPath) app[route.method](pattern, answer(route, options, calls));
    app.all(pattern, refuseMethod(onPath, calls));
  }
  app.use(() => {
    throw new RingfenceError({
      type: 'not-found',
      status: 404,
      detail: 'There is no such route.',
      mend: 'The routes are listed in /openapi.json.',
    });
  });
  app.use(answerError(calls, options.log));
  return Object.assign(app, { calls, document });
};

/** The way of one request: may it come in, does it fit, then the handler, then the answer. */
const answer = (route: AnyRoute, options: HttpAppOptions, calls: Calls): RequestHandler => {
  const parts = partsValidator(route);
  const produced = producedTypes(route);
  const limits = options.bodyLimits ?? DEFAULT_BODY_LIMITS;
  const entry = options.access[routeName(route)];
  const { who } = entry ?? {};

  return async (request, response) => {
    const record = calls.of(response);
    record.route = route.path;
    const caller = who === 'open' ? null : await admitted(entry, request, response, options, calls);
    requireAcceptable(request, produced);
    const call: Call<Record<string, unknown>, Record<string, unknown>, unknown> = {
      ...parts(request),
      body: await bodyOf(route, request, response, limits),
      caller,
      actor: actorOf(caller, request.ip, record.requestId),
      requestId: record.requestId,
      signal: record.abort.signal,
      request,
    };
    const reading = entry && readingOf(route.operationId, call, entry);
    // Side by side, because both take a while; nothing is answered before the entry is in.
    const [answered, entered] = await Promise.allSettled([
      route.handle(call),
      reading ? options.record(reading) : undefined,
    ]);
    if (answered.status === 'rejected') throw answered.reason;
    if (entered.status === 'rejected') throw entered.reason;
    const reply = answered.value;
    await sendReply(route, reply, request, response);
  };
};

/** Throws `unauthenticated`, `rate-limited` and `forbidden`. */
const admitted = async (
  entry: AccessEntry | undefined,
  request: Request,
  response: Response,
  { authenticate, rateLimit }: HttpAppOptions,
  calls: Calls,
): Promise<Caller> => {
  const caller = await authenticate(request);
  calls.of(response).caller = caller.id;
  const taken = await rateLimit?.take(caller);
  if (taken !== undefined) response.set(taken.headers);
  if (taken?.refused) throw taken.refused;
  if (entry?.noSession) requireKeyOrToken(caller);
  requireAccess(caller, entry?.who);
  return caller;
};

const bodyOf = async (route: AnyRoute, request: Request, response: Response, limits: BodyLimits): Promise<unknown> => {
  if (route.rawBody !== undefined) assertMediaType(request, Object.keys(route.rawBody));
  if (route.body !== undefined) return validBody(route.body, await readJsonBody(request, response, limits));
  if (route.rawBody === undefined && hasBody(request) && request.method !== 'GET' && request.method !== 'HEAD') {
    throw invalidRequest([{ in: 'body', pointer: '', reason: 'This route takes no body.' }]);
  }
  return undefined;
};

/** Content types of a route's good answers; empty where they have no body. */
const producedTypes = (route: AnyRoute): string[] => [
  ...new Set(
    Object.entries(route.responses)
      .filter(([status]) => Number(status) < 300)
      .flatMap(([, { contents, schema, contentType }]) => {
        if (contents !== undefined) return Object.keys(contents);
        return schema === undefined ? [] : [contentType ?? 'application/json'];
      }),
  ),
];

const requireAcceptable = (request: Request, produced: string[]): void => {
  if (produced.length === 0 || request.accepts(produced) !== false) return;
  throw new RingfenceError({
    type: 'not-acceptable',
    status: 406,
    detail: `This route answers with ${produced.join(' or ')}.`,
    mend: 'Accept one of these types.',
  });
};

const refuseMethod = (onPath: readonly AnyRoute[], calls: Calls): RequestHandler => {
  const methods = onPath.flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]));
  return (_request, response) => {
    calls.of(response).route = onPath[0]!.path;
    response.setHeader('Allow', methods.join(', '));
    throw new RingfenceError({
      type: 'method-not-allowed',
      status: 405,
      detail: `This path answers ${methods.join(', ')}.`,
      mend: 'Use one of the methods in the Allow header.',
    });
  };
};

const answerError =
  (calls: Calls, log: Logger): ErrorRequestHandler =>
  (thrown: unknown, request, response, _next) => {
    const record = calls.of(response);
    if (response.headersSent || response.destroyed) {
      // Too late to say so, except by not ending the answer as if it were whole.
      if (!record.abort.signal.aborted) log.error({ request: record.requestId, err: faultOf(thrown) }, 'answer cut');
      response.destroy();
      return;
    }
    const error = asProblemError(thrown);
    const problem = problemOf(error, record.requestId) ?? problemOf(internalError(), record.requestId)!;
    record.problem = problem.type.replace('/problems/', '');
    if (problem.status === 500) record.fault = thrown;
    const challenge = challenges(error, request);
    sendProblem(problem, response, {
      ...(error.retryAfterSeconds === undefined ? {} : { 'Retry-After': String(Math.ceil(error.retryAfterSeconds)) }),
      ...(challenge.length === 0 ? {} : { 'WWW-Authenticate': challenge }),
    });
  };

const asProblemError = (thrown: unknown): RingfenceError => {
  if (thrown instanceof RingfenceError) return thrown;
  // Express throws this for a path whose percent-encoding is broken.
  if (thrown instanceof URIError)
    return invalidRequest([{ in: 'path', pointer: '', reason: 'is not percent-encoded' }]);
  return internalError();
};

const internalError = (): RingfenceError =>
  new RingfenceError({
    type: 'internal-error',
    status: 500,
    detail: 'The service made a mistake.',
    mend: 'Report the request id in `instance`.',
  });
