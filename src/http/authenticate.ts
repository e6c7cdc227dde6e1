import type { IncomingMessage } from 'node:http';
import type { Caller } from '../access/caller.ts';
import type { Who } from '../access/table.ts';
import { RingfenceError } from '../errors.ts';

/** Who calls; throws `unauthenticated` or `forbidden`. */
export type Authenticate = (request: IncomingMessage) => Promise<Caller>;

export interface Verifiers {
  /** Who holds this API key; null where it is unknown or revoked. Compares hashes in constant time. */
  key(text: string): Promise<Caller | null>;
  /** Who bears this token of the identity provider; throws `unauthenticated`. Absent where none is configured. */
  readonly token?: ((text: string) => Promise<Caller>) | undefined;
}

/**
 * Reads a key or a token from `Authorization: Bearer`, or a key from HTTP Basic as the password, so that a browser can
 * open the docs.
 */
export const authenticator =
  (verifiers: Verifiers): Authenticate =>
  async (request) => {
    const header = request.headers.authorization;
    if (header === undefined) throw unauthenticated('Neither an API key nor a token was sent.');
    const credentials = credentialsOf(header);
    if (credentials === null) throw unauthenticated('The Authorization header is neither Bearer nor Basic.');
    const { scheme, secret } = credentials;
    if (scheme === 'basic') refuseForeignPages(request);
    else if (verifiers.token !== undefined && TOKEN.test(secret)) return verifiers.token(secret);
    const caller = await verifiers.key(secret);
    if (caller === null) throw unauthenticated('The API key is unknown or revoked.');
    return caller;
  };

/** Whether somebody with these roles is let in; nobody is where nothing is said of a route. */
export const allows = (roles: readonly string[], who: Who | undefined): boolean => {
  if (who === undefined) return false;
  if (who === 'open') return true;
  return who === 'any' ? roles.length > 0 : who.some((role) => roles.includes(role));
};

/** Throws `forbidden`, naming the roles of which one is needed. */
export const requireAccess = ({ roles }: Pick<Caller, 'roles'>, who: Who | undefined): void => {
  if (allows(roles, who)) return;
  const needed = Array.isArray(who) ? who : [];
  throw new RingfenceError({
    type: 'forbidden',
    status: 403,
    detail:
      who === undefined
        ? 'Nobody may use this route: it has no entry in the table of access.'
        : needed.length === 0
          ? 'This needs a role, and the token brings none.'
          : `This needs the role ${needed.join(' or ')}.`,
    mend: 'Ask an admin for a key (`ringfence keys create --role …`) or a role that may.',
    extra: { roles: needed },
  });
};

/** What a 401 or 403 says about how to log in: both schemes, so that a browser asks for the key. */
export const challenges = (error: RingfenceError): string[] => {
  const bearer = 'Bearer realm="ringfence"';
  if (error.type === 'unauthenticated') {
    const why = error.extra['token'] === 'invalid' ? ', error="invalid_token"' : '';
    return [`${bearer}${why}`, 'Basic realm="ringfence", charset="UTF-8"'];
  }
  if (error.type !== 'forbidden' || error.extra['roles'] === undefined) return [];
  return [`${bearer}, error="insufficient_scope"`];
};

/** A JSON Web Token in its compact form: three parts of base64url. Keys have no dots. */
const TOKEN = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*$/;

const credentialsOf = (header: string): { scheme: 'bearer' | 'basic'; secret: string } | null => {
  const bearer = /^Bearer +([A-Za-z0-9._~+/=-]{1,8192})$/i.exec(header);
  if (bearer) return { scheme: 'bearer', secret: bearer[1]! };
  const basic = /^Basic +([A-Za-z0-9+/=]{1,1024})$/i.exec(header);
  if (!basic) return null;
  const pair = Buffer.from(basic[1]!, 'base64').toString('utf8');
  return { scheme: 'basic', secret: pair.slice(pair.indexOf(':') + 1) };
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
    mend: 'Send it as `Authorization: Bearer rf_…`; `ringfence keys create` makes a key.',
  });
