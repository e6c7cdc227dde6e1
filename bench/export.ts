/**
 * What does an export of a million accounts cost? `npm run bench:export [accounts] [folder] [formats]`
 *
 * A managed Neo4j is started in a folder (a temporary one unless it is given; a given one is kept and used again), the rings
 * are written by Cypher, and for each format a service of its own (`ringfence serve`) is asked for all accounts over HTTP. The
 * memory is that of the serving process alone, at its peak, beside what it holds after its start.
 */
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { Graph } from '../src/graph/graph.ts';
import { peakMib, report, watchPeak } from './support/report.ts';
import { benchServer } from './support/server.ts';

const ACCOUNTS = Number(process.argv[2] ?? 1_000_000);
const TARGET_MIB = 256;
const FORMATS = (process.argv[4]?.split(',') ?? ['csv', 'ndjson', 'parquet']) as ('csv' | 'ndjson' | 'parquet')[];
/** A twentieth of all accounts in one ring, a tenth in ten, 40 % in rings of 400 and the rest in rings of 40. */
const SIZES = [
  { share: 0.05, size: Math.floor(ACCOUNTS / 20) },
  { share: 0.1, size: Math.floor(ACCOUNTS / 100) },
  { share: 0.4, size: 400 },
  { share: 0.45, size: 40 },
];
/** Signals that tie a ring, and those of them that an account shows. */
const EVIDENCE = 20;
const SHOWN = 4;

const fill = async (graph: Graph): Promise<void> => {
  const sizes = SIZES.flatMap(({ share, size }) => Array<number>(Math.round((ACCOUNTS * share) / size)).fill(size));
  const write = (text: string, parameters: Record<string, unknown>) =>
    graph.write({ name: 'bench/fill', text }, parameters);
  const rings = sizes.map((size, n) => ({ n, size, id: `ring_${String(n).padStart(12, '0')}` }));
  for (let at = 0; at < rings.length; at += 1_000) {
    await write(
      `UNWIND $rings AS row
       CREATE (ring:Ring {id: row.id, run: 'run_bench', size: row.size, score: 1.0 / (1 + row.n % 997), requests: row.size * 1150,
         firstSeen: datetime('2026-01-05T08:00:00Z'), lastSeen: datetime('2026-03-02T08:00:00Z'),
         types: ['payment_instrument', 'prompt'], features: '{}',
         summary: row.size + ' accounts tied by 9 payment instruments and 31 prompts; created within 90 minutes'})
       WITH ring, row
       UNWIND range(1, $evidence) AS i
       CREATE (signal:Signal:PaymentInstrument {key: 'payment_instrument:k1:' + row.n + '-' + i, type: 'payment_instrument',
         hint: 'visa •••• ' + (1000 + (row.n * 7 + i) % 9000)})
       CREATE (ring)-[:EVIDENCED_BY {bits: 20.0 - i / 2.0, members: row.size / 2 + 1, accounts: row.size}]->(signal)`,
      { rings: rings.slice(at, at + 1_000), evidence: EVIDENCE },
    );
  }
  const pending: { id: string; n: number; from: number; to: number; first: number }[] = [];
  let made = 0;
  for (const ring of rings) {
    for (let from = 0; from < ring.size; from += 10_000)
      pending.push({ ...ring, from, to: Math.min(ring.size, from + 10_000), first: made + from });
    made += ring.size;
  }
  let at = 0;
  const worker = async () => {
    while (at < pending.length) {
      const parts: (typeof pending)[number][] = [];
      for (let rows = 0; at < pending.length && rows < 10_000; at++) {
        parts.push(pending[at]!);
        rows += pending[at]!.to - pending[at]!.from;
      }
      await write(
        `UNWIND $parts AS part
         MATCH (ring:Ring {id: part.id, run: 'run_bench'})
         UNWIND range(part.from, part.to - 1) AS i
         CREATE (account:Account {id: 'acct_' + right('000000000' + (part.first + i - part.from), 10), status: 'active',
           createdAt: datetime({epochMillis: 1767600000000 + i * 1000}), firstSeen: datetime({epochMillis: 1767600000000 + i * 1000}),
           lastSeen: datetime({epochMillis: 1772400000000 + i * 1000}), requests: 1000 + i % 300})
         CREATE (account)-[:MEMBER_OF {strength: round(1.0 - (i % 1000) / 2000.0, 6), bits: 30.0 + (i % 77) / 7.0,
           signals: [n IN range(1, $shown) | 'payment_instrument:k1:' + part.n + '-' + (1 + (i + n * 5) % $evidence)]}]->(ring)`,
        { parts, shown: SHOWN, evidence: EVIDENCE },
      );
    }
  };
  await Promise.all([worker(), worker()]);
  const counts = JSON.stringify({ sizes: { rings: rings.length, members: made } });
  await write(
    `CREATE (:Run {id: 'run_bench', state: 'published', counts: $counts, startedAt: datetime(), finishedAt: datetime()})
     MERGE (p:Published {name: 'rings'}) SET p.run = 'run_bench'`,
    { counts },
  );
};

/** Reads an export to its end, keeping nothing of it. */
const read = async (url: string, key: string) => {
  const asked = get(url, { headers: { authorization: `Bearer ${key}` } });
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  if (answer.statusCode !== 200) throw new Error(`the export answered ${answer.statusCode}`);
  let bytes = 0;
  let lines = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines++;
  }
  return { bytes, lines, rows: Number(answer.trailers['x-ringfence-rows']) };
};

await using server = await benchServer(process.argv[3]);
const { graph } = server;
const [present] = await graph.read<{ members: number }>(
  { name: 'bench/present', text: "MATCH (p:Published {name: 'rings'}) MATCH (a:Account) RETURN count(a) AS members" },
  {},
);
if ((present?.members ?? 0) === 0) {
  const began = performance.now();
  await fill(graph);
  console.log(
    `${ACCOUNTS.toLocaleString('en-US')} accounts written in ${Math.round((performance.now() - began) / 1000)} s`,
  );
}
const results = [];
for (const format of FORMATS) {
  await using service = await server.serve();
  const pid = service.child.pid!;
  const started = peakMib(pid);
  const watch = watchPeak(pid);
  const began = performance.now();
  const { bytes, lines, rows } = await read(`${service.url}/v1/exports/accounts?format=${format}`, service.key);
  const seconds = (performance.now() - began) / 1000;
  const peak = await watch.stop();
  const told = { csv: lines - 1, ndjson: lines, parquet: rows }[format];
  if (told !== rows) throw new Error(`${format}: ${told} rows came, ${rows} were told`);
  results.push({ format, rows, seconds, bytes, started, peak });
}

const peak = Math.max(...results.map((result) => result.peak ?? Number.NaN));
report(
  'export of accounts',
  results.map(({ format, rows, seconds, bytes, started, peak: most }) => ({
    format,
    rows: rows.toLocaleString('en-US'),
    seconds: Math.round(seconds * 10) / 10,
    'rows/s': Math.round(rows / seconds).toLocaleString('en-US'),
    MiB: Math.round(bytes / 2 ** 20),
    'service at start, MiB': started,
    'service at most, MiB': most,
  })),
  {
    rows: results[0]!.rows,
    peakMib: peak,
    targetMib: TARGET_MIB,
    ...Object.fromEntries(
      results.map(({ format, rows, seconds, bytes, started, peak: most }) => [
        format,
        {
          rowsPerSecond: Math.round(rows / seconds),
          seconds: Math.round(seconds * 10) / 10,
          bytes,
          startMib: started,
          peakMib: most,
        },
      ]),
    ),
  },
);
