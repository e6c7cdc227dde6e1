import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { exportCommand } from '../../src/cli/export.ts';
import { configSchema } from '../../src/config.ts';
import { plainText } from '../../src/exports/csv.ts';
import { exportColumns } from '../../src/exports/service.ts';
import type { MemberList, RingDetail, RingList, RingSummary } from '../../src/rings/schema.ts';
import { signalRegistry } from '../../src/signals/index.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { commandContext } from '../support/command-context.ts';
import { cypherRows } from '../support/graph.ts';
import { allPages } from '../support/pages.ts';
import { plant } from '../support/planted.ts';
import { seedEvents } from '../support/seed-data.ts';
import { publish, stage } from '../support/staged.ts';

type Line = Record<string, unknown>;

let api: TestApi;
let home: string;
let run: { id: string; counts: Record<string, number> };
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'ringfence-exports-'));
  api = await startApi();
  const registry = signalRegistry();
  await plant(api.graph, registry, await seedEvents(registry));
  expect((await api.call('POST', '/v1/runs')).status).toBe(202);
  run = (await api.app.detection.finished())!;
});
afterAll(async () => {
  await api.close();
  await rm(home, { recursive: true, force: true });
});

const bytesOf = async (path: string, headers: Record<string, string> = {}): Promise<Buffer> => {
  const answer = await api.open('GET', path, { headers });
  expect(answer.status).toBe(200);
  return Buffer.from(await answer.arrayBuffer());
};

/** Rows as NDJSON has them. */
const linesOf = async (path: string): Promise<Line[]> => {
  const text = (await bytesOf(`${path}${path.includes('?') ? '&' : '?'}format=ndjson`)).toString();
  return text === ''
    ? []
    : text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
};

const rowsOfCsv = (bytes: Buffer, subject: 'rings' | 'accounts'): Line[] => {
  const kinds = new Map(exportColumns(subject).map(({ name, kind }) => [name, kind]));
  return (parse(bytes, { columns: true, recordDelimiter: '\r\n' }) as Record<string, string>[]).map((record) =>
    Object.fromEntries(
      Object.entries(record).map(([name, cell]) => {
        const kind = kinds.get(name);
        if (kind === 'whole' || kind === 'real') return [name, cell === '' ? null : Number(cell)];
        if (kind === 'texts') return [name, cell === '' ? [] : plainText(cell).split('; ')];
        return [name, cell === '' ? null : plainText(cell)];
      }),
    ),
  );
};

const rowsOfParquet = async (bytes: Buffer): Promise<Line[]> =>
  (await parquetReadObjects({ file: new Uint8Array(bytes).buffer })).map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => {
        if (typeof value === 'bigint') return [name, Number(value)];
        return [name, value instanceof Date ? value.toISOString() : value];
      }),
    ),
  );

describe('the seed data, exported', () => {
  it('gives the same rows in every format: those that the lists have, in one order', async () => {
    for (const subject of ['rings', 'accounts'] as const) {
      const rows = await linesOf(`/v1/exports/${subject}`);
      expect(rowsOfCsv(await bytesOf(`/v1/exports/${subject}?format=csv`), subject)).toEqual(rows);
      expect(await rowsOfParquet(await bytesOf(`/v1/exports/${subject}?format=parquet`))).toEqual(rows);
    }
    const listed = await allPages(api, '/v1/rings?limit=200', (page: RingList) => page.rings);
    const rings = await linesOf('/v1/exports/rings');
    expect(rings.map((ring) => ring['ring'])).toEqual(listed.map(({ id }) => id));
    const { id, version, ...listedFirst } = listed[0]!;
    expect(rings[0]).toMatchObject({ ...listedFirst, ring: id, run: run.id });
    expect((rings[0]!['evidence'] as string[])[0]).toMatch(/: \d+\.\d bits, \d+ members/);

    const accounts = await linesOf('/v1/exports/accounts');
    expect(accounts.some((row) => row['cell'] === 2)).toBe(true);
    expect(accounts.length).toBe(run.counts['members']);
    expect(new Set(accounts.map((row) => row['account'])).size).toBe(accounts.length);
    for (const { id: ring, score } of listed.slice(0, 5)) {
      const members = await allPages(api, `/v1/rings/${ring}/members?limit=1000`, (page: MemberList) => page.members);
      const exported = accounts.filter((row) => row['ring'] === ring);
      expect(
        exported.map(({ account, strength, bits, cell, createdAt, lastSeen, requests, evidenceCount }) => ({
          ...{ id: account, strength, bits, cell, createdAt, lastSeen, requests, evidenceCount },
        })),
      ).toEqual(
        members.map(({ id: member, strength, bits, cell, createdAt, lastSeen, requests, evidenceCount }) => ({
          ...{ id: member, strength, bits, cell, createdAt, lastSeen, requests, evidenceCount },
        })),
      );
      const { cells } = (await api.call<RingDetail>('GET', `/v1/rings/${ring}`)).body;
      for (const { cell, size } of cells) expect(exported.filter((row) => row['cell'] === cell)).toHaveLength(size);
      expect(exported[0]).toMatchObject({ ringScore: score, ringSize: members.length, ringState: 'new' });
      const reasons = exported[0]!['reasons'] as string[];
      const hints = members[0]!.evidence.slice(0, 3).map(({ hint }) => hint);
      expect(reasons).toHaveLength(hints.length);
      for (const [n, hint] of hints.entries()) expect(reasons[n]).toContain(hint);
    }
  });

  it('gives the same bytes for the same run', async () => {
    for (const format of ['csv', 'ndjson', 'parquet']) {
      const path = `/v1/exports/accounts?format=${format}`;
      const first = await bytesOf(path);
      expect(first.equals(await bytesOf(path)), format).toBe(true);
      expect(first.equals(await bytesOf(`${path}&run=${run.id}`)), format).toBe(true);
    }
  });

  it('comes in the format of the parameter, else of Accept, as a file that names its run', async () => {
    const asked = async (path: string, accept?: string) => {
      const answer = await api.open('GET', path, accept === undefined ? {} : { headers: { accept } });
      await answer.arrayBuffer();
      return answer;
    };
    const type = async (path: string, accept?: string) => (await asked(path, accept)).headers.get('content-type');
    const parquet = 'application/vnd.apache.parquet';
    expect(await type('/v1/exports/rings')).toBe('text/csv; charset=utf-8; header=present');
    expect(await type('/v1/exports/rings', 'application/x-ndjson')).toBe('application/x-ndjson');
    expect(await type('/v1/exports/rings', `text/csv;q=0.5, ${parquet}`)).toBe(parquet);
    expect(await type('/v1/exports/rings?format=parquet', 'text/csv')).toBe(parquet);
    expect((await asked('/v1/exports/rings', 'application/pdf')).status).toBe(406);
    const { headers } = await asked('/v1/exports/accounts?format=ndjson');
    expect(headers.get('content-disposition')).toBe(`attachment; filename="ringfence-accounts-${run.id}.ndjson"`);
    expect(headers.get('x-ringfence-run')).toBe(run.id);
    expect((await api.open('HEAD', '/v1/exports/rings')).headers.get('x-ringfence-run')).toBe(run.id);
    expect((await bytesOf('/v1/exports/rings?bom=true')).subarray(0, 3)).toEqual(Buffer.from('\ufeff'));
    const lines = (await bytesOf('/v1/exports/rings?format=ndjson&end=true')).toString().trimEnd().split('\n');
    expect(JSON.parse(lines.at(-1)!)).toEqual({ end: { run: run.id, rows: lines.length - 1 } });
  });

  it('is narrowed by the filters of the list of rings, by ring and by strength', async () => {
    const listed = await allPages(api, '/v1/rings?limit=200', (page: RingList) => page.rings);
    const rings = await linesOf('/v1/exports/rings');
    const accounts = await linesOf('/v1/exports/accounts');
    const chosen = listed[1]!;
    const etag = (await api.call('GET', `/v1/rings/${chosen.id}`)).headers.get('etag')!;
    const decided = { body: { state: 'in_review', reason: 'a look' }, headers: { 'if-match': etag } };
    expect((await api.call('PUT', `/v1/rings/${chosen.id}/state`, decided)).status).toBe(200);
    const middle = listed[listed.length >> 1]!;
    const filters: [string, (ring: RingSummary) => boolean][] = [
      [`minScore=${middle.score}`, (ring) => ring.score >= middle.score],
      [`maxScore=${middle.score}&minSize=5`, (ring) => ring.score <= middle.score && ring.size >= 5],
      [`maxSize=${middle.size}`, (ring) => ring.size <= middle.size],
      ['signalType=device', (ring) => ring.types.includes('device')],
      [`firstSeenFrom=${middle.firstSeen}`, (ring) => ring.firstSeen >= middle.firstSeen],
      [`lastSeenTo=${middle.lastSeen}`, (ring) => ring.lastSeen <= middle.lastSeen],
      [`text=${chosen.id.toUpperCase()}`, (ring) => ring.id === chosen.id],
      ['state=in_review', (ring) => ring.id === chosen.id],
      ['state=confirmed', () => false],
    ];
    for (const [query, holds] of filters) {
      const wanted = new Set(listed.filter(holds).map(({ id }) => id));
      const expected = (rows: Line[]) =>
        rows.filter((row) => wanted.has(row['ring'] as string)).map((row) => row['ring']);
      expect(
        (await linesOf(`/v1/exports/rings?${query}`)).map((row) => row['ring']),
        query,
      ).toEqual(expected(rings));
      const found = await linesOf(`/v1/exports/accounts?${query}`);
      expect(
        found.map((row) => row['ring']),
        query,
      ).toEqual(expected(accounts));
    }
    const [reviewed] = await linesOf('/v1/exports/rings?state=in_review');
    expect(reviewed).toMatchObject({ ring: chosen.id, state: 'in_review', decidedBy: 'test' });
    const strong = await linesOf(`/v1/exports/accounts?ring=${listed[0]!.id},${chosen.id}&minStrength=0.9`);
    const wanted = accounts.filter(
      (row) => [listed[0]!.id, chosen.id].includes(row['ring'] as string) && (row['strength'] as number) >= 0.9,
    );
    expect(strong.map((row) => row['account'])).toEqual(wanted.map((row) => row['account']));
    expect(strong.length).toBeGreaterThan(0);
    // Nothing found is a file without rows, not an error.
    expect((await bytesOf('/v1/exports/accounts?state=confirmed')).toString().split('\r\n')).toHaveLength(2);
  });

  it('refuses what there is not, and says so', async () => {
    const ask = async (query: string) => api.call('GET', `/v1/exports/accounts?${query}`);
    expect(await ask('run=run_none')).toMatchObject({
      status: 404,
      body: { mend: expect.stringContaining('/v1/runs') },
    });
    expect(await ask('ring=ring_none')).toMatchObject({ status: 404, body: { rings: ['ring_none'] } });
    expect((await ask('format=xlsx')).status).toBe(400);
    expect((await ask('minScore=2')).status).toBe(400);
    expect((await ask('sort=size')).status).toBe(400);
    expect((await api.call('GET', '/v1/exports/rings?ring=x')).status).toBe(400);
    expect((await api.call('GET', '/v1/exports/rings', { key: await api.keyWith('ingest') })).status).toBe(403);
  });
});

/** Runs `ringfence export …` on the same graph. */
const command = async (...args: string[]) => {
  const { uri, user, password, database } = inject('neo4j');
  const { context, stdout, stderr } = commandContext(home, async () =>
    configSchema.parse({ home, neo4j: { uri, user, password, database } }),
  );
  await exportCommand(context).exitOverride().parseAsync(args, { from: 'user' });
  return { out: stdout.text, err: stderr.text };
};

describe('ringfence export', () => {
  it('writes the bytes that the service sends, to a file or to standard output', async () => {
    for (const name of ['accounts.csv', 'accounts.ndjson', 'accounts.parquet']) {
      const { err } = await command('accounts', '--out', name, '--min-size', '3', '--state', 'new');
      const sent = await bytesOf(`/v1/exports/accounts?minSize=3&state=new&format=${name.split('.')[1]}`);
      expect((await readFile(join(home, name))).equals(sent), name).toBe(true);
      expect(err).toMatch(/exporting accounts of run_\S+: [\d,]+ rows/);
    }
    const { out } = await command(
      'rings',
      '--signal-type',
      'device',
      '--signal-type',
      'ip',
      '--end',
      '--format',
      'ndjson',
    );
    const sent = await bytesOf('/v1/exports/rings?signalType=device,ip&end=true&format=ndjson');
    expect(out).toBe(sent.toString());
  });

  it('leaves no file behind where it fails, and names the option that is wrong', async () => {
    const before = await readdir(home);
    await expect(command('rings', '--out', 'gone.csv', '--run', 'run_none')).rejects.toMatchObject({
      type: 'not-found',
    });
    await expect(command('rings', '--out', 'rings.xlsx')).rejects.toMatchObject({ type: 'usage', exitCode: 64 });
    await expect(command('rings', '--out', 'x.csv', '--min-score', 'much')).rejects.toThrow(/--min-score: /);
    await expect(command('rings', '--out', 'x.csv', '--min-strength', '1')).rejects.toThrow(
      /--min-strength is for accounts/,
    );
    await expect(command('rings', '--out', 'no/such/folder/x.csv')).rejects.toMatchObject({ type: 'file-unwritable' });
    expect(await readdir(home)).toEqual(before);
  });
});

/** One ring of so many accounts with long ids: more than the sockets between two processes hold. */
const MANY = 40_000;
const largeRun = async (id: string): Promise<void> => {
  await stage(api.graph, id, [{ id: 'ring_small' }, { id: 'ring_large', score: 0.5 }]);
  await cypherRows(
    `MATCH (ring:Ring {id: 'ring_large', run: $run})
     UNWIND range(1, $count) AS n
     CALL (ring, n) {
       MERGE (account:Account {id: 'large_' + n + '_' + $filler})
       CREATE (account)-[:MEMBER_OF {strength: 0.5, bits: 20.0, signals: []}]->(ring)
     } IN TRANSACTIONS OF 5000 ROWS`,
    { run: id, count: MANY, filler: 'x'.repeat(240) },
  );
  await publish(id);
};
const removeRun = (id: string) =>
  cypherRows('MATCH (r:Ring {run: $run})<-[m:MEMBER_OF]-() CALL (m) { DELETE m } IN TRANSACTIONS OF 5000 ROWS', {
    run: id,
  });

/** Reads the first bytes of an answer and no more until `rest`. */
const begun = async (path: string, signal?: AbortSignal) => {
  const answer = await api.open('GET', path, signal === undefined ? {} : { signal });
  expect(answer.status).toBe(200);
  const reader = answer.body!.getReader();
  let bytes = (await reader.read()).value!.length;
  const rest = async (): Promise<number> => {
    for (let part = await reader.read(); !part.done; part = await reader.read()) bytes += part.value.length;
    return bytes;
  };
  return { answer, rest };
};

describe('an export under way', () => {
  it('breaks off when its run is removed meanwhile, and the run cannot be asked for again', async () => {
    await largeRun('run_large_1');
    const { rest } = await begun('/v1/exports/accounts?run=run_large_1&format=ndjson&end=true');
    await removeRun('run_large_1');
    await expect(rest()).rejects.toThrow();
    await expect.poll(() => api.logLines.filter((line) => line.includes('answer cut')).join()).toContain('run_large_1');
    await cypherRows('MATCH (r:Run {id: $run}) SET r.counts = $counts', {
      run: 'run_large_1',
      counts: JSON.stringify({ sizes: { rings: 2, members: MANY } }),
    });
    await publish(run.id);
    const again = await api.call('GET', '/v1/exports/accounts?run=run_large_1');
    expect(again).toMatchObject({ status: 410, body: { type: '/problems/run-gone', run: 'run_large_1' } });
    expect(await bytesOf('/v1/exports/accounts')).toEqual(await bytesOf(`/v1/exports/accounts?run=${run.id}`));
  });

  it('ends when its reader leaves; more than four at a time wait', async () => {
    await largeRun('run_large_2');
    const leaving = new AbortController();
    const path = '/v1/exports/accounts?run=run_large_2&ring=ring_large';
    const four = await Promise.all([1, 2, 3, 4].map(() => begun(path, leaving.signal)));
    const fifth = await api.call('GET', path);
    expect(fifth).toMatchObject({ status: 429, body: { type: '/problems/too-many-requests' } });
    expect(Number(fifth.headers.get('retry-after'))).toBeGreaterThan(0);
    leaving.abort();
    await Promise.all(four.map(({ rest }) => expect(rest()).rejects.toThrow()));
    await expect.poll(async () => (await api.call('GET', '/v1/exports/rings')).status, { timeout: 20_000 }).toBe(200);
    const cut = () =>
      api.logLines.filter((line) => line.includes('/v1/exports/accounts') && line.includes('"cut":true'));
    await expect.poll(() => cut().length).toBeGreaterThanOrEqual(4);
    // Whoever stays gets all of it.
    const { rest } = await begun(`${path}&format=ndjson`);
    expect(await rest()).toBeGreaterThan(MANY * 240);
  });
});
