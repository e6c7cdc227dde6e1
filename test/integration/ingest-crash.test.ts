import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import type { Graph } from '../../src/graph/graph.ts';
import { openGraph } from '../../src/graph/open.ts';
import { stopServer } from '../../src/graph/server/client.ts';
import { serverHome } from '../../src/graph/server/home.ts';
import { findJava, onPath } from '../../src/graph/server/java.ts';
import { holdManagedServer } from '../../src/graph/server/managed.ts';
import { resolved } from '../../src/graph/server/resolve.ts';
import { testGraph } from '../support/graph.ts';
import { importFolder } from '../support/import-process.ts';
import { graphTotals, madeEvents, ndjson, truthOf } from '../support/made-events.ts';

const EVENTS = 16_000;
const events = madeEvents(EVENTS, 21);
const file = ndjson(events);
const truth = truthOf(events);

/** Many chunks, so that there is a middle to be killed in. */
const SMALL_CHUNKS = 'ingest: { chunkEvents: 250 }\n';

const canRunHere = await findJava(process.env).then(
  async () => (await onPath('mvn', process.env['PATH'])) !== undefined,
  () => false,
);
if (!canRunHere) console.log('skipped: killing Neo4j needs the managed one (Java 17 or newer and Maven)');

const chunksIn = async (graph: Graph): Promise<number> => {
  const [row] = await graph.read<{ chunks: number }>({
    name: 'tests/chunks',
    text: 'MATCH (c:BatchChunk) RETURN count(c) AS chunks',
  });
  return row!.chunks;
};
const chunksBeyond = (graph: Graph, chunks: number) =>
  expect.poll(() => chunksIn(graph), { timeout: 90_000, interval: 20 }).toBeGreaterThan(chunks);

describe('an import', () => {
  it('that is killed again and again in the middle counts every event once in the end', {
    timeout: 240_000,
  }, async () => {
    const graph = await testGraph();
    onTestFinished(() => graph.close());
    const { put, start, run } = await importFolder(inject('neo4j'), SMALL_CHUNKS);
    const path = await put('events.ndjson', file);
    for (let kill = 0; kill < 3; kill += 1) {
      const running = start([path]);
      await chunksBeyond(graph, (await chunksIn(graph)) + 5);
      running.child.kill('SIGKILL');
      expect(await running.ended).toMatchObject({ signal: 'SIGKILL' });
      // It was really in the middle: some is there, and not all.
      const { events: there } = await graphTotals(graph);
      expect(there).toBeGreaterThan(0);
      expect(there).toBeLessThan(EVENTS);
    }
    expect(await run([path])).toMatchObject({ code: 0 });
    expect(await graphTotals(graph)).toEqual(truth);
  });

  it.runIf(canRunHere)(
    'during which Neo4j is killed fails, resumes, and counts every event once',
    { timeout: 300_000 },
    async () => {
      const home = await mkdtemp(join(tmpdir(), 'ringfence-crash-'));
      onTestFinished(async () => {
        await stopServer(serverHome(home), true);
        await rm(home, { recursive: true, force: true });
      });
      const serve = async () => {
        const hold = await holdManagedServer({ home, env: process.env });
        const { connection } = await resolved(home, hold);
        return { hold, connection, graph: openGraph(connection) };
      };
      const before = await serve();
      const { put, start, run, use } = await importFolder(before.connection);
      const path = await put('events.ndjson', file);
      const running = start([path]);
      await expect
        .poll(() => chunksIn(before.graph).catch(() => 0), { timeout: 90_000, interval: 20 })
        .toBeGreaterThan(8);
      process.kill(before.hold.status.pid!, 'SIGKILL');
      const failed = await running.ended;
      expect(failed).toMatchObject({ code: 69, stderr: expect.stringContaining('Neo4j does not answer') });
      await before.graph.close();

      const after = await serve();
      onTestFinished(() => after.graph.close());
      const { events: there } = await graphTotals(after.graph);
      expect(there).toBeGreaterThan(0);
      expect(there).toBeLessThan(EVENTS);
      await use(after.connection);
      expect(await run([path])).toMatchObject({ code: 0 });
      expect(await graphTotals(after.graph)).toEqual(truth);
    },
  );
});
