import { pino } from 'pino';
import { Registry } from 'prom-client';
import { z } from 'zod';
import type { Caller } from '../../../src/access/caller.ts';
import { ACCESS, type AccessTable, routeName } from '../../../src/access/table.ts';
import { createHttpApp, type HttpApp, type HttpAppOptions } from '../../../src/http/app.ts';
import { authenticator } from '../../../src/http/authenticate.ts';
import { type Listening, listen } from '../../../src/http/listen.ts';
import { type AnyRoute, route } from '../../../src/http/route.ts';

export interface Served extends Listening {
  readonly app: HttpApp;
  /** The log's lines so far, parsed. */
  readonly lines: Record<string, unknown>[];
}

/** Keys of the tests: `reader` is a viewer, `actor` an investigator alone, `root` an admin. */
export const KEYS: Readonly<Record<string, Caller>> = {
  reader: { kind: 'key', id: 'k-reader', name: 'reader', roles: ['viewer'] },
  actor: { kind: 'key', id: 'k-actor', name: 'actor', roles: ['investigator'] },
  root: { kind: 'key', id: 'k-root', name: 'root', roles: ['admin'] },
};

export const bearer = (key: string): { authorization: string } => ({ authorization: `Bearer ${key}` });

export const INFO = { title: 'ringfence', version: '0.0.0', description: 'A document for tests.' };

/** Whoever is a viewer reads the tests' own routes, an investigator changes; the others are as in the product. */
export const accessTo = (routes: readonly AnyRoute[]): AccessTable => ({
  ...ACCESS,
  ...Object.fromEntries(
    routes.map((each) => [routeName(each), { who: [each.method === 'get' ? 'viewer' : 'investigator', 'admin'] }]),
  ),
});

/** What an app without a graph is made of. */
export const appOptions = (routes: AnyRoute[], lines: Record<string, unknown>[] = []): HttpAppOptions => ({
  routes,
  access: accessTo(routes),
  record: async () => undefined,
  authenticate: authenticator({ key: async (key) => KEYS[key] ?? null }),
  log: pino({ base: null }, { write: (line: string) => lines.push(JSON.parse(line)) }),
  metrics: new Registry(),
  info: INFO,
  readiness: async () => ({ ready: true, checks: [{ name: 'neo4j', ok: true }] }),
});

/** The app with these routes, on a free port. */
export const serve = async (routes: AnyRoute[], options: Partial<HttpAppOptions> = {}): Promise<Served> => {
  const lines: Record<string, unknown>[] = [];
  const app = createHttpApp({ ...appOptions(routes, lines), ...options });
  return { ...(await listen(app, { host: '127.0.0.1', port: 0 })), app, lines };
};

const thing = z
  .object({ name: z.string().min(1).max(20).describe('Name of the thing.') })
  .meta({ id: 'Thing', description: 'A thing.' });

type Overrides = Partial<Pick<AnyRoute, 'method' | 'path' | 'responses' | 'problems'>>;

/** A route of the tests: reads one thing, unless told otherwise. */
export const getThing = (handle: AnyRoute['handle'], overrides: Overrides = {}): AnyRoute =>
  route({
    method: 'get',
    path: '/v1/things/{id}',
    operationId: 'getThing',
    tag: 'things',
    summary: 'One thing',
    description: 'Reads one thing by its id.',
    params: z.object({
      id: z
        .string()
        .max(40)
        .describe('Id of the thing.')
        .meta({ examples: ['t-1'] }),
    }),
    query: z.object({
      limit: z.coerce.number().int().min(1).max(200).default(50).describe('Most results.'),
      type: z
        .array(z.enum(['ip', 'device']))
        .optional()
        .describe('Only these types.')
        .meta({ examples: [['ip']] }),
    }),
    responses: {
      200: { description: 'The thing.', schema: thing, example: { name: 'one' }, headers: { ETag: 'Its version.' } },
    },
    problems: ['not-found'],
    handle,
    ...overrides,
  });

export const postThing = (handle: AnyRoute['handle']): AnyRoute =>
  route({
    method: 'post',
    path: '/v1/things',
    operationId: 'createThing',
    tag: 'things',
    summary: 'A new thing',
    description: 'Writes a thing.',
    body: thing.strict().meta({ examples: [{ name: 'one' }] }),
    responses: { 201: { description: 'Written.', schema: thing, example: { name: 'one' } } },
    problems: ['graph-conflict'],
    handle,
  });
