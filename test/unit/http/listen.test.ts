import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { listen } from '../../../src/http/listen.ts';
import type { AnyRoute } from '../../../src/http/route.ts';
import { bearer, getThing, serve } from './support.ts';

const slow = (ms: number, seen: { aborted: boolean } = { aborted: false }): AnyRoute =>
  getThing(async ({ signal }) => {
    signal.addEventListener('abort', () => {
      seen.aborted = true;
    });
    await wait(ms, undefined, { signal });
    return { status: 200, body: { name: 'done' } };
  });

const events: AnyRoute = getThing(
  async ({ signal }) => ({
    status: 200,
    write: async (response) => {
      response.write('data: 1\n\n');
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    },
  }),
  { responses: { 200: { description: 'Events.', contentType: 'text/event-stream' } } },
);

const get = (url: string, signal?: AbortSignal) =>
  fetch(`${url}/v1/things/t-1`, { headers: bearer('root'), ...(signal === undefined ? {} : { signal }) });

describe('listening', () => {
  test('on a port in use fails with one sentence and a way to mend it', async () => {
    const api = await serve([]);
    await expect(listen(api.app, { host: '127.0.0.1', port: api.port })).rejects.toMatchObject({
      type: 'port-in-use',
      message: `Port ${api.port} on 127.0.0.1 is in use by another process.`,
      mend: expect.stringContaining('RINGFENCE_HTTP_PORT'),
    });
    await api.close(0);
  });

  test('on an address that is not here fails by that name', async () => {
    const api = await serve([]);
    await expect(listen(api.app, { host: '203.0.113.9', port: 0 })).rejects.toMatchObject({
      type: 'address-not-available',
    });
    await api.close(0);
  });

  test('answers a head of more than 16 KiB as the document says of every route, and goes on answering others', async () => {
    const api = await serve([slow(0)]);
    const long = await fetch(`${api.url}/v1/things/t-1?cursor=${'x'.repeat(17_000)}`, { headers: bearer('root') });
    expect([long.status, await long.text()]).toEqual([431, '']);
    const documented = Object.values(api.app.document.paths ?? {}).flatMap((item) => Object.values(item));
    for (const { responses } of documented) expect(responses).toHaveProperty('431');
    expect((await get(api.url)).status).toBe(200);
    await api.close(0);
  });

  test('gives a URL that can be opened, for IPv6 and the wildcard too', async () => {
    const api = await serve([]);
    for (const host of ['0.0.0.0', '127.0.0.1']) {
      const other = await listen(api.app, { host, port: 0 });
      expect(other.url).toBe(`http://127.0.0.1:${other.port}`);
      expect((await fetch(`${other.url}/healthz`)).status).toBe(200);
      await other.close(0);
    }
    await api.close(0);
  });
});

describe('closing', () => {
  test('lets a request in flight end, takes no new one, and does not keep the connection', async () => {
    const api = await serve([slow(200)]);
    const answer = get(api.url);
    await expect.poll(() => api.app.calls.inFlight).toBe(1);
    const closed = api.close(5000);
    await expect(get(api.url)).rejects.toThrow();
    const response = await answer;
    expect([response.status, response.headers.get('connection')]).toEqual([200, 'close']);
    expect(await response.json()).toEqual({ name: 'done' });
    await closed;
  });

  test('waits for nobody who only keeps a connection open', async () => {
    const api = await serve([slow(0)]);
    await (await get(api.url)).text();
    const began = performance.now();
    await api.close(10_000);
    expect(performance.now() - began).toBeLessThan(1000);
  });

  test('tells what is left when the grace has passed, then cuts it', async () => {
    const seen = { aborted: false };
    const api = await serve([slow(60_000, seen)]);
    const answer = get(api.url).catch((error: unknown) => error);
    await expect.poll(() => api.app.calls.inFlight).toBe(1);
    const began = performance.now();
    await api.close(50);
    expect(performance.now() - began).toBeLessThan(2000);
    expect(seen.aborted).toBe(true);
    await answer;
  });

  test('tells event streams at once: they would never end by themselves', async () => {
    const api = await serve([events]);
    const response = await get(api.url);
    const began = performance.now();
    const text = response.text();
    await api.close(10_000);
    expect(await text).toBe('data: 1\n\n');
    expect(performance.now() - began).toBeLessThan(2000);
  });

  test('twice waits for the first', async () => {
    const api = await serve([]);
    await Promise.all([api.close(100), api.close(100)]);
    await api.close(0);
  });
});

test('a client that goes away is told to the handler, and the log says that the answer was cut', async () => {
  const seen = { aborted: false };
  const api = await serve([slow(60_000, seen)]);
  const client = new AbortController();
  const answer = get(api.url, client.signal).catch((error: unknown) => error);
  await expect.poll(() => api.app.calls.inFlight).toBe(1);
  client.abort();
  await answer;
  await expect.poll(() => seen.aborted).toBe(true);
  await expect.poll(() => api.lines.at(-1)?.['cut']).toBe(true);
  await api.close(100);
});
