import { request } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { ROLES } from '../../../src/access/roles.ts';
import { authenticator, requireAccess } from '../../../src/http/authenticate.ts';
import { bearer, getThing, KEYS, postThing, type Served, serve } from './support.ts';

const served: Served[] = [];
afterEach(async () => {
  for (const each of served.splice(0)) await each.close(1000);
});

const start = async () => {
  const api = await serve([
    getThing(async ({ caller }) => ({ status: 200, body: { name: caller?.name ?? '' } })),
    postThing(async ({ body }) => ({ status: 201, body })),
  ]);
  served.push(api);
  return {
    get: (headers: Record<string, string>) => fetch(`${api.url}/v1/things/t-1`, { headers }),
    post: (headers: Record<string, string>) =>
      fetch(`${api.url}/v1/things`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: '{"name":"a"}',
      }),
    host: new URL(api.url).host,
  };
};

const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});

describe('a key', () => {
  test('is taken as Bearer, or as the password of HTTP Basic with any user', async () => {
    const api = await start();
    for (const headers of [bearer('reader'), basic('', 'reader'), basic('anyone', 'reader')]) {
      const answer = await api.get(headers);
      expect([answer.status, await answer.json()]).toEqual([200, { name: 'reader' }]);
    }
  });

  test.each([
    ['no header', {}],
    ['an unknown key', bearer('nobody')],
    ['an empty Bearer', { authorization: 'Bearer ' }],
    ['another scheme', { authorization: 'Digest reader' }],
    ['the key as user', basic('reader', '')],
    ['the key alone', { authorization: 'reader' }],
    ['a key that is far too long', bearer('r'.repeat(2000))],
  ])('is asked for, in both ways, after %s', async (_what, headers) => {
    const api = await start();
    const answer = await api.get(headers as Record<string, string>);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe(
      'Bearer realm="ringfence", Basic realm="ringfence", charset="UTF-8"',
    );
    expect(await answer.json()).toMatchObject({ type: '/problems/unauthenticated' });
  });

  test('without the role is refused, and the roles that may are named', async () => {
    const api = await start();
    const answer = await api.get(bearer('actor'));
    expect(answer.status).toBe(403);
    expect(answer.headers.get('www-authenticate')).toContain('error="insufficient_scope"');
    expect(await answer.json()).toMatchObject({ type: '/problems/forbidden', roles: ['viewer', 'admin'] });
  });

  test('is looked at before the body is', async () => {
    const api = await start();
    expect((await api.post({ ...bearer('reader'), 'content-type': 'text/plain' })).status).toBe(403);
    expect((await api.post({ 'content-type': 'text/plain' })).status).toBe(401);
  });
});

describe('roles', () => {
  test('open only what names one of them; any role opens what asks for any, and none includes another', () => {
    for (const held of ROLES) {
      for (const needed of ROLES) {
        const attempt = expect(() => requireAccess({ roles: [held] }, [needed]));
        if (held === needed) attempt.not.toThrow();
        else attempt.toThrow(expect.objectContaining({ type: 'forbidden', status: 403 }));
      }
      expect(() => requireAccess({ roles: [held] }, 'any')).not.toThrow();
      expect(() => requireAccess({ roles: ['viewer', held] }, [held, 'approver'])).not.toThrow();
    }
    expect(() => requireAccess({ roles: [] }, 'any')).toThrow('brings none');
  });

  test('open nothing that is not in the table, not even to an admin', () => {
    expect(() => requireAccess({ roles: ROLES }, undefined)).toThrow('no entry');
    expect(() => requireAccess({ roles: ROLES }, [])).toThrow(expect.objectContaining({ status: 403 }));
  });
});

describe('the password that a browser remembers', () => {
  test('changes nothing for a page of another origin', async () => {
    const api = await start();
    expect((await api.post({ ...basic('x', 'actor'), 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await api.post({ ...basic('x', 'actor'), 'sec-fetch-site': 'same-site' })).status).toBe(403);
    expect((await api.post({ ...basic('x', 'actor'), origin: 'https://example.com' })).status).toBe(403);
    expect((await api.post({ ...basic('x', 'actor'), origin: 'null' })).status).toBe(403);
  });

  test('works for the pages of this service, and outside browsers', async () => {
    const api = await start();
    expect((await api.post({ ...basic('x', 'actor'), 'sec-fetch-site': 'same-origin' })).status).toBe(201);
    expect((await api.post({ ...basic('x', 'actor'), origin: `http://${api.host}` })).status).toBe(201);
    expect((await api.post(basic('x', 'actor'))).status).toBe(201);
    expect((await api.post({ ...bearer('actor'), origin: 'https://example.com' })).status).toBe(201);
  });
});

describe('a session', () => {
  const csrfToken = 'c'.repeat(64);
  const begin = async () => {
    const session = { id: 's-1', csrfToken, createdAt: 0, idleAt: 1, expiresAt: 1 };
    const authenticate = authenticator({
      key: async (key) => KEYS[key] ?? null,
      session: async (cookie) => (cookie === 'open' ? { ...KEYS['root']!, session } : null),
    });
    const routes = [
      getThing(async ({ caller }) => ({ status: 200, body: { name: caller?.name ?? '' } })),
      postThing(async ({ body }) => ({ status: 201, body })),
    ];
    const api = await serve(routes, { authenticate });
    served.push(api);
    // Not by fetch, which says Sec-Fetch-Mode by itself.
    const ask = (method: 'GET' | 'POST', headers: Record<string, string>): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const url = `${api.url}/v1/things${method === 'GET' ? '/t-1' : ''}`;
        const sent = { cookie: 'ringfence=open', 'content-type': 'application/json', ...headers };
        const asked = request(url, { method, headers: sent, agent: false }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        });
        asked.on('error', reject).end(method === 'POST' ? '{"name":"a"}' : undefined);
      });
    return { url: api.url, host: new URL(api.url).host, ask };
  };
  const token = { 'x-csrf-token': csrfToken };

  test('reads by its cookie, and changes only with its token as well', async () => {
    const { ask } = await begin();
    expect(await ask('GET', {})).toBe(200);
    expect(await ask('POST', {})).toBe(403);
    expect(await ask('POST', { 'x-csrf-token': 'c'.repeat(63) })).toBe(403);
    expect(await ask('POST', { 'x-csrf-token': 'd'.repeat(64) })).toBe(403);
    expect(await ask('POST', token)).toBe(201);
    expect(await ask('GET', { cookie: 'ringfence=other' })).toBe(401);
  });

  test('opens nothing to scripts of another origin’s page, token or not; a link to us may be followed', async () => {
    const { ask, host } = await begin();
    for (const site of ['cross-site', 'same-site']) {
      expect(await ask('GET', { 'sec-fetch-site': site, 'sec-fetch-mode': 'cors' })).toBe(403);
      expect(await ask('GET', { 'sec-fetch-site': site, 'sec-fetch-mode': 'navigate' })).toBe(200);
      expect(await ask('POST', { ...token, 'sec-fetch-site': site, 'sec-fetch-mode': 'navigate' })).toBe(403);
    }
    for (const origin of ['https://example.com', 'null', `https://${host}.example.com`])
      expect(await ask('POST', { ...token, origin })).toBe(403);
    expect(await ask('POST', { ...token, origin: `http://${host}` })).toBe(201);
    expect(await ask('POST', { ...token, 'sec-fetch-site': 'same-origin' })).toBe(201);
  });

  test('gives way to a key that is shown beside it', async () => {
    const { ask } = await begin();
    expect(await ask('POST', bearer('actor'))).toBe(201);
    expect(await ask('GET', bearer('actor'))).toBe(403);
    expect(await ask('GET', bearer('nobody'))).toBe(401);
  });

  test('that has ended does not make a browser ask for a password while a page’s script asks', async () => {
    const { url } = await begin();
    const script = await fetch(`${url}/v1/things/t-1`, { headers: { 'sec-fetch-dest': 'empty' } });
    expect(script.headers.get('www-authenticate')).toBe('Bearer realm="ringfence"');
    const opened = await fetch(`${url}/v1/things/t-1`, { headers: { 'sec-fetch-dest': 'document' } });
    expect(opened.headers.get('www-authenticate')).toContain('Basic');
  });
});

test('an error of the look-up is the answer: nobody is let in while it is unknown who asks', async () => {
  const authenticate = authenticator({
    key: async () => {
      throw new Error('away');
    },
  });
  const asked = { method: 'GET', headers: bearer('reader') };
  await expect(authenticate(asked as Parameters<typeof authenticate>[0])).rejects.toThrow('away');
  expect(KEYS['reader']).toBeDefined();
});
