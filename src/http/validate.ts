import type { Request } from 'express';
import { z } from 'zod';
import { RingfenceError } from '../errors.ts';
import type { AnyRoute } from './route.ts';

/** One thing that is wrong with a request. The value itself is never repeated: it may be a raw signal. */
export interface InvalidPart {
  readonly in: 'path' | 'query' | 'header' | 'body';
  /** JSON pointer (RFC 6901) within that part. */
  readonly pointer: string;
  readonly reason: string;
}

export interface ValidParts {
  readonly params: Record<string, unknown>;
  readonly query: Record<string, unknown>;
  readonly headers: Record<string, string | undefined>;
}

/** Most problems listed in one answer. */
const MAX_LISTED = 100;

/** Checks path, query and headers of one route; a query parameter that the route does not know is refused. */
export const partsValidator = (route: AnyRoute): ((request: Request) => ValidParts) => {
  const params = route.params ?? z.object({});
  const query: z.ZodObject = (route.query ?? z.object({})).strict();
  const headers = route.headers ?? z.object({});
  const lists = new Set(Object.keys(query.shape).filter((name) => isList(query.shape[name] as z.ZodType)));
  const headerNames = Object.keys(headers.shape);

  return (request) => {
    const problems: InvalidPart[] = [];
    const checked = <Schema extends z.ZodType>(part: InvalidPart['in'], schema: Schema, value: unknown) => {
      const result = schema.safeParse(value);
      if (!result.success) problems.push(...invalidParts(part, result.error));
      return (result.data ?? {}) as z.output<Schema>;
    };
    const parts = {
      params: checked('path', params, request.params),
      query: checked('query', query, queryValues(request.url, lists)),
      headers: checked('header', headers, picked(request.headers, headerNames)) as ValidParts['headers'],
    };
    if (problems.length > 0) throw invalidRequest(problems);
    return parts;
  };
};

/** Throws `invalid-request` where the body does not fit. */
export const validBody = (schema: z.ZodType, body: unknown): unknown => {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw invalidRequest(invalidParts('body', result.error));
};

export const invalidRequest = (problems: readonly InvalidPart[]): RingfenceError =>
  new RingfenceError({
    type: 'invalid-request',
    status: 400,
    detail: `The request has ${problems.length} problem${problems.length === 1 ? '' : 's'}.`,
    mend: 'Correct what `problems` lists; the schemas are in /openapi.json.',
    extra: { problems: problems.slice(0, MAX_LISTED) },
  });

const invalidParts = (part: InvalidPart['in'], error: z.ZodError): InvalidPart[] =>
  error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ in: part, pointer: pointer([...issue.path, key]), reason: 'is not known here' }))
      : [{ in: part, pointer: pointer(issue.path), reason: issue.message }],
  );

/** Keys are the caller's own text too: a long one is cut, since only its beginning is needed to find it. */
const pointer = (path: readonly PropertyKey[]): string =>
  path.map((key) => `/${String(key).slice(0, 64).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** A name given once is a text, given often a list; a parameter that is a list by its schema is always one. */
const queryValues = (url: string, lists: ReadonlySet<string>): Record<string, string | string[]> => {
  const start = url.indexOf('?');
  const search = new URLSearchParams(start < 0 ? '' : url.slice(start + 1));
  const names = new Set(search.keys());
  return Object.fromEntries(
    [...names].map((name) => {
      const values = search.getAll(name);
      return [name, lists.has(name) || values.length > 1 ? values : values[0]!];
    }),
  );
};

const picked = (headers: Request['headers'], names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(names.filter((name) => headers[name] !== undefined).map((name) => [name, headers[name]]));

const isList = (schema: z.ZodType): boolean => {
  if (schema instanceof z.ZodArray) return true;
  if (schema instanceof z.ZodPipe) return isList(schema.in as z.ZodType);
  const inner = (schema.def as { innerType?: z.ZodType }).innerType;
  return inner !== undefined && isList(inner);
};
