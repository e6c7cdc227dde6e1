import type { IncomingMessage } from 'node:http';
import type { Caller, CallerSession } from '../access/caller.ts';
import type { Who } from '../access/table.ts';
import { RingfenceError } from '../errors.ts';
import { refuseForeignChange, requireOwnPage } from './own-pages.ts';
import { sessionCookieOf } from './session-cookie.ts';

/** Who calls; throws `unauthenticated` or `forbidden`. */
export type Authenticate = (request: IncomingMessage) => Promise<Caller>;

export interface Verifiers {
  /** Who holds this API key; null where it is unknown or revoked. Compares hashes in constant time. */
  key(text: string): Promise<Caller | null>;
  /** Who bears this token of the identity provider; throws `unauthenticated`. Absent where none is configured. */
  readonly token?: ((text: string) => Promise<Caller>) | undefined;
  /** Who has this session, by what their cookie holds; null where it is unknown or has ended. Absent where there are no sessions. */
  readonly session?: ((cookie: string) => Promise<SessionCaller | null>) | undefined;
}

export type SessionCaller = Caller & { readonly session: CallerSession };

/**
 * Reads a key or a token from `Authorization: Bearer`, or a key from HTTP Basic as the password, so that a browser can
 * open the docs; without either, the cookie of a session.
 */
export const authenticator =
  (verifiers: Verifiers): Authenticate =>
  async (request) => {
    const header = request.headers.authorization;
    if (header === undefined) return bySession(verifiers, request);
    const credentials = credentialsOf(header);
    if (credentials === null) throw unauthenticated('The Authorization header is neither Bearer nor Basic.');
    const { scheme, secret } = credentials;
    if (scheme === 'basic') refuseForeignChange(request);
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

/**
 * What a 401 or 403 says about how to log in: both schemes, so that a browser asks for the key. Not where a page's script asks, which has a
 * log-in of its own to show.
 */
export const challenges = (error: RingfenceError, { headers }: Pick<IncomingMessage, 'headers'>): string[] => {
  const bearer = 'Bearer realm="ringfence"';
  if (error.type === 'unauthenticated') {
    const why = error.extra['token'] === 'invalid' ? ', error="invalid_token"' : '';
    const basic = headers['sec-fetch-dest'] === 'empty' ? [] : ['Basic realm="ringfence", charset="UTF-8"'];
    return [`${bearer}${why}`, ...basic];
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

const bySession = async (verifiers: Verifiers, request: IncomingMessage): Promise<Caller> => {
  const cookie = verifiers.session === undefined ? null : sessionCookieOf(request);
  if (cookie === null) throw unauthenticated('Neither an API key nor a token was sent.');
  const caller = await verifiers.session!(cookie);
  if (caller === null) throw unauthenticated('The session has ended.', 'Log in again: POST /v1/session.');
  requireOwnPage(request, caller.session.csrfToken);
  return caller;
};

/** Throws `unauthenticated` for whoever comes by a session: they are to show the key or the token itself. */
export const requireKeyOrToken = ({ session }: Caller): void => {
  if (session !== undefined) throw unauthenticated('This needs the key or the token itself: a session is not enough.');
};

const unauthenticated = (
  detail: string,
  mend = 'Send it as `Authorization: Bearer rf_…`; `ringfence keys create` makes a key.',
): RingfenceError => new RingfenceError({ type: 'unauthenticated', status: 401, detail, mend });
