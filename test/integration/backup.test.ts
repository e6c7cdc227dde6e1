import { createHash, randomBytes } from 'node:crypto';
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { verifyBackup } from '../../src/backup/read-file.ts';
import { makeBackup, restoreBackup } from '../../src/backup/service.ts';
import { RingfenceError } from '../../src/errors.ts';
import { readMigrations } from '../../src/graph/migration-files.ts';
import { MIGRATIONS_FOLDER, migrate, pending } from '../../src/graph/migrations.ts';
import { openGraph } from '../../src/graph/open.ts';
import { newServiceKeys, signalRegistry } from '../../src/signals/index.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { TESTER } from '../support/audit.ts';
import { command } from '../support/command-process.ts';
import { detectionInstance } from '../support/detection.ts';
import { closing, cypherRows, emptyGraph, testGraph } from '../support/graph.ts';
import { type Content, graphContent } from '../support/graph-content.ts';
import { graphTotals, madeEvents, truthOf } from '../support/made-events.ts';
import { plant, planted } from '../support/planted.ts';

const NEVER = new AbortController().signal;

const folderOfTest = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'ringfence-backup-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

const backupTo = async (path: string, onProgress: (part: string) => void = () => undefined) => {
  const graph = openGraph(inject('neo4j'), { exact: true });
  try {
    return await makeBackup({
      ...{ graph, path, force: true, neo4j: '5.26', product: 'test', serviceKeys: [], now: Date.now, signal: NEVER },
      onProgress: (_, __, part) => onProgress(part),
    });
  } finally {
    await graph.close();
  }
};

const restoreFrom = async (path: string, over: { force?: boolean; withoutApiKeys?: boolean } = {}) => {
  const graph = openGraph(inject('neo4j'), { exact: true });
  const plain = openGraph(inject('neo4j'));
  try {
    return await restoreBackup({
      ...{ graph, path, force: false, withoutApiKeys: false, signal: NEVER, ...over },
      assertKnown: async (migrations) => void pending(await readMigrations(MIGRATIONS_FOLDER), migrations),
      migrate: async (version) => {
        const through = version === null ? {} : { through: version };
        await migrate(plain, { now: Date.now, holder: 'restore', restoring: true, ...through });
      },
      onVerified: async () => undefined,
      onProgress: () => undefined,
    });
  } finally {
    await graph.close();
    await plain.close();
  }
};

const failureOf = async (attempt: Promise<unknown>): Promise<string> => {
  const error = await attempt.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof RingfenceError ? error.type : String(error);
};

/** Two published runs with lineage and a campaign, a decision, values of every type and hostile text; its backup, and what was in it. */
interface Planted {
  readonly path: string;
  readonly content: Content;
  readonly answers: readonly unknown[];
  readonly key: string;
}

const ASKED = [
  '/v1/rings',
  '/v1/runs',
  '/v1/campaigns',
  '/v1/campaigns/camp_planted',
  '/v1/search?q=member_0',
  '/v1/accounts/member_0_3',
  '/v1/accounts/member_0_3/shared',
];

const answersOf = async (api: TestApi, key: string): Promise<unknown[]> => {
  const rings = (await api.call<{ rings: { id: string }[] }>('GET', '/v1/rings', { key })).body.rings;
  const paths = rings.flatMap(({ id }) =>
    ['', '/members', '/timeline', '/decisions'].map((end) => `/v1/rings/${id}${end}`),
  );
  return Promise.all([...ASKED, ...paths].map(async (path) => (await api.call('GET', path, { key })).body));
};

let made: Planted;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ringfence-backup-'));
  const graph = await testGraph();
  const truth = planted({ ordinary: 800, rings: 3, ringSize: 25, seed: 11 });
  await plant(graph, signalRegistry(), truth.events);
  const { service } = detectionInstance(graph, 'backup');
  for (let i = 0; i < 2; i++) {
    await service.start({ by: TESTER, trigger: 'api' });
    await service.finished();
  }
  await service.close();
  await cypherRows(
    `MATCH (r:Ring) WITH r.run AS run, collect(r) AS rings
     CREATE (c:Campaign {id: 'camp_planted', run: run, rings: size(rings), accounts: 75, score: 0.9, bits: 20.5, requests: 9,
       firstSeen: datetime('2026-01-05T08:00:00Z'), lastSeen: datetime('2026-02-05T08:00:00Z'), summary: 's', evidence: '[]'})
     FOREACH (r IN rings | SET r.campaign = c.id CREATE (r)-[:PART_OF]->(c))`,
  );
  await cypherRows(
    `MATCH (a:Account {id: 'user_5'})
     SET a.float = 1.0, a.large = 9007199254740993, a.small = -0.0, a.nan = 0.0 / 0.0, a.day = date('2026-03-02'),
       a.zoned = datetime('2026-03-02T08:00:00.123456789[Europe/Berlin]'), a.span = duration('P1M2DT3.5S'), a.place = point({x: 1, y: 2.5}),
       a.list = [1.0, 2.5], a.empty = [], a.\`$float\` = 1, a.text = $text, a.texts = $texts`,
    { text: HOSTILE, texts: [HOSTILE, ''] },
  );
  await cypherRows(
    'MATCH (p:Published) MATCH (r:Ring {run: p.run}) WITH r LIMIT 1 CREATE (:Decision {ring: r.id, seq: 1, state: "in_review", reason: $text, by: "b", at: datetime()})',
    { text: HOSTILE },
  );
  await cypherRows(
    `MATCH (p:Published) MATCH (r:Run {id: p.run}) MATCH (s:Signal) WITH r, s LIMIT 1
     CREATE (r)-[:CLASSED {class: 'organic', accounts: 9, features: '{}'}]->(s)
     CREATE (:Batch {key: 'b', digest: 'd', state: 'done', startedAt: datetime()}), (:BatchChunk {key: 'b#0', accepted: 1, at: datetime()})`,
  );
  const api = await startApi({ graph });
  const answers = await answersOf(api, api.key);
  await api.close();
  const path = join(folder, 'planted.ndjson.gz');
  const content = await graphContent();
  await backupTo(path);
  made = { path, content, answers, key: api.key };
  await graph.close();
  return () => rm(folder, { recursive: true, force: true });
});

const HOSTILE = 'a"\\\n\r\t\u2028$float {"$int": "1"} ]]> \u{1F9A6} \u202E \u0001 `x` %%KEY%% \uFFFF';

describe('a backup', { timeout: 400_000 }, () => {
  it('restored into an empty database gives every node, relationship and property, and the same answers over REST', async () => {
    expect(Object.keys(made.content.counts)).toEqual(
      expect.arrayContaining([
        'Account',
        'Run',
        'Ring',
        'MEMBER_OF',
        'EVIDENCED_BY',
        'SUCCEEDED_BY',
        'CLASSED',
        'Decision',
        'ApiKey',
        'BatchChunk',
      ]),
    );
    await (await emptyGraph()).close();
    await restoreFrom(made.path);
    const found = await graphContent();
    expect(found.counts).toEqual(made.content.counts);
    expect(found.hash).toBe(made.content.hash);
    const api = await startApi({ graph: closing(openGraph(inject('neo4j'))) });
    onTestFinished(() => api.close());
    expect(await answersOf(api, made.key)).toEqual(made.answers);
  });

  it('leaves the API keys out where that is asked', async () => {
    await (await emptyGraph()).close();
    await restoreFrom(made.path, { withoutApiKeys: true });
    expect(await cypherRows('MATCH (k:ApiKey) RETURN count(k) AS keys')).toEqual([{ keys: 0 }]);
  });

  it('is refused by a database that holds something, which stays as it is', async () => {
    const graph = closing(await testGraph());
    await cypherRows("CREATE (:Account {id: 'here'})");
    expect(await failureOf(restoreFrom(made.path))).toBe('database-not-empty');
    expect(await cypherRows('MATCH (a:Account) RETURN a.id AS id')).toEqual([{ id: 'here' }]);
    await migrate(graph, { now: Date.now, holder: 'tests' });
    await restoreFrom(made.path, { force: true });
    expect(await graphContent()).toEqual(made.content);
  });

  it('made while events come in counts each of them once, when they are all sent again after the restore', async () => {
    const path = join(await folderOfTest(), 'busy.ndjson.gz');
    const serviceKeys = newServiceKeys(randomBytes);
    const config = { ingest: { chunkEvents: 40 } };
    const api = await startApi({ config, serviceKeys });
    const events = madeEvents(6_000, 5);
    const batches = Array.from({ length: 60 }, (_, i) => events.slice(i * 100, (i + 1) * 100));
    const send = (to: TestApi, i: number) =>
      to.call('POST', '/v1/events', { body: batches[i], headers: { 'idempotency-key': `batch-${i}` } });
    for (let i = 0; i < 15; i++) expect((await send(api, i)).status).toBe(200);
    let next = 15;
    let over = false;
    const acknowledged: number[] = [];
    const sender = async (): Promise<void> => {
      while (!over && next < batches.length) {
        const i = next++;
        if ((await send(api, i)).status === 200) acknowledged.push(i);
      }
    };
    const senders = [sender(), sender(), sender()];
    await backupTo(path);
    const during = acknowledged.length;
    over = true;
    await Promise.all(senders);
    // Ingest really went on meanwhile.
    expect(during).toBeGreaterThan(0);
    await api.close();

    await restoreFrom(path, { force: true });
    const again = await startApi({ graph: closing(openGraph(inject('neo4j'))), config, serviceKeys });
    onTestFinished(() => again.close());
    let replayed = 0;
    for (let i = 0; i < batches.length; i++) {
      const answer = await send(again, i);
      expect(answer.status).toBe(200);
      if (answer.body['replayed'] === true) replayed++;
    }
    // What was acknowledged before the backup is known still.
    expect(replayed).toBeGreaterThanOrEqual(15);
    expect(await graphTotals(again.graph)).toEqual(truthOf(events));
  });

  it('that is cut off or changed anywhere is refused before anything is written', async () => {
    const where = await folderOfTest();
    const whole = await readFile(made.path);
    const path = join(where, 'broken.ndjson.gz');
    const refused = ['backup-broken', 'not-a-backup'];
    for (let i = 1; i <= 25; i++) {
      await writeFile(path, whole.subarray(0, Math.floor((whole.length * i) / 26)));
      expect(refused).toContain(await failureOf(verifyBackup(path, NEVER)));
      const flipped = Buffer.from(whole);
      // The first ten bytes are gzip's own, some of which mean nothing.
      const at = 10 + Math.floor(((whole.length - 10) * i) / 26);
      flipped[at]! ^= 1 << (i % 8);
      await writeFile(path, flipped);
      expect(refused).toContain(await failureOf(verifyBackup(path, NEVER)));
    }
    // Well compressed, but not what was written.
    const lines = gunzipSync(whole).toString().split('\n');
    for (const mangled of [
      lines.toSpliced(5, 1),
      lines.toSpliced(5, 0, lines[5]!),
      [...lines.slice(0, -1), lines[3]!],
    ]) {
      await writeFile(path, gzipSync(mangled.join('\n')));
      expect(await failureOf(verifyBackup(path, NEVER))).toBe('backup-broken');
    }
    await writeFile(path, 'nothing of ours');
    expect(await failureOf(verifyBackup(path, NEVER))).toBe('not-a-backup');
    expect(await failureOf(verifyBackup(join(where, 'none'), NEVER))).toBe('file-missing');
  });

  it('of a newer version is refused with a sentence that says so, and nothing is touched', async () => {
    const where = await folderOfTest();
    const lines = gunzipSync(await readFile(made.path))
      .toString()
      .trimEnd()
      .split('\n');
    const header = JSON.parse(lines[0]!);
    header.migrations.push({ version: '9000', description: 'of tomorrow', checksum: '1' });
    const body = `${[JSON.stringify(header), ...lines.slice(1, -1)].join('\n')}\n`;
    const footer = { ...JSON.parse(lines.at(-1)!), sha256: createHash('sha256').update(body).digest('hex') };
    await writeFile(join(where, 'newer.ndjson.gz'), gzipSync(`${body}${JSON.stringify(footer)}\n`));
    const { ended } = await command(where, inject('neo4j'), ['restore', 'newer.ndjson.gz', '--force']);
    const { code, stderr } = await ended;
    expect(code).toBe(78);
    expect(stderr).toContain('at schema 9000, which is newer than this version knows. Nothing was written.');
  });
});

describe('the commands', { timeout: 400_000 }, () => {
  it('a restore that is killed leaves a mark on which nothing starts; --force ends it', async () => {
    const where = await folderOfTest();
    await copyFile(made.path, join(where, 'b.ndjson.gz'));
    await (await emptyGraph()).close();
    const { child, ended } = await command(where, inject('neo4j'), ['restore', 'b.ndjson.gz']);
    const someThere = async () =>
      (await cypherRows('MATCH (s:Signal) RETURN count(s) AS count'))[0]!['count'] as number;
    await expect.poll(someThere, { timeout: 120_000, interval: 20 }).toBeGreaterThan(0);
    child.kill('SIGKILL');
    await ended;
    expect(await graphContent()).not.toEqual(made.content);
    const start = await (await command(where, inject('neo4j'), ['serve'])).ended;
    expect(start.code).toBe(78);
    expect(start.stderr).toContain('half restored');
    expect(start.stderr).toContain('restore <file> --force');
    const backup = await (await command(where, inject('neo4j'), ['backup', 'half.ndjson.gz'])).ended;
    expect(backup.code).toBe(78);
    const plain = await (await command(where, inject('neo4j'), ['restore', 'b.ndjson.gz'])).ended;
    expect(plain.code).toBe(73);
    const forced = await (await command(where, inject('neo4j'), ['restore', 'b.ndjson.gz', '--force'])).ended;
    expect(forced).toMatchObject({ code: 0 });
    expect(await graphContent()).toEqual(made.content);
  });

  it('a backup on a full disk leaves no file, and never replaces one that is there without being told', async () => {
    const where = await folderOfTest();
    await (await emptyGraph()).close();
    await restoreFrom(made.path);
    const full = await (await command(where, inject('neo4j'), ['backup', 'b.ndjson.gz'], 'ulimit -f 8')).ended;
    expect(full.stderr).toContain('cannot be written (EFBIG)');
    expect(full.code).toBe(74);
    expect((await readdir(where)).filter((name) => name.includes('ndjson'))).toEqual([]);
    await writeFile(join(where, 'b.ndjson.gz'), 'mine');
    const there = await (await command(where, inject('neo4j'), ['backup', 'b.ndjson.gz'])).ended;
    expect(there.code).toBe(73);
    expect(await readFile(join(where, 'b.ndjson.gz'), 'utf8')).toBe('mine');
    const forced = await (await command(where, inject('neo4j'), ['backup', 'b.ndjson.gz', '--force'])).ended;
    expect(forced.code).toBe(0);
    expect(forced.stdout).toContain('ingest was held for');
    await restoreFrom(join(where, 'b.ndjson.gz'), { force: true });
    expect((await graphContent()).hash).toBe(made.content.hash);
  });
});
