import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { inject } from 'vitest';
import type { Role } from '../../src/access/roles.ts';
import { type App, createApp } from '../../src/app.ts';
import { type Config, configSchema } from '../../src/config.ts';
import type { Graph } from '../../src/graph/graph.ts';
import type { ServiceKeys } from '../../src/signals/index.ts';
import { TESTER } from './audit.ts';
import { type CheckedClient, checkedClient } from './checked-call.ts';
import { testGraph } from './graph.ts';

/** Checked by the schema when it is parsed. */
type ConfigInput = { readonly http?: object; readonly [key: string]: unknown };

export interface StartOptions {
  /** Parts of the configuration that differ from the defaults. */
  readonly config?: ConfigInput;
  /** A graph that the test keeps using; without it an empty one is made, and closed with the API. */
  readonly graph?: Graph;
  /** Epoch milliseconds; the machine's clock without it. */
  readonly now?: () => number;
  /** Keys to hash values under; new ones without it. */
  readonly serviceKeys?: ServiceKeys;
  /** Names this instance among several on one graph. */
  readonly instance?: string;
}

/** The whole service on a free port and a real graph; every answer of `call` is held against the OpenAPI document. */
export interface TestApi extends CheckedClient {
  readonly url: string;
  /** An API key of an admin. */
  readonly key: string;
  readonly graph: Graph;
  readonly app: App;
  readonly config: Config;
  /** Every line logged so far, as it was written. */
  readonly logLines: readonly string[];
  /** Another key, with these roles. */
  keyWith(...roles: Role[]): Promise<string>;
  close(): Promise<void>;
}

/** How long requests in flight may take when a test is over, ms. */
const GRACE_MS = 2_000;

export const startApi = async (options: StartOptions = {}): Promise<TestApi> => {
  await using opened = new AsyncDisposableStack();
  const home = opened.adopt(await mkdtemp(join(tmpdir(), 'ringfence-api-')), (folder) =>
    rm(folder, { recursive: true, force: true }),
  );
  const config = configSchema.parse({
    home,
    ...options.config,
    http: { ...options.config?.http, host: '127.0.0.1', port: 0 },
  });
  const graph = options.graph ?? opened.adopt(await testGraph(), (it) => it.close());
  const logLines: string[] = [];
  const app = opened.adopt(
    createApp({
      config,
      graph,
      connection: inject('neo4j'),
      serviceKeys: options.serviceKeys ?? { current: 't1', keys: { t1: randomBytes(32).toString('base64') } },
      log: pino({ level: 'debug', base: null }, { write: (line: string) => logLines.push(line) }),
      now: options.now ?? Date.now,
      instance: options.instance ?? 'test-instance',
    }),
    (it) => it.close(),
  );
  const { url } = opened.adopt(await app.open(), (it) => it.close(GRACE_MS));
  const keyWith = async (...roles: Role[]): Promise<string> =>
    (await app.keys.create({ name: 'test', roles }, TESTER)).key;
  const key = await keyWith('admin');
  const client = checkedClient({ url, key, document: app.http.document });
  const rest = opened.move();
  return { ...client, url, key, graph, app, config, logLines, keyWith, close: () => rest.disposeAsync() };
};
