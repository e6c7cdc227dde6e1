import neo4j, { type Config, type Driver, type Session } from 'neo4j-driver';
import { RingfenceError } from '../errors.ts';
import { fromExact, toExact } from './exact-values.ts';
import { graphFailure } from './failures.ts';
import type { CypherQuery, Graph, GraphConnection, GraphTransaction, Parameters } from './graph.ts';
import { toDriver, toPlain } from './values.ts';

export interface OpenOptions {
  /** Connections at most; one query in flight takes one. */
  readonly maxPoolSize?: number;
  /** How long a query waits for a free connection before it fails with `graph-unavailable`, ms. */
  readonly acquisitionTimeoutMs?: number;
  /** How long transient errors are retried, ms. */
  readonly maxRetryMs?: number;
  /** TCP connect timeout, ms. */
  readonly connectTimeoutMs?: number;
  /** Rows that the server sends ahead while streaming; bounds the memory of `stream`. */
  readonly fetchSize?: number;
  /** Rows and parameters are exact JSON (`ExactValue`) instead of plain values: nothing of a type is lost either way. */
  readonly exact?: boolean;
}

const OPEN_DEFAULTS: Required<OpenOptions> = {
  maxPoolSize: 50,
  acquisitionTimeoutMs: 10_000,
  maxRetryMs: 10_000,
  connectTimeoutMs: 5_000,
  fetchSize: 2_000,
  exact: false,
};

/** Opens the door to a server. Connects at the first query, not before; `close()` it. Errors: see `graphFailure`. */
export const openGraph = (connection: GraphConnection, options: OpenOptions = {}): Graph => {
  const settings = { ...OPEN_DEFAULTS, ...options };
  const driver = createDriver(connection, {
    maxConnectionPoolSize: settings.maxPoolSize,
    connectionAcquisitionTimeout: settings.acquisitionTimeoutMs,
    connectionTimeout: Math.min(settings.connectTimeoutMs, settings.acquisitionTimeoutMs),
    maxTransactionRetryTime: settings.maxRetryMs,
    fetchSize: settings.fetchSize,
    ...(settings.exact ? { useBigInt: true } : { disableLosslessIntegers: true }),
    telemetryDisabled: true,
    notificationFilter: { minimumSeverityLevel: 'OFF' },
    userAgent: 'ringfence',
  });
  return overDriver(driver, connection.database, settings.exact ? EXACT : PLAIN);
};

/** How values cross the door. */
interface Values {
  receive(value: unknown): unknown;
  send(value: unknown): unknown;
}

const PLAIN: Values = { receive: toPlain, send: toDriver };
const EXACT: Values = { receive: toExact, send: fromExact };

/** Throws `graph-uri-invalid`; the URI itself may hold a login and is not repeated. */
const createDriver = ({ uri, user, password }: GraphConnection, config: Config): Driver => {
  try {
    return neo4j.driver(uri, neo4j.auth.basic(user, password), config);
  } catch {
    throw new RingfenceError({
      type: 'graph-uri-invalid',
      status: 503,
      exitCode: 78,
      detail: 'The URI of Neo4j is not one that the driver understands.',
      mend: 'Use a form like bolt://host:7687, neo4j://host:7687 or neo4j+s://host:7687.',
    });
  }
};

const overDriver = (driver: Driver, database: string, { receive, send }: Values): Graph => {
  const rows = <Row extends object>(records: { toObject(): object }[]): Row[] =>
    records.map((record) => receive(record.toObject()) as Row);

  const withSession = async <Result>(
    mode: 'READ' | 'WRITE',
    asked: () => string,
    work: (session: Session) => Promise<Result>,
  ): Promise<Result> => {
    const session = openSession(driver, database, mode);
    try {
      return await work(session);
    } catch (error) {
      throw graphFailure(error, asked());
    } finally {
      await session.close();
    }
  };

  const one = <Row extends object>(mode: 'READ' | 'WRITE', query: CypherQuery, parameters: Parameters | undefined) =>
    withSession(
      mode,
      () => query.name,
      (session) => {
        const sent = send(parameters ?? {}) as Record<string, unknown>;
        const config = { metadata: { app: 'ringfence', query: query.name } };
        return mode === 'READ'
          ? session.executeRead(async (tx) => rows<Row>((await tx.run(query.text, sent)).records), config)
          : session.executeWrite(async (tx) => rows<Row>((await tx.run(query.text, sent)).records), config);
      },
    );

  return {
    read: (query, parameters) => one('READ', query, parameters),
    write: (query, parameters) => one('WRITE', query, parameters),
    transaction<Result>(work: (tx: GraphTransaction) => Promise<Result>): Promise<Result> {
      let current = 'a transaction';
      return withSession(
        'WRITE',
        () => current,
        (session) =>
          session.executeWrite(
            (tx) =>
              work({
                // The driver's own error passes through `work`, else it could not see that a retry would help.
                async run<Row extends object>(query: CypherQuery, parameters?: Parameters): Promise<Row[]> {
                  current = query.name;
                  const sent = send(parameters ?? {}) as Record<string, unknown>;
                  return rows<Row>((await tx.run(query.text, sent)).records);
                },
              }),
            { metadata: { app: 'ringfence' } },
          ),
      );
    },
    async *stream<Row extends object>(query: CypherQuery, parameters?: Parameters): AsyncIterable<Row> {
      const session = openSession(driver, database, 'READ');
      try {
        const tx = await session.beginTransaction({ metadata: { app: 'ringfence', query: query.name } });
        const sent = send(parameters ?? {}) as Record<string, unknown>;
        for await (const record of tx.run(query.text, sent)) yield receive(record.toObject()) as Row;
        await tx.commit();
      } catch (error) {
        throw graphFailure(error, query.name);
      } finally {
        await session.close();
      }
    },
    close: () => driver.close(),
  };
};

/** The driver's bookmark manager makes every session see what the sessions before it wrote, on a cluster too. */
const openSession = (driver: Driver, database: string, mode: 'READ' | 'WRITE'): Session =>
  driver.session({ database, defaultAccessMode: mode, bookmarkManager: driver.executeQueryBookmarkManager });
