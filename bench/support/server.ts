import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Graph, GraphConnection } from '../../src/graph/graph.ts';
import { migrate } from '../../src/graph/migrations.ts';
import { openGraph } from '../../src/graph/open.ts';
import { holdManagedServer } from '../../src/graph/server/managed.ts';
import { resolved } from '../../src/graph/server/resolve.ts';
import { keysService } from '../../src/keys/service.ts';
import { keysStore } from '../../src/keys/store.ts';
import { TESTER, unrecorded } from '../../test/support/audit.ts';

/** A managed Neo4j of a bench's own, with the schema of today. */
export interface BenchServer extends AsyncDisposable {
  readonly graph: Graph;
  readonly connection: GraphConnection;
  readonly folder: string;
  /** Removes all data; the schema stays. */
  empty(): Promise<void>;
  /** A service of its own process on this server, with an API key that may do everything. */
  serve(): Promise<BenchService>;
}

export interface BenchService extends AsyncDisposable {
  readonly url: string;
  readonly key: string;
  readonly child: ChildProcess;
}

/** Starts it in a folder: a temporary one unless it is given; a given one is kept and used again. */
export const benchServer = async (given?: string): Promise<BenchServer> => {
  await using opened = new AsyncDisposableStack();
  const folder = given === undefined ? await mkdtemp(join(tmpdir(), 'ringfence-bench-')) : resolve(given);
  if (given === undefined) opened.defer(() => rm(folder, { recursive: true, force: true }));
  const hold = await holdManagedServer({ home: folder, env: process.env, onStep: (text) => console.log(text) });
  const { connection } = opened.adopt(await resolved(folder, hold), (it) => it.release());
  const graph = opened.adopt(openGraph(connection), (it) => it.close());
  await migrate(graph, { now: Date.now, holder: 'bench' });
  const passwordFile = join(folder, 'bench-password');
  await writeFile(passwordFile, connection.password, { mode: 0o600 });
  const env = {
    ...process.env,
    NEO4J_URI: connection.uri,
    NEO4J_USER: connection.user,
    NEO4J_PASSWORD_FILE: passwordFile,
    RINGFENCE_HOME: join(folder, 'service'),
    RINGFENCE_HTTP_PORT: '0',
    // A bench is one caller that sends as fast as it can.
    RINGFENCE_ACCESS_REQUESTS_PER_MINUTE: '0',
  };
  const rest = opened.move();
  return {
    graph,
    connection,
    folder,
    empty: async () => {
      for (let left = 1; left > 0; ) {
        const [row] = await graph.write<{ gone: number }>(
          {
            name: 'bench/empty',
            text: 'MATCH (n) WHERE NOT n:Migration AND NOT n:ApiKey WITH n LIMIT 2000 DETACH DELETE n RETURN count(*) AS gone',
          },
          {},
        );
        left = row!.gone;
      }
    },
    serve: async () => {
      const roles = ['admin'] as const;
      const { key } = await keysService({ store: keysStore(graph, unrecorded), now: Date.now }).create(
        { name: 'bench', roles },
        TESTER,
      );
      const { url, child } = await listening(folder, env);
      return {
        url,
        key,
        child,
        [Symbol.asyncDispose]: async () => {
          if (child.exitCode !== null) return;
          child.kill('SIGTERM');
          await once(child, 'exit');
        },
      };
    },
    [Symbol.asyncDispose]: () => rest.disposeAsync(),
  };
};

const listening = async (cwd: string, env: NodeJS.ProcessEnv): Promise<{ url: string; child: ChildProcess }> => {
  const cli = fileURLToPath(new URL('../../src/cli/ringfence.mjs', import.meta.url));
  const child = spawn(process.execPath, [cli, 'serve'], { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
  const lines = createInterface(child.stderr!);
  for await (const line of lines) {
    const url = /listening on (\S+)/.exec(line)?.[1];
    if (url === undefined) continue;
    // Nobody reads on: a full pipe would stop the service.
    child.stderr!.resume();
    return { url, child };
  }
  throw new Error('the service ended before it listened');
};
