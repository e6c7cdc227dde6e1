/**
 * What does the service cost beside the database? `npm run bench:ingest [rounds] [folder]`
 *
 * The events of the seed data are written into an emptied graph in two ways, in turn: through the service (its own process;
 * NDJSON over HTTP, two senders, 5,000 events a request), and by a bare loop over the driver: the same Cypher on the same chunks,
 * the rows made ready before the clock starts, with neither parsing nor markers nor templates to keep. The bare loop tries
 * several widths and chunk sizes first and takes the best. Figures are the medians of the rounds after one that warms up.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import neo4j, { type Driver } from 'neo4j-driver';
import { toDriver } from '../src/graph/values.ts';
import { pieces } from '../src/ingest/cut.ts';
import { ingestStatements, type Statement } from '../src/ingest/statements.ts';
import {
  aggregate,
  fingerprinter,
  type ObservedEvent,
  observer,
  signalRegistry,
  signalsOf,
  templateMiner,
} from '../src/signals/index.ts';
import { scenario, simulate } from '../src/simulate/index.ts';
import { postEvents } from './support/post.ts';
import { median, report } from './support/report.ts';
import { type BenchServer, benchServer } from './support/server.ts';

const ROUNDS = Number(process.argv[2] ?? 3);
const EVENTS_A_REQUEST = 5_000;
const SENDERS = 2;
const WIDTHS = [
  { lanes: 2, chunkEvents: 1_000 },
  { lanes: 4, chunkEvents: 500 },
  { lanes: 4, chunkEvents: 1_250 },
  { lanes: 6, chunkEvents: 1_000 },
];
const registry = signalRegistry();
const lines = gunzipSync(readFileSync(new URL('../seed-data/events.ndjson.gz', import.meta.url)))
  .toString('utf8')
  .trimEnd()
  .split('\n');
const bodies = Array.from({ length: Math.ceil(lines.length / EVENTS_A_REQUEST) }, (_, at) =>
  lines.slice(at * EVENTS_A_REQUEST, (at + 1) * EVENTS_A_REQUEST),
);

/** The events of each request as the service would observe them. */
const observed = (): ObservedEvent[][] => {
  const fingerprint = fingerprinter({ current: 'bench', keys: { bench: Buffer.alloc(32, 7).toString('base64') } });
  const templates = templateMiner({ fingerprint, alone: true });
  const door = observer({ registry, fingerprint, templates, futureToleranceMs: 0 });
  return bodies.map((body) =>
    body.map((line) => {
      const result = door.observe(JSON.parse(line), Date.now());
      if (!result.ok) throw new Error('an event of the seed data was refused');
      return result.event;
    }),
  );
};

/** Events of a population with other accounts and other prompts. */
const warmUp = ((): string[] => {
  const events: string[] = [];
  for (const event of simulate(scenario({ seed: 99 }))) {
    events.push(JSON.stringify(event));
    if (events.length === 2 * EVENTS_A_REQUEST) break;
  }
  return [events.slice(0, EVENTS_A_REQUEST), events.slice(EVENTS_A_REQUEST)].map((lines) => lines.join('\n'));
})();

type Query = readonly [text: string, parameters: object];
interface Prepared {
  /** What is written first, in one transaction. */
  readonly signals: readonly Query[];
  /** Transactions of each lane, one after another. */
  readonly lanes: readonly (readonly (readonly Query[])[])[];
}

const ready = (queries: readonly Statement[]): Query[] =>
  queries.map(([query, parameters]) => [query.text, toDriver(parameters) as object]);

const prepare = async (requests: readonly ObservedEvent[][], cut: (typeof WIDTHS)[number]): Promise<Prepared[]> => {
  const statements = ingestStatements(registry);
  return Promise.all(
    requests.map(async (events) => {
      const lanes: Query[][][] = Array.from({ length: cut.lanes }, () => []);
      for (const piece of pieces(events, cut)) {
        lanes[piece.lane]!.push(ready(statements.chunk(aggregate(piece.events, registry))));
      }
      return { signals: ready(await statements.signals(signalsOf(events, registry))), lanes };
    }),
  );
};

const transaction = async (driver: Driver, queries: readonly Query[]): Promise<void> => {
  const session = driver.session();
  try {
    await session.executeWrite(async (tx) => {
      await Promise.all(queries.map(([text, parameters]) => tx.run(text, parameters)));
    });
  } finally {
    await session.close();
  }
};

/** Seconds of the bare loop. */
const bare = async (driver: Driver, requests: readonly Prepared[]): Promise<number> => {
  const began = performance.now();
  for (const { signals, lanes } of requests) {
    await transaction(driver, signals);
    await Promise.all(
      lanes.map(async (chunks) => {
        for (const chunk of chunks) await transaction(driver, chunk);
      }),
    );
  }
  return (performance.now() - began) / 1000;
};

/** Seconds of the service, and the observations that it says it wrote. */
const throughService = async (url: string, key: string): Promise<{ seconds: number; observations: number }> => {
  const waiting = bodies.map((body) => body.join('\n')).values();
  let observations = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: SENDERS }, async () => {
      for (const body of waiting) observations += await postEvents(url, key, body);
    }),
  );
  return { seconds: (performance.now() - began) / 1000, observations };
};

const relationships = async (server: BenchServer): Promise<number> => {
  const text = 'MATCH (:Account)-[o]->(:Signal) RETURN count(o) AS relationships, sum(o.count) AS observations';
  const [row] = await server.graph.read<{ relationships: number; observations: number }>(
    { name: 'bench/count', text },
    {},
  );
  // Two prompts of one event are one observation where their templates have become one by then.
  if (Math.abs(row!.observations - observations) > observations / 1000)
    throw new Error(`${row!.observations} of ${observations} observations are there`);
  return row!.relationships;
};

const requests = observed();
const observations = requests.flat().reduce((sum, { signals }) => sum + new Set(signals.map(({ key }) => key)).size, 0);
await using server = await benchServer(process.argv[3]);
const { uri, user, password } = server.connection;
const driver = neo4j.driver(uri, neo4j.auth.basic(user, password), {
  disableLosslessIntegers: true,
  telemetryDisabled: true,
});

console.log(`${lines.length} events, ${observations} observations; the bare loop looks for its best width`);
await server.empty();
await bare(driver, await prepare(requests, WIDTHS[2]!));
const tried = [];
for (const width of WIDTHS) {
  await server.empty();
  tried.push({ width, seconds: await bare(driver, await prepare(requests, width)) });
}
const best = tried.reduce((a, b) => (b.seconds < a.seconds ? b : a)).width;
const prepared = await prepare(requests, best);

const rounds = [];
let pairs = 0;
for (let round = 0; round <= ROUNDS; round++) {
  await server.empty();
  const bareSeconds = await bare(driver, prepared);
  pairs = await relationships(server);
  await server.empty();
  await using service = await server.serve();
  // As warm as the bare loop's process is: another population first.
  for (const body of warmUp) await postEvents(service.url, service.key, body);
  await server.empty();
  const { seconds } = await throughService(service.url, service.key);
  await relationships(server);
  if (round > 0) rounds.push({ bareSeconds, seconds });
}
await driver.close();

const bareSeconds = median(rounds.map((round) => round.bareSeconds));
const serviceSeconds = median(rounds.map((round) => round.seconds));
const perSecond = (seconds: number) => Math.round(observations / seconds);
const tenths = (seconds: number) => Math.round(seconds * 10) / 10;
report(
  'ingest',
  [
    ...tried.map(({ width, seconds }) => ({
      way: `bare, ${width.lanes} × ${width.chunkEvents} events`,
      seconds: tenths(seconds),
      'observations/s': perSecond(seconds),
    })),
    { way: 'bare, best, median', seconds: tenths(bareSeconds), 'observations/s': perSecond(bareSeconds) },
    { way: 'service, median', seconds: tenths(serviceSeconds), 'observations/s': perSecond(serviceSeconds) },
  ],
  {
    serviceToBareRatio: Math.round((bareSeconds / serviceSeconds) * 1000) / 1000,
    target: 0.8,
    serviceObservationsPerSecond: perSecond(serviceSeconds),
    bareObservationsPerSecond: perSecond(bareSeconds),
    observations,
    relationships: pairs,
    events: lines.length,
    bareLanes: best.lanes,
    bareChunkEvents: best.chunkEvents,
    rounds: ROUNDS,
  },
);
