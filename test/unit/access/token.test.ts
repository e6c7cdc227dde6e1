import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type IssuerOptions, issuerKeys } from '../../../src/access/oidc/issuer.ts';
import { rolesOf } from '../../../src/access/oidc/roles-of.ts';
import { isSafeUrl } from '../../../src/access/oidc/safe-url.ts';
import { tokenVerifier } from '../../../src/access/oidc/verify-token.ts';
import { type TestIssuer, testIssuer } from '../../support/issuer.ts';

let issuer: TestIssuer;
let clock = 0;
beforeEach(async () => {
  issuer = await testIssuer();
  clock = 0;
});
afterEach(() => issuer.close());

const verifier = (options: Partial<IssuerOptions> = {}, now = Date.now) =>
  tokenVerifier(
    {
      issuer: issuer.url,
      audience: 'ringfence',
      algorithms: ['ES256', 'RS256'],
      clockSkewSeconds: 30,
      roles: { claim: 'roles', map: [] },
    },
    issuerKeys({ issuer: issuer.url, cooldownMs: 0, clock: () => clock, ...options }),
    now,
  );

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const partsOf = (token: string) => token.split('.') as [string, string, string];
const claimsOf = (token: string) => JSON.parse(Buffer.from(partsOf(token)[1], 'base64url').toString());

describe('a token', () => {
  test('says who calls, by what name and in which roles', async () => {
    const token = await issuer.token({ roles: ['approver', 'viewer', 'no-such-role'] });
    const until = (claimsOf(token).exp + 30) * 1000;
    expect(await verifier()(token)).toEqual({
      ...{ kind: 'token', id: 'u-1', name: 'Ada', roles: ['viewer', 'approver'], until },
    });
    const bare = await issuer.token({ name: undefined, roles: undefined, exp: 4e9 });
    expect(await verifier()(bare)).toEqual({
      ...{ kind: 'token', id: 'u-1', name: 'u-1', roles: [], until: (4e9 + 30) * 1000 },
    });
  });

  const ago = (seconds: number) => Math.floor(Date.now() / 1000) - seconds;
  test.each([
    ['of another issuer', { iss: 'https://elsewhere.example' }, 'claim "iss"'],
    ['of no issuer', { iss: undefined }, 'claim "iss"'],
    ['for somebody else', { aud: 'another-service' }, 'claim "aud"'],
    ['for nobody', { aud: undefined }, 'claim "aud"'],
    ['that has expired', { exp: ago(60) }, 'has expired'],
    ['that never expires', { exp: undefined }, 'claim "exp"'],
    ['that is not yet valid', { nbf: ago(-300) }, 'claim "nbf"'],
    ['without a subject', { sub: undefined }, 'claim "sub"'],
    ['with a subject that is no text', { sub: 7 }, 'subject'],
    ['with control characters in its subject', { sub: 'a\nb' }, 'subject'],
  ])('%s is refused, and says so', async (_what, claims, reason) => {
    const refusal = verifier()(await issuer.token(claims));
    await expect(refusal).rejects.toMatchObject({ type: 'unauthenticated', message: expect.stringContaining(reason) });
  });

  test('is taken while clocks differ by less than is allowed', async () => {
    await verifier()(await issuer.token({ exp: ago(20) }));
    await verifier()(await issuer.token({ nbf: ago(-20) }));
  });

  test('of another kind, signed with the same key, is refused', async () => {
    await expect(verifier()(await issuer.token({}, { typ: 'logout+jwt' }))).rejects.toThrow('another type');
    await verifier()(await issuer.token({}, { typ: 'JWT' }));
  });

  test('with another signature, other claims or none at all is refused', async () => {
    const check = verifier();
    const token = await issuer.token();
    const [header, , signature] = partsOf(token);
    const more = encoded({ ...claimsOf(token), roles: ['admin'] });
    await expect(check(`${header}.${more}.${signature}`)).rejects.toThrow('signature');
    const none = `${encoded({ alg: 'none', typ: 'JWT' })}.${more}.`;
    await expect(check(none)).rejects.toThrow(/not allowed|cannot be checked/);
    await expect(check('a.b.c')).rejects.toMatchObject({ type: 'unauthenticated' });
  });

  test('signed by HMAC with what everybody can read is refused', async () => {
    const [, payload] = partsOf(await issuer.token({ roles: ['admin'] }));
    const keys = await (await fetch(`${issuer.url}/keys`)).text();
    const head = encoded({ alg: 'HS256', kid: 'key-1', typ: 'JWT' });
    const mac = createHmac('sha256', keys).update(`${head}.${payload}`).digest('base64url');
    await expect(verifier()(`${head}.${payload}.${mac}`)).rejects.toThrow('algorithm');
  });

  test('signed by an algorithm that was not chosen is refused, though the issuer lists its key', async () => {
    const other = await testIssuer('ES384');
    const check = tokenVerifier(
      {
        issuer: other.url,
        audience: 'ringfence',
        algorithms: ['ES256'],
        clockSkewSeconds: 0,
        roles: { claim: 'roles', map: [] },
      },
      issuerKeys({ issuer: other.url }),
      Date.now,
    );
    await expect(check(await other.token())).rejects.toThrow('algorithm');
    await other.close();
  });

  test('is never repeated in what is said of it', async () => {
    const token = await issuer.token({ sub: undefined });
    const error: Error = await verifier()(token).then(
      () => new Error('taken'),
      (refusal) => refusal,
    );
    for (const part of partsOf(token)) expect(JSON.stringify({ ...error, said: error.message })).not.toContain(part);
  });
});

describe('the keys of an issuer', () => {
  test('are read once, and again when a token has a new key id', async () => {
    const check = verifier();
    const before = await issuer.token();
    await check(before);
    await Promise.all([check(await issuer.token()), check(await issuer.token())]);
    expect(issuer.asked).toBe(1);
    await issuer.rotate();
    await check(await issuer.token());
    expect(issuer.asked).toBe(2);
    await expect(check(before)).rejects.toThrow('a key that the issuer does not list');
  });

  test('are not read again for every token with an unknown key id', async () => {
    const check = verifier({ cooldownMs: 60_000 });
    await check(await issuer.token());
    const unknown = await issuer.token({}, { kid: 'nobody-s' });
    for (let i = 0; i < 5; i++) await expect(check(unknown)).rejects.toMatchObject({ status: 401 });
    expect(issuer.asked).toBe(1);
  });

  test('that cannot be read are no reason to let anybody in, nor to say that the token is wrong', async () => {
    issuer.fail(true);
    const check = verifier();
    const token = await issuer.token();
    await expect(check(token)).rejects.toMatchObject({ type: 'issuer-unavailable', status: 503 });
    issuer.fail(false);
    await expect(check(token)).rejects.toMatchObject({ type: 'issuer-unavailable' });
    clock += 5_000;
    expect(await check(token)).toMatchObject({ id: 'u-1' });
  });

  test('that are fresh go on serving while the issuer fails', async () => {
    const check = verifier();
    const token = await issuer.token();
    await check(token);
    issuer.fail(true);
    await expect(check(await issuer.token({}, { kid: 'new' }))).rejects.toMatchObject({ type: 'issuer-unavailable' });
    expect(await check(token)).toMatchObject({ id: 'u-1' });
  });

  test.each([
    ['another issuer', { issuer: 'https://elsewhere.example' }],
    ['keys that anybody on the way could change', { jwks_uri: 'http://198.51.100.1/keys' }],
    ['keys at no URL', { jwks_uri: 'keys' }],
  ])('are not taken from a discovery document that names %s', async (_what, document) => {
    issuer.say(document);
    await expect(verifier()(await issuer.token())).rejects.toMatchObject({ type: 'issuer-unavailable' });
  });
});

test('an issuer is believed over https, or on this machine', () => {
  for (const good of ['https://id.example', 'http://127.0.0.1:9', 'http://localhost/x', 'http://[::1]:9'])
    expect([good, isSafeUrl(good)]).toEqual([good, true]);
  for (const bad of [
    'http://id.example',
    'http://127.0.0.1.example',
    'ftp://id.example',
    'id.example',
    'https://a@b.example',
  ])
    expect([bad, isSafeUrl(bad)]).toEqual([bad, false]);
});

describe('roles in a token', () => {
  const map = [
    { value: 'fraud desk', role: 'investigator' as const },
    { value: 'fraud-leads', role: 'approver' as const },
    { value: 'fraud-leads', role: 'viewer' as const },
  ];
  test.each([
    ['names of roles', { roles: ['admin', 'viewer'] }, 'roles', [], ['viewer', 'admin']],
    ['one text', { scope: 'openid ingest viewer' }, 'scope', [], ['viewer', 'ingest']],
    ['a path', { realm_access: { roles: ['viewer'] } }, 'realm_access.roles', [], ['viewer']],
    ['a name with dots', { 'https://example.com/roles': ['viewer'] }, 'https://example.com/roles', [], ['viewer']],
    [
      'values that are mapped',
      { groups: ['fraud-leads', 'fraud desk', 'staff'] },
      'groups',
      map,
      ['viewer', 'investigator', 'approver'],
    ],
    ['role names where others are mapped', { groups: ['admin'] }, 'groups', map, []],
    ['another form', { roles: { admin: true } }, 'roles', [], []],
    ['numbers', { roles: [1, null, 'viewer'] }, 'roles', [], ['viewer']],
    ['nothing', {}, 'realm_access.roles', [], []],
    ['inherited names', {}, 'constructor.name', [], []],
  ])('are read from %s', (_what, claims, claim, mapping, roles) => {
    expect(rolesOf(claims, { claim, map: mapping })).toEqual(roles);
  });
});
