/**
 * How long does a ban batch of 25,000 accounts take from its draft to its undoing, and how much memory? `npm run bench:bans [accounts] [folder]`
 *
 * A population with one large ring and many small ones is weighed by the engine, written to a Neo4j of its own as the published run, and served by a
 * process of its own (`ringfence serve`). All of its rings are drafted, frozen (evidence and counterfactual of every account, signed), approved by
 * two, and carried out: canary, then waves without a pause, 100 accounts a message, through a webhook receiver in this process that verifies every
 * signature and keeps its own ledger by idempotency keys. Then all of it is undone. The memory is that of the service at its peak, over all of it.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeRings } from '../src/detection/staging.ts';
import { engineConfig } from '../src/engine/index.ts';
import { keysService } from '../src/keys/service.ts';
import { keysStore } from '../src/keys/store.ts';
import { signalRegistry } from '../src/signals/index.ts';
import { TESTER, unrecorded } from '../test/support/audit.ts';
import { type BanMessage, ledger } from '../test/support/ban-batch.ts';
import { isSigned, testReceiver } from '../test/support/receiver.ts';
import { peakMib, report, watchPeak } from './support/report.ts';
import { ringedPopulation } from './support/ringed-population.ts';
import { benchServer } from './support/server.ts';
import { writeColumns } from './support/write-columns.ts';

const ACCOUNTS = Number(process.argv[2] ?? 25_000);
const TARGET_MIB = 512;
const RUN = 'run_bench';
/** Small rings have 40 accounts on average. */
const { columns, rings, basis } = ringedPopulation({
  ...{ large: Math.round(ACCOUNTS / 5), small: Math.round(ACCOUNTS / 50), ordinary: 2_000, seed: 1 },
});

await using server = await benchServer(process.argv[3]);
await server.empty();
await writeColumns(server.graph, columns, signalRegistry());
const query = <Row extends object>(text: string, parameters: Record<string, unknown> = {}) =>
  server.graph.write<Row>({ name: 'bench/bans', text }, parameters);
await query(
  "CREATE (:Run {id: $run, state: 'running', staged: 0, startedAt: datetime('2026-12-01T00:00:00Z'), config: $config, basis: $basis})",
  { run: RUN, config: JSON.stringify(engineConfig.parse({})), basis: JSON.stringify(basis) },
);
await writeRings(server.graph, RUN, { rings, campaigns: [], hubs: [] }, () => undefined);
await query(
  "MATCH (r:Run {id: $run}) SET r.state = 'published', r.finishedAt = datetime() MERGE (p:Published {name: 'rings'}) SET p.run = $run",
  { run: RUN },
);
await writeFile(join(server.folder, 'ringfence.config.yaml'), 'deliveries: { allowPrivate: [127.0.0.0/8] }\n');

await using service = await server.serve();
const keys = keysService({ store: keysStore(server.graph, unrecorded), now: Date.now });
const [one, two] = await Promise.all(
  ['one', 'two'].map(async (name) => (await keys.create({ name, roles: ['approver'] }, TESTER)).key),
);
interface Answer {
  readonly body: { readonly id: string; readonly state: string; readonly secret: string; readonly accounts: number };
  readonly etag: string | null;
}
const call = async (method: string, path: string, body?: object, key = service.key, etag?: string): Promise<Answer> => {
  const headers = {
    authorization: `Bearer ${key}`,
    'content-type': 'application/json',
    ...(etag && { 'if-match': etag }),
  };
  const answer = await fetch(service.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return { body: (await answer.json()) as Answer['body'], etag: answer.headers.get('etag') };
};

const receiver = await testReceiver();
const book = ledger();
let unsigned = 0;
const added = await call('POST', '/v1/receivers', { kind: 'webhook', name: 'bench', url: receiver.url, topics: [] });
receiver.answer((received) => {
  if (!isSigned(received, added.body.secret)) unsigned += 1;
  return { status: 200, body: { results: book.take(JSON.parse(received.text).data as BanMessage) } };
});

const pid = service.child.pid!;
const startMib = peakMib(pid);
const watch = watchPeak(pid);
const steps: { step: string; seconds: number; requests: number; peakMib: number | null }[] = [];
/** Takes a step and waits until the batch is in one of `states`. */
const timed = async (step: string, work: () => Promise<unknown>, ...states: string[]): Promise<void> => {
  const before = receiver.received.length;
  const began = performance.now();
  await work();
  while (!states.includes((await call('GET', `/v1/bans/${id}`)).body.state)) await sleep(50);
  const seconds = (performance.now() - began) / 1000;
  steps.push({ step, seconds, requests: receiver.received.length - before, peakMib: peakMib(pid) });
};
let id = '';
const take = async (action: string, body?: object, key?: string) => {
  const { etag } = await call('GET', `/v1/bans/${id}`);
  return call('POST', `/v1/bans/${id}/${action}`, body, key, etag!);
};
let accounts = 0;
await timed(
  'draft',
  async () => {
    const from = { kind: 'filter', filter: {} };
    const drafted = await call('POST', '/v1/bans', { title: 'bench', reason: 'bench', from });
    ({ id, accounts } = drafted.body);
  },
  'draft',
);
await timed('freeze', () => take('freeze'), 'frozen');
await timed(
  'approve',
  async () => {
    await take('approve', { reason: 'bench' }, one);
    if ((await call('GET', `/v1/bans/${id}`)).body.state === 'frozen') await take('approve', { reason: 'bench' }, two);
  },
  'approved',
);
const plan = {
  ...{ receiver: added.body.id, canary: { share: 0.02, holdMinutes: 0 }, waves: { size: 5_000, minutesBetween: 0 } },
};
await timed('canary', () => take('start', plan), 'running', 'done');
await timed('waves', async () => undefined, 'done');
if (book.banned.size !== accounts) throw new Error(`${book.banned.size} of ${accounts} accounts are banned`);
await timed('undo', () => take('undo', { reason: 'bench' }), 'undone');
const peak = await watch.stop();
await receiver.close();

const statuses = await query<{ status: string }>('MATCH (a:Account) RETURN DISTINCT a.status AS status');
const twice = [...book.effects.values()].filter((times) => times !== 1).length;
if (book.banned.size + unsigned + twice > 0 || statuses.some(({ status }) => status !== 'active')) {
  throw new Error('not every account was let go, once, by a signed message');
}
const shown = (value: number): number => Math.round(value * 10) / 10;
const carried = steps.filter(({ requests }) => requests > 0);
const total = {
  requests: carried.reduce((sum, { requests }) => sum + requests, 0),
  seconds: carried.reduce((sum, { seconds }) => sum + seconds, 0),
};
report(
  'a ban batch from draft to undo',
  steps.map(({ step, seconds, requests, peakMib: most }) => ({
    ...{ step, seconds: shown(seconds), requests, 'requests/s': shown(requests / seconds) },
    'accounts/s': requests === 0 ? '' : Math.round((requests * 100) / seconds),
    'service so far, MiB': most,
  })),
  {
    accounts,
    ...Object.fromEntries(steps.map(({ step, seconds }) => [`${step}Seconds`, shown(seconds)])),
    seconds: shown(steps.reduce((sum, { seconds }) => sum + seconds, 0)),
    ...{ requests: total.requests, requestsPerSecond: shown(total.requests / total.seconds) },
    ...{ startMib, peakMib: peak, targetMib: TARGET_MIB },
  },
);
