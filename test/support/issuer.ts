import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

/** A real OpenID provider on loopback: discovery, keys and tokens, with a key that can be rotated. */
export interface TestIssuer {
  readonly url: string;
  /** Requests for its keys so far. */
  readonly asked: number;
  /** A token signed by the key of today; `claims` go over the usual ones, undefined takes one away. */
  token(claims?: Record<string, unknown>, header?: Record<string, unknown>): Promise<string>;
  /** Signs with a new key from now on, and lists it alone. */
  rotate(): Promise<void>;
  /** Answers 500 from now on, or works again. */
  fail(failing: boolean): void;
  /** Says this of itself in discovery, in place of the truth. */
  say(document: Readonly<Record<string, string>>): void;
  close(): Promise<void>;
}

export const testIssuer = async (alg = 'ES256'): Promise<TestIssuer> => {
  let count = 0;
  const newKey = async () => ({ kid: `key-${++count}`, alg, ...(await generateKeyPair(alg, { extractable: true })) });
  let key = await newKey();
  let asked = 0;
  let failing = false;
  let said: Readonly<Record<string, string>> = {};

  const server = createServer(async (request, response) => {
    const body =
      request.url === '/.well-known/openid-configuration'
        ? { issuer: url, jwks_uri: `${url}/keys`, ...said }
        : { keys: [{ ...(await exportJWK(key.publicKey)), kid: key.kid, alg: key.alg, use: 'sig' }] };
    if (request.url === '/keys') asked += 1;
    response.writeHead(failing ? 500 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    get asked() {
      return asked;
    },
    token(claims = {}, header = {}) {
      const now = Math.floor(Date.now() / 1000);
      const usual = {
        iss: url,
        aud: 'ringfence',
        sub: 'u-1',
        name: 'Ada',
        iat: now,
        exp: now + 300,
        roles: ['viewer'],
      };
      const merged = Object.entries({ ...usual, ...claims }).filter(([, value]) => value !== undefined);
      return new SignJWT(Object.fromEntries(merged) as JWTPayload)
        .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'at+jwt', ...header })
        .sign(key.privateKey);
    },
    rotate: async () => {
      key = await newKey();
    },
    fail: (now) => {
      failing = now;
    },
    say: (document) => {
      said = document;
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};
