import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Run } from '../../src/detection/schema.ts';
import { signalRegistry } from '../../src/signals/index.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { cypherRows } from '../support/graph.ts';
import { plant, planted } from '../support/planted.ts';

let api: TestApi;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api.close());

const plantSome = () =>
  plant(api.graph, signalRegistry(), planted({ ordinary: 800, rings: 2, ringSize: 20, seed: 5 }).events);

const ended = async (id: string): Promise<Run> => {
  for (;;) {
    const { body } = await api.call<Run>('GET', `/v1/runs/${id}`);
    if (body.state !== 'running') return body;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

it('starts a run, says where it is, and shows how it ended', async () => {
  await plantSome();
  const { status, headers, body } = await api.call<Run>('POST', '/v1/runs', { body: { engine: { minScore: 0.4 } } });
  expect(status).toBe(202);
  expect(headers.get('location')).toBe(`/v1/runs/${body.id}`);
  expect(body).toMatchObject({
    state: 'running',
    startedBy: 'test',
    trigger: 'api',
    config: { minScore: 0.4, seed: 1 },
  });
  expect(await ended(body.id)).toMatchObject({
    state: 'published',
    published: true,
    counts: { rings: 2, members: 40 },
  });
  const list = await api.call('GET', '/v1/runs?limit=1');
  expect(list.body).toMatchObject({ runs: [{ id: body.id }], next: null });
});

it('runs without a body, and on an empty graph', async () => {
  const { status, body } = await api.call<Run>('POST', '/v1/runs');
  expect(status).toBe(202);
  expect(await ended(body.id)).toMatchObject({ state: 'published', counts: { accounts: 0, rings: 0 } });
});

it('refuses overrides that the engine does not have or take', async () => {
  const unknown = await api.call('POST', '/v1/runs', { body: { engine: { minSkore: 0.4 } } });
  expect(unknown).toMatchObject({ status: 400, body: { problems: [{ in: 'body', pointer: '/engine/minSkore' }] } });
  const wrong = await api.call('POST', '/v1/runs', { body: { engine: { minScore: 4 } } });
  expect(wrong).toMatchObject({ status: 400, body: { problems: [{ in: 'body', pointer: '/engine/minScore' }] } });
  expect(await cypherRows('MATCH (r:Run) RETURN r.id')).toEqual([]);
});

it('names the run at work to whoever wants another, and cancels it', async () => {
  await cypherRows(`CREATE (:Lease {name: 'detection', holder: 'other', run: 'run_other', fence: 1, renewedAt: datetime()})
    CREATE (:Run {id: 'run_other', state: 'running', stage: 'links', progress: 0.4, staged: 0, startedAt: datetime(),
      trigger: 'api', startedBy: 'other', config: '{}', engineVersion: '0'})`);
  const second = await api.call('POST', '/v1/runs');
  expect(second).toMatchObject({ status: 409, body: { type: '/problems/run-in-progress', run: 'run_other' } });
  const cancelled = await api.call('POST', '/v1/runs/run_other/cancel');
  expect(cancelled).toMatchObject({ status: 202, body: { state: 'running', cancelledBy: 'test' } });
  const missing = await api.call('POST', '/v1/runs/run_none/cancel');
  expect(missing.status).toBe(404);
  await cypherRows("MATCH (r:Run {id: 'run_other'}) SET r.state = 'cancelled', r.finishedAt = datetime()");
  const late = await api.call('POST', '/v1/runs/run_other/cancel');
  expect(late).toMatchObject({ status: 409, body: { type: '/problems/run-not-cancellable' } });
});

it('streams a run as server-sent events to its end', async () => {
  await plantSome();
  const { body } = await api.call<Run>('POST', '/v1/runs');
  const response = await api.open('GET', `/v1/runs/${body.id}/events`);
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
  const text = await response.text();
  const events = text.split('\n\n').filter((event) => event !== '' && !event.startsWith(':'));
  expect(events.at(0)).toMatch(/^event: progress\ndata: \{"state":/);
  const end = /^event: end\ndata: (.*)$/.exec(events.at(-1)!);
  expect(JSON.parse(end![1]!)).toMatchObject({ id: body.id, state: 'published', published: true });
  const none = await api.call('GET', '/v1/runs/run_none/events');
  expect(none).toMatchObject({ status: 404, body: { type: '/problems/not-found' } });
});

it('lets an investigator start and cancel, and a viewer look', async () => {
  const reader = await api.keyWith('viewer');
  const sender = await api.keyWith('ingest');
  expect((await api.call('POST', '/v1/runs', { key: reader })).status).toBe(403);
  expect((await api.call('POST', '/v1/runs/run_x/cancel', { key: reader })).status).toBe(403);
  expect((await api.call('GET', '/v1/runs', { key: reader })).status).toBe(200);
  expect((await api.call('GET', '/v1/runs', { key: sender })).status).toBe(403);
});
