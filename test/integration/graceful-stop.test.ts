import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { Graph } from '../../src/graph/graph.ts';
import { keysService } from '../../src/keys/service.ts';
import { keysStore } from '../../src/keys/store.ts';
import { signalRegistry } from '../../src/signals/index.ts';
import { TESTER, unrecorded } from '../support/audit.ts';
import { cypherRows, testGraph } from '../support/graph.ts';
import { graphTotals, madeEvents, ndjson, truthOf } from '../support/made-events.ts';
import { plant, planted } from '../support/planted.ts';
import { freePort, type ServiceProcess, startService } from '../support/service-process.ts';

const CLI = fileURLToPath(new URL('../../src/cli/ringfence.mjs', import.meta.url));
const EVENTS = 4_000;
const events = madeEvents(EVENTS, 33);
const body = Buffer.from(ndjson(events));

let graph: Graph;
let home: string;
let key: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'ringfence-stop-'));
});
beforeEach(async () => {
  await graph?.close();
  graph = await testGraph();
  ({ key } = await keysService({ store: keysStore(graph, unrecorded), now: Date.now }).create(
    { name: 'test', roles: ['admin'] },
    TESTER,
  ));
});
afterAll(async () => {
  await graph.close();
  await rm(home, { recursive: true, force: true });
});

/** `ringfence serve` on the run's server. */
const serve = async (env: NodeJS.ProcessEnv = {}): Promise<ServiceProcess> => {
  const { uri, user, password } = inject('neo4j');
  const port = await freePort();
  const own = { RINGFENCE_HOME: home, RINGFENCE_HTTP_PORT: String(port) };
  const server = { NEO4J_URI: uri, NEO4J_USER: user, NEO4J_PASSWORD: password };
  return startService([process.execPath, CLI, 'serve'], {
    env: { ...process.env, ...own, ...server, ...env },
    cwd: home,
    port,
  });
};

const up = async (env?: NodeJS.ProcessEnv): Promise<ServiceProcess> => {
  const service = await serve(env);
  await service.up();
  return service;
};

const post = (service: ServiceProcess, path: string, sent?: Buffer): Promise<Response> =>
  fetch(service.url + path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'idempotency-key': 'one-batch',
      'content-type': sent === undefined ? 'application/json' : 'application/x-ndjson',
    },
    body: sent === undefined ? '{}' : new Uint8Array(sent),
  });

const chunks = async (): Promise<number> =>
  (await cypherRows('MATCH (c:BatchChunk) RETURN count(c) AS chunks'))[0]!['chunks'] as number;
const inTheMiddle = () => expect.poll(chunks, { timeout: 60_000, interval: 10 }).toBeGreaterThan(5);

/** A body that is begun and never ended; what is answered to it. */
const slowBody = (service: ServiceProcess): Promise<{ status: number | undefined; text: string }> =>
  new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' };
    const sent = request(`${service.url}/v1/events`, { method: 'POST', headers }, async (answer) => {
      let text = '';
      for await (const part of answer) text += part;
      resolve({ status: answer.statusCode, text });
      sent.destroy();
    });
    sent.on('error', reject);
    sent.write(body.subarray(0, 50_000));
  });

/** Until the service reads a body, as its own figure says. */
const reading = (service: ServiceProcess) =>
  expect
    .poll(
      async () => {
        const answer = await fetch(`${service.url}/metrics`, { headers: { authorization: `Bearer ${key}` } });
        return /^ringfence_ingest_requests_at_work 1$/m.test(await answer.text());
      },
      { timeout: 20_000, interval: 50 },
    )
    .toBe(true);

describe('SIGTERM', { timeout: 120_000 }, () => {
  it('in the middle of a large batch lets it be written and answered, and takes nothing new', async () => {
    // A busy machine may take longer than the usual grace.
    const service = await up({ RINGFENCE_INGEST_CHUNK_EVENTS: '40', RINGFENCE_HTTP_GRACE_SECONDS: '90' });
    const answer = post(service, '/v1/events', body);
    await inTheMiddle();
    service.child.kill('SIGTERM');
    await expect.poll(() => service.said().includes('stopping'), { interval: 5 }).toBe(true);
    await expect(fetch(`${service.url}/healthz`)).rejects.toThrow();
    const { status, headers } = await answer;
    expect(status).toBe(200);
    expect(headers.get('connection')).toBe('close');
    expect(await service.ended).toEqual({ code: 0, signal: null });
    expect(await graphTotals(graph)).toEqual(truthOf(events));
  });

  it('that leaves no time for the rest of a batch answers 503, and sent again it goes on where it stopped', async () => {
    const small = { RINGFENCE_INGEST_CHUNK_EVENTS: '40', RINGFENCE_INGEST_IN_FLIGHT: '1' };
    const service = await up({ ...small, RINGFENCE_HTTP_GRACE_SECONDS: '0' });
    const answer = post(service, '/v1/events', body);
    await inTheMiddle();
    service.child.kill('SIGTERM');
    const refused = await answer;
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(await refused.json()).toMatchObject({ type: '/problems/overloaded', detail: 'The service is stopping.' });
    expect(await service.ended).toEqual({ code: 0, signal: null });
    const { events: there } = await graphTotals(graph);
    expect(there).toBeGreaterThan(0);
    expect(there).toBeLessThan(EVENTS);

    const next = await up();
    const done = await post(next, '/v1/events', body);
    expect(done.status).toBe(200);
    expect(await done.json()).toMatchObject({ accepted: EVENTS, replayed: false });
    expect(await graphTotals(graph)).toEqual(truthOf(events));
    expect(await (await post(next, '/v1/events', body)).json()).toMatchObject({ replayed: true });
    next.child.kill('SIGTERM');
    expect(await next.ended).toMatchObject({ code: 0 });
  });

  it('answers a sender that dawdles with 503 when its grace has passed, and has written nothing of it', async () => {
    const service = await up({ RINGFENCE_HTTP_GRACE_SECONDS: '1' });
    const answer = slowBody(service);
    await reading(service);
    service.child.kill('SIGTERM');
    expect((await answer).status).toBe(503);
    expect(await service.ended).toEqual({ code: 0, signal: null });
    expect(await chunks()).toBe(0);
  });

  it('in the middle of a run gives the lease back, so that another instance can go on at once', async () => {
    const { events: ordinary } = planted({ ordinary: 3_000, rings: 4, ringSize: 25, seed: 7 });
    await plant(graph, signalRegistry(), ordinary);
    const service = await up();
    const { id } = (await (await post(service, '/v1/runs')).json()) as { id: string };
    service.child.kill('SIGTERM');
    expect(await service.ended).toEqual({ code: 0, signal: null });
    const [run] = await cypherRows('MATCH (r:Run {id: $id}) RETURN r.state AS state, r.error AS error', { id });
    expect(run!['state']).toBe('cancelled');
    expect(run!['error']).toContain('service-stopped');
    expect(await cypherRows('MATCH (l:Lease) RETURN l.holder AS holder')).toEqual([{ holder: null }]);

    const next = await up();
    const again = await post(next, '/v1/runs');
    expect(again.status).toBeLessThan(300);
    const { id: second } = (await again.json()) as { id: string };
    const state = async () =>
      (await cypherRows('MATCH (r:Run {id: $second}) RETURN r.state AS state', { second }))[0]!['state'];
    await expect.poll(state, { timeout: 60_000 }).toBe('published');
    next.child.kill('SIGTERM');
    expect(await next.ended).toMatchObject({ code: 0 });
  });

  it('the second time ends the process at once', async () => {
    const service = await up({ RINGFENCE_HTTP_GRACE_SECONDS: '600' });
    const answer = slowBody(service).catch((error: NodeJS.ErrnoException) => error.code);
    await reading(service);
    service.child.kill('SIGTERM');
    await expect.poll(() => service.said().includes('stopping'), { interval: 5 }).toBe(true);
    expect(service.child.exitCode).toBeNull();
    const began = performance.now();
    service.child.kill('SIGTERM');
    expect(await service.ended).toEqual({ code: 130, signal: null });
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(await answer).toBe('ECONNRESET');
  });

  it('during a start that waits for Neo4j ends it', async () => {
    const service = await serve({ NEO4J_URI: `bolt://127.0.0.1:${await freePort()}` });
    await expect.poll(() => service.said().includes('using the Neo4j at'), { timeout: 30_000 }).toBe(true);
    service.child.kill('SIGTERM');
    expect(await service.ended).toEqual({ code: 130, signal: null });
  });
});
