import { open, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { RingfenceError } from '../../errors.ts';
import { openGraph } from '../open.ts';
import { cypher } from '../queries.ts';
import type { ServerHome } from './home.ts';
import type { ServerPlan } from './plan.ts';
import { inUse } from './ports.ts';

/** Where the logs stood before a start, so that only what this start wrote is read. */
export type LogMarks = ReadonlyMap<string, number>;

export const markLogs = async (home: ServerHome): Promise<LogMarks> =>
  new Map(await Promise.all([home.neo4jLog, home.processLog].map(async (file) => [file, await sizeOf(file)] as const)));

/**
 * Waits until a login answers a query. Throws `graph-login-refused`, `port-in-use`, `disk-full`, `neo4j-start-failed`
 * (the process ended) or `neo4j-start-slow`.
 */
export const waitUntilReady = async (
  home: ServerHome,
  plan: ServerPlan,
  exited: Promise<void>,
  marks: LogMarks,
): Promise<void> => {
  let ended = false;
  void exited.then(() => {
    ended = true;
  });
  const graph = openGraph(
    { uri: boltUri(plan.ports.bolt), user: 'neo4j', password: plan.password, database: 'neo4j' },
    { maxRetryMs: 0, acquisitionTimeoutMs: 3_000 },
  );
  try {
    const deadline = performance.now() + plan.readyMs;
    while (performance.now() < deadline) {
      if (ended) throw await startFailure(home, plan, marks);
      try {
        await graph.read(cypher('graph/components'));
        return;
      } catch (error) {
        if (error instanceof RingfenceError && error.type === 'graph-login-refused') throw wrongPassword(home);
      }
      await sleep(250);
    }
    throw new RingfenceError({
      type: 'neo4j-start-slow',
      exitCode: 75,
      detail: `Neo4j did not answer within ${Math.round(plan.readyMs / 1000)} s of its start.`,
      mend: `See ${home.neo4jLog} and ${home.processLog}.`,
    });
  } finally {
    await graph.close();
  }
};

export const boltUri = (port: number): string => `bolt://127.0.0.1:${port}`;
export const browserUrl = (port: number): string => `http://127.0.0.1:${port}/browser/`;

const wrongPassword = (home: ServerHome): RingfenceError =>
  new RingfenceError({
    type: 'graph-login-refused',
    exitCode: 77,
    detail: `The password in ${home.password} is not the one that the Neo4j of this folder was made with.`,
    mend: `Put the old password back into that file, or remove ${home.folder} to begin with an empty graph.`,
  });

/** What the logs say about a server that ended before it was ready. */
const startFailure = async (home: ServerHome, plan: ServerPlan, marks: LogMarks): Promise<RingfenceError> => {
  const said = (await Promise.all([...marks].map(([file, from]) => textFrom(file, from)))).join('\n');
  if (/Address already in use|BindException|port is already allocated/.test(said)) {
    const port = said.includes(String(plan.ports.http)) ? plan.ports.http : plan.ports.bolt;
    return inUse(port, home);
  }
  if (/No space left on device/.test(said)) {
    return new RingfenceError({
      type: 'disk-full',
      exitCode: 74,
      detail: `The disk that holds ${home.folder} is full.`,
      mend: 'Free some space, or set `home` to another disk.',
    });
  }
  const line = said.split('\n').findLast((text) => /ERROR|Caused by|Error/.test(text)) ?? '';
  return new RingfenceError({
    type: 'neo4j-start-failed',
    exitCode: 70,
    detail: `Neo4j ended before it was ready${line && `: ${line.trim().slice(0, 300)}`}`,
    mend: `See ${home.neo4jLog} and ${home.processLog}.`,
  });
};

const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );

/** At most the last 64 KiB of what was written since. */
const textFrom = async (file: string, from: number): Promise<string> => {
  const size = await sizeOf(file);
  const begin = Math.max(size < from ? 0 : from, size - 65_536);
  if (size <= begin) return '';
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - begin), 0, size - begin, begin);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
};
