/**
 * How fast does the graph come out of Neo4j into typed arrays? `npm run bench:projection [accounts] [rounds] [folder]`
 *
 * A graph of accounts with ten observations each (a fifth of the signals shared by several, one to four windows) is read in two
 * ways, in turn: as a detection run reads it, keys of signals included, and as one would at first: one row an observation through
 * the driver as it comes, into the same arrays. Figures are medians of the rounds after one that warms up.
 */
import neo4j from 'neo4j-driver';
import { readColumns } from '../src/detection/thread/projection.ts';
import { signalRegistry } from '../src/signals/index.ts';
import { median, peakMib, report } from './support/report.ts';
import { benchServer } from './support/server.ts';

const ACCOUNTS = Number(process.argv[2] ?? 60_000);
const ROUNDS = Number(process.argv[3] ?? 3);
const SHOWN = 10;
const AT_ONCE = 2_000;

await using server = await benchServer(process.argv[4]);
const { graph } = server;
const registry = signalRegistry();
const types = registry.all.map(({ name, kind, family, strength, relationship }) => ({
  ...{ name, kind, family, strength, relationship },
}));

const write = (text: string, parameters: object) => graph.write({ name: 'bench/fill', text }, { ...parameters });
const [held] = await graph.read<{ accounts: number }>(
  { name: 'bench/held', text: 'MATCH (a:Account) RETURN count(a) AS accounts' },
  {},
);
if (held!.accounts !== ACCOUNTS) {
  await server.empty();
  // Half of an account's signals are its own; the others are shared by few or by many.
  for (let from = 0; from < ACCOUNTS; from += AT_ONCE) {
    await write(
      `UNWIND range($from, $to - 1) AS n
       CREATE (a:Account {id: 'acct_' + right('0000000' + n, 8), status: 'active', requests: n % 1000,
         createdAt: datetime({epochMillis: 1767600000000 + n * 1000})})
       WITH a, n UNWIND range(0, $shown - 1) AS i
       WITH a, n, i, CASE WHEN i < $shown / 2 THEN 'ip:' + n + '-' + i WHEN i < $shown - 1 THEN 'ip:few-' + (n / 5) + '-' + i
         ELSE 'ip:many-' + (n % 200) END AS key
       MERGE (s:Signal:Ip {key: key}) ON CREATE SET s.type = 'ip', s.hint = key
       CREATE (a)-[:CONNECTED_FROM {first: datetime({epochMillis: 1767600000000 + n * 1000}), count: 1 + i,
         last: datetime({epochMillis: 1768600000000 + n * 1000}), windows: [w IN range(0, (n + i) % 4) | 61400 + w * 3]}]->(s)`,
      { from, to: Math.min(ACCOUNTS, from + AT_ONCE), shown: SHOWN },
    );
  }
}

const asColumns = async () => {
  const began = performance.now();
  const { account, signals } = await readColumns(graph, types, () => undefined);
  return { seconds: (performance.now() - began) / 1000, rows: account.length, signals: signals.length };
};

const { uri, user, password } = server.connection;
const driver = neo4j.driver(uri, neo4j.auth.basic(user, password), {
  disableLosslessIntegers: true,
  telemetryDisabled: true,
});

/** One record an observation, put into the same arrays. */
const asRows = async () => {
  const began = performance.now();
  const accounts = new Map<string, number>();
  const signals = new Map<string, number>();
  const numberOf = (map: Map<string, number>, key: string): number => {
    const known = map.get(key);
    if (known !== undefined) return known;
    map.set(key, map.size);
    return map.size - 1;
  };
  const columns = { account: [] as number[], signal: [] as number[], count: [] as number[], first: [] as number[] };
  const rest = { last: [] as number[], windows: [] as number[], windowStart: [0] };
  const session = driver.session({ defaultAccessMode: neo4j.session.READ });
  const result = session.run(
    `MATCH (a:Account)-[o]->(s:Signal)
     RETURN a.id AS account, s.key AS signal, s.type AS type, o.count AS count, o.first.epochSeconds AS first,
       o.last.epochSeconds AS last, o.windows AS windows`,
  );
  for await (const record of result) {
    columns.account.push(numberOf(accounts, record.get('account') as string));
    columns.signal.push(numberOf(signals, record.get('signal') as string));
    columns.count.push(record.get('count') as number);
    columns.first.push(record.get('first') as number);
    rest.last.push(record.get('last') as number);
    for (const window of record.get('windows') as number[]) rest.windows.push(window);
    rest.windowStart.push(rest.windows.length);
  }
  await session.close();
  const arrays = [...Object.values(columns), rest.windows, rest.windowStart].map((values) => Uint32Array.from(values));
  const lasts = Float64Array.from(rest.last);
  return { seconds: (performance.now() - began) / 1000, rows: lasts.length, signals: signals.size, arrays };
};

const rounds = [];
for (let round = 0; round <= ROUNDS; round++) {
  const columns = await asColumns();
  const rows = await asRows();
  if (columns.rows !== rows.rows || columns.signals !== rows.signals) throw new Error('the two ways disagree');
  if (round > 0) rounds.push({ columns, rows });
}
await driver.close();

const { rows: read, signals } = rounds[0]!.columns;
const columns = median(rounds.map((round) => round.columns.seconds));
const rows = median(rounds.map((round) => round.rows.seconds));
const line = (way: string, seconds: number) => ({
  way,
  seconds: Math.round(seconds * 100) / 100,
  'relationships/s': Math.round(read / seconds),
});
report('projection', [line('columns, as a run reads', columns), line('a row an observation', rows)], {
  relationshipsPerSecond: Math.round(read / columns),
  target: 300_000,
  columnsToRowsRatio: Math.round((rows / columns) * 100) / 100,
  rowsPerSecond: Math.round(read / rows),
  relationships: read,
  signals,
  accounts: ACCOUNTS,
  peakMib: peakMib('self'),
  rounds: ROUNDS,
});
