import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROLES, type Role } from '../../src/access/roles.ts';
import { ACCESS, routeName } from '../../src/access/table.ts';
import { allows } from '../../src/http/authenticate.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { testIssuer } from '../support/issuer.ts';
import { METHODS } from '../support/openapi-check.ts';

let api: TestApi;
let keys: Readonly<Record<Role, string>>;
beforeAll(async () => {
  api = await startApi();
  const made = await Promise.all(ROLES.map(async (role) => [role, await api.keyWith(role)] as const));
  keys = Object.fromEntries(made) as Record<Role, string>;
});
afterAll(() => api?.close());

const routes = () =>
  Object.entries(api.app.http.document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method] !== undefined).map((method) => ({ method, path })),
  );

describe('who may do what', () => {
  test('is said of every route, and of no other', () => {
    expect(Object.keys(ACCESS).sort()).toEqual(routes().map(routeName).sort());
  });

  test('holds for every route and every role, and nobody comes in without a key', async () => {
    const answers: string[] = [];
    const expected: string[] = [];
    for (const { method, path } of routes()) {
      const { who } = ACCESS[routeName({ method, path })]!;
      const filled = path.replaceAll(/\{\w+\}/g, 'x');
      for (const role of [null, ...ROLES]) {
        const key = role === null ? null : keys[role];
        const { status } = await api.call(method.toUpperCase(), filled, { key });
        const said = `${method} ${path} as ${role ?? 'nobody'}:`;
        answers.push(`${said} ${status === 401 ? 'who?' : status === 403 ? 'refused' : 'let in'}`);
        const wanted =
          role === null ? (who === 'open' ? 'let in' : 'who?') : allows([role], who) ? 'let in' : 'refused';
        expected.push(`${said} ${wanted}`);
      }
    }
    expect(answers).toEqual(expected);
    expect(answers.length).toBeGreaterThan(7 * 30);
  });

  test('keeps whoever only sends events from reading, and whoever only reads from changing', () => {
    for (const [name, { who }] of Object.entries(ACCESS)) {
      if (who === 'open' || who === 'any') continue;
      expect([name, allows(['ingest'], who)]).toEqual([name, name === 'POST /v1/events']);
      const changes = !name.startsWith('GET ') && !/match|search/.test(name);
      if (changes) expect([name, allows(['viewer'], who)]).toEqual([name, false]);
      expect([name, allows(['admin'], who)]).toEqual([name, true]);
    }
  });
});

test('a token of the identity provider opens what its roles may, beside the keys', async () => {
  const issuer = await testIssuer('RS256');
  const config = { access: { requestsPerMinute: 6, oidc: { issuer: issuer.url, rolesClaim: 'realm_access.roles' } } };
  const own = await startApi({ graph: api.graph, config });
  try {
    const key = await issuer.token({ realm_access: { roles: ['viewer'] } });
    expect((await own.call('GET', '/v1/rings', { key })).status).toBe(200);
    expect((await own.call('POST', '/v1/runs', { key })).status).toBe(403);
    const nobody = await issuer.token({ sub: 'u-2' });
    expect((await own.call('GET', '/openapi.json', { key: nobody })).status).toBe(403);
    const expired = await own.call('GET', '/v1/rings', { key: await issuer.token({ exp: 1 }) });
    expect(expired.status).toBe(401);
    expect(expired.headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect((await own.call('GET', '/v1/rings')).status).toBe(200);
    expect(own.logLines.join('')).not.toContain(key.split('.')[1]);
    for (let i = 0; i < 4; i++) await own.call('GET', '/v1/runs', { key });
    expect((await own.call('GET', '/v1/runs', { key })).status).toBe(429);
    expect((await api.call('GET', '/v1/rings', { key })).status).toBe(401);
  } finally {
    await own.close();
    await issuer.close();
  }
});
