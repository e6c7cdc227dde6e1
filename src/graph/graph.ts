/**
 * The one door to Neo4j. Stores are given a `Graph` and name their queries (`cypher/<feature>/<name>.cypher`); nothing
 * outside `src/graph` and the stores sees a driver type. Integers arrive as numbers, datetimes as epoch milliseconds.
 */
export interface Graph {
  /** Runs one query in a read transaction; transient errors are retried. Throws `graph-unavailable` (503). */
  read<Row extends object>(query: CypherQuery, parameters?: Parameters): Promise<Row[]>;
  /** Runs one query in a write transaction; transient errors are retried. */
  write<Row extends object>(query: CypherQuery, parameters?: Parameters): Promise<Row[]>;
  /** Several statements, one commit. `work` may run more than once when the server asks for a retry. */
  transaction<Result>(work: (tx: GraphTransaction) => Promise<Result>): Promise<Result>;
  /** Rows as they arrive, at flat memory, in one read transaction. */
  stream<Row extends object>(query: CypherQuery, parameters?: Parameters): AsyncIterable<Row>;
  close(): Promise<void>;
}

export interface GraphTransaction {
  run<Row extends object>(query: CypherQuery, parameters?: Parameters): Promise<Row[]>;
}

export type Parameters = Readonly<Record<string, unknown>>;

/** Cypher text with the name it came from, so that errors and metrics can say which question was asked. */
export interface CypherQuery {
  readonly name: string;
  readonly text: string;
}

/** Where a server is and how to log in. */
export interface GraphConnection {
  readonly uri: string;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}
