import neo4j, { type ProfiledPlan } from 'neo4j-driver';
import { inject, onTestFinished } from 'vitest';
import { RingfenceError } from '../../src/errors.ts';
import type { CypherQuery, Graph, Parameters } from '../../src/graph/graph.ts';
import { migrate } from '../../src/graph/migrations.ts';
import { type OpenOptions, openGraph } from '../../src/graph/open.ts';
import { toDriver } from '../../src/graph/values.ts';

/**
 * A migrated graph without data on the run's server. Close it when done. The schema of an earlier test is kept where it
 * is the product's own (making it takes seconds); whoever changes it begins and ends with `emptyGraph`.
 */
export const testGraph = async (options?: OpenOptions): Promise<Graph> => {
  const graph = openGraph(inject('neo4j'), options);
  await withSession((run) => run('MATCH (n) WHERE NOT n:Migration CALL (n) { DETACH DELETE n } IN TRANSACTIONS'));
  try {
    await migrate(graph, { now: Date.now, holder: 'tests' });
  } catch (error) {
    if (!(error instanceof RingfenceError)) throw error;
    await (await emptyGraph(options)).close();
    await migrate(graph, { now: Date.now, holder: 'tests' });
  }
  return graph;
};

/** The run's server with neither data nor schema. */
export const emptyGraph = async (options?: OpenOptions): Promise<Graph> => {
  const graph = openGraph(inject('neo4j'), options);
  await withSession(async (run) => {
    await run('MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS');
    for (const { name } of await run('SHOW CONSTRAINTS YIELD name')) await run(`DROP CONSTRAINT \`${name}\``);
    for (const { name } of await run("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name")) {
      await run(`DROP INDEX \`${name}\``);
    }
  });
  return graph;
};

/** One statement on the run's server, for what no store asks (schema, counts, what an oracle needs). */
export const cypherRows = (text: string, parameters: Parameters = {}): Promise<Record<string, unknown>[]> =>
  withSession((run) => run(text, parameters));

/** What the server did for a query, operator by operator, from PROFILE. */
export interface Operator {
  readonly name: string;
  readonly details: string;
  readonly rows: number;
  readonly dbHits: number;
}

/** PROFILEs a query as the product runs it. Its writes are rolled back. */
export const profile = async (query: CypherQuery, parameters: Parameters = {}): Promise<Operator[]> => {
  const { driver, database } = openDriver();
  const session = driver.session({ database });
  try {
    const tx = session.beginTransaction();
    const { summary } = await tx.run(`PROFILE ${query.text}`, toDriver(parameters) as object);
    await tx.rollback();
    const operators: Operator[] = [];
    const walk = (plan: ProfiledPlan) => {
      const { operatorType, rows, dbHits } = plan;
      const { Details: details } = plan.arguments as { Details?: string };
      operators.push({ name: operatorType.replace(/@.*/, ''), details: details ?? '', rows, dbHits });
      for (const child of plan.children) walk(child);
    };
    if (summary.profile) walk(summary.profile);
    return operators;
  } finally {
    await session.close();
    await driver.close();
  }
};

/** Locks what a statement sets, as a slow writer does, until it is let go; whoever wants it waits. Let go at the latest when the test has ended. */
export const holding = async (text: string, parameters: Parameters = {}): Promise<() => Promise<void>> => {
  const { driver, database } = openDriver();
  const session = driver.session({ database });
  const tx = session.beginTransaction();
  await tx.run(text, toDriver(parameters) as object);
  const letGo = async (): Promise<void> => {
    if (tx.isOpen()) await tx.rollback();
    await driver.close();
  };
  onTestFinished(letGo);
  return letGo;
};

/** Closes a graph when the test that asked for it has ended. */
export const closing = (graph: Graph): Graph => {
  onTestFinished(() => graph.close());
  return graph;
};

const openDriver = () => {
  const { uri, user, password, database } = inject('neo4j');
  const driver = neo4j.driver(uri, neo4j.auth.basic(user, password), { disableLosslessIntegers: true });
  return { driver, database };
};

type Run = (text: string, parameters?: Parameters) => Promise<Record<string, unknown>[]>;

/** Auto-commit statements, which CALL … IN TRANSACTIONS needs. */
const withSession = async <Result>(work: (run: Run) => Promise<Result>): Promise<Result> => {
  const { driver, database } = openDriver();
  const session = driver.session({ database });
  try {
    return await work(async (text, parameters = {}) =>
      (await session.run(text, toDriver(parameters) as object)).records.map((record) => record.toObject()),
    );
  } finally {
    await session.close();
    await driver.close();
  }
};
