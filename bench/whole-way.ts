/**
 * The whole way of a detection run over a large graph: Neo4j → engine → Neo4j. `npm run bench:whole-way [scale] [seed] [folder]`
 *
 * The seed's campaign in a million accounts (or a share of it) is simulated, written as CSV and put into a new database with
 * `neo4j-admin database import`; a service on it is asked for a run over HTTP, as anybody would. What each step of the run took, and the most memory of
 * the service's process and of the server's. With a folder, its database is kept and used again.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { javaFlags, serverMemory } from '../src/graph/server/conf.ts';
import { freeBytes } from '../src/graph/server/disk.ts';
import { makeHome, serverHome } from '../src/graph/server/home.ts';
import { resolveJars } from '../src/graph/server/jars.ts';
import { findJava } from '../src/graph/server/java.ts';
import { report, watchPeak } from './support/report.ts';
import { benchServer } from './support/server.ts';
import { importArguments } from './whole-way/import-files.ts';

const [scale = '1', seed = '1', given] = process.argv.slice(2);
const run = promisify(execFile);
const POPULATION = fileURLToPath(new URL('./whole-way/population.ts', import.meta.url));
const seconds = (from: number): number => Math.round((performance.now() - from) / 100) / 10;

await using cleaning = new AsyncDisposableStack();
const folder = given === undefined ? await mkdtemp(join(tmpdir(), 'ringfence-bench-')) : resolve(given);
if (given === undefined) cleaning.defer(() => rm(folder, { recursive: true, force: true }));

const home = serverHome(folder);
const sizesFile = join(folder, 'sizes.json');
if (!existsSync(sizesFile)) {
  await makeHome(home);
  const csv = join(folder, 'csv');
  await mkdir(csv, { recursive: true });
  const simulated = performance.now();
  console.log('simulating');
  const { stdout } = await run(process.execPath, [
    ...['--max-old-space-size=12288', POPULATION, 'seed-campaign', seed, scale, csv],
  ]);
  console.log(`simulated and written as CSV in ${seconds(simulated)} s: ${stdout.trim()}`);

  const imported = performance.now();
  const conf = join(folder, 'import-conf');
  await mkdir(conf, { recursive: true });
  await writeFile(join(conf, 'neo4j.conf'), `server.directories.data=${home.data}\n`);
  const onStep = (text: string): void => console.log(text);
  const lib = await resolveJars({ env: process.env, freeBytes, onStep });
  await run(
    await findJava(process.env),
    [
      ...[...javaFlags(serverMemory(totalmem())), '-cp', join(lib, '*'), 'org.neo4j.cli.AdminTool'],
      ...['database', 'import', 'full', 'neo4j', `--report-file=${join(folder, 'import.report')}`],
      ...importArguments((file) => join(csv, file)),
    ],
    { env: { ...process.env, NEO4J_HOME: home.folder, NEO4J_CONF: conf }, maxBuffer: 2 ** 26 },
  );
  console.log(`imported in ${seconds(imported)} s`);
  await rm(csv, { recursive: true });
  await writeFile(sizesFile, stdout);
}
const sizes = JSON.parse(await readFile(sizesFile, 'utf8'));

const schema = performance.now();
await using server = await benchServer(folder);
console.log(`Neo4j started, schema of today made in ${seconds(schema)} s`);
await using service = await server.serve();
const [serviceMemory, serverProcess] = [watchPeak(service.child.pid!), watchPeak(await pidOf())];

const call = async (method: string, path: string): Promise<Record<string, unknown>> => {
  const answer = await fetch(`${service.url}${path}`, { method, headers: { authorization: `Bearer ${service.key}` } });
  const body = (await answer.json()) as Record<string, unknown>;
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(body)}`);
  return body;
};
const began = performance.now();
let it = await call('POST', '/v1/runs');
let stage = '';
while (it['state'] === 'running') {
  if (it['stage'] !== stage) {
    stage = String(it['stage']);
    console.log(`${seconds(began)} s: ${stage}`);
  }
  await setTimeout(500);
  it = await call('GET', `/v1/runs/${it['id']}`);
}
const wholeSeconds = seconds(began);
if (it['state'] !== 'published') throw new Error(`the run ended as ${JSON.stringify(it['error'])}`);
const milliseconds = it['milliseconds'] as Record<string, number>;
const listed = performance.now();
const { rings } = (await call('GET', '/v1/rings?limit=1')) as { rings: { id: string }[] };
await call('GET', `/v1/rings/${rings[0]!.id}`);
report(
  'whole way',
  Object.entries(milliseconds).map(([step, ms]) => ({ step, seconds: Math.round(ms / 100) / 10 })),
  {
    ...{ seed: Number(seed), scale: Number(scale), ...sizes, counts: it['counts'] },
    ...{ wholeSeconds, milliseconds, firstAnswersSeconds: seconds(listed) },
    ...{ serviceMib: await serviceMemory.stop(), serverMib: await serverProcess.stop() },
  },
);

async function pidOf(): Promise<number> {
  return Number(await readFile(home.pid, 'utf8'));
}
