import type { oas31 } from 'zod-openapi';
import { documentSchemas, pointerTo } from './openapi-check.ts';

export interface CallOptions {
  /** Sent as JSON, unless it is a string, bytes or a stream: these go as they are. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Another API key; null sends none. */
  readonly key?: string | null;
  readonly signal?: AbortSignal;
}

interface CheckedAnswer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed JSON, or the text of another type; undefined when there is none. */
  readonly body: Body;
}

export interface CheckedClient {
  /** Sends a request and checks its answer against the document: status, content type and body; throws where it differs. */
  call<Body = Record<string, unknown>>(
    method: string,
    path: string,
    options?: CallOptions,
  ): Promise<CheckedAnswer<Body>>;
  /** The same without reading the body: for event streams. Status and content type are checked. */
  open(method: string, path: string, options?: CallOptions): Promise<Response>;
}

/** An API client that holds every answer against the OpenAPI document. `key` is sent unless a call says otherwise. */
export const checkedClient = (api: { url: string; key: string; document: oas31.OpenAPIObject }): CheckedClient => {
  const schemas = documentSchemas(api.document);
  const problem = pointerTo('components', 'schemas', 'Problem');

  const send = (method: string, path: string, { body, headers, key, signal }: CallOptions): Promise<Response> => {
    const json = body !== undefined && typeof body !== 'string' && !isBinary(body);
    const login = key === undefined ? api.key : key;
    // A stream as body is sent while the answer may already come: fetch asks that this is said.
    const sent = json ? JSON.stringify(body) : (body as string | Uint8Array<ArrayBuffer> | ReadableStream | undefined);
    return fetch(api.url + path, {
      method,
      headers: {
        ...(login === null ? {} : { authorization: `Bearer ${login}` }),
        ...(json ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      redirect: 'manual',
      ...(sent === undefined ? {} : { body: sent, duplex: 'half' as const }),
      ...(signal === undefined ? {} : { signal }),
    });
  };

  /** Pointer to the schema of this answer, or null where none is documented because none is expected. */
  const documented = (method: string, path: string, response: Response): string | null => {
    const where = `${method} ${path.split('?')[0]} → ${response.status}`;
    const type = response.headers.get('content-type')?.split(';')[0]?.trim() ?? null;
    if (response.headers.get('x-request-id') === null) throw new Error(`${where}: X-Request-Id is missing`);
    const template = templateOf(api.document, path);
    const verb = method === 'HEAD' ? 'get' : method.toLowerCase();
    const operation = template === null ? undefined : api.document.paths?.[template]?.[verb as 'get'];
    if (operation === undefined || template === null) {
      const expected = template === null ? 404 : 405;
      if (response.status !== expected) throw new Error(`${where}: ${expected} was expected: it is not documented`);
      if (type !== 'application/problem+json') throw new Error(`${where}: ${type} instead of a problem`);
      return problem;
    }
    const answer = operation.responses?.[String(response.status)] as oas31.ResponseObject | undefined;
    if (answer === undefined) throw new Error(`${where}: this status is not documented`);
    for (const name of response.headers.has('etag') ? ['ETag'] : []) {
      const known = Object.keys(answer.headers ?? {}).some((header) => header.toLowerCase() === name.toLowerCase());
      if (!known && response.status !== 304) throw new Error(`${where}: the header ${name} is not documented`);
    }
    if (answer.content === undefined) {
      if (type !== null) throw new Error(`${where}: a body of ${type} is not documented`);
      return null;
    }
    if (type === null || answer.content[type] === undefined) {
      throw new Error(`${where}: ${type} instead of ${Object.keys(answer.content).join(' or ')}`);
    }
    return pointerTo('paths', template, verb, 'responses', String(response.status), 'content', type, 'schema');
  };

  return {
    async call<Body>(method: string, path: string, options: CallOptions = {}) {
      const response = await send(method, path, options);
      const schema = documented(method, path, response);
      const text = await response.text();
      const json = /[/+]json\b/.test(response.headers.get('content-type') ?? '');
      const body: unknown = text === '' ? undefined : json ? JSON.parse(text) : text;
      if (method !== 'HEAD') {
        const faults =
          schema === null ? (text === '' ? [] : ['a body is not documented']) : schemas.faults(schema, body);
        if (faults.length > 0) {
          const where = `${method} ${path.split('?')[0]} → ${response.status}`;
          throw new Error(`${where}: the body differs from the document:\n  ${faults.join('\n  ')}`);
        }
      }
      return { status: response.status, headers: response.headers, body: body as Body };
    },
    async open(method, path, options = {}) {
      const response = await send(method, path, options);
      documented(method, path, response);
      return response;
    },
  };
};

const isBinary = (body: unknown): boolean =>
  body instanceof Uint8Array || body instanceof ReadableStream || body instanceof Blob;

/** The path of the document that a request's path belongs to; one without a parameter in that place goes first. */
const templateOf = (document: oas31.OpenAPIObject, path: string): string | null => {
  const parts = path.split('?')[0]!.split('/');
  const fits = (template: string): boolean => {
    const expected = template.split('/');
    return expected.length === parts.length && expected.every((each, at) => each.startsWith('{') || each === parts[at]);
  };
  return (
    Object.keys(document.paths ?? {})
      .sort()
      .find(fits) ?? null
  );
};
