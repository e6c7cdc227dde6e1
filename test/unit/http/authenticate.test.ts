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

test('an error of the look-up is the answer: nobody is let in while it is unknown who asks', async () => {
  const authenticate = authenticator({
    key: async () => {
      throw new Error('away');
    },
  });
  const request = { method: 'GET', headers: bearer('reader') };
  await expect(authenticate(request as Parameters<typeof authenticate>[0])).rejects.toThrow('away');
  expect(KEYS['reader']).toBeDefined();
});
