import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeEach, describe, expect, inject, onTestFinished, test } from 'vitest';
import type { Graph } from '../../src/graph/graph.ts';
import { type MigrateOptions, migrate } from '../../src/graph/migrations.ts';
import { openGraph } from '../../src/graph/open.ts';
import { closing, cypherRows, emptyGraph } from '../support/graph.ts';

let graph: Graph;

beforeEach(async () => {
  graph = await emptyGraph();
  return () => graph.close();
});

afterAll(async () => {
  await (await emptyGraph()).close();
});

const folderOf = async (files: Record<string, string>): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'ringfence-migrations-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
};

const run = (on: Graph, dir: string, options: Partial<MigrateOptions> = {}) =>
  migrate(on, { dir, now: Date.now, holder: 'test', ...options });

const applied = async (): Promise<string[]> =>
  (await cypherRows('MATCH (m:Migration) RETURN m.version AS version ORDER BY version')).map((row) =>
    String(row['version']),
  );

const ONE = 'CREATE CONSTRAINT one_id IF NOT EXISTS FOR (o:One) REQUIRE o.id IS UNIQUE;\nMERGE (:One {id: 1});\n';
const TWO = 'CREATE INDEX one_at IF NOT EXISTS FOR (o:One) ON (o.at);\n';

describe('migrating', () => {
  test('applies schema and data statements in order, once', async () => {
    const dir = await folderOf({ 'V1__one.cypher': ONE, 'V2__two.cypher': TWO });
    const first = await run(graph, dir);
    expect(first.version).toBe('2');
    expect(first.applied.map(({ version, description }) => `${version} ${description}`)).toEqual(['1 one', '2 two']);
    expect(await run(graph, dir)).toEqual({ applied: [], version: '2' });
    expect(await cypherRows('MATCH (o:One) RETURN count(o) AS n')).toEqual([{ n: 1 }]);
    const [record] = await graph.read<{ m: { by: string; at: number; millis: number } }>({
      name: 'test/record',
      text: "MATCH (m:Migration {version: '1'}) RETURN m",
    });
    expect(record?.m).toMatchObject({ by: 'test', at: expect.any(Number), millis: expect.any(Number) });
    expect(Math.abs(record!.m.at - Date.now())).toBeLessThan(60_000);
  });

  test('is done once when four instances start at the same time', async () => {
    const dir = await folderOf({
      'V1__one.cypher': ONE,
      'V2__two.cypher': TWO,
      // Not idempotent on purpose: it counts how often it ran.
      'V3__count.cypher': 'MERGE (o:One {id: 1}) SET o.ran = coalesce(o.ran, 0) + 1;',
    });
    const graphs = Array.from({ length: 4 }, () => closing(openGraph(inject('neo4j'))));
    const results = await Promise.all(graphs.map((it, i) => run(it, dir, { holder: `instance ${i}` })));
    expect(results.map(({ version }) => version)).toEqual(['3', '3', '3', '3']);
    expect(results.map((result) => result.applied.length).sort()).toEqual([0, 0, 0, 3]);
    expect(await applied()).toEqual(['1', '2', '3']);
    expect(await cypherRows('MATCH (o:One) RETURN o.ran AS ran')).toEqual([{ ran: 1 }]);
  });

  test('takes over the lock of an instance that died, when its lease has run out', async () => {
    const dir = await folderOf({ 'V1__one.cypher': ONE });
    await cypherRows(
      "CREATE (:MigrationLock {name: 'migrations', holder: 'dead', until: datetime.realtime() + duration({seconds: 2})})",
    );
    const steps: string[] = [];
    const began = Date.now();
    const result = await run(graph, dir, { onStep: (text) => steps.push(text) });
    expect(Date.now() - began).toBeGreaterThan(1_000);
    expect(result.applied.length).toBe(1);
    expect(steps[0]).toBe('waiting for another instance that migrates');
  });

  test('gives up when another instance holds the lock for too long', async () => {
    const dir = await folderOf({ 'V1__one.cypher': ONE });
    await cypherRows(
      "CREATE (:MigrationLock {name: 'migrations', holder: 'busy', until: datetime.realtime() + duration({hours: 1})})",
    );
    await expect(run(graph, dir, { waitMs: 600 })).rejects.toThrow(
      expect.objectContaining({ type: 'migration-locked', exitCode: 78 }),
    );
    expect(await applied()).toEqual([]);
  });

  test('keeps its lock while a statement takes longer than the lease', async () => {
    await cypherRows('CREATE (:Gate)');
    const dir = await folderOf({
      'V1__slow.cypher': `MATCH (g:Gate) SET g.passed = true; ${ONE}`,
      'V2__two.cypher': TWO,
    });
    const keeper = closing(openGraph(inject('neo4j')));
    const other = closing(openGraph(inject('neo4j')));
    const shut = Promise.withResolvers<void>();
    // Whoever writes to the gate waits until this transaction ends: three leases from now.
    const kept = keeper.transaction(async (tx) => {
      await tx.run({ name: 'test/gate', text: 'MATCH (g:Gate) SET g.shut = true' });
      shut.resolve();
      await sleep(3_000);
    });
    await shut.promise;
    const first = run(graph, dir, { holder: 'first', leaseSeconds: 1 });
    await expect.poll(() => cypherRows('MATCH (l:MigrationLock) RETURN l.holder AS h')).toEqual([{ h: 'first' }]);
    const second = run(other, dir, { holder: 'second', leaseSeconds: 1 });
    expect((await first).applied.length).toBe(2);
    expect((await second).applied.length).toBe(0);
    await kept;
  });

  test('resumes a file that stopped in the middle', async () => {
    const name = 'V1__one.cypher';
    const dir = await folderOf({ [name]: `${ONE}CREATE BROKEN;` });
    await expect(run(graph, dir)).rejects.toThrow(
      expect.objectContaining({
        type: 'migration-failed',
        message: expect.stringContaining(`${name} stopped at its statement 3`),
      }),
    );
    expect(await applied()).toEqual([]);
    await writeFile(join(dir, name), ONE);
    expect((await run(graph, dir)).applied.length).toBe(1);
    expect(await cypherRows('MATCH (o:One) RETURN count(o) AS n')).toEqual([{ n: 1 }]);
  });
});

describe('a history that contradicts the files', () => {
  const stopped = (type: string, detail: RegExp) =>
    expect.objectContaining({ type, exitCode: 78, message: expect.stringMatching(detail) });

  test('stops at a migration that was changed', async () => {
    await run(graph, await folderOf({ 'V1__one.cypher': ONE }));
    const changed = await folderOf({ 'V1__one.cypher': `${ONE}MERGE (:One {id: 2});`, 'V2__two.cypher': TWO });
    await expect(run(graph, changed)).rejects.toThrow(stopped('migration-changed', /V1__one\.cypher was changed/));
    expect(await applied()).toEqual(['1']);
  });

  test('stops at a migration whose file is missing', async () => {
    await run(graph, await folderOf({ 'V1__one.cypher': ONE, 'V2__two.cypher': TWO }));
    const missing = await folderOf({ 'V2__two.cypher': TWO });
    await expect(run(graph, missing)).rejects.toThrow(stopped('migration-missing', /migration 1 \(one\)/));
  });

  test('stops at a database that is newer than the code', async () => {
    await run(graph, await folderOf({ 'V1__one.cypher': ONE, 'V2__two.cypher': TWO }));
    const older = await folderOf({ 'V1__one.cypher': ONE });
    await expect(run(graph, older)).rejects.toThrow(stopped('database-newer', /is at migration 2; .* up to 1 only/));
  });
});

test('the scopes of API keys become roles', async () => {
  await migrate(graph, { now: Date.now, holder: 'test', through: '0006' });
  await cypherRows(
    "UNWIND [['a', ['read', 'act']], ['b', ['ingest']], ['c', ['admin']], ['d', ['act']]] AS key CREATE (:ApiKey {id: key[0], scopes: key[1]})",
  );
  await migrate(graph, { now: Date.now, holder: 'test' });
  const keys = await cypherRows('MATCH (k:ApiKey) RETURN k.id AS id, k.roles AS roles, k.scopes AS scopes ORDER BY id');
  expect(keys).toEqual([
    { id: 'a', roles: ['viewer', 'investigator'], scopes: null },
    { id: 'b', roles: ['ingest'], scopes: null },
    { id: 'c', roles: ['admin'], scopes: null },
    { id: 'd', roles: ['investigator'], scopes: null },
  ]);
});
