import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { isAway, isConflict } from '../../src/graph/failures.ts';
import type { CypherQuery, Graph } from '../../src/graph/graph.ts';
import { openGraph } from '../../src/graph/open.ts';
import { checkServer } from '../../src/graph/version.ts';
import { closing, profile, testGraph } from '../support/graph.ts';

let graph: Graph;

beforeAll(async () => {
  graph = await testGraph();
});

afterAll(() => graph.close());

const query = (text: string): CypherQuery => ({ name: 'test/query', text });

describe('values on their way to Neo4j and back', () => {
  test('whole numbers are INTEGER, others FLOAT, dates DATETIME in UTC, undefined is null', async () => {
    const at = new Date('2026-03-01T12:34:56.789Z');
    const [row] = await graph.read(
      query(`RETURN valueType($whole) AS whole, valueType($part) AS part, valueType($list) AS list, $at.timezone AS zone,
             $at AS at, $none AS none, $deep.inner[0] AS deep, $typed AS typed`),
      { whole: 3, part: 0.5, list: [1, 2], at, none: undefined, deep: { inner: [7] }, typed: Uint32Array.of(1, 2) },
    );
    expect(row).toEqual({
      whole: 'INTEGER NOT NULL',
      part: 'FLOAT NOT NULL',
      list: 'LIST<INTEGER NOT NULL> NOT NULL',
      zone: 'Z',
      at: at.getTime(),
      none: null,
      deep: 7,
      typed: [1, 2],
    });
  });

  test('datetimes of any zone arrive as epoch milliseconds, nodes as their properties, also inside lists and maps', async () => {
    const millis = Date.parse('2026-07-01T10:00:00Z');
    const [row] = await graph.write(
      query(`CREATE (a:Thing {at: datetime('2026-07-01T12:00:00[Europe/Berlin]'), n: 1})-[r:LINK {at: datetime('2026-07-01T10:00Z')}]->(a)
             RETURN a, r, [a.at, null] AS list, {at: a.at} AS map, date('2026-07-01') AS day`),
    );
    expect(row).toEqual({
      a: { at: millis, n: 1 },
      r: { at: millis },
      list: [millis, null],
      map: { at: millis },
      day: '2026-07-01',
    });
  });
});

describe('the door to Neo4j', () => {
  test('streams rows and can be left in the middle', async () => {
    let sum = 0;
    for await (const { x } of graph.stream<{ x: number }>(query('UNWIND range(1, 50000) AS x RETURN x'))) sum += x;
    expect(sum).toBe((50_000 * 50_001) / 2);
    for await (const { x } of graph.stream<{ x: number }>(query('UNWIND range(1, 10000000) AS x RETURN x'))) {
      if (x === 10) break;
    }
    expect(await graph.read(query('RETURN 1 AS one'))).toEqual([{ one: 1 }]);
  });

  test('commits the statements of a transaction together or not at all', async () => {
    const count = async () => (await graph.read<{ n: number }>(query('MATCH (s:Step) RETURN count(s) AS n')))[0]?.n;
    const boom = new Error('boom');
    await expect(
      graph.transaction(async (tx) => {
        await tx.run(query('CREATE (:Step)'));
        throw boom;
      }),
    ).rejects.toBe(boom);
    expect(await count()).toBe(0);
    await graph.transaction(async (tx) => {
      await tx.run(query('CREATE (:Step)'));
      expect(await tx.run(query('MATCH (s:Step) RETURN count(s) AS n'))).toEqual([{ n: 1 }]);
      await tx.run(query('CREATE (:Step)'));
    });
    expect(await count()).toBe(2);
  });

  test('sees in a read what another session of it has just written', async () => {
    await graph.write(query('CREATE (:Fresh {id: 1})'));
    expect(await graph.read(query('MATCH (f:Fresh) RETURN f.id AS id'))).toEqual([{ id: 1 }]);
  });

  test('says version and edition of the server', async () => {
    expect(await checkServer(graph)).toMatchObject({
      version: expect.stringMatching(/^5\.26\./),
      edition: 'community',
    });
  });

  test('the plan of a look-up by key is an index seek', async () => {
    const plan = await profile(query('MATCH (a:Account {id: $id}) RETURN a.status'), { id: 'a' });
    const names = plan.map(({ name }) => name);
    expect(names).toContain('NodeUniqueIndexSeek');
    expect(names).not.toContain('NodeByLabelScan');
  });
});

describe('errors of Neo4j', () => {
  const failure = async (attempt: Promise<unknown>) =>
    attempt.then(
      () => expect.unreachable(),
      (error: unknown) => error as Error & Record<string, unknown>,
    );
  const everythingIn = (error: Error) =>
    JSON.stringify({ ...error, message: error.message, cause: String(error.cause), stack: error.stack });

  test('a violated constraint is a conflict that tells no value', async () => {
    const create = query('CREATE (:Account {id: $id})');
    await graph.write(create, { id: 'planted-account-value' });
    const error = await failure(graph.write(create, { id: 'planted-account-value' }));
    expect(error).toMatchObject({ type: 'graph-conflict', status: 409 });
    expect(isConflict(error)).toBe(true);
    expect(everythingIn(error)).not.toContain('planted');
    const inTransaction = await failure(graph.transaction((tx) => tx.run(create, { id: 'planted-account-value' })));
    expect(isConflict(inTransaction)).toBe(true);
  });

  test('a failed query is named, and its parameters are not told', async () => {
    const error = await failure(graph.read(query('RETURN toInteger(date($value)) AS x'), { value: 'planted-value' }));
    expect(error).toMatchObject({ type: 'graph-query-failed', extra: { query: 'test/query' } });
    expect(error.message).toContain('test/query');
    expect(everythingIn(error)).not.toContain('planted');
  });

  test('a syntax error says where it is', async () => {
    expect((await failure(graph.read(query('RETURN nothing')))).message).toContain('Variable `nothing` not defined');
  });

  test('a wrong password is a refused login', async () => {
    const stranger = closing(openGraph({ ...inject('neo4j'), password: 'planted-password' }));
    const error = await failure(stranger.read(query('RETURN 1 AS one')));
    expect(error).toMatchObject({ type: 'graph-login-refused', exitCode: 77 });
    expect(everythingIn(error)).not.toContain('planted');
  });

  test('a server that is not there is unavailable, with a time to try again', async () => {
    const nowhere = closing(openGraph({ ...inject('neo4j'), uri: 'bolt://127.0.0.1:1' }, { maxRetryMs: 100 }));
    for (const attempt of [
      () => nowhere.read(query('RETURN 1 AS one')),
      () => nowhere.transaction((tx) => tx.run(query('RETURN 1 AS one'))),
      async () => {
        for await (const _ of nowhere.stream(query('RETURN 1 AS one'))) expect.unreachable();
      },
    ]) {
      const error = await failure(attempt());
      expect(error).toMatchObject({ type: 'graph-unavailable', status: 503, retryAfterSeconds: 5 });
      expect(isAway(error)).toBe(true);
    }
  });

  test('a full pool is unavailable too, after the wait that was asked for', async () => {
    const narrow = closing(openGraph(inject('neo4j'), { maxPoolSize: 1, acquisitionTimeoutMs: 300, maxRetryMs: 0 }));
    let error: unknown;
    await narrow.transaction(async (tx) => {
      await tx.run(query('RETURN 1 AS one'));
      error ??= await failure(narrow.read(query('RETURN 1 AS one')));
    });
    expect(error).toMatchObject({ type: 'graph-unavailable' });
  });

  test('an unknown database and an impossible URI are said plainly', async () => {
    const other = closing(openGraph({ ...inject('neo4j'), database: 'nosuch' }));
    expect(await failure(other.read(query('RETURN 1 AS one')))).toMatchObject({ type: 'graph-database-missing' });
    expect(() => openGraph({ ...inject('neo4j'), uri: 'http://user:planted@db.example.com' })).toThrow(
      expect.objectContaining({ type: 'graph-uri-invalid', message: expect.not.stringContaining('planted') }),
    );
  });
});
