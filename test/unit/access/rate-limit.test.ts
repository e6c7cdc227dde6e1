import { afterEach, describe, expect, test } from 'vitest';
import { rateLimit } from '../../../src/access/rate-limit.ts';
import { bearer, getThing, KEYS, type Served, serve } from '../http/support.ts';

const served: Served[] = [];
afterEach(async () => {
  for (const each of served.splice(0)) await each.close(1000);
});

const start = async (requestsPerMinute: number) => {
  const api = await serve([getThing(async () => ({ status: 200, body: { name: 'one' } }))], {
    rateLimit: rateLimit(requestsPerMinute),
  });
  served.push(api);
  return (key: string) => fetch(`${api.url}/v1/things/t-1`, { headers: bearer(key) });
};

describe('a limit of requests', () => {
  test('is told with every answer, and ends in 429 with when to come again', async () => {
    const get = await start(3);
    for (const left of [2, 1, 0]) {
      const answer = await get('root');
      expect(answer.status).toBe(200);
      expect(answer.headers.get('ratelimit-policy')).toBe('"requests";q=3;w=60');
      expect(answer.headers.get('ratelimit')).toMatch(new RegExp(`^"requests";r=${left};t=(60|5\\d)$`));
    }
    const refused = await get('root');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect(refused.headers.get('ratelimit')).toContain('r=0');
    expect(await refused.json()).toMatchObject({ type: '/problems/rate-limited', status: 429 });
  });

  test('is each caller’s own, and counts what was refused for its role', async () => {
    const get = await start(2);
    expect([(await get('actor')).status, (await get('actor')).status, (await get('actor')).status]).toEqual([
      403, 403, 429,
    ]);
    expect((await get('reader')).status).toBe(200);
  });

  test('is not spent by strangers, who are told nothing of it', async () => {
    const get = await start(2);
    for (let i = 0; i < 4; i++) {
      const answer = await get('nobody');
      expect([answer.status, answer.headers.get('ratelimit')]).toEqual([401, null]);
    }
    expect((await get('root')).status).toBe(200);
  });

  test('counts a key and a person with the same id apart', async () => {
    const limit = rateLimit(1);
    const { id } = KEYS['root']!;
    expect((await limit.take({ kind: 'key', id, name: '', roles: [] })).refused).toBeNull();
    expect((await limit.take({ kind: 'token', id, name: '', roles: [] })).refused).toBeNull();
    expect((await limit.take({ kind: 'key', id, name: '', roles: [] })).refused).toMatchObject({
      type: 'rate-limited',
    });
  });
});
