import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { Graph } from '../../src/graph/graph.ts';
import { cypherRows, testGraph } from '../support/graph.ts';
import { importFolder } from '../support/import-process.ts';
import { graphTotals, madeEvents, ndjson, truthOf } from '../support/made-events.ts';

let graph: Graph;
beforeAll(async () => {
  graph = await testGraph();
});
afterAll(() => graph.close());
beforeEach(async () => {
  await cypherRows('MATCH (n) WHERE NOT n:Migration DETACH DELETE n');
});

const events = madeEvents(6_000, 11);
const truth = truthOf(events);

describe('ringfence import', () => {
  it('brings a file of NDJSON in, and the second time changes nothing', async () => {
    const { put, run } = await importFolder(inject('neo4j'));
    const file = await put('events.ndjson', ndjson(events));
    const first = await run([file]);
    expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining('6,000 events') });
    expect(await graphTotals(graph)).toEqual(truth);
    const again = await run([file]);
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('6,000 in batches imported before') });
    expect(await graphTotals(graph)).toEqual(truth);
  });

  it('knows gzip, standard input and several files; what it read from a pipe it knows again', async () => {
    const { put, run } = await importFolder(inject('neo4j'));
    const one = await put('one.ndjson.gz', gzipSync(ndjson(events.slice(0, 500))));
    const two = await put('two.jsonl', ndjson(events.slice(500, 1_000)));
    const rest = ndjson(events.slice(1_000, 1_500));
    expect(await run([one, two])).toMatchObject({ code: 0 });
    expect(await run(['-', '--format', 'ndjson'], rest)).toMatchObject({ code: 0 });
    expect(await run(['-', '--format', 'ndjson'], rest)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('500 in batches imported before'),
    });
    expect(await graphTotals(graph)).toEqual(truthOf(events.slice(0, 1_500)));
  });

  it('reads a table by its mapping into signal types of the configuration', async () => {
    const config = `signals:
  types:
    - { name: url, label: Url, relationship: POSTED_URL, privacy: clear, kind: behaviour }
    - { name: domain, label: Domain, relationship: LINKED_DOMAIN, privacy: clear, kind: behaviour }
`;
    const { put, run } = await importFolder(inject('neo4j'), config);
    const rows = Array.from(
      { length: 900 },
      (_, n) => `user_${n % 90},u${n % 30},${n % 3 ? `d${n % 7}` : ''},${1_630_000_000 + n}`,
    );
    const file = await put('posts.csv', `account_id,url_id,domain_id,timestamp\n${rows.join('\n')}\n`);
    const args = [file, '--map', 'account=account_id,at=timestamp,url=url_id,domain=domain_id'];
    expect(await run(args)).toMatchObject({ code: 0, stdout: expect.stringContaining('1,500 observations') });
    const counts = await cypherRows(`MATCH (a:Account)-[r]->(s:Signal)
      RETURN type(r) AS type, count(DISTINCT a) AS accounts, count(DISTINCT s) AS signals, sum(r.count) AS count ORDER BY type`);
    expect(counts).toEqual([
      { type: 'LINKED_DOMAIN', accounts: 60, signals: 7, count: 600 },
      { type: 'POSTED_URL', accounts: 90, signals: 30, count: 900 },
    ]);
  });

  it('reads Parquet as it reads CSV, the second time changes nothing, and bad rows are told by their number', async () => {
    const { put, run, home } = await importFolder(inject('neo4j'));
    const plain = events
      .slice(0, 1_000)
      .map(({ usage, signals, ...event }) => ({ ...event, signals: signals.slice(0, 2) }));
    const value = (type: string) => plain.map(({ signals }) => signals.find((signal) => signal.type === type)!.value);
    const columnData = [
      { name: 'event', data: plain.map(({ id }) => id) },
      { name: 'user', data: plain.map(({ account }) => account) },
      { name: 'what', data: plain.map(({ kind }) => kind) },
      { name: 'when', data: plain.map(({ time }) => new Date(time)) },
      { name: 'address', data: value('ip') },
      { name: 'phone', data: value('device') },
    ];
    const map = ['--map', 'id=event,account=user,kind=what,at=when,ip=address,device=phone'];
    const file = await put('events.parquet', Buffer.from(parquetWriteBuffer({ columnData, rowGroupSize: 300 })));
    expect(await run([file, ...map])).toMatchObject({ code: 0, stdout: expect.stringContaining('1,000 accepted') });
    expect(await graphTotals(graph)).toEqual(truthOf(plain));
    expect((await run([file, ...map])).stdout).toContain('1,000 in batches imported before');
    expect(await graphTotals(graph)).toEqual(truthOf(plain));

    columnData[4]!.data[699] = 'planted-secret';
    const bad = await put('bad.parquet', Buffer.from(parquetWriteBuffer({ columnData })));
    expect(await run([bad, ...map])).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('999 accepted, 1 rejected'),
    });
    const [name] = await readdir(join(home, 'rejects'));
    const rejects = await readFile(join(home, 'rejects', name!), 'utf8');
    expect(JSON.parse(rejects)).toMatchObject({ line: 700, pointer: '/signals/0/value' });
    expect(rejects).not.toContain('planted-secret');
  });

  it('writes bad lines to a reject file with reasons, brings the good ones in, and exits with 2', async () => {
    const { put, run, home } = await importFolder(inject('neo4j'));
    const lines = ndjson(events.slice(0, 100)).split('\n');
    lines.splice(10, 0, '{"id": "jane@example.com", nonsense');
    lines.splice(50, 0, JSON.stringify({ ...events[0], id: 'x', time: 'yesterday' }));
    const file = await put('mixed.ndjson', lines.join('\n'));
    const ended = await run([file]);
    expect(ended).toMatchObject({ code: 2, stdout: expect.stringMatching(/100 accepted, 2 rejected/) });
    const [name] = await readdir(join(home, 'rejects'));
    expect(name).toMatch(/^mixed\.ndjson\.[0-9a-f]{8}\.ndjson$/);
    const rejects = await readFile(join(home, 'rejects', name!), 'utf8');
    expect(
      rejects
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { line: 11, pointer: '', reason: 'is not valid JSON' },
      { line: 51, pointer: '/time', reason: expect.stringContaining('RFC 3339') },
    ]);
    expect(rejects + ended.stdout + ended.stderr).not.toContain('jane');
    expect(await graphTotals(graph)).toEqual(truthOf(events.slice(0, 100)));
    // A second run passes the batch over, and still tells what was refused.
    expect(await run([file])).toMatchObject({ code: 2 });
    expect(await readFile(join(home, 'rejects', name!), 'utf8')).toBe(rejects);
  });

  it('with --dry-run only checks', async () => {
    const { put, run } = await importFolder(inject('neo4j'));
    const file = await put('events.ndjson', ndjson(events.slice(0, 200)));
    expect(await run([file, '--dry-run'])).toMatchObject({ code: 0, stdout: expect.stringContaining('200 valid') });
    expect(await graphTotals(graph)).toMatchObject({ accounts: 0, pairs: 0 });
  });

  it.each([
    ['a file that is not there', ['none.ndjson'], 66, 'none.ndjson cannot be read'],
    ['a format that nobody named', ['-'], 64, '--format'],
    ['--map for NDJSON', ['events.ndjson', '--map', 'account=a,at=b'], 64, '--map is for CSV and Parquet'],
    [
      'Parquet that is none',
      ['events.ndjson', '--format', 'parquet', '--dry-run'],
      65,
      'events.ndjson is no Parquet file',
    ],
    ['a mapping to nothing known', ['a.csv', '--map', 'account=a,at=b,shoe=c'], 64, '"shoe"'],
  ])('says in one sentence what is wrong with %s', async (_, args, code, sentence) => {
    const { put, run } = await importFolder(inject('neo4j'));
    await put('events.ndjson', '');
    await put('a.csv', 'a,b,c\n');
    const ended = await run(args);
    expect(ended.code).toBe(code);
    expect(ended.stderr).toContain(sentence);
    expect(ended.stderr).not.toMatch(/\n\s+at /);
  });

  it('stops at Ctrl-C with what it has, and goes on from there', async () => {
    const { put, start, run } = await importFolder(inject('neo4j'));
    const file = await put('events.ndjson', ndjson(madeEvents(20_000, 12)));
    const running = start([file]);
    await expect
      .poll(async () => (await cypherRows('MATCH (c:BatchChunk) RETURN count(c) AS chunks'))[0]!['chunks'], {
        timeout: 60_000,
        interval: 20,
      })
      .toBeGreaterThan(2);
    running.child.kill('SIGINT');
    expect(await running.ended).toMatchObject({
      code: 130,
      stderr: expect.stringContaining('Run the same command again'),
    });
    expect(await run([file])).toMatchObject({ code: 0 });
    expect(await graphTotals(graph)).toEqual(truthOf(madeEvents(20_000, 12)));
  });
});
