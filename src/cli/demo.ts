import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createGunzip } from 'node:zlib';
import { Command } from 'commander';
import { pino } from 'pino';
import { RingfenceError } from '../errors.ts';
import { ensureKey } from '../keys/kept-key.ts';
import { createLog } from '../log.ts';
import type { Service } from '../main.ts';
import type { TruthRow } from '../simulate/event.ts';
import { againstTruth, type FoundRing, type TruthFigures } from './against-truth.ts';
import { commandActor } from './command-actor.ts';
import { openCommandService } from './command-service.ts';
import type { CliContext } from './context.ts';
import { importOne } from './import.ts';
import { ringTable, type TableRing } from './ring-table.ts';
import { runWithProgress } from './run-progress.ts';

const SEED = fileURLToPath(new URL('../../seed-data/', import.meta.url));
const EVENTS = join(SEED, 'events.ndjson.gz');
const TRUTH = join(SEED, 'truth.ndjson.gz');
/** The most rings or members of one page (see the schemas of the rings room). */
const PAGE = 200;

/** `ringfence demo`: Neo4j, seed data, a run, its rings against the truth, then the service. */
export const demoCommand = (context: CliContext): Command =>
  new Command('demo')
    .description('import the seed data, find its rings, show them against the truth, then serve')
    .option('--once', 'end after the table of rings')
    .action(async ({ once: ending }: { once?: boolean }) => {
      await using stack = new AsyncDisposableStack();
      const config = await context.config();
      // People read the demo: the service's own log goes to a file beside its data.
      const log = createLog(
        config,
        pino.destination({ dest: join(config.home, 'demo.log'), mkdir: true, sync: false }),
      );
      const service = stack.adopt(await openCommandService(context, config, log), (it) => it.close());
      await assertOwnServer(service);
      const fresh = await importSeed(context, service);
      context.stopped.throwIfAborted();
      await detect(context, service, fresh);
      await showRings(context, service);
      if (ending || context.stopped.aborted) return;

      const listening = stack.adopt(await service.app.open(), (it) => it.close(config.http.graceSeconds * 1000));
      const { key } = await ensureKey(service.app.keys, {
        name: 'demo',
        roles: ['admin'],
        by: commandActor(),
        file: join(config.home, 'demo-api-key'),
      });
      const { connection, browserUrl } = service.server;
      context.stdout.write(`
REST API       ${listening.url}/v1/rings
API docs       ${listening.url}/docs   (any user name; the API key is the password)
API key        ${key}
Neo4j Browser  ${browserUrl ?? 'at your own server'}
Neo4j login    ${connection.user} / ${service.server.source === 'uri' ? '(yours)' : connection.password}   (${connection.uri})

Try:  curl -H "Authorization: Bearer ${key}" "${listening.url}/v1/rings?limit=3"

Ctrl-C stops the service${service.server.source === 'managed' ? ' and the Neo4j that it started' : ''}; the data stays in ${config.home}.
`);
      await once(context.stopped, 'abort');
      context.stderr.write('stopping\n');
    });

/** Made-up accounts must not end up among real ones: on a server of the user's own an empty graph is asked for. */
const assertOwnServer = async ({ server, app }: Service): Promise<void> => {
  if (server.source !== 'uri') return;
  const { accounts } = await app.graphSizes();
  if (accounts === 0 || (await holds(app, await firstSeedAccount()))) return;
  throw new RingfenceError({
    type: 'graph-not-empty',
    detail: 'The graph at NEO4J_URI holds accounts of its own, and the demo would put made-up ones among them.',
    mend: 'Use an empty server, or leave NEO4J_URI out so that the demo starts one.',
  });
};

const holds = async (app: Service['app'], account: string): Promise<boolean> => {
  try {
    await app.accounts.account(account);
    return true;
  } catch (error) {
    if (error instanceof RingfenceError && error.type === 'not-found') return false;
    throw error;
  }
};

const firstSeedAccount = async (): Promise<string> => {
  for await (const row of truthRows()) return row.account;
  return '';
};

/** Whether anything of it was new. */
const importSeed = async (context: CliContext, { app }: Service): Promise<boolean> => {
  await access(EVENTS).catch(() => {
    throw new RingfenceError({
      type: 'seed-data-missing',
      detail: `${EVENTS} is missing.`,
      mend: 'Make it: npm run seed',
    });
  });
  const importer = { registry: app.registry, observer: app.observer, service: app.ingest };
  const { events, passedOver } = await importOne(context, await context.config(), importer, EVENTS, {});
  return passedOver < events;
};

const detect = async (context: CliContext, { app }: Service, fresh: boolean): Promise<void> => {
  const { body } = await app.rings.list({ limit: 1, sort: 'score', order: 'desc' });
  if (!fresh && body.run !== null) {
    context.stderr.write(`reusing run ${body.run.id} of ${body.run.finishedAt}: nothing new was imported since\n`);
    return;
  }
  await runWithProgress(context, app.detection, { by: commandActor(), trigger: 'cli' });
};

const showRings = async (context: CliContext, { app }: Service): Promise<void> => {
  const rings: (TableRing & FoundRing)[] = [];
  for (let cursor: string | undefined; ; ) {
    const { body } = await app.rings.list({ limit: PAGE, sort: 'score', order: 'desc', ...(cursor && { cursor }) });
    for (const ring of body.rings) rings.push({ ...ring, accounts: await membersOf(app, ring.id) });
    if (body.next === null) break;
    cursor = body.next;
  }
  const truth: TruthRow[] = [];
  for await (const row of truthRows()) truth.push(row);
  const figures = againstTruth(rings, truth);
  const percent = (share: number | null | undefined) => (share == null ? '–' : `${(100 * share).toFixed(1)} %`);
  const table = ringTable(rings, context.stdout, [
    { title: 'precision', value: (id) => percent(figures.rings.get(id)?.precision) },
    { title: 'recall', value: (id) => percent(figures.rings.get(id)?.recall) },
  ]);
  context.stdout.write(`\n${table}\n${summaryOf(figures, percent)}`);
};

const membersOf = async (app: Service['app'], ring: string): Promise<string[]> => {
  const accounts: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const { body } = await app.rings.members(ring, { limit: PAGE, cursor });
    accounts.push(...body.members.map(({ id }) => id));
    if (body.next === null) return accounts;
    cursor = body.next;
  }
};

const summaryOf = (figures: TruthFigures, percent: (share: number | null) => string): string => {
  const lines = [
    'precision: of the ring’s accounts, those of its campaign; recall: of that campaign’s accounts, those in the ring',
    '',
    `All rings: ${percent(figures.precision)} of the flagged accounts belong to a campaign; ${percent(figures.recall)} of the campaigns' accounts were flagged.`,
  ];
  for (const { name, skill, accounts, found } of figures.campaigns) {
    const missed = found * 2 < accounts ? '  (not found: nothing but its timing and its prompts ties it together)' : '';
    lines.push(`  ${name}${skill === name ? '' : ` (${skill})`}: ${found} of ${accounts} accounts found${missed}`);
  }
  const hit = figures.innocents.filter(({ flagged }) => flagged > 0);
  const innocent = figures.innocents.reduce((sum, { accounts }) => sum + accounts, 0);
  lines.push(
    hit.length === 0
      ? `  innocent: none of ${innocent.toLocaleString('en-US')} accounts flagged`
      : `  innocent accounts flagged: ${hit.map(({ kind, flagged, accounts }) => `${flagged} of ${accounts} (${kind})`).join(', ')}`,
  );
  lines.push('  (one small made-up population: docs/how-it-works.md says where larger ones go wrong)');
  return `${lines.join('\n')}\n`;
};

async function* truthRows(): AsyncGenerator<TruthRow> {
  const lines = createInterface({
    input: createReadStream(TRUTH).pipe(createGunzip()),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  for await (const line of lines) if (line !== '') yield JSON.parse(line) as TruthRow;
}
