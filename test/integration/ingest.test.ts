import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Graph } from '../../src/graph/graph.ts';
import { openGraph } from '../../src/graph/open.ts';
import { cypher } from '../../src/graph/queries.ts';
import type { IngestResult } from '../../src/ingest/schema.ts';
import { ingestStore } from '../../src/ingest/store.ts';
import { aggregate, signalRegistry, signalsOf } from '../../src/signals/index.ts';
import { type StartOptions, startApi, type TestApi } from '../support/api.ts';
import { TESTER, unrecorded } from '../support/audit.ts';
import { cypherRows, profile, testGraph } from '../support/graph.ts';
import { graphTotals, type MadeEvent, madeEvents, ndjson, truthOf } from '../support/made-events.ts';

let graph: Graph;
let api: TestApi;
beforeAll(async () => {
  graph = await testGraph();
  api = await startApi({ graph, config: { ingest: { chunkEvents: 100 } } });
});
afterAll(async () => {
  await api.close();
  await graph.close();
});
beforeEach(async () => {
  await cypherRows('MATCH (n) WHERE NOT n:ApiKey AND NOT n:Migration DETACH DELETE n');
});

const NDJSON = { 'content-type': 'application/x-ndjson' };
const send = (body: unknown, headers: Record<string, string> = {}, query = '', to = api) =>
  to.call<IngestResult>('POST', `/v1/events${query}`, { body, headers });
const another = async (options: StartOptions): Promise<TestApi> => {
  const made = await startApi({ graph, ...options });
  onTestFinished(() => made.close());
  return made;
};
const batches = () => cypherRows('MATCH (b:Batch) RETURN b.key AS key, b.state AS state');

describe('events that are sent', () => {
  const events = madeEvents(1_000);
  const truth = truthOf(events);

  it('are in the graph afterwards, every count as they have it', async () => {
    const answer = await send(events);
    const digest = createHash('sha256').update(JSON.stringify(events)).digest('hex');
    expect(answer).toMatchObject({
      status: 200,
      body: {
        batch: `sha256:${digest}`,
        events: 1_000,
        accepted: 1_000,
        rejected: 0,
        observations: truth.observations,
        replayed: false,
        invalid: [],
      },
    });
    expect(await graphTotals(graph)).toEqual(truth);
  });

  it('are the same as NDJSON, as gzip, and in any order of requests', async () => {
    await send(ndjson(events.slice(600)), NDJSON);
    await send(gzipSync(ndjson(events.slice(300, 600))), { ...NDJSON, 'content-encoding': 'gzip' });
    await send(gzipSync(JSON.stringify(events.slice(0, 300))), {
      'content-type': 'application/json',
      'content-encoding': 'gzip',
    });
    expect(await graphTotals(graph)).toEqual(truth);
  });

  it('carry two labels, a caption, and for an IP its prefix', async () => {
    await send(events.slice(0, 50));
    const rows = await cypherRows(
      'MATCH (s:Signal) RETURN DISTINCT labels(s) AS labels, s.hint IS NOT NULL AS hint, s.type AS type ORDER BY type',
    );
    expect(rows).toContainEqual({ labels: ['Signal', 'Ip'], hint: true, type: 'ip' });
    expect(rows).toContainEqual({ labels: ['Signal', 'PaymentInstrument'], hint: true, type: 'payment_instrument' });
    const [ips] = await cypherRows(`MATCH (i:Ip) OPTIONAL MATCH (i)-[:IN_PREFIX]->(p:IpPrefix)
      RETURN count(DISTINCT i) AS ips, count(p) AS tied, collect(DISTINCT p.cidr)[0] AS cidr`);
    expect(ips!['ips']).toBe(ips!['tied']);
    expect(ips!['cidr']).toMatch(/^5\.\d+\.\d+\.0\/24$/);
  });

  it('of a type from the configuration need nothing else', async () => {
    const types = [{ name: 'url', label: 'Url', relationship: 'POSTED_URL', privacy: 'clear' as const }];
    const other = await another({ config: { signals: { types } } });
    const event = { ...events[0]!, signals: [{ type: 'url', value: 'https://example.com/a' }] };
    expect(await send([event], {}, '', other)).toMatchObject({ status: 200, body: { observations: 1 } });
    const rows = await cypherRows('MATCH (:Account)-[:POSTED_URL]->(u:Url) RETURN labels(u) AS labels, u.type AS type');
    expect(rows).toEqual([{ labels: ['Signal', 'Url'], type: 'url' }]);
  });

  it('may be none at all', async () => {
    expect(await send([])).toMatchObject({ status: 200, body: { events: 0, accepted: 0 } });
    expect(await send('\n\n', NDJSON)).toMatchObject({ status: 200, body: { events: 0 } });
  });

  it('keep the newest 128 windows of a pair, in order, whatever order they come in', async () => {
    const day = (n: number) => new Date(Date.UTC(2025, 0, 1) + n * 86_400_000).toISOString();
    const event = (n: number): MadeEvent => ({
      id: `w${n}`,
      account: 'acct_w',
      kind: 'session',
      time: day(n),
      signals: [{ type: 'ip', value: '5.10.1.1' }],
    });
    const days = Array.from({ length: 150 }, (_, n) => (n * 77) % 150);
    const made = days.map(event);
    for (let at = 0; at < made.length; at += 25) await send(made.slice(at, at + 25));
    expect(await graphTotals(graph)).toEqual(truthOf(made));
  });

  it('with a new model name each do not make their account grow for ever', async () => {
    const usage = { requests: 1, tokensIn: 0, tokensOut: 0, toolCalls: 0 };
    const made = Array.from({ length: 300 }, (_, n) => ({
      id: `m${n}`,
      account: 'acct_m',
      kind: 'usage',
      time: '2026-01-05T00:00:00Z',
      usage: { ...usage, model: `model-${n % 200}` },
    }));
    await send(made.slice(0, 150));
    await send(made.slice(150));
    const [row] = await cypherRows(`MATCH (a:Account {id: 'acct_m'})
      RETURN a.requests AS requests, size(a.modelNames) AS names, size(a.modelCounts) AS counts`);
    expect(row).toEqual({ requests: 300, names: 64, counts: 64 });
  });
});

describe('a batch', () => {
  const events = madeEvents(450, 2);
  const truth = truthOf(events);

  it('that is sent again changes nothing and gets the same answer', async () => {
    const first = await send(events);
    const again = await send(events);
    expect(again.body).toEqual({ ...first.body, replayed: true });
    expect(await graphTotals(graph)).toEqual(truth);
  });

  it('under a key of the sender counts once, whatever its format', async () => {
    const key = { 'idempotency-key': 'nightly 7' };
    expect((await send(events, key)).body).toMatchObject({ batch: 'nightly 7', replayed: false });
    expect((await send(events, key)).body).toMatchObject({ batch: 'nightly 7', replayed: true });
    expect(await graphTotals(graph)).toEqual(truth);
  });

  it('with another body under the same key is refused, and nothing of it is written', async () => {
    const key = { 'idempotency-key': 'k' };
    await send(events, key);
    const refused = await send(madeEvents(5, 9), key);
    expect(refused).toMatchObject({ status: 422, body: { type: '/problems/idempotency-key-reused' } });
    expect(await graphTotals(graph)).toEqual(truth);
  });

  it('that is sent many times at once, by two instances, is counted once', async () => {
    const other = await another({ config: { ingest: { chunkEvents: 33 } }, instance: 'other' });
    // The other instance hashes under the same service key in production; clear types do for this test.
    const clear = events.map((event) => ({ ...event, signals: event.signals.filter(({ type }) => type === 'ip') }));
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) => send(clear, { 'idempotency-key': 'twins' }, '', n % 2 === 0 ? api : other)),
    );
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(body).toMatchObject({ accepted: 450, observations: truthOf(clear).observations });
    }
    expect(await graphTotals(graph)).toEqual(truthOf(clear));
  });

  it('that is half done goes on where it stopped, with the cut that it began with', async () => {
    const digest = createHash('sha256').update(JSON.stringify(events)).digest('hex');
    const store = ingestStore(graph, signalRegistry(), unrecorded);
    const key = 'half';
    await store.beginBatch({ key, digest, chunkEvents: 70, lanes: 1, onInvalid: 'refuse', by: TESTER }, Date.now());
    const nowMs = Date.now();
    for (const index of [1, 3]) {
      const part = events.slice(index * 70, (index + 1) * 70).map((event) => {
        const seen = api.app.observer.observe(event, nowMs);
        if (!seen.ok) throw new Error('an event of the test is invalid');
        return seen.event;
      });
      const observations = part.reduce((sum, { signals }) => sum + signals.length, 0);
      const rows = aggregate(part, signalRegistry());
      await store.writeSignals(signalsOf(part, signalRegistry()));
      await store.writeChunk({ batch: key, index, accepted: part.length, observations, rows }, nowMs);
    }
    expect(await send(events, { 'idempotency-key': key })).toMatchObject({
      body: { accepted: 450, observations: truth.observations, replayed: false },
    });
    expect(await graphTotals(graph)).toEqual(truth);
    const [chunks] = await cypherRows('MATCH (c:BatchChunk) RETURN count(c) AS chunks');
    expect(chunks).toEqual({ chunks: Math.ceil(450 / 70) });
  });

  it('refuses a chunk whose signals were removed after they were written, and keeps nothing of it', async () => {
    const store = ingestStore(graph, signalRegistry(), unrecorded);
    const seen = api.app.observer.observe(events[0], Date.now());
    if (!seen.ok) throw new Error('an event of the test is invalid');
    const rows = aggregate([seen.event], signalRegistry());
    const observations = rows.observations.length;
    await expect(
      store.writeChunk({ batch: 'gone', index: 0, accepted: 1, observations, rows }, Date.now()),
    ).rejects.toMatchObject({ type: 'graph-unavailable', retryAfterSeconds: 1 });
    expect(await cypherRows('MATCH (n) WHERE n:Account OR n:BatchChunk RETURN n')).toEqual([]);
  });

  it('is forgotten after the days that the configuration says, and its markers with it', async () => {
    await send(events, { 'idempotency-key': 'old' });
    const day = 86_400_000;
    expect(await api.app.ingest.forgetOldBatches(Date.now() + 29 * day)).toBe(0);
    expect(await batches()).toEqual([{ key: 'old', state: 'done' }]);
    expect(await api.app.ingest.forgetOldBatches(Date.now() + 31 * day)).toBe(1);
    expect(await cypherRows('MATCH (n) WHERE n:Batch OR n:BatchChunk RETURN n')).toEqual([]);
    expect(await graphTotals(graph)).toEqual(truth);
  });
});

describe('invalid events', () => {
  const good = madeEvents(250, 3);
  const mixed = (): unknown[] => {
    const events: unknown[] = [...good];
    events.splice(3, 0, { ...good[0]!, id: 'late', time: '2999-01-01T00:00:00Z' });
    events.splice(120, 0, { ...good[1]!, id: 'what', kind: 'dance' });
    events.push({ ...good[5]! });
    return events;
  };

  it('are told by index, pointer and reason, and nothing of their batch is written', async () => {
    const refused = await send(mixed());
    expect(refused).toMatchObject({
      status: 422,
      body: { type: '/problems/invalid-events', events: 253, rejected: 3 },
    });
    const { problems } = refused.body as unknown as { problems: { index: number; pointer: string }[] };
    expect(problems.map(({ index, pointer }) => [index, pointer])).toEqual([
      [3, '/time'],
      [120, '/kind'],
      [252, '/id'],
    ]);
    expect(await cypherRows('MATCH (n) WHERE NOT n:ApiKey AND NOT n:Migration RETURN labels(n)')).toEqual([]);
  });

  it('are passed over with onInvalid=skip, and returned', async () => {
    const { status, body } = await send(mixed(), {}, '?onInvalid=skip');
    expect(status).toBe(200);
    expect(body).toMatchObject({ events: 253, accepted: 250, rejected: 3 });
    expect(body.invalid.map(({ index }) => index)).toEqual([3, 120, 252]);
    expect(await graphTotals(graph)).toEqual(truthOf(good));
  });

  it('are listed up to a hundred, and counted all', async () => {
    const { body } = await send(Array.from({ length: 300 }, () => ({})));
    expect(body).toMatchObject({ rejected: 300 });
    expect((body as unknown as { problems: unknown[] }).problems).toHaveLength(100);
  });

  it('include lines that are no JSON; an array that is broken is refused whole', async () => {
    const lines = `${JSON.stringify(good[0])}\n{"id": nonsense\n${JSON.stringify(good[1])}\n`;
    const { body } = await send(lines, NDJSON, '?onInvalid=skip');
    expect(body).toMatchObject({ accepted: 2, invalid: [{ index: 1, pointer: '', reason: 'is not valid JSON' }] });
    const broken = await send(`[${JSON.stringify(good[2])},`, { 'content-type': 'application/json' });
    expect(broken).toMatchObject({ status: 400, body: { type: '/problems/malformed-json' } });
  });
});

describe('a request', () => {
  it('needs a key that may ingest', async () => {
    expect(await api.call('POST', '/v1/events', { body: [], key: await api.keyWith('viewer') })).toMatchObject({
      status: 403,
    });
    expect(await api.call('POST', '/v1/events', { body: [], key: await api.keyWith('ingest') })).toMatchObject({
      status: 200,
    });
  });

  it.each([
    ['another content type', { 'content-type': 'text/csv' }, 415, 'unsupported-media-type'],
    ['another encoding', { ...NDJSON, 'content-encoding': 'br' }, 415, 'unsupported-media-type'],
    ['gzip that is none', { ...NDJSON, 'content-encoding': 'gzip' }, 400, 'malformed-json'],
    ['a key that is too long', { ...NDJSON, 'idempotency-key': 'x'.repeat(201) }, 400, 'invalid-request'],
  ])('with %s is refused', async (_, headers, status, type) => {
    expect(await send('{}\n', headers)).toMatchObject({ status, body: { type: `/problems/${type}` } });
  });

  it('with too many events or bytes is refused with the limit, and nothing is written', async () => {
    const small = await another({ config: { ingest: { maxEvents: 10, maxBytes: 20_000 } } });
    expect(await send(madeEvents(11), {}, '', small)).toMatchObject({
      status: 413,
      body: { type: '/problems/payload-too-large', limit: { events: 10 } },
    });
    const bomb = gzipSync(Buffer.alloc(50_000_000, 0x20));
    expect(await send(bomb, { ...NDJSON, 'content-encoding': 'gzip' }, '', small)).toMatchObject({
      status: 413,
      body: { limit: { bytes: 20_000 } },
    });
    expect(await batches()).toEqual([]);
  });

  it('that breaks off in the middle writes nothing, and gives its place back', async () => {
    const one = await another({ config: { ingest: { maxRequests: 1 } } });
    const half = httpRequest(`${one.url}/v1/events`, {
      method: 'POST',
      headers: { ...NDJSON, authorization: `Bearer ${one.key}` },
    });
    half.on('error', () => {});
    half.write(ndjson(madeEvents(20)));
    await expect.poll(() => metric(one, 'ringfence_ingest_requests_at_work')).toBe(1);
    half.destroy();
    await expect.poll(() => metric(one, 'ringfence_ingest_requests_at_work')).toBe(0);
    expect(await batches()).toEqual([]);
    expect(await send(madeEvents(20), {}, '', one)).toMatchObject({ status: 200 });
  });

  it('beyond those that may be at work gets 429 at once, and the others are not harmed', async () => {
    const two = await another({ config: { ingest: { maxRequests: 2 } } });
    const held = [0, 1].map((n) => {
      const request = httpRequest(`${two.url}/v1/events`, {
        method: 'POST',
        headers: { ...NDJSON, authorization: `Bearer ${two.key}` },
      });
      request.write(ndjson(madeEvents(5, 20 + n)));
      const status = new Promise<number | undefined>((resolve) => {
        request.once('response', (response) => {
          response.resume();
          resolve(response.statusCode);
        });
      });
      return { request, status };
    });
    await expect.poll(() => metric(two, 'ringfence_ingest_requests_at_work')).toBe(2);
    const large = ndjson(madeEvents(9_000, 30));
    const before = process.memoryUsage().rss;
    const shed = await Promise.all(Array.from({ length: 30 }, () => send(large, NDJSON, '', two)));
    for (const { status, headers, body } of shed) {
      expect(status).toBe(429);
      expect(body).toMatchObject({ type: '/problems/too-many-requests' });
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    }
    // What was shed was never taken in: its events alone would be some 300 MB.
    expect(process.memoryUsage().rss - before).toBeLessThan(250_000_000);
    for (const { request } of held) request.end();
    expect(await Promise.all(held.map(({ status }) => status))).toEqual([200, 200]);
    expect(await metric(two, 'ringfence_ingest_requests_shed_total')).toBe(30);
    expect(await graphTotals(graph)).toEqual(truthOf([...madeEvents(5, 20), ...madeEvents(5, 21)]));
  });

  it('while Neo4j is away gets 503 with Retry-After, and can be sent again later', async () => {
    const away = openGraph(
      { uri: 'bolt://127.0.0.1:1', user: 'neo4j', password: 'none', database: 'neo4j' },
      { maxRetryMs: 200, acquisitionTimeoutMs: 500, connectTimeoutMs: 300 },
    );
    onTestFinished(() => away.close());
    let gone = false;
    const flaky: Graph = {
      read: (...args) => (gone && args[0].name.startsWith('ingest/') ? away : graph).read(...args),
      write: (...args) => (gone && args[0].name.startsWith('ingest/') ? away : graph).write(...args),
      transaction: (work) => (gone ? away : graph).transaction(work),
      stream: (...args) => graph.stream(...args),
      close: async () => {},
    };
    const cut = await another({ graph: flaky });
    gone = true;
    const events = madeEvents(40, 5);
    const refused = await send(events, {}, '', cut);
    expect(refused).toMatchObject({ status: 503, body: { type: '/problems/graph-unavailable' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    gone = false;
    expect(await send(events, {}, '', cut)).toMatchObject({ status: 200, body: { replayed: false } });
    expect(await graphTotals(graph)).toEqual(truthOf(events));
  });

  it('is seen in the figures', async () => {
    const fresh = await another({});
    await send(madeEvents(30, 6), {}, '', fresh);
    await send(madeEvents(30, 6), {}, '', fresh);
    await send([{}], {}, '?onInvalid=skip', fresh);
    expect(await metric(fresh, 'ringfence_ingest_events_total{outcome="accepted"}')).toBe(30);
    expect(await metric(fresh, 'ringfence_ingest_events_total{outcome="replayed"}')).toBe(30);
    expect(await metric(fresh, 'ringfence_ingest_events_total{outcome="rejected"}')).toBe(1);
    expect(await metric(fresh, 'ringfence_ingest_chunk_seconds_count')).toBe(1);
    expect(await metric(fresh, 'ringfence_ingest_chunks_in_flight')).toBe(0);
  });
});

describe('the queries of ingest', () => {
  const at = { first: 1, last: 2 };
  it.each([
    ['accounts', {}, { rows: [{ id: 'a', createdAt: null, firstSeen: 1, lastSeen: 2, events: 1 }], noHours: [0] }],
    ['usage', {}, { rows: [{ id: 'a', hours: [], capabilities: [], models: [], clients: [] }], maxNames: 64 }],
    ['signals', { LABEL: 'Ip' }, { rows: [{ key: 'k', hint: 'h', ...at }], type: 'ip' }],
    ['prefixes', {}, { rows: [{ key: 'k', cidr: 'c' }] }],
    [
      'observations',
      { RELATIONSHIP: 'CONNECTED_FROM' },
      { rows: [{ account: 'a', key: 'k', ...at, count: 1, windows: [1] }], maxWindows: 128 },
    ],
    ['begin-batch', {}, { key: 'b', digest: 'd', chunkEvents: 1, lanes: 1, onInvalid: 'skip', entry: 'e', now: 1 }],
    ['find-batch', {}, { key: 'b' }],
    ['finish-batch', {}, { key: 'b', result: '{}', now: 1 }],
    ['claim-chunk', {}, { key: 'b#0', attempt: 'x', accepted: 1, observations: 1, now: 1 }],
    ['done-chunks', {}, { keys: ['b#0', 'b#1'] }],
    ['forget-batches', {}, { before: 1, limit: 10 }],
    ['forget-chunks', {}, { before: 1, limit: 10 }],
  ])('ask indexes: ingest/%s', async (name, identifiers, parameters) => {
    const operators = (await profile(cypher(`ingest/${name}`, identifiers), parameters)).map((each) => each.name);
    expect(operators.filter((each) => /Scan$|CartesianProduct/.test(each))).toEqual([]);
    expect(operators.some((each) => /Seek/.test(each))).toBe(true);
  });
});

/** A figure of /metrics by its name, with its labels as they stand there. */
const metric = async (from: TestApi, name: string): Promise<number> => {
  const { body } = await from.call<string>('GET', '/metrics');
  const line = body.split('\n').find((each) => each.startsWith(`${name} `));
  return Number(line?.slice(name.length + 1));
};
