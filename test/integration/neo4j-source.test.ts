import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openGraph } from '../../src/graph/open.ts';
import { serverStatus } from '../../src/graph/server/client.ts';
import { serverHome } from '../../src/graph/server/home.ts';
import { dockerAnswers } from '../../src/graph/server/plan-docker.ts';
import { resolveServer } from '../../src/graph/server/resolve.ts';
import { failure, newHome } from '../support/managed-server.ts';

describe('where Neo4j comes from', () => {
  const neo4j = { user: 'neo4j', database: 'neo4j' };

  test('a configured URI goes before all else, with the password from its file', async () => {
    const home = await newHome();
    await mkdir(home, { recursive: true });
    await writeFile(join(home, 'secret'), 'first line\nsecond line\n');
    const said: string[] = [];
    const server = await resolveServer(
      {
        home,
        neo4j: { ...neo4j, uri: 'bolt://someone:hidden@db.example.com:7687', passwordFile: join(home, 'secret') },
      },
      { env: {}, onStep: (text) => said.push(text) },
    );
    expect(server).toMatchObject({ source: 'uri', browserUrl: null, connection: { password: 'first line' } });
    expect(said).toEqual(['using the Neo4j at bolt://db.example.com:7687']);
    await server.release();
  });

  test('without Docker, Java and a URI the error names the three ways', async () => {
    const home = await newHome();
    const error = await failure(resolveServer({ home, neo4j }, { env: { PATH: '' } }));
    expect(error).toMatchObject({ type: 'no-neo4j', exitCode: 69, extra: { reason: 'java-missing' } });
    for (const way of ['NEO4J_URI', 'Docker', 'Java 17']) expect(`${error.message} ${error.mend}`).toContain(way);
  });

  test('a graph that is in Docker is not looked for elsewhere while Docker is away', async () => {
    const home = await newHome();
    await mkdir(serverHome(home).folder, { recursive: true });
    await writeFile(serverHome(home).source, 'docker\n');
    expect(await failure(resolveServer({ home, neo4j }, { env: { PATH: '' } }))).toMatchObject({ type: 'docker-away' });
  });
});

const docker = await dockerAnswers(process.env);
if (!docker) console.log('skipped: the container of docker-compose.yml, because no Docker engine answers');

describe.skipIf(!docker)('the server in Docker', () => {
  test('starts, stops with its last client, and keeps its data', { timeout: 900_000 }, async () => {
    const home = await newHome();
    const options = { env: process.env };
    const config = { home, neo4j: { user: 'neo4j', database: 'neo4j' } };
    for (const expected of [1, 2]) {
      const server = await resolveServer(config, options);
      expect(server.source).toBe('docker');
      const graph = openGraph(server.connection);
      await graph.write({ name: 'test/note', text: 'CREATE (:Note)' });
      const [row] = await graph.read<{ notes: number }>({
        name: 'test/notes',
        text: 'MATCH (n:Note) RETURN count(n) AS notes',
      });
      expect(row?.notes).toBe(expected);
      await graph.close();
      await server.release();
      expect(await serverStatus(serverHome(home))).toBeUndefined();
    }
  });
});
