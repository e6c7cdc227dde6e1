import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it, onTestFinished } from 'vitest';
import { configSchema } from '../../src/config.ts';
import type { Check } from '../../src/doctor/check.ts';
import type { Report } from '../../src/doctor/report.ts';
import { examine } from '../../src/doctor/service.ts';
import type { Graph } from '../../src/graph/graph.ts';
import { serverHome } from '../../src/graph/server/home.ts';
import { findJava, onPath } from '../../src/graph/server/java.ts';
import { keysService } from '../../src/keys/service.ts';
import { keysStore, listKeys } from '../../src/keys/store.ts';
import { loadServiceKeys } from '../../src/service-keys.ts';
import { settleServiceKeys } from '../../src/service-keys-in-graph.ts';
import { TESTER, unrecorded } from '../support/audit.ts';
import { cypherRows, emptyGraph, testGraph } from '../support/graph.ts';
import { hold, newHome } from '../support/managed-server.ts';

const CLI = fileURLToPath(new URL('../../src/cli/ringfence.mjs', import.meta.url));
const GIB = 2 ** 30;

const canRunHere = await findJava(process.env).then(
  async () => (await onPath('mvn', process.env['PATH'])) !== undefined,
  () => false,
);
if (!canRunHere) console.log('skipped: stopping Neo4j under the doctor needs the managed one (Java 17+ and Maven)');

let graph: Graph;
let home: string;

/** A graph as a service leaves it: migrated, with its keys written down and one API key. */
const settle = async (): Promise<void> => {
  await graph?.close();
  graph = await testGraph();
  await settleServiceKeys(graph, await loadServiceKeys({ home, privacy: {} }));
  await keysService({ store: keysStore(graph, unrecorded), now: Date.now }).create(
    { name: 'console', roles: ['viewer'] },
    TESTER,
  );
};

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'ringfence-doctor-'));
});
beforeEach(settle);
afterAll(async () => {
  await graph.close();
  // The next file finds the schema whole.
  await (await emptyGraph()).close();
  await rm(home, { recursive: true, force: true });
});

/** The doctor on the run's server; `neo4j` is laid over its login. */
const look = async (neo4j: object = {}): Promise<Map<string, Check>> => {
  const { uri, user, password, database } = inject('neo4j');
  const config = configSchema.parse({ home, neo4j: { uri, user, password, database, ...neo4j } });
  const checks = await examine({
    nodeVersion: '24.1.0',
    env: {},
    memory: { machine: 64 * GIB, limit: null, nodeHeap: 4 * GIB },
    now: Date.now,
    loadConfig: async () => ({ config, file: null }),
    apiKeys: listKeys,
    networkFiles: async () => null,
  });
  return new Map(checks.map((check) => [check.id, check]));
};

const statesOf = (checks: ReadonlyMap<string, Check>) =>
  Object.fromEntries([...checks].map(([id, { state }]) => [id, state]));
const bad = (checks: ReadonlyMap<string, Check>) => [...checks.values()].filter(({ state }) => state !== 'ok');

describe('the doctor', () => {
  it('finds nothing wrong where nothing is, and writes nothing', async () => {
    const nodes = () =>
      cypherRows('MATCH (n) RETURN labels(n) AS labels, properties(n) AS properties ORDER BY elementId(n)');
    const before = await nodes();
    const checks = await look();
    expect(bad(checks)).toEqual([]);
    expect(checks.size).toBe(14);
    expect(checks.get('neo4j')?.found).toMatch(/^5\.\d+\.\d+ community at bolt:/);
    expect(checks.get('neo4j-memory')?.found).toMatch(/^heap .*iB, page cache .*iB, graph/);
    expect(await nodes()).toEqual(before);
  });

  it('names dropped constraints and indexes, and what it says to do brings them back', async () => {
    await cypherRows('DROP CONSTRAINT signal_key');
    await cypherRows('DROP INDEX run_started_at');
    const { state, found, mend } = (await look()).get('schema')!;
    expect(state).toBe('failure');
    expect(found).toContain('constraint signal_key');
    expect(found).toContain('index run_started_at');
    for (const line of mend!.split('\n')) {
      await cypherRows(line.replace('In Neo4j Browser: ', '').replace(/;$/, ''));
    }
    await cypherRows('CALL db.awaitIndexes(60)');
    expect((await look()).get('schema')?.state).toBe('ok');
  });

  it('tells of migrations that are still to come, and of a changed one', async () => {
    const [newest] = await cypherRows(
      'MATCH (m:Migration) WITH m ORDER BY toInteger(m.version) DESC LIMIT 1 WITH m, properties(m) AS kept DELETE m RETURN kept',
    );
    expect((await look()).get('migrations')).toMatchObject({
      state: 'warning',
      mend: expect.stringContaining('ringfence migrate'),
    });
    await cypherRows('CREATE (m:Migration) SET m = $kept, m.checksum = "1"', newest!);
    const changed = (await look()).get('migrations');
    await cypherRows('MATCH (m:Migration {version: $kept.version}) SET m = $kept', newest!);
    expect(changed).toMatchObject({ state: 'failure', found: expect.stringContaining('was changed') });
    await cypherRows("CREATE (:Migration {version: 'restoring', description: 'of a file', checksum: 'x'})");
    const restoring = await look();
    await cypherRows("MATCH (m:Migration {version: 'restoring'}) DELETE m");
    expect(restoring.get('migrations')).toMatchObject({ state: 'failure', found: expect.stringContaining('restore') });
    expect(restoring.get('schema')).toMatchObject({ state: 'skipped' });
    expect((await look()).get('migrations')?.state).toBe('ok');
  });

  it('tells when the graph was written under another key of the same name; a service refuses to go on', async () => {
    const other = await mkdtemp(join(tmpdir(), 'ringfence-doctor-'));
    onTestFinished(() => rm(other, { recursive: true, force: true }));
    const otherKeys = await loadServiceKeys({ home: other, privacy: {} });
    await cypherRows("CREATE (:Signal {key: 'email:k1:0123', hint: 'a…@example.org'})");
    await expect(settleServiceKeys(graph, otherKeys)).rejects.toMatchObject({
      type: 'service-key-changed',
      exitCode: 78,
    });
    await cypherRows('MATCH (k:ServiceKey) DELETE k');
    await settleServiceKeys(graph, otherKeys);
    const { state, found } = (await look()).get('service-keys')!;
    expect(state).toBe('failure');
    expect(found).toContain('another key k1');
    expect(JSON.stringify([state, found])).not.toContain(otherKeys.keys['k1']);
  });

  it('finds every key id among the signals, and says which the key file lacks', async () => {
    await cypherRows(
      `UNWIND range(1, 3000) AS i
       CREATE (:Signal {key: 'email:' + ['a0', 'k1', 'k1-', 'zz'][i % 4] + ':' + i})
       CREATE (:Signal {key: 'ip:198.18.0.' + i})`,
    );
    const { state, found } = (await look()).get('service-keys')!;
    expect(state).toBe('failure');
    for (const id of ['a0', 'k1-', 'zz']) expect(found).toContain(`hashed under ${id},`);
    expect(found).not.toContain('hashed under k1,');
  });

  it('sees runs that nobody works on, silent leases, lost locks and half-done batches', async () => {
    await cypherRows(
      `MERGE (l:Lease {name: 'detection'})
       SET l.holder = 'gone-1', l.run = 'run_a', l.fence = 1, l.renewedAt = datetime.realtime() - duration('PT5M')
       CREATE (:Run {id: 'run_a', state: 'running', startedAt: datetime()})
       CREATE (:Run {id: 'run_b', state: 'running', startedAt: datetime()})
       MERGE (m:MigrationLock {name: 'migrations'}) SET m.holder = 'gone-2', m.until = datetime() - duration('PT1H')
       CREATE (:Batch {key: 'half', state: 'open', startedAt: datetime() - duration('PT2H')})
       CREATE (:Batch {key: 'fresh', state: 'open', startedAt: datetime()})
       CREATE (:Batch {key: 'old', state: 'done', startedAt: datetime() - duration('PT2H')})`,
    );
    const { state, found, mend } = (await look()).get('work')!;
    expect(state).toBe('warning');
    expect(found).toMatch(/The run run_a is held by gone-1, which has been silent for 3\d\d s/);
    expect(found).toContain('Nobody works on run_b,');
    expect(found).toContain('A migration by gone-2');
    expect(found).toContain('1 batch was begun');
    // What it says to do ends the one without a lease, and leaves the other.
    await cypherRows(/In Neo4j Browser: (MATCH .*);/.exec(mend!)![1]!);
    const runs = await cypherRows('MATCH (r:Run) RETURN r.id AS id, r.state AS state ORDER BY id');
    expect(runs).toEqual([
      { id: 'run_a', state: 'running' },
      { id: 'run_b', state: 'abandoned' },
    ]);
    expect((await look()).get('work')?.found).not.toContain('Nobody works');
    await cypherRows('MATCH (m:MigrationLock) REMOVE m.holder, m.until');
  });

  it('sees dead letters and what nobody sends, but not those of receivers that were withdrawn', async () => {
    await cypherRows(
      `CREATE (:Receiver {id: 'rcv_a', name: 'enforcement'}), (:Receiver {id: 'rcv_b', name: 'gone', withdrawnAt: datetime()})
       CREATE (:Delivery {id: 'dlv_1', receiver: 'rcv_b', state: 'dead', attempts: 1, problem: 'receiver-withdrawn', createdAt: datetime()})
       CREATE (:Delivery {id: 'dlv_2', receiver: 'rcv_a', state: 'delivered', attempts: 1, createdAt: datetime()})
       CREATE (:Delivery {id: 'dlv_3', receiver: 'rcv_a', state: 'pending', attempts: 0, createdAt: datetime(), nextAt: datetime() + duration('PT1H')})`,
    );
    expect((await look()).get('deliveries')).toMatchObject({ state: 'ok', found: 'nothing is left to be sent' });
    await cypherRows(
      `UNWIND range(1, 3) AS n
       CREATE (:Delivery {id: 'dlv_dead' + n, receiver: 'rcv_a', state: 'dead', attempts: 14, problem: 'status-503', createdAt: datetime() - duration('P1D')})
       CREATE (:Delivery {id: 'dlv_due' + n, receiver: 'rcv_a', state: 'pending', attempts: 0, createdAt: datetime(), nextAt: datetime() - duration('PT1H')})`,
    );
    const { state, found, mend } = (await look()).get('deliveries')!;
    expect(state).toBe('warning');
    expect(found).toContain('3 messages are given up');
    expect(found).toContain('3 to enforcement (status-503)');
    expect(found).toContain('3 messages are due for more than 5 minutes and nobody sends');
    expect(mend).toContain('POST /v1/deliveries/replay');
    expect(found).not.toContain('gone');
  });

  it('tells of a wrong password and looks at the rest all the same', async () => {
    const checks = await look({ password: 'not-this-one' });
    expect(checks.get('neo4j')).toMatchObject({
      state: 'failure',
      mend: expect.stringContaining('neo4j.passwordFile'),
    });
    expect(JSON.stringify([...checks.values()])).not.toContain('not-this-one');
    const states = statesOf(checks);
    expect(states).toMatchObject({ schema: 'skipped', clock: 'skipped', 'api-keys': 'skipped', work: 'skipped' });
    expect(states).toMatchObject({ node: 'ok', configuration: 'ok', disk: 'ok', 'service-keys': 'ok', networks: 'ok' });
  });

  it('tells of a database that is not there, and of a password file that cannot be read', async () => {
    expect((await look({ database: 'absent' })).get('neo4j')?.found).toContain('does not exist on this server');
    const checks = await look({ passwordFile: join(home, 'absent') });
    expect(checks.get('neo4j')).toMatchObject({ state: 'failure', found: expect.stringContaining('cannot be read') });
  });

  it.runIf(canRunHere)('goes on when the server stops', { timeout: 180_000 }, async () => {
    const own = await newHome();
    const held = await hold(own);
    const env = { RINGFENCE_HOME: own, NEO4J_URI: '' };
    const up = await doctor(env);
    expect(up.report.checks.find(({ id }) => id === 'neo4j')).toMatchObject({ state: 'ok' });
    // The files of its store are seen from here.
    expect(up.report.checks.find(({ id }) => id === 'disk')?.found).toMatch(/data of Neo4j .* the graph takes/);
    await held.release();

    const idle = await doctor(env);
    expect(idle.code).toBe(0);
    expect(idle.report.checks.find(({ id }) => id === 'neo4j')).toMatchObject({
      state: 'warning',
      mend: expect.stringContaining('ringfence neo4j start'),
    });
    const away = await doctor({
      ...env,
      NEO4J_URI: `bolt://127.0.0.1:${held.status.ports.bolt}`,
      NEO4J_PASSWORD_FILE: serverHome(own).password,
    });
    expect(away.code).toBe(1);
    expect(away.report.checks.find(({ id }) => id === 'neo4j')).toMatchObject({ state: 'failure' });
    expect(away.report.counts).toMatchObject({ failure: 1, skipped: 8 });
  });
});

interface Said {
  readonly code: number | null;
  readonly report: Report;
}

const start = (env: NodeJS.ProcessEnv, ...args: string[]): ChildProcess => {
  const child = spawn(process.execPath, [CLI, 'doctor', ...args], {
    cwd: home,
    env: { ...process.env, RINGFENCE_HOME: home, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
};

const ended = async (child: ChildProcess): Promise<{ code: number | null; stdout: string }> => {
  const [stdout, [code]] = await Promise.all([text(child.stdout!), once(child, 'close')]);
  return { code, stdout };
};

const doctor = async (env: NodeJS.ProcessEnv, ...args: string[]): Promise<Said> => {
  const { code, stdout } = await ended(start(env, '--json', ...args));
  return { code, report: JSON.parse(stdout) as Report };
};

describe('ringfence doctor', () => {
  const server = () => {
    const { uri, user, password } = inject('neo4j');
    return { NEO4J_URI: uri, NEO4J_USER: user, NEO4J_PASSWORD: password };
  };

  it('prints a table without colours where nobody looks, and one JSON object for scripts', async () => {
    const table = await ended(start(server()));
    expect(table.code).toBe(0);
    expect(table.stdout).toMatch(/^ok {6}Node /m);
    expect(table.stdout).not.toContain('\u001b');
    expect(table.stdout).not.toContain(inject('neo4j').password);
    const { code, report } = await doctor(server());
    expect(code).toBe(0);
    expect(report).toMatchObject({ healthy: true, counts: { failure: 0 } });
  });

  it('names a mistyped variable with the one that was meant; that fails only when asked to be strict', async () => {
    const env = { ...server(), RINGFENCE_HTPP_PORT: '1' };
    const { code, report } = await doctor(env);
    expect(code).toBe(0);
    expect(report.checks.find(({ id }) => id === 'configuration')).toMatchObject({
      state: 'warning',
      mend: 'Did you mean RINGFENCE_HTTP_PORT?',
    });
    expect((await doctor(env, '--strict')).code).toBe(1);
  });

  it('names every wrong key of the configuration and exits with 1', async () => {
    await writeFile(join(home, 'wrong.yaml'), 'http: { port: secret }\nlog: { levl: info }\n');
    const { code, report } = await doctor({
      ...server(),
      RINGFENCE_CONFIG: 'wrong.yaml',
      RINGFENCE_INGEST_IN_FLIGHT: '0',
    });
    expect(code).toBe(1);
    const found = report.checks.find(({ id }) => id === 'configuration')!.found;
    for (const key of ['http.port', 'levl', 'ingest.inFlight (from RINGFENCE_INGEST_IN_FLIGHT)']) {
      expect(found).toContain(key);
    }
    expect(found).not.toContain('secret');
    expect(report.counts).toMatchObject({ failure: 1, skipped: 11 });
  });
});
