/**
 * How long does it take to score an account against the published rings, and to ask a ring what it would be without some of its
 * evidence? `npm run bench:match [accounts of the large ring] [small rings] [ordinary accounts] [folder]`
 *
 * A population with one large ring and many small ones is weighed by the engine, written to a Neo4j of its own as the published
 * run, and served. Accounts are matched in this process (the pure part) and over HTTP, one request after another on one
 * connection: members of the large ring and of small ones, strangers, and accounts given by their signals in the body (three
 * addresses of the large ring, a card, a device and a prompt). Times are milliseconds.
 */
import { Agent, request } from 'node:http';
import { writeRings } from '../src/detection/staging.ts';
import { buildPartners, partnersBytes } from '../src/engine/counterfactual/partners.ts';
import { ringQuestions } from '../src/engine/counterfactual/questions.ts';
import { engineConfig } from '../src/engine/index.ts';
import { matchIndex } from '../src/engine/match/match-index.ts';
import { ringStructure } from '../src/engine/match/ring-structure.ts';
import { tieRules } from '../src/engine/match/tie-rules.ts';
import { signalRegistry } from '../src/signals/index.ts';
import { dice } from '../test/support/engine-population.ts';
import { shownSignals } from '../test/support/ring-structure.ts';
import { peakMib, report } from './support/report.ts';
import { largeAddress, ringedPopulation } from './support/ringed-population.ts';
import { benchServer } from './support/server.ts';
import { writeColumns } from './support/write-columns.ts';

const [LARGE = 25_000, SMALL = 2_000, ORDINARY = 20_000] = process.argv.slice(2, 5).map(Number);
const REQUESTS = 2_000;
/** Requests of each kind before those that count: both servers compile what they do often. */
const WARM_UP = 1_000;
const RUN = 'run_bench';

const round = (value: number): number => Math.round(value * 100) / 100;
const spread = (ms: readonly number[]) => {
  const sorted = ms.toSorted((x, y) => x - y);
  const at = (share: number): number => round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!);
  return { p50: at(0.5), p99: at(0.99), most: at(1), times: sorted.length };
};
const timed = (work: () => unknown): number => {
  const began = performance.now();
  work();
  return performance.now() - began;
};

const { columns, rings, basis, strangers } = ringedPopulation({
  ...{ large: LARGE, small: SMALL, ordinary: ORDINARY, seed: 1 },
});
const config = engineConfig.parse({});
const rules = tieRules(basis, config);
const shown = shownSignals(columns);
const structureOf = ({ members, evidence }: (typeof rings)[number]) =>
  ringStructure(
    members.map(({ account }) => shown.get(account)!),
    evidence.map(({ signal: key, ...rest }) => ({ key, ...rest })),
    rules,
  );

const random = dice(2);
const some = <T>(list: readonly T[]): T => list[random.below(list.length)]!;
const kinds: Readonly<Record<string, () => string>> = {
  'member of the large ring': () => some(rings[0]!.members).account,
  'member of a small ring': () => some(some(rings.slice(1)).members).account,
  stranger: () => some(strangers),
};

// In this process.
const index = matchIndex(rules);
const began = performance.now();
for (const ring of rings) index.add(ring.id, structureOf(ring));
const indexSeconds = (performance.now() - began) / 1000;
const pure: Record<string, ReturnType<typeof spread>> = {};
let own = 0;
const ringOf = new Map(rings.flatMap(({ id, members }) => members.map(({ account }) => [account, id] as const)));
for (const [kind, pick] of Object.entries(kinds)) {
  const accounts = Array.from({ length: REQUESTS + WARM_UP }, pick);
  const times = accounts.map((account) => timed(() => index.match(shown.get(account)!, 5)));
  pure[kind] = spread(times.slice(WARM_UP));
  if (kind === 'stranger') continue;
  own += accounts.filter((account) => index.match(shown.get(account)!, 1)[0]?.ring === ringOf.get(account)).length;
}

const large = structureOf(rings[0]!);
const building = buildPartners(large, rules, config.seed);
const readyBegan = performance.now();
let step = building.next();
while (!step.done) step = building.next();
const readyMs = performance.now() - readyBegan;
const partners = step.value;
const { features, score } = rings[0]!;
const facts = { features, score, scoreOf: () => score, minRingSize: 4, minScore: 0.5 };
const questions = ringQuestions(large, partners, rules, facts);
const ofType = (type: string): number[] => [...large.signals.keys()].filter((s) => large.signals[s]!.type === type);
const windows = [...new Set(large.windows)];
const repeat = (times: number, work: () => unknown) =>
  spread(Array.from({ length: times }, () => timed(work)).slice(2));
const asked = {
  'without a signal': repeat(102, () => questions.without({ signals: [random.below(large.signals.length)] })),
  'without the widest signal': repeat(32, () => questions.without({ signals: [0] })),
  'without a type': repeat(32, () => questions.without({ signals: ofType('prompt') })),
  'without a window': repeat(32, () => questions.without({ window: some(windows) })),
  'what holds it': repeat(7, () => questions.holding(0.9)),
  'why a member': repeat(202, () => questions.member(random.below(large.accounts.length))),
};

// Over HTTP.
await using server = await benchServer(process.argv[5]);
await server.empty();
await writeColumns(server.graph, columns, signalRegistry());
const query = (text: string, parameters: Record<string, unknown>) =>
  server.graph.write({ name: 'bench/run', text }, parameters);
await query(
  "CREATE (:Run {id: $run, state: 'running', staged: 0, startedAt: datetime('2026-12-01T00:00:00Z'), config: $config, basis: $basis})",
  { run: RUN, config: JSON.stringify(config), basis: JSON.stringify(basis) },
);
await writeRings(server.graph, RUN, { rings, campaigns: [], hubs: [] }, () => undefined);
await query(
  "MATCH (r:Run {id: $run}) SET r.state = 'published', r.finishedAt = datetime() MERGE (p:Published {name: 'rings'}) SET p.run = $run",
  { run: RUN },
);
await using service = await server.serve();
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const call = (method: string, path: string, body?: unknown): Promise<string> =>
  new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${service.key}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const sent = request(`${service.url}${path}`, { method, agent, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      answer.on('end', () =>
        answer.statusCode === 200 ? resolve(text) : reject(new Error(`${answer.statusCode}: ${text.slice(0, 300)}`)),
      );
    });
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
const took = async (work: () => Promise<unknown>): Promise<number> => {
  const from = performance.now();
  await work();
  return performance.now() - from;
};
const loadSeconds = (await took(() => call('POST', `/v1/accounts/${strangers[0]}/match`))) / 1000;
const loaded = JSON.parse(await call('POST', `/v1/accounts/${strangers[0]}/match`)) as {
  index: { rings: number; members: number; bytes: number; leftOut: number };
};
// Addresses are kept in clear, so a caller who names some reaches the large ring by them; the rest is looked up and not found.
const body = () => ({
  signals: [
    ...Array.from({ length: 3 }, () => ({ type: 'ip', value: largeAddress(random.below(300)) })),
    { type: 'payment_instrument', value: `tok_${random.below(1e6)}` },
    { type: 'device', value: `device-${random.below(1e6)}` },
    { type: 'prompt', value: `Explain the theorem number ${random.below(100)} in plain words` },
  ],
});
const http: Record<string, ReturnType<typeof spread>> = {};
for (const [kind, pick] of [...Object.entries(kinds), ['given by its signals', () => 'new'] as const]) {
  const times: number[] = [];
  for (let i = 0; i < REQUESTS + WARM_UP; i++) {
    const given = kind === 'given by its signals' ? body() : undefined;
    times.push(await took(() => call('POST', `/v1/accounts/${encodeURIComponent(pick())}/match`, given)));
  }
  http[kind] = spread(times.slice(WARM_UP));
}
const ringPath = `/v1/rings/${rings[0]!.id}`;
const firstQuestionSeconds = (await took(() => call('GET', `${ringPath}/counterfactual?without=type:prompt`))) / 1000;
const nextQuestions: number[] = [];
for (let i = 0; i < 50; i++)
  nextQuestions.push(
    await took(() => call('GET', `${ringPath}/counterfactual?without=${encodeURIComponent(large.signals[i]!.key)}`)),
  );

const table = [
  ...Object.entries(pure).map(([kind, ms]) => ({ part: 'match, in process', kind, ...ms })),
  ...Object.entries(http).map(([kind, ms]) => ({ part: 'match, over HTTP', kind, ...ms })),
  ...Object.entries(asked).map(([kind, ms]) => ({ part: `counterfactual, ${LARGE} accounts`, kind, ...ms })),
  { part: 'counterfactual, over HTTP', kind: 'without a signal', ...spread(nextQuestions) },
];
report('match', table, {
  ...{ large: LARGE, small: SMALL, ordinary: ORDINARY, pure, http, counterfactual: asked },
  target: { matchP99Ms: 5 },
  ownRingBest: round(own / (2 * (REQUESTS + WARM_UP))),
  indexSeconds: round(indexSeconds),
  indexMib: round(index.bytes / 2 ** 20),
  loadSeconds: round(loadSeconds),
  loaded: loaded.index,
  readyMs: round(readyMs),
  pairs: partners.a.length,
  readyMib: round(partnersBytes(partners) / 2 ** 20),
  firstQuestionSeconds: round(firstQuestionSeconds),
  httpCounterfactual: spread(nextQuestions),
  peakMib: peakMib('self'),
});
agent.destroy();
