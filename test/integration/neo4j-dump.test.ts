import { readdir, stat, writeFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openGraph } from '../../src/graph/open.ts';
import { dumpDatabase, loadDatabase } from '../../src/graph/server/admin.ts';
import { serverStatus, stopServer } from '../../src/graph/server/client.ts';
import { serverHome } from '../../src/graph/server/home.ts';
import { findJava, onPath } from '../../src/graph/server/java.ts';
import { resolved } from '../../src/graph/server/resolve.ts';
import { failure, hold, newHome } from '../support/managed-server.ts';

const canRunHere = await findJava(process.env).then(
  async () => (await onPath('mvn', process.env['PATH'])) !== undefined,
  () => false,
);
if (!canRunHere) console.log('skipped: dump and load are for the managed Neo4j (Java 17 or newer and Maven)');

const admin = (home: string, file: string, force = false) => ({
  ...{ home, file, force, env: process.env, totalMemory: totalmem(), onStep: () => undefined },
  signal: new AbortController().signal,
});

const ask = async (home: string, text: string): Promise<object[]> => {
  const { connection, release } = await resolved(home, await hold(home));
  const graph = openGraph(connection);
  try {
    return await graph.write({ name: 'tests/ask', text });
  } finally {
    await graph.close();
    await release();
  }
};

describe.skipIf(!canRunHere)('a dump of the managed server', () => {
  test('stops a server that nobody uses, starts it again, and is loaded elsewhere; what cannot be read replaces nothing', {
    timeout: 600_000,
  }, async () => {
    const home = await newHome();
    const file = join(dirname(home), 'a.dump');
    expect(await failure(dumpDatabase(admin(home, file)))).toMatchObject({ type: 'no-database' });
    const held = await hold(home, { want: 'pin' });
    expect(await failure(dumpDatabase(admin(home, file)))).toMatchObject({ type: 'neo4j-in-use', exitCode: 4 });
    await held.release();
    await ask(home, "CREATE (:Kept {text: 'of the dump'})");
    expect(await dumpDatabase(admin(home, file))).toBe((await stat(file)).size);
    expect((await stat(file)).mode & 0o077).toBe(0);
    expect(await serverStatus(serverHome(home))).toMatchObject({ state: 'ready', pinned: true, holders: 0 });
    expect(await failure(dumpDatabase(admin(home, file)))).toMatchObject({ type: 'file-exists' });

    const other = await newHome('other');
    await loadDatabase(admin(other, file));
    expect(await ask(other, 'MATCH (k:Kept) RETURN k.text AS text')).toEqual([{ text: 'of the dump' }]);

    await ask(home, "CREATE (:Kept {text: 'later'})");
    await stopServer(serverHome(home), false);
    const broken = join(dirname(home), 'broken.dump');
    await writeFile(broken, 'this is no dump');
    expect(await failure(loadDatabase(admin(home, file)))).toMatchObject({ type: 'database-not-empty', exitCode: 73 });
    expect(await failure(loadDatabase(admin(home, broken, true)))).toMatchObject({ type: 'neo4j-admin-failed' });
    expect(await ask(home, 'MATCH (k:Kept) RETURN count(k) AS count')).toEqual([{ count: 2 }]);
    await loadDatabase(admin(home, file, true));
    expect(await ask(home, 'MATCH (k:Kept) RETURN count(k) AS count')).toEqual([{ count: 1 }]);
    const left = [...(await readdir(dirname(home))), ...(await readdir(serverHome(home).folder))];
    expect(left.filter((name) => name.startsWith('.a.dump') || name.startsWith('loading-'))).toEqual([]);
  });
});
