import type { z } from 'zod';
import {
  createDocument,
  type oas31,
  type ZodOpenApiMediaTypeObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiResponseObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { type AccessEntry, type AccessTable, routeName, type Who } from '../access/table.ts';
import { exampleOf } from '../example-of.ts';
import { COMMON_PROBLEMS, PROBLEMS, problemExample, problemSchema } from './problems.ts';
import type { AnyRoute, ResponseSpec } from './route.ts';

export interface ApiInfo {
  readonly title: string;
  readonly version: string;
  readonly description: string;
}

export type OpenApiDocument = oas31.OpenAPIObject;

/**
 * OpenAPI 3.1 from the same objects that register and validate the routes. Throws RangeError for a problem type that is
 * not in PROBLEMS.
 */
export const openApiDocument = (routes: readonly AnyRoute[], access: AccessTable, info: ApiInfo): OpenApiDocument => {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of routes) {
    paths[route.path] ??= {};
    paths[route.path]![route.method] = operation(route, access[routeName(route)] ?? { who: [] });
  }
  const document = createDocument({
    openapi: '3.1.0',
    info: { ...info, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/', description: 'The service that this document came from.' }],
    tags: [...new Set(routes.map((route) => route.tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: { Problem: problemSchema },
      headers: { 'X-Request-Id': REQUEST_ID, RateLimit: RATE_LIMIT },
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'rf_<id>_<secret>, or a JWT',
          description: 'An API key, or a token of the identity provider where one is configured.',
        },
        basic: { type: 'http', scheme: 'basic', description: 'Any user name, and an API key as the password.' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: '__Host-ringfence',
          description: 'The cookie that `POST /v1/session` sets. On loopback without TLS its name is `ringfence`.',
        },
        csrf: {
          type: 'apiKey',
          in: 'header',
          name: 'X-CSRF-Token',
          description: 'What a change by a session has to show: `csrfToken` of `GET /v1/session`.',
        },
      },
    },
  });
  for (const each of Object.values(document.paths ?? {})) {
    for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
      for (const parameter of each[method]?.parameters ?? []) if ('in' in parameter) showExample(parameter);
    }
  }
  return document;
};

const operation = (route: AnyRoute, entry: AccessEntry): ZodOpenApiOperationObject => {
  const { who } = entry;
  const parts = { path: route.params, query: route.query, header: route.headers };
  return {
    operationId: route.operationId,
    tags: [route.tag],
    summary: route.summary,
    description: `${route.description}${needs(who)}`,
    // Roles of which one is enough: `security` could only ask for all of them.
    ...(Array.isArray(who) ? { 'x-roles': [...who] } : {}),
    security: security(route, entry),
    requestParams: Object.fromEntries(Object.entries(parts).filter(([, schema]) => schema !== undefined)),
    ...requestBody(route),
    responses: responses(route, who),
  };
};

/** One of these is enough; a change by a session takes its token beside the cookie. */
const security = ({ method }: AnyRoute, { who, noSession }: AccessEntry): Record<string, string[]>[] => {
  if (who === 'open') return [];
  const shown = [{ bearer: [] }, { basic: [] }];
  if (noSession) return shown;
  return [...shown, method === 'get' ? { session: [] } : { session: [], csrf: [] }];
};

const needs = (who: Who): string => {
  if (who === 'open') return ' Needs no key.';
  if (who === 'any') return ' Needs any role.';
  return who.length === 0
    ? ' Refused to everybody.'
    : ` Needs the role ${who.map((role) => `\`${role}\``).join(' or ')}.`;
};

const requestBody = (route: AnyRoute): Pick<ZodOpenApiOperationObject, 'requestBody'> => {
  if (route.rawBody !== undefined) return { requestBody: { required: true, content: { ...route.rawBody } } };
  if (route.body === undefined) return {};
  const optional = route.body.safeParse(undefined).success;
  const media = { schema: route.body, ...shown(route.body) };
  return { requestBody: { required: !optional, content: { 'application/json': media } } };
};

const responses = (route: AnyRoute, who: Who): ZodOpenApiResponsesObject => {
  const notModified = route.method === 'get' && hasEtag(route.responses[200]);
  const specs: Record<string, ResponseSpec> = {
    ...(notModified ? { 304: { description: 'Not changed since the ETag of `If-None-Match`.' } } : {}),
    ...route.responses,
  };
  const problems = Map.groupBy(problemsOf(route, who), (type) => problemExample(type).status);
  const statuses = new Set([...Object.keys(specs).map(Number), ...problems.keys()]);
  return {
    ...Object.fromEntries(
      [...statuses].map((status) => [status, response(status, specs[status], problems.get(status) ?? [], who)]),
    ),
    // Said before any route is known: it has no body, and no id of the request.
    431: { description: 'The head of the request, its URL included, is larger than 16 KiB.' },
  };
};

const response = (
  status: number,
  spec: ResponseSpec | undefined,
  problems: string[],
  who: Who,
): ZodOpenApiResponseObject => {
  const titles = problems.map((type) => PROBLEMS[type]!.title);
  const own: Record<string, ZodOpenApiMediaTypeObject> = { ...spec?.contents };
  if (spec?.schema !== undefined) {
    own[spec.contentType ?? 'application/json'] = { schema: spec.schema, ...shown(spec.schema, spec.example) };
  }
  if (problems.length > 0) {
    const examples = problems.map((type) => [type, { summary: PROBLEMS[type]!.title, value: problemExample(type) }]);
    own['application/problem+json'] = { schema: problemSchema, examples: Object.fromEntries(examples) };
  }
  return {
    description: [...(spec === undefined ? [] : [spec.description]), ...titles].join(' · '),
    headers: headers(who, {
      ...(status === 401 ? { 'WWW-Authenticate': 'How to log in: Bearer, or Basic with a key as the password.' } : {}),
      ...(status === 429 || status === 503 ? { 'Retry-After': 'Seconds to wait, where the service knows them.' } : {}),
      ...spec?.headers,
    }),
    ...(Object.keys(own).length > 0 ? { content: own } : {}),
  };
};

/** The example given, else the one that the schema's fields make up; nothing where a field has none. */
const shown = (schema: z.ZodType, given?: unknown): { example?: unknown } => {
  if (given !== undefined) return { example: given };
  const [first] = (schema.meta()?.['examples'] ?? []) as unknown[];
  if (first !== undefined) return { example: first };
  try {
    return { example: exampleOf(schema) };
  } catch (error) {
    if (error instanceof RangeError) return {};
    throw error;
  }
};

/** What can be said to whoever has to log in. */
const LOGIN_PROBLEMS = ['unauthenticated', 'forbidden', 'rate-limited', 'issuer-unavailable'];

/** The problem types that a route can answer with: its own, and those that follow from what it takes. */
const problemsOf = (route: AnyRoute, who: Who): string[] => {
  const types = new Set<string>([...route.problems, ...COMMON_PROBLEMS]);
  if (who !== 'open') for (const type of LOGIN_PROBLEMS) types.add(type);
  if (route.body !== undefined) for (const type of ['malformed-json', 'payload-too-large']) types.add(type);
  if (route.body !== undefined || route.rawBody !== undefined) types.add('unsupported-media-type');
  return [...types];
};

const REQUEST_ID: oas31.HeaderObject = {
  description: 'The id of this request: yours where you sent a sane one. The logs have it too.',
  schema: { type: 'string' },
  example: '3f6c0d52-8a5e-4d0b-9b57-2f1c8f1f7a10',
};

const RATE_LIMIT: oas31.HeaderObject = {
  description:
    'Requests that this caller has left (`r`) in a window that ends in so many seconds (`t`); `RateLimit-Policy` has the quota ' +
    '(`q`) and the window (`w`). Only to whoever is logged in, where a limit is set.',
  schema: { type: 'string' },
  example: '"requests";r=11999;t=60',
};

/** Headers by name and description, and the request id that every answer has. */
const headers = (who: Who, described: Readonly<Record<string, string>>): oas31.HeadersObject => ({
  'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' },
  ...(who === 'open' ? {} : { RateLimit: { $ref: '#/components/headers/RateLimit' } }),
  ...Object.fromEntries(
    Object.entries(described).map(([name, description]) => [name, { description, schema: { type: 'string' } }]),
  ),
});

const hasEtag = (spec: ResponseSpec | undefined): boolean =>
  Object.keys(spec?.headers ?? {}).some((name) => name.toLowerCase() === 'etag');

/** What the schema shows as example, default or first choice is the parameter's example. */
const showExample = (parameter: oas31.ParameterObject): void => {
  const schema = parameter.schema as oas31.SchemaObject | undefined;
  if (parameter.description === undefined && schema?.description !== undefined)
    parameter.description = schema.description;
  if (parameter.example !== undefined || parameter.examples !== undefined) return;
  const example = schema?.example ?? schema?.examples?.[0] ?? schema?.default ?? schema?.enum?.[0] ?? schema?.const;
  if (example !== undefined) parameter.example = example;
};
