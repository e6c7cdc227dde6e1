import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { RingfenceError } from '../../../src/errors.ts';
import type { AnyRoute } from '../../../src/http/route.ts';
import { route } from '../../../src/http/route.ts';
import { type CallOptions, checkedClient } from '../../support/checked-call.ts';
import { bearer, getThing, postThing, type Served, serve } from './support.ts';

const served: Served[] = [];
afterEach(async () => {
  for (const each of served.splice(0)) await each.close(1000);
});

const start = async (routes: AnyRoute[], options: Parameters<typeof serve>[1] = {}) => {
  const api = await serve(routes, options);
  served.push(api);
  const client = checkedClient({ url: api.url, key: 'root', document: api.app.document });
  return { ...api, call: client.call };
};

const one = getThing(async ({ params }) => ({ status: 200, body: { name: String(params['id']) } }));
const json = (body: string): CallOptions => ({ body, headers: { 'content-type': 'application/json' } });

describe('validation', () => {
  test('hands typed values to the handler and answers with its body', async () => {
    let seen: unknown;
    const api = await start([
      getThing(async ({ query }) => {
        seen = query;
        return { status: 200, body: { name: 'one' } };
      }),
    ]);
    const { status, body } = await api.call('GET', '/v1/things/t-1?limit=7&type=ip');
    expect([status, body]).toEqual([200, { name: 'one' }]);
    expect(seen).toEqual({ limit: 7, type: ['ip'] });
  });

  test('lists every wrong part by pointer and reason, and repeats no value', async () => {
    const api = await start([one]);
    const path = `/v1/things/${'planted'.repeat(9)}?limit=planted-limit&type=planted-type&unknown=planted-value`;
    const { status, body } = await api.call('GET', path);
    expect(status).toBe(400);
    expect(body['problems']).toEqual([
      { in: 'path', pointer: '/id', reason: expect.any(String) },
      { in: 'query', pointer: '/limit', reason: expect.any(String) },
      { in: 'query', pointer: '/type/0', reason: expect.any(String) },
      { in: 'query', pointer: '/unknown', reason: 'is not known here' },
    ]);
    expect(JSON.stringify(body)).not.toContain('planted');
  });

  test('refuses a parameter given twice that is no list', async () => {
    const api = await start([one]);
    const { body } = await api.call('GET', '/v1/things/t-1?limit=1&limit=2');
    expect(body['problems']).toEqual([expect.objectContaining({ in: 'query', pointer: '/limit' })]);
  });

  test('refuses a path that is not percent-encoded', async () => {
    const api = await start([one]);
    const answer = await fetch(`${api.url}/v1/things/%zz`, { headers: bearer('root') });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ type: '/problems/invalid-request', problems: [{ in: 'path' }] });
  });

  test('hands over only the headers that the route names, checked', async () => {
    let seen: unknown;
    const conditional = {
      ...getThing(async ({ headers }) => {
        seen = headers;
        return { status: 200, body: { name: 'one' } };
      }),
      headers: z.object({
        'if-match': z.string().max(8).optional().meta({ description: 'The ETag.', example: '"1"' }),
      }),
    };
    const api = await start([conditional]);
    await api.call('GET', '/v1/things/t-1', { headers: { 'if-match': '"1"', 'x-other': 'x' } });
    expect(seen).toEqual({ 'if-match': '"1"' });
    const { status, body } = await api.call('GET', '/v1/things/t-1', { headers: { 'if-match': '"123456789"' } });
    expect([status, body['problems']]).toEqual([
      400,
      [expect.objectContaining({ in: 'header', pointer: '/if-match' })],
    ]);
  });
});

describe('a JSON body', () => {
  const echo = postThing(async ({ body }) => ({ status: 201, body }));

  test('is read, gzip or not', async () => {
    const api = await start([echo]);
    const text = JSON.stringify({ name: 'Ærø' });
    expect((await api.call('POST', '/v1/things', json(text))).body).toEqual({ name: 'Ærø' });
    const headers = { 'content-type': 'application/json; charset=utf-8', 'content-encoding': 'gzip' };
    expect((await api.call('POST', '/v1/things', { body: gzipSync(text), headers })).body).toEqual({ name: 'Ærø' });
  });

  test('that is not JSON is refused with the place and without its text', async () => {
    const api = await start([echo]);
    const { status, body } = await api.call('POST', '/v1/things', json('{"name":\n planted}'));
    expect([status, body['type'], body['position']]).toEqual([
      400,
      '/problems/malformed-json',
      { offset: 10, line: 2, column: 2 },
    ]);
    expect(JSON.stringify(body)).not.toContain('planted');
  });

  test('that does not fit is refused by pointer; a further member is named', async () => {
    const api = await start([echo]);
    const { status, body } = await api.call('POST', '/v1/things', { body: { name: 4111, 'a/b': 1 } });
    expect(status).toBe(400);
    expect(body['problems']).toEqual([
      { in: 'body', pointer: '/name', reason: expect.stringContaining('expected string') },
      { in: 'body', pointer: '/a~1b', reason: 'is not known here' },
    ]);
  });

  test.each([
    ['text that is not UTF-8', new Uint8Array([0x22, 0xff, 0x22]), {}, 400, 'malformed-json'],
    ['nothing', '', {}, 400, 'invalid-request'],
    ['something that only claims to be gzip', 'x', { 'content-encoding': 'gzip' }, 400, 'malformed-json'],
    ['too deep nesting', '['.repeat(40) + ']'.repeat(40), {}, 413, 'payload-too-large'],
    ['more than the limit', JSON.stringify('x'.repeat(1_100_000)), {}, 413, 'payload-too-large'],
    ['a bomb', gzipSync(Buffer.alloc(30_000_000, 0x20)), { 'content-encoding': 'gzip' }, 413, 'payload-too-large'],
    ['another type', '{}', { 'content-type': 'text/plain' }, 415, 'unsupported-media-type'],
    ['another charset', '{}', { 'content-type': 'application/json; charset=utf-16' }, 415, 'unsupported-media-type'],
    ['an unknown encoding', '{}', { 'content-encoding': 'zip' }, 415, 'unsupported-media-type'],
  ])('with %s is refused', async (_what, body, headers, status, type) => {
    const api = await start([echo]);
    const sent = { 'content-type': 'application/json', ...(headers as Record<string, string>) };
    const answer = await api.call('POST', '/v1/things', { body, headers: sent });
    expect([answer.status, answer.body['type']]).toEqual([status, `/problems/${type}`]);
  });

  test('where the route takes none is refused', async () => {
    const api = await start([{ ...getThing(async () => ({ status: 200, body: { name: 'a' } })), method: 'delete' }]);
    expect((await api.call('DELETE', '/v1/things/t-1', { body: { name: 'a' } })).status).toBe(400);
    expect((await api.call('DELETE', '/v1/things/t-1')).status).toBe(200);
  });
});

describe('routing', () => {
  test('answers an unknown path with not-found', async () => {
    const api = await start([one]);
    for (const path of ['/v1/nothing', '/v1/things/a/b', '/V1/things/a', '/v1/things/a/']) {
      expect((await api.call('GET', path)).body['type']).toBe('/problems/not-found');
    }
  });

  test('answers an unknown method with 405 and those that there are', async () => {
    const api = await start([one]);
    const { status, headers } = await api.call('PUT', '/v1/things/t-1');
    expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  test('asks a path without a parameter in that place first, in whatever order they were given', async () => {
    const current = { ...getThing(async () => ({ status: 200, body: { name: 'the current' } })) };
    const literal: AnyRoute = {
      ...current,
      path: '/v1/things/current',
      operationId: 'getCurrent',
      params: z.object({}),
    };
    const api = await start([one, literal]);
    expect((await api.call('GET', '/v1/things/current')).body).toEqual({ name: 'the current' });
  });

  test('answers HEAD as GET without a body, with its length', async () => {
    const api = await start([one]);
    const { status, headers, body } = await api.call('HEAD', '/v1/things/t-1');
    expect([status, headers.get('content-length'), body]).toEqual([200, '14', undefined]);
  });

  test('refuses to answer in a type that the caller does not take', async () => {
    const api = await start([one]);
    expect((await api.call('GET', '/v1/things/t-1', { headers: { accept: 'text/html' } })).status).toBe(406);
    expect((await api.call('GET', '/v1/things/t-1', { headers: { accept: 'text/html, */*;q=.1' } })).status).toBe(200);
  });
});

describe('an ETag', () => {
  const versioned = getThing(async () => ({ status: 200, body: { name: 'one' }, etag: 'v7' }));

  test('is sent quoted, and 304 without a body to whoever has it', async () => {
    const api = await start([versioned]);
    const first = await api.call('GET', '/v1/things/t-1');
    expect([first.headers.get('etag'), first.headers.get('cache-control')]).toEqual(['"v7"', 'private, no-cache']);
    for (const has of ['"v7"', 'W/"v7"', '"v6", "v7"', '*']) {
      const again = await api.call('GET', '/v1/things/t-1', { headers: { 'if-none-match': has } });
      expect([has, again.status, again.body]).toEqual([has, 304, undefined]);
    }
    expect((await api.call('GET', '/v1/things/t-1', { headers: { 'if-none-match': '"v6"' } })).status).toBe(200);
  });

  test('is made for no answer that did not ask for one, and those are not stored', async () => {
    const api = await start([one]);
    const { headers } = await api.call('GET', '/v1/things/t-1');
    expect([headers.get('etag'), headers.get('cache-control')]).toEqual([null, 'no-store']);
  });
});

describe('an error', () => {
  const failing = (error: unknown): AnyRoute =>
    getThing(async () => {
      throw error;
    });

  test('of a documented type is answered as that problem, with Retry-After and its further members', async () => {
    const error = new RingfenceError({
      type: 'graph-unavailable',
      detail: 'Neo4j does not answer.',
      mend: 'Wait.',
      retryAfterSeconds: 1.2,
      extra: { attempts: 3, status: 200 },
    });
    const api = await start([failing(error)]);
    const { status, headers, body } = await api.call('GET', '/v1/things/t-1');
    expect([status, headers.get('retry-after')]).toEqual([503, '2']);
    expect(body).toEqual({
      type: '/problems/graph-unavailable',
      title: 'The graph does not answer',
      status: 503,
      detail: 'Neo4j does not answer.',
      mend: 'Wait.',
      instance: headers.get('x-request-id'),
      attempts: 3,
    });
  });

  test.each([
    ['an unknown error', new Error('planted secret')],
    ['an error of a type that is not documented', new RingfenceError({ type: 'query-invalid', detail: 'planted' })],
    ['a thrown text', 'planted'],
  ])('that is %s is answered without details and logged with its place', async (_what, error) => {
    const api = await start([failing(error)]);
    const { status, body } = await api.call('GET', '/v1/things/t-1');
    expect([status, body['type']]).toEqual([500, '/problems/internal-error']);
    expect(JSON.stringify(body)).not.toContain('planted');
    const line = api.lines.at(-1);
    expect(line).toMatchObject({ level: 50, request: body['instance'], err: { type: expect.any(String) } });
    expect(JSON.stringify(line)).not.toContain('planted secret');
  });

  test('in the middle of an answer cuts it, so that nobody takes it for whole', async () => {
    const api = await start([
      getThing(async () => ({
        status: 200,
        write: async (response) => {
          response.write('{"name":');
          await new Promise((resolve) => setTimeout(resolve, 20));
          throw new Error('lost');
        },
      })),
    ]);
    const answer = await fetch(`${api.url}/v1/things/t-1`, { headers: bearer('root') });
    await expect(answer.text()).rejects.toThrow();
    await expect.poll(() => api.lines.map(({ msg }) => msg)).toContain('answer cut');
  });
});

describe('request ids and logs', () => {
  test('a sane id of the caller is kept, another is replaced', async () => {
    const api = await start([one]);
    const kept = await api.call('GET', '/v1/things/t-1', { headers: { 'x-request-id': 'job-2026.01_a' } });
    expect(kept.headers.get('x-request-id')).toBe('job-2026.01_a');
    for (const odd of ['short', 'a b c d e f g', '"quoted-id"', 'x'.repeat(65)]) {
      const replaced = await api.call('GET', '/v1/things/t-1', { headers: { 'x-request-id': odd } });
      expect(replaced.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  test('a line names the route and the caller but no path, query, header or body', async () => {
    const api = await start([one, postThing(async () => ({ status: 201, body: { name: 'a' } }))]);
    await api.call('GET', '/v1/things/planted-id?limit=3', { headers: { 'x-planted': 'planted-header' } });
    await api.call('GET', '/planted/path?planted=query');
    await api.call('POST', '/v1/things', { body: { name: 'planted-body' } });
    await api.call('POST', '/v1/things', { ...json('planted-json'), key: 'planted-key' });
    await expect.poll(() => api.lines.length).toBe(4);
    expect(api.lines[0]).toMatchObject({
      request: expect.any(String),
      method: 'GET',
      route: '/v1/things/{id}',
      status: 200,
      ms: expect.any(Number),
      caller: 'k-root',
    });
    expect(api.lines[1]).toMatchObject({ route: '(no route)', status: 404, problem: 'not-found' });
    expect(JSON.stringify(api.lines)).not.toContain('planted');
  });
});

describe('the answers of every instance', () => {
  test('health needs no key, everything else does', async () => {
    const api = await start([one]);
    expect((await api.call('GET', '/healthz', { key: null })).body).toEqual({ status: 'ok' });
    expect((await api.call('GET', '/readyz', { key: null })).status).toBe(200);
    for (const path of [
      '/metrics',
      '/openapi.json',
      '/docs',
      '/docs/start.js',
      '/problems/forbidden',
      '/v1/things/1',
    ]) {
      expect((await api.call('GET', path, { key: null })).status).toBe(401);
    }
  });

  test('readiness answers 503 while something that it hangs on is away', async () => {
    const checks = [{ name: 'neo4j', ok: false, detail: 'does not answer' }];
    const api = await start([one], { readiness: async () => ({ ready: false, checks }) });
    const { status, body } = await api.call('GET', '/readyz', { key: null });
    expect([status, body]).toEqual([503, { ready: false, checks }]);
  });

  test('readiness is not waited for longer than two seconds', async () => {
    const api = await start([one], { readiness: () => new Promise(() => {}) });
    const began = performance.now();
    const { status } = await api.call('GET', '/readyz', { key: null });
    expect(status).toBe(503);
    expect(performance.now() - began).toBeLessThan(4000);
  });

  test('metrics count requests by route pattern, method and status', async () => {
    const api = await start([one]);
    await api.call('GET', '/v1/things/planted-1');
    await api.call('GET', '/v1/things/planted-2');
    await api.call('GET', '/planted-3');
    const { headers, body } = await api.call<string>('GET', '/metrics', { key: 'reader' });
    expect(headers.get('content-type')).toContain('text/plain; version=0.0.4');
    const count = 'ringfence_http_request_duration_seconds_count';
    expect(body).toContain(`${count}{method="GET",route="/v1/things/{id}",status="200"} 2`);
    expect(body).toContain(`${count}{method="GET",route="(no route)",status="404"} 1`);
    expect(body).toContain('process_cpu_seconds_total');
    expect(body).not.toContain('planted');
  });

  test('the type of a problem leads to a page that explains it', async () => {
    const api = await start([one]);
    const { body } = await api.call('GET', '/nowhere');
    const page = await api.call<string>('GET', String(body['type']));
    expect(page.body).toContain('There is no such route');
    expect((await api.call('GET', '/problems/constructor')).status).toBe(404);
  });

  test('the document is served as it was made', async () => {
    const api = await start([one]);
    expect((await api.call('GET', '/openapi.json')).body).toEqual(JSON.parse(JSON.stringify(api.app.document)));
  });

  test('allow no script, frame or foreign page', async () => {
    const api = await start([one]);
    const { headers } = await api.call('GET', '/v1/things/t-1');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
    const docs = await api.call<string>('GET', '/docs');
    expect(docs.headers.get('content-security-policy')).not.toContain('unsafe');
    expect(docs.body).not.toMatch(/https?:|<script>|<style|\son\w+=/);
  });
});

describe('a streamed body', () => {
  test('is handed over unread, once its type is one of the documented', async () => {
    const lines: AnyRoute = route({
      method: 'post',
      path: '/v1/lines',
      operationId: 'countLines',
      tag: 'things',
      summary: 'Counts lines',
      description: 'Counts the lines of a stream.',
      rawBody: { 'application/x-ndjson': { schema: z.string(), example: '{}\n' } },
      responses: {
        200: {
          description: 'The count.',
          schema: z.object({ lines: z.int().describe('How many.') }),
          example: { lines: 2 },
        },
      },
      problems: [],
      handle: async ({ request }) => {
        let count = 0;
        for await (const chunk of request) count += String(chunk).split('\n').length - 1;
        return { status: 200, body: { lines: count } };
      },
    });
    const api = await start([lines]);
    const body = '{}\n{}\n';
    const good = await api.call('POST', '/v1/lines', { body, headers: { 'content-type': 'application/x-ndjson' } });
    expect(good.body).toEqual({ lines: 2 });
    const other = await api.call('POST', '/v1/lines', { body, headers: { 'content-type': 'text/csv' } });
    expect(other.status).toBe(415);
  });
});
