import type { IncomingMessage } from 'node:http';

/** Only this host's own answers over TLS can set a cookie of this name: no page of a neighbouring name can slip in its own session. */
const NAME = '__Host-ringfence';
/** On this machine without TLS, where a browser may take no Secure cookie. */
const PLAIN_NAME = 'ringfence';

/** What the cookie of a session holds; null where none came. */
export const sessionCookieOf = (request: IncomingMessage): string | null => {
  const name = isPlainLoopback(request) ? PLAIN_NAME : NAME;
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return null;
};

/** `Set-Cookie` for a session; no script can read it, and no other site's page has it sent. */
export const sessionCookie = (request: IncomingMessage, value: string, maxAgeSeconds: number): string => {
  const plain = isPlainLoopback(request);
  const attributes = [
    'Path=/',
    `Max-Age=${maxAgeSeconds}`,
    'HttpOnly',
    'SameSite=Strict',
    ...(plain ? [] : ['Secure']),
  ];
  return [`${plain ? PLAIN_NAME : NAME}=${value}`, ...attributes].join('; ');
};

/** `Set-Cookie` that has the browser forget it. */
export const noSessionCookie = (request: IncomingMessage): string => sessionCookie(request, '', 0);

/**
 * Whether a browser on this machine asks straight, without TLS. Anything else gets a Secure cookie, also where it looks as if it came
 * without TLS: a proxy that ends TLS may not say so, and one that names this machine as the host says at least for whom it asks.
 */
const isPlainLoopback = ({ headers }: IncomingMessage): boolean =>
  LOOPBACK.test(headers.host ?? '') && !FORWARDED.some((name) => headers[name] !== undefined);

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;
const FORWARDED = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'];
