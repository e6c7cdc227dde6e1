import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createGunzip, gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { detectCommand } from '../../src/cli/detect.ts';
import { configSchema } from '../../src/config.ts';
import type { Run } from '../../src/detection/schema.ts';
import type { Graph } from '../../src/graph/graph.ts';
import { loadServiceKeys } from '../../src/service-keys.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { commandContext } from '../support/command-context.ts';
import { cypherRows, testGraph } from '../support/graph.ts';

const SEED = fileURLToPath(new URL('../../seed-data/events.ndjson.gz', import.meta.url));

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'ringfence-detect-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

/** Runs `ringfence detect …` in `home`; what it wrote, and the exit code that it asked for. */
const detect = async (args: string[], config: object = {}) => {
  const { context, stdout, stderr } = commandContext(home, async () => configSchema.parse({ home, ...config }));
  const before = process.exitCode;
  process.exitCode = undefined;
  try {
    await detectCommand(context).exitOverride().parseAsync(args, { from: 'user' });
    return { out: stdout.text, err: stderr.text, code: Number(process.exitCode ?? 0) };
  } finally {
    process.exitCode = before;
  }
};

const hashIn = (text: string): string => /hash ([0-9a-f]{64})/.exec(text)![1]!;

describe('a file of events', () => {
  it('gives rings with members and evidence, one a line, without a database', async () => {
    const { out, code } = await detect([SEED, '--out', 'rings.ndjson']);
    expect(code).toBe(0);
    const rings = (await readFile(join(home, 'rings.ndjson'), 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rings.length).toBeGreaterThan(1);
    for (const ring of rings) {
      expect(ring.members).toHaveLength(ring.size);
      expect(ring.evidence[0]).toMatchObject({ key: expect.stringMatching(/^[a-z_]+:/), bits: expect.any(Number) });
      expect(Date.parse(ring.firstSeen)).toBeLessThan(Date.parse(ring.lastSeen));
      expect(out).toContain(ring.id);
      const members = new Set(ring.members.map((member: { account: string }) => member.account));
      for (const [place, cell] of ring.cells.entries()) {
        expect(cell).toMatchObject({ cell: 1 + place, size: cell.accounts.length, summary: expect.any(String) });
        for (const account of cell.accounts) expect(members.delete(account)).toBe(true);
      }
    }
    // The crews of the careful ring, each around a card and a device of its own, in one ring by what they all send.
    expect(rings.some((ring) => ring.cells.length > 1 && ring.cells[0].evidence.length > 0)).toBe(true);
    expect(rings[0].evidence.some((evidence: { hint: string }) => evidence.hint !== '')).toBe(true);
    expect(out).toContain(`${rings.length} rings`);
  });

  /** Own signal types, their mapping, and 12 accounts among 400 others who share gifts and pictures. */
  const type = (name: string, label: string, relationship: string) => ({ name, label, relationship, strength: 0.9 });
  const ownTypes = {
    signals: { types: [type('gift', 'Gift', 'REDEEMED'), type('picture', 'Picture', 'SHOWED')] },
    detection: { engine: { minScore: 0 } },
  };
  const args = ['--map', 'account=who,at=when,gift=gift,picture=picture', '--out', '-'];
  const sightings: [who: string, when: number, gift: string, picture: string][] = [];
  for (let i = 0; i < 400; i++) sightings.push([`user${i}`, 1_767_000_000 + i * 9_001, `own-${i}`, `own-${i}`]);
  for (let i = 0; i < 12; i++) {
    for (const n of [1, 2, 3]) sightings.push([`ring${i}`, 1_768_000_000 + n * 700 + i * 11, `gift-${n}`, `pic-${n}`]);
  }

  it('may be CSV with own signal types, and rings may go to standard output', async () => {
    const lines = ['who,when,gift,picture', ...sightings.map((row) => row.join(','))];
    await writeFile(join(home, 'sightings.csv.gz'), gzipSync(lines.join('\n')));
    const { out, code } = await detect(['sightings.csv.gz', ...args], ownTypes);
    expect(code).toBe(0);
    const rings = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const accounts = rings[0].members.map((member: { account: string }) => member.account).sort();
    expect(accounts).toEqual(Array.from({ length: 12 }, (_, i) => `ring${i}`).sort());
  });

  it('may be Parquet, which gives the rings of the same table as CSV; rows are refused by their number', async () => {
    const column = <T>(name: string, of: (row: (typeof sightings)[number]) => T) => ({ name, data: sightings.map(of) });
    const when = column('when', ([, seconds]) => new Date(seconds * 1000));
    const columnData = [
      column('who', ([who]) => who),
      when,
      column('gift', (row) => row[2]),
      column('picture', (row) => row[3]),
    ];
    const put = (name: string) =>
      writeFile(join(home, name), Buffer.from(parquetWriteBuffer({ columnData, rowGroupSize: 100 })));
    await put('sightings.parquet');
    const asCsv = await detect(['sightings.csv.gz', ...args], ownTypes);
    const asParquet = await detect(['sightings.parquet', ...args], ownTypes);
    const shapes = ({ out }: typeof asCsv) =>
      out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line))
        .map(({ id, size, score, members }) => [id, size, score, members.map((m: { account: string }) => m.account)]);
    expect(shapes(asParquet)).toEqual(shapes(asCsv));

    when.data[4] = new Date('2999-01-01');
    await put('late.parquet');
    const late = await detect(['late.parquet', ...args], ownTypes);
    expect(late).toMatchObject({ code: 2, err: expect.stringMatching(/row 5: \/time /) });
    await expect(detect(['sightings.csv.gz', '--format', 'parquet', ...args], ownTypes)).rejects.toMatchObject({
      type: 'file-unreadable',
    });
  });

  it('tells which lines were refused and why, without their values, and goes on', async () => {
    const good = { id: 'e1', account: 'a1', kind: 'session', time: '2026-01-05T10:00:00Z', signals: [] };
    const bad = { ...good, signals: [{ type: 'ip', value: 'planted-secret' }] };
    await writeFile(join(home, 'mixed.ndjson'), `${JSON.stringify(good)}\n${JSON.stringify(bad)}\n{not json\n`);
    const { out, err, code } = await detect(['mixed.ndjson']);
    expect(code).toBe(2);
    expect(err).toMatch(/line 2: \/signals\/0\/value /);
    expect(err).toMatch(/line 3: /);
    expect(err + out).not.toContain('planted-secret');
    expect(out).toContain('0 rings');
  });

  it('that is missing, or of an unknown format, is one clear error', async () => {
    await expect(detect(['none.ndjson'])).rejects.toMatchObject({ type: 'file-unreadable' });
    await expect(detect(['events.xlsx'])).rejects.toMatchObject({ type: 'usage', exitCode: 64 });
    await expect(detect(['-', '--format', 'parquet'])).rejects.toMatchObject({ type: 'usage', exitCode: 64 });
    await expect(detect(['--out', 'x'])).rejects.toMatchObject({ type: 'usage', exitCode: 64 });
    await expect(detect([SEED, '--out', 'no/such/folder/x'])).rejects.toMatchObject({ type: 'file-unwritable' });
  });
});

describe('the seed data in the graph', () => {
  let graph: Graph;
  let api: TestApi;
  let hash: string;
  beforeAll(async () => {
    graph = await testGraph();
    api = await startApi({ graph, serviceKeys: await loadServiceKeys(configSchema.parse({ home })) });
    let lines: string[] = [];
    const send = async () => {
      const headers = { authorization: `Bearer ${api.key}`, 'content-type': 'application/x-ndjson' };
      const answer = await fetch(`${api.url}/v1/events`, { method: 'POST', headers, body: lines.join('\n') });
      expect(answer.status).toBe(200);
      lines = [];
    };
    for await (const line of createInterface({ input: createReadStream(SEED).pipe(createGunzip()) })) {
      if (lines.push(line) === 10_000) await send();
    }
    await send();
    // The home folder now has a service key, so this reading names signals as the graph does.
    hash = hashIn((await detect([SEED])).out);
  });
  afterAll(async () => {
    await api.close();
    await graph.close();
  });

  it('gives the same rings, byte for byte, as the file alone; and the API answers all the while', async () => {
    const { body } = await api.call<Run>('POST', '/v1/runs');
    const latencies: number[] = [];
    let run = body;
    while (run.state === 'running') {
      const begun = performance.now();
      run = (await api.call<Run>('GET', `/v1/runs/${run.id}`)).body;
      latencies.push(performance.now() - begun);
    }
    expect(run).toMatchObject({ state: 'published', hash });
    expect(latencies.length).toBeGreaterThan(10);
    expect(Math.max(...latencies)).toBeLessThan(1500);
    const [row] = await cypherRows('MATCH (r:Ring {run: $run}) RETURN count(r) AS rings', { run: run.id });
    expect(row!['rings']).toBe(run.counts['rings']);
  });
});
