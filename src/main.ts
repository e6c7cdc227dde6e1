import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Logger } from 'pino';
import { type App, createApp } from './app.ts';
import type { Config } from './config.ts';
import type { Graph } from './graph/graph.ts';
import { migrate } from './graph/migrations.ts';
import { openGraph } from './graph/open.ts';
import { type ResolvedServer, resolveServer } from './graph/server/resolve.ts';
import { checkServer } from './graph/version.ts';
import { loadServiceKeys } from './service-keys.ts';
import { settleServiceKeys } from './service-keys-in-graph.ts';

export interface Service {
  readonly app: App;
  readonly graph: Graph;
  readonly server: ResolvedServer;
  /** Ends what it began, the last first: work in flight, the connections, the hold on a server that it started. */
  close(): Promise<void>;
}

export interface ServiceOptions {
  readonly config: Config;
  readonly env: NodeJS.ProcessEnv;
  readonly log: Logger;
  /** Epoch milliseconds. */
  now(): number;
  /** Says each step of the start to people. */
  onStep?(text: string): void;
  /** Ends a start that is under way. */
  readonly stopped?: AbortSignal;
}

/** Configuration → Neo4j (found or started) → schema → the joined service, not yet listening. */
export const openService = async (options: ServiceOptions): Promise<Service> => {
  const { config, env, log, now, onStep, stopped } = options;
  await using opened = new AsyncDisposableStack();
  const serviceKeys = await loadServiceKeys(config);
  const server = opened.adopt(
    await resolveServer(config, { env, ...(onStep && { onStep }), ...(stopped && { signal: stopped }) }),
    (it) => it.release(),
  );
  const graph = opened.adopt(openGraph(server.connection), (it) => it.close());
  await orStopped(checkServer(graph), stopped);
  const instance = `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`;
  await migrate(graph, { now, holder: instance, ...(onStep && { onStep }) });
  await settleServiceKeys(graph, serviceKeys);
  const app = opened.adopt(
    createApp({ config, graph, connection: server.connection, serviceKeys, log, now, instance }),
    (it) => it.close(),
  );
  const rest = opened.move();
  return { app, graph, server, close: () => rest.disposeAsync() };
};

/** Neo4j may be away, and the driver tries for a while: whoever stops the start does not wait for that. */
const orStopped = async <Result>(work: Promise<Result>, stopped: AbortSignal | undefined): Promise<Result> => {
  if (stopped === undefined) return work;
  stopped.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(stopped.reason);
  stopped.addEventListener('abort', stop, { once: true });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, promise]);
  } finally {
    stopped.removeEventListener('abort', stop);
  }
};
