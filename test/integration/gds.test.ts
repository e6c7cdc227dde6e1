import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Outcome } from '../../src/detection/outcome.ts';
import { runThread } from '../../src/detection/thread/worker-thread.ts';
import { findCommunities } from '../../src/engine/communities/communities.ts';
import { alone } from '../../src/engine/crew.ts';
import { type EngineConfig, engineConfig } from '../../src/engine/index.ts';
import { gdsCuts } from '../../src/gds/cuts.ts';
import { gdsStore } from '../../src/gds/store.ts';
import type { Graph, GraphConnection } from '../../src/graph/graph.ts';
import { migrate } from '../../src/graph/migrations.ts';
import { openGraph } from '../../src/graph/open.ts';
import { signalRegistry } from '../../src/signals/index.ts';
import { clique, communitiesContract, graphOf } from '../support/communities-contract.ts';
import { startGdsServer } from '../support/gds-server.ts';
import { testGraph } from '../support/graph.ts';
import { plant, planted } from '../support/planted.ts';

const config = engineConfig.parse({ community: 'gds-leiden' });
const types = signalRegistry().all.map(({ name, kind, family, strength, relationship }) => ({
  ...{ name, kind, family, strength, relationship },
}));
/** A whole run in a thread of its own. */
const runOnce = async (connection: GraphConnection, run: string, engine: EngineConfig): Promise<Outcome> => {
  const thread = runThread();
  const job = {
    kind: 'graph',
    run,
    connection,
    types,
    config: engine,
    rules: { memoryMib: 0, most: 0 },
    whole: true,
  } as const;
  try {
    return await thread.run(job, { onProgress: () => undefined }).result;
  } finally {
    await thread.end();
  }
};

const server = await startGdsServer();
if (typeof server === 'string') console.log(`Leiden by GDS is not tested: ${server}`);

describe('a server without Graph Data Science', () => {
  it('is refused with what to install, by a run too', async () => {
    const graph = await testGraph();
    const connection = inject('neo4j');
    const missing = { type: 'gds-missing', mend: expect.stringContaining('Install GDS') };
    await expect(gdsCuts(graph, connection)).rejects.toMatchObject(missing);
    await expect(runOnce(connection, 'run_1', config)).rejects.toMatchObject(missing);
    await graph.close();
  });
});

describe.skipIf(typeof server === 'string')('a server with Graph Data Science', () => {
  const { connection, stop } =
    typeof server === 'string' ? { connection: inject('neo4j'), stop: async () => {} } : server;
  let graph: Graph;
  let cuts: Awaited<ReturnType<typeof gdsCuts>>;
  beforeAll(async () => {
    graph = openGraph(connection);
    await migrate(graph, { now: Date.now, holder: 'tests' });
    cuts = await gdsCuts(graph, connection);
  });
  afterAll(async () => {
    await cuts.end();
    await graph.close();
    await stop();
  });
  const inMemory = () =>
    graph.read<{ name: string }>({
      name: 'tests/list',
      text: 'CALL gds.graph.list() YIELD graphName AS name RETURN name',
    });

  communitiesContract('gds-leiden', (links) =>
    findCommunities(links, config, undefined, { ...alone(), cut: cuts.cut }),
  );

  it('numbers communities as the others do, and leaves nothing in the memory of the server', async () => {
    const { labels, count } = cuts.cut(graphOf(20, [...clique(0, 10), ...clique(10, 10), [3, 14]]), 1, () => 0.5);
    expect([count, ...labels]).toEqual([2, ...Array(10).fill(0), ...Array(10).fill(1)]);
    expect(await inMemory()).toEqual([]);
  });

  it('what was left behind in the middle of a cut is taken away once it is old, and nothing of others', async () => {
    const text = `UNWIND [[0, 1]] AS link WITH gds.graph.project($name, link[0], link[1]) AS projected RETURN projected.graphName AS name`;
    for (const name of ['ringfence run_ended', 'somebody else'])
      await graph.read({ name: 'tests/left', text }, { name });
    await gdsStore(graph).tidy();
    expect(await inMemory()).toHaveLength(2);
    await gdsStore(graph).tidy(0);
    expect(await inMemory()).toEqual([{ name: 'somebody else' }]);
    await graph.read({
      name: 'tests/drop',
      text: "CALL gds.graph.drop('somebody else') YIELD graphName RETURN graphName",
    });
  });

  it('a whole run finds the planted rings, the same ones again, and as Leiden in typed arrays does', async () => {
    const { events, rings } = planted({ ordinary: 1_500, rings: 3, ringSize: 30, seed: 5 });
    await plant(graph, signalRegistry(), events);
    const hashOf = async (run: string, community: typeof config.community): Promise<string> => {
      await graph.write({ name: 'tests/run', text: "CREATE (:Run {id: $run, state: 'running', staged: 0})" }, { run });
      return (await runOnce(connection, run, engineConfig.parse({ community }))).hash;
    };
    const hash = await hashOf('run_1', 'gds-leiden');
    expect(await hashOf('run_2', 'gds-leiden')).toBe(hash);
    expect(await hashOf('run_3', 'leiden')).toBe(hash);
    const found = await graph.read<{ accounts: string[] }>({
      name: 'tests/rings',
      text: `MATCH (r:Ring {run: 'run_1'}) RETURN COLLECT { MATCH (a:Account)-[:MEMBER_OF]->(r) RETURN a.id ORDER BY a.id } AS accounts`,
    });
    const sorted = (groups: readonly (readonly string[])[]) => groups.map((group) => [...group].sort().join()).sort();
    expect(sorted(found.map(({ accounts }) => accounts))).toEqual(sorted(rings));
    expect(await inMemory()).toEqual([]);
  });
});
