// `npm run test:fuzz`: schemathesis asks a real service on a real Neo4j what its own OpenAPI document allows and what it forbids, and holds every
// answer against the document. `--quick`: fewer examples. Ends with 1 where anything differs, with 69 where there is no Python.
import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { benchServer } from '../../bench/support/server.ts';
import type { Role } from '../../src/access/roles.ts';
import { createApp } from '../../src/app.ts';
import { configSchema } from '../../src/config.ts';
import { signalRegistry } from '../../src/signals/index.ts';
import { TESTER } from '../support/audit.ts';
import { plant, planted } from '../support/planted.ts';
import { withRealExamples } from './real-examples.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const TOOL = join(HERE, 'venv/bin/schemathesis');

/** What must hold for every answer. */
const CHECKS = [
  ...['not_a_server_error', 'status_code_conformance', 'content_type_conformance', 'response_headers_conformance'],
  ...['response_schema_conformance', 'ignored_auth', 'unsupported_method', 'role_refused'],
].join(',');

/** A run of schemathesis as somebody with one role. */
interface Round {
  readonly role: Role;
  readonly phases: string;
  readonly examples: number;
}

const ROUNDS: readonly Round[] = [
  { role: 'admin', phases: 'examples,coverage,fuzzing', examples: 25 },
  { role: 'viewer', phases: 'examples,fuzzing', examples: 4 },
  { role: 'ingest', phases: 'examples,fuzzing', examples: 4 },
];
const QUICK: readonly Round[] = [
  { role: 'admin', phases: 'examples,fuzzing', examples: 5 },
  { role: 'viewer', phases: 'examples', examples: 1 },
];

const install = (): void => {
  if (existsSync(TOOL)) return;
  const python = process.env['PYTHON'] ?? 'python3';
  const version = spawnSync(python, ['-c', 'import venv, sys; print(sys.version_info >= (3, 10))'], {
    encoding: 'utf8',
  });
  if (version.error !== undefined || version.stdout.trim() !== 'True') {
    console.error(
      `The fuzz test needs Python 3.10 or newer with venv, and ${python} is none. Install it, or set PYTHON.`,
    );
    process.exit(69);
  }
  const made: SpawnSyncReturns<Buffer> = spawnSync(join(HERE, 'install.sh'), { stdio: 'inherit' });
  if (made.status !== 0) process.exit(69);
};

install();
const quick = process.argv.includes('--quick');
await using stack = new AsyncDisposableStack();
const server = stack.adopt(await benchServer(), (it) => it[Symbol.asyncDispose]());
const faults: string[] = [];
const app = createApp({
  config: configSchema.parse({ home: server.folder, http: { port: 0 }, access: { requestsPerMinute: 0 } }),
  graph: server.graph,
  connection: server.connection,
  serviceKeys: { current: 'k1', keys: { k1: randomBytes(32).toString('base64') } },
  log: pino({ level: 'error', base: null }, { write: (line: string) => faults.push(line) }),
  now: Date.now,
  instance: 'fuzz',
});
stack.defer(() => app.close());
const truth = planted({ ordinary: 800, rings: 3, ringSize: 25, seed: 7 });
await plant(server.graph, signalRegistry(), truth.events);
await app.detection.start({ by: TESTER, trigger: 'api' });
await app.detection.finished();
const listening = stack.adopt(await app.open(), (it) => it.close(2_000));
const keyOf = async (role: Role): Promise<string> =>
  (await app.keys.create({ name: `fuzz-${role}`, roles: [role] }, TESTER)).key;

const admin = await keyOf('admin');
const document = join(server.folder, 'openapi.json');
await writeFile(document, JSON.stringify(await withRealExamples(app.http.document, listening.url, admin)));

const round = async ({ role, phases, examples }: Round): Promise<boolean> => {
  console.log(`\nas ${role}: ${phases}, ${examples} examples an operation`);
  const key = role === 'admin' ? admin : await keyOf(role);
  const options = [
    ...['--url', listening.url, '--header', `Authorization: Bearer ${key}`, '--checks', CHECKS, '--phases', phases],
    ...['--max-examples', String(examples), '--generation-deterministic'],
    ...['--generation-with-security-parameters', 'false', '--continue-on-failure', '--no-shrink', '--no-color'],
    ...['--request-timeout', '30', '--workers', '2', '--warnings', 'off', '--suppress-health-check', 'all'],
  ];
  const env = { ...process.env, SCHEMATHESIS_HOOKS: 'hooks', PYTHONPATH: HERE, FUZZ_ROLE: role };
  const child = spawn(TOOL, ['run', document, ...options], { cwd: server.folder, env, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  return code === 0;
};

let whole = true;
for (const each of quick ? QUICK : ROUNDS) whole = (await round(each)) && whole;
for (const line of new Set(faults)) console.log(`logged: ${line.trimEnd()}`);
process.exitCode = whole && faults.length === 0 ? 0 : 1;
