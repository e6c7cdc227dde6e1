import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type StartOptions, startApi, type TestApi } from '../support/api.ts';
import { TESTER } from '../support/audit.ts';
import { chromiumPath, openBrowser } from '../support/browser.ts';
import type { CallOptions } from '../support/checked-call.ts';
import { cypherRows } from '../support/graph.ts';
import { testIssuer } from '../support/issuer.ts';

interface Login {
  readonly caller: { readonly kind: string; readonly id: string; readonly name: string };
  readonly roles: readonly string[];
  readonly session: { readonly id: string; readonly csrfToken: string; readonly expiresAt: string } | null;
}
interface Entry {
  readonly action: string;
  readonly actor: { readonly kind: string; readonly id: string };
  readonly targets: readonly string[];
}

let api: TestApi;
let clock = 0;
const now = () => clock;
const another = (options: StartOptions = {}) => startApi({ graph: api.graph, now, ...options });

beforeAll(async () => {
  clock = Date.now();
  api = await startApi({ now });
});
afterAll(() => api?.close());
beforeEach(() => cypherRows('MATCH (s:Session) DELETE s'));

/** Logs in; calls by the session, of which the browser's part is done here. */
const logIn = async (key: string, at = api, headers: Record<string, string> = {}) => {
  const answer = await at.call<Login>('POST', '/v1/session', { key, headers });
  expect(answer.status).toBe(201);
  const cookie = answer.headers.get('set-cookie')!.split(';')[0]!;
  const token = answer.body.session!.csrfToken;
  const call = <Body>(method: string, path: string, options: CallOptions = {}, on = at) =>
    on.call<Body>(method, path, {
      ...options,
      key: null,
      headers: { cookie, 'x-csrf-token': token, ...options.headers },
    });
  return { id: answer.body.session!.id, cookie, call, login: answer.body, set: answer.headers.get('set-cookie')! };
};

describe('a session', () => {
  test('is begun with a key, acts as that key, and leaves only the hash of its secret in the graph', async () => {
    const { key, id } = await api.app.keys.create({ name: 'desk-berlin', roles: ['investigator'] }, TESTER);
    const { call, cookie, login, set } = await logIn(key);
    expect(set).toMatch(/^ringfence=[a-z2-7]{12}_[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/);
    expect(login).toMatchObject({ caller: { kind: 'key', id, name: 'desk-berlin' }, roles: ['investigator'] });
    expect((await call<Login>('GET', '/v1/session')).body).toEqual(login);
    expect((await call('GET', '/v1/rings')).status).toBe(200);
    expect((await call('GET', '/v1/audit')).status).toBe(403);
    expect((await api.call<Login>('GET', '/v1/session', { key })).body).toMatchObject({ session: null });

    const secret = cookie.slice(-43);
    const graph = JSON.stringify(await cypherRows('MATCH (n) RETURN properties(n) AS properties'));
    for (const hidden of [secret, login.session!.csrfToken]) {
      expect(graph).not.toContain(hidden);
      expect(api.logLines.join('')).not.toContain(hidden);
    }
    const entries = await api.call<{ entries: Entry[] }>('GET', `/v1/audit?target=session:${login.session!.id}`);
    expect(entries.body.entries).toMatchObject([{ action: 'createSession', actor: { kind: 'key', id } }]);
  });

  test('is not begun by another session, nor without a key; a new one takes the place of the one that came along', async () => {
    const first = await logIn(api.key);
    expect((await first.call('POST', '/v1/session')).status).toBe(401);
    expect((await api.call('POST', '/v1/session', { key: null })).status).toBe(401);
    const second = await logIn(api.key, api, { cookie: first.cookie });
    expect((await first.call('GET', '/v1/session')).status).toBe(401);
    expect((await second.call('GET', '/v1/session')).status).toBe(200);
    // Somebody else's id with another secret ends nothing.
    await logIn(api.key, api, { cookie: `ringfence=${second.id}_${'A'.repeat(43)}` });
    expect((await second.call('GET', '/v1/session')).status).toBe(200);
  });

  test('gets a cookie for TLS alone from behind a proxy', async () => {
    const { set } = await logIn(api.key, api, { 'x-forwarded-proto': 'https' });
    expect(set).toMatch(/^__Host-ringfence=.*; Secure$/);
  });

  test('shares its key’s limit of requests', async () => {
    const own = await another({ config: { access: { requestsPerMinute: 3 } } });
    try {
      const { call } = await logIn(own.key, own);
      expect((await call('GET', '/v1/session')).headers.get('ratelimit')).toContain('r=1');
      expect((await own.call('GET', '/v1/session')).status).toBe(200);
      expect((await call('GET', '/v1/session')).status).toBe(429);
    } finally {
      await own.close();
    }
  });

  test('that was forged, cut or emptied is nobody', async () => {
    const { id, cookie } = await logIn(api.key);
    for (const value of [
      '',
      'x',
      id,
      `${id}_`,
      cookie.slice('ringfence='.length, -1),
      `${id}_${'A'.repeat(43)}`,
      '%00',
    ])
      expect(
        (await api.call('GET', '/v1/session', { key: null, headers: { cookie: `ringfence=${value}` } })).status,
      ).toBe(401);
  });
});

describe('a session ends', () => {
  test('by a log-out, here at once and elsewhere within five seconds', async () => {
    const there = await another();
    try {
      const { call, id } = await logIn(api.key);
      expect((await call('GET', '/v1/session', {}, there)).status).toBe(200);
      expect((await call('DELETE', '/v1/session', { headers: { 'x-csrf-token': '' } })).status).toBe(403);
      const out = await call('DELETE', '/v1/session');
      expect([out.status, out.headers.get('set-cookie')]).toEqual([204, expect.stringContaining('Max-Age=0')]);
      expect((await call('GET', '/v1/session')).status).toBe(401);
      clock += 5_000;
      expect((await call('GET', '/v1/session', {}, there)).status).toBe(401);
      expect(await cypherRows('MATCH (s:Session) RETURN s')).toEqual([]);
      const { body } = await api.call<{ entries: Entry[] }>('GET', `/v1/audit?target=session:${id}`);
      expect(body.entries.map(({ action }) => action)).toEqual(['endSession', 'createSession']);
    } finally {
      await there.close();
    }
  });

  test('with all others of its key by a log-out everywhere, and no others', async () => {
    const mine = await api.keyWith('viewer');
    const [one, two, other] = [await logIn(mine), await logIn(mine), await logIn(api.key)];
    expect((await one.call('DELETE', '/v1/sessions')).body).toEqual({ ended: 2 });
    expect((await two.call('GET', '/v1/session')).status).toBe(401);
    expect((await other.call('GET', '/v1/session')).status).toBe(200);
    expect((await api.call('DELETE', '/v1/sessions', { key: mine })).body).toEqual({ ended: 0 });
  });

  test('by an admin, who sees who is logged in', async () => {
    const mine = await api.keyWith('viewer');
    const { call, id, login } = await logIn(mine, api, { 'user-agent': 'Browser/1 (\u00e9)' });
    for (let i = 0; i < 3; i++) await logIn(api.key);
    expect((await call('GET', '/v1/sessions')).status).toBe(403);
    const listed = await api.call<{ sessions: object[] }>('GET', `/v1/sessions?caller=${login.caller.id}`);
    expect(listed.body.sessions).toMatchObject([
      { id, caller: login.caller, from: '127.0.0.1', agent: 'Browser/1 ()' },
    ]);
    const listing = (query: string) =>
      api.call<{ sessions: { id: string }[]; next: string | null }>('GET', `/v1/sessions?limit=2${query}`);
    const first = (await listing('')).body;
    const second = (await listing(`&cursor=${first.next}`)).body;
    expect(second.next).toBeNull();
    const pages = [...first.sessions, ...second.sessions].map((session) => session.id);
    expect(new Set(pages).size).toBe(4);
    expect((await api.call('DELETE', `/v1/sessions/${id}`)).status).toBe(204);
    expect((await call('GET', '/v1/session')).status).toBe(401);
    expect((await api.call('DELETE', `/v1/sessions/${id}`)).status).toBe(404);
    expect((await api.call('DELETE', '/v1/sessions/x')).status).toBe(400);
  });

  test('when it is not used for the idle time, and after its longest time however it is used', async () => {
    const idle = await logIn(api.key);
    clock += 31 * 60_000 - 1;
    expect((await idle.call('GET', '/v1/session')).status).toBe(200);
    await expect.poll(() => cypherRows('MATCH (s:Session) WHERE s.lastUsedAt > s.createdAt RETURN s')).toHaveLength(1);
    clock += 31 * 60_000;
    expect((await idle.call('GET', '/v1/session')).status).toBe(401);
    const { body } = await api.call<{ sessions: object[] }>('GET', '/v1/sessions');
    expect(body.sessions).toEqual([]);

    const used = await logIn(api.key);
    for (let minutes = 0; minutes < 12 * 60; minutes += 20) {
      expect((await used.call('GET', '/v1/session')).status).toBe(200);
      const seen = clock;
      await expect
        .poll(() =>
          cypherRows('MATCH (s:Session {id: $id}) WHERE s.lastUsedAt >= datetime({epochMillis: $seen}) RETURN s', {
            id: used.id,
            seen,
          }),
        )
        .toHaveLength(1);
      clock += 20 * 60_000;
    }
    expect((await used.call('GET', '/v1/session')).status).toBe(401);
    await logIn(api.key);
    expect(await cypherRows('MATCH (s:Session) RETURN s')).toHaveLength(1);
  });

  test('with its key, and may what its key may today', async () => {
    const { key, id } = await api.app.keys.create({ name: 'leaked', roles: ['viewer'] }, TESTER);
    const there = await another();
    try {
      const { call } = await logIn(key);
      expect((await call('GET', '/v1/audit', {}, there)).status).toBe(403);
      await cypherRows("MATCH (k:ApiKey {id: $id}) SET k.roles = ['admin']", { id });
      clock += 5_000;
      expect((await call('GET', '/v1/audit', {}, there)).status).toBe(200);
      await api.app.keys.revoke(id, TESTER);
      expect((await call('GET', '/v1/session')).status).toBe(401);
      clock += 5_000;
      expect((await call('GET', '/v1/session', {}, there)).status).toBe(401);
    } finally {
      await there.close();
    }
  });

  test('with the token that it was begun with, and where its provider is no longer configured', async () => {
    clock = Date.now();
    const issuer = await testIssuer();
    const own = await another({ config: { access: { oidc: { issuer: issuer.url } } } });
    try {
      const exp = Math.floor(clock / 1000) + 600;
      const { call, login } = await logIn(await issuer.token({ sub: 'u-7', roles: ['approver'], exp }), own);
      expect(login).toMatchObject({ caller: { kind: 'token', id: 'u-7', name: 'Ada' }, roles: ['approver'] });
      expect(Date.parse(login.session!.expiresAt)).toBe((exp + 30) * 1000);
      expect((await call('GET', '/v1/rings')).status).toBe(200);
      expect((await call('GET', '/v1/rings', {}, api)).status).toBe(401);
      clock = (exp + 30) * 1000;
      expect((await call('GET', '/v1/rings')).status).toBe(401);
    } finally {
      await own.close();
      await issuer.close();
    }
  });

  test('when fifty newer ones of the same key are open', async () => {
    const key = await api.keyWith('viewer');
    const first = await logIn(key);
    for (let i = 0; i < 50; i++) {
      clock += 1;
      await logIn(key);
    }
    clock += 5_000;
    expect((await first.call('GET', '/v1/session')).status).toBe(401);
    expect(await cypherRows('MATCH (s:Session) RETURN s')).toHaveLength(50);
  });
});

const browserPath = chromiumPath(process.env);
if (browserPath === null) console.log('skipped: sessions in a real browser (needs Chromium)');

describe.skipIf(browserPath === null)('in a real browser', () => {
  let context: BrowserContext;
  let page: Page;
  /** A page of somebody else; under 127.0.0.1 a neighbour (same site, other port), under localhost another site. */
  let theirs: number;
  const stack = new AsyncDisposableStack();

  beforeAll(async () => {
    clock = Date.now();
    const form = `<form method="post" enctype="text/plain" action="${api.url}/v1/runs"><input name='{"a":"' value='"}'><button>win</button></form>`;
    const server = createServer((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html>${form}`),
    ).listen(0, '127.0.0.1');
    await once(server, 'listening');
    stack.defer(() => {
      server.close();
      server.closeAllConnections();
    });
    theirs = (server.address() as AddressInfo).port;
    const browser = stack.adopt(await openBrowser(browserPath!), (it) => it.close());
    // Our own pages may ask this service; the page that is at hand here, /healthz, is none of the console's.
    context = await browser.newContext({ bypassCSP: true });
    page = await context.newPage();
  });
  afterAll(() => stack.disposeAsync());
  beforeEach(async () => {
    await page.goto(`${api.url}/healthz`);
    expect(await ask('POST', '/v1/session', { authorization: `Bearer ${api.key}` })).toBe(201);
  });

  /** The status that the page's own script gets. */
  const ask = (method: string, path: string, headers: Record<string, string> = {}): Promise<number> =>
    page.evaluate(
      async ([verb, url, sent]) => (await fetch(url, { method: verb, headers: sent, credentials: 'include' })).status,
      [method, api.url + path, headers] as const,
    );

  /** What requests of a route were answered so far, by the log. */
  const statuses = (route: string): number[] =>
    api.logLines
      .map((line) => JSON.parse(line) as { route?: string; status: number })
      .filter((line) => line.route === route)
      .map((line) => line.status);

  test('the cookie is kept from scripts and other sites, and opens the API until the log-out', async () => {
    const [cookie] = await context.cookies();
    expect(cookie).toMatchObject({ name: 'ringfence', httpOnly: true, sameSite: 'Strict', secure: false, path: '/' });
    expect(await page.evaluate('document.cookie')).toBe('');
    expect(await ask('GET', '/v1/rings')).toBe(200);
    expect(await ask('DELETE', '/v1/session')).toBe(403);
    const token = await page.evaluate(
      async (url): Promise<string> => ((await (await fetch(url)).json()) as Login).session!.csrfToken,
      `${api.url}/v1/session`,
    );
    expect(await ask('DELETE', '/v1/session', { 'x-csrf-token': token })).toBe(204);
    expect(await ask('GET', '/v1/rings')).toBe(401);
    expect(await context.cookies()).toEqual([]);
  });

  test.each([
    ['another site', 'localhost', 401],
    ['a neighbour of the same site', '127.0.0.1', 403],
  ])('a form and a script on a page of %s change and read nothing', async (_whose, host, status) => {
    // A window of its own: where the post was refused the browser goes on to a page of errors, when it likes.
    const window = await context.newPage();
    await window.goto(`http://${host}:${theirs}/`);
    const posted = window.waitForResponse(`${api.url}/v1/runs`);
    await window.click('button');
    expect((await posted).status()).toBe(status);
    await window.close();
    await page.goto(`http://${host}:${theirs}/`);
    const before = statuses('/v1/rings').length;
    const read = page.evaluate((url) => fetch(url, { credentials: 'include', mode: 'no-cors' }), `${api.url}/v1/rings`);
    await expect(read).rejects.toThrow('Failed to fetch');
    await expect.poll(() => statuses('/v1/rings').slice(before)).toEqual([status]);
    expect((await api.call<{ runs: [] }>('GET', '/v1/runs')).body.runs).toEqual([]);
  });
});
