import type { IncomingMessage } from 'node:http';
import { RingfenceError } from '../errors.ts';
import { sameSecret } from '../secret-token.ts';

/**
 * A browser adds the Basic password it remembers to whatever any page asks of this host. So a change that another
 * origin's page asks for is refused.
 */
export const refuseForeignChange = (request: IncomingMessage): void => {
  if (!isRead(request) && isForeign(request))
    throw refused('A page of another origin may not make changes with the password that a browser remembers.');
};

/**
 * The same for the cookie of a session, which a browser adds by itself too: SameSite=Strict keeps it from other sites, yet not from
 * pages of a neighbouring name. Their scripts may not ask with it at all, and a change needs the session's token, which
 * only a page that reads our answers has.
 */
export const requireOwnPage = (request: IncomingMessage, csrfToken: string): void => {
  const opened = isRead(request) && request.headers['sec-fetch-mode'] === 'navigate';
  if (!opened && isForeign(request)) throw refused('A page of another origin may not ask by a session of the console.');
  const shown = request.headers['x-csrf-token'];
  if (isRead(request) || (typeof shown === 'string' && sameSecret(shown, csrfToken))) return;
  throw new RingfenceError({
    type: 'forbidden',
    status: 403,
    detail: 'A change by a session needs its token, and none or another one was sent.',
    mend: 'Send `csrfToken` of GET /v1/session as X-CSRF-Token.',
  });
};

const isRead = ({ method }: IncomingMessage): boolean => method === 'GET' || method === 'HEAD';

/** Whether a page of another origin asks (Fetch Metadata; `Origin` where a browser does not send it). */
const isForeign = ({ headers }: IncomingMessage): boolean => {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  return headers.origin !== undefined && hostOf(headers.origin) !== headers.host;
};

const hostOf = (origin: string): string | null => (URL.canParse(origin) ? new URL(origin).host : null);

const refused = (detail: string): RingfenceError =>
  new RingfenceError({ type: 'forbidden', status: 403, detail, mend: 'Send the key as `Authorization: Bearer rf_…`.' });
