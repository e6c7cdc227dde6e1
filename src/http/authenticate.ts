import type { IncomingMessage } from 'node:http';
import { RingfenceError } from '../errors.ts';
import type { Access, Caller, Scope } from './route.ts';

/** Who calls; throws `unauthenticated` or `forbidden`. */
export type Authenticate = (request: IncomingMessage) => Promise<Caller>;

/**
 * Reads the key from `Authorization: Bearer`, or from HTTP Basic with the key as password, so that a browser can open
 * the docs. `verify` answers null for a key that is unknown or revoked; it compares hashes in constant time.
 */
export const authenticator =
  (verify: (key: string) => Promise<Caller | null>): Authenticate =>
  async (request) => {
    const header = request.headers.authorization;
    if (header === undefined) throw unauthenticated('No API key was sent.');
    const credentials = credentialsOf(header);
    if (credentials === null) throw unauthenticated('The Authorization header is neither Bearer nor Basic.');
    if (credentials.scheme === 'basic') refuseForeignPages(request);
    const caller = await verify(credentials.key);
    if (caller === null) throw unauthenticated('The API key is unknown or revoked.');
    return caller;
  };

/** Whether the scopes of a key include what a route asks for. */
export const allows = (scopes: readonly Scope[], access: Access): boolean =>
  access === null || access === 'any' || scopes.includes('admin') || scopes.includes(access);

/** Throws `forbidden`, naming the scope that is needed. */
export const requireAccess = (caller: Caller, access: Access): void => {
  if (allows(caller.scopes, access)) return;
  throw new RingfenceError({
    type: 'forbidden',
    status: 403,
    detail: `This needs a key with the scope "${access}".`,
    mend: `Make one with \`ringfence keys create --scope ${access}\`.`,
    extra: { scope: access },
  });
};

/** What a 401 or 403 says about how to log in: both schemes, so that a browser asks for the key. */
export const challenges = (error: RingfenceError): string[] => {
  const bearer = 'Bearer realm="ringfence"';
  if (error.type === 'unauthenticated') return [bearer, 'Basic realm="ringfence", charset="UTF-8"'];
  if (error.type !== 'forbidden' || error.extra['scope'] === undefined) return [];
  return [`${bearer}, error="insufficient_scope", scope="${error.extra['scope']}"`];
};

const credentialsOf = (header: string): { scheme: 'bearer' | 'basic'; key: string } | null => {
  const bearer = /^Bearer +([A-Za-z0-9._~+/=-]{1,512})$/i.exec(header);
  if (bearer) return { scheme: 'bearer', key: bearer[1]! };
  const basic = /^Basic +([A-Za-z0-9+/=]{1,1024})$/i.exec(header);
  if (!basic) return null;
  const pair = Buffer.from(basic[1]!, 'base64').toString('utf8');
  return { scheme: 'basic', key: pair.slice(pair.indexOf(':') + 1) };
};

/**
 * A browser adds the Basic password it remembers to whatever any page asks of this host. So a change that another
 * origin's page asks for is refused (Fetch Metadata; `Origin` where a browser does not send it).
 */
const refuseForeignPages = (request: IncomingMessage): void => {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  const site = request.headers['sec-fetch-site'];
  const { origin, host } = request.headers;
  const foreign =
    site === undefined ? origin !== undefined && hostOf(origin) !== host : site !== 'same-origin' && site !== 'none';
  if (!foreign) return;
  throw new RingfenceError({
    type: 'forbidden',
    status: 403,
    detail: 'A page of another origin may not make changes with the password that a browser remembers.',
    mend: 'Send the key as `Authorization: Bearer rf_…`.',
  });
};

const hostOf = (origin: string): string | null => {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
};

const unauthenticated = (detail: string): RingfenceError =>
  new RingfenceError({
    type: 'unauthenticated',
    status: 401,
    detail,
    mend: 'Send it as `Authorization: Bearer rf_…`; `ringfence keys create` makes one.',
  });
