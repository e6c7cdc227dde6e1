import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { noSessionCookie, sessionCookie, sessionCookieOf } from '../../../src/http/session-cookie.ts';

const request = (headers: Record<string, string>) => ({ headers }) as unknown as IncomingMessage;

describe('the cookie of a session', () => {
  test('is for this host alone, over TLS alone, hidden from scripts and never sent from other sites', () => {
    expect(sessionCookie(request({ host: 'ringfence.example' }), 'v', 60)).toBe(
      '__Host-ringfence=v; Path=/; Max-Age=60; HttpOnly; SameSite=Strict; Secure',
    );
    expect(noSessionCookie(request({ host: 'ringfence.example' }))).toContain('__Host-ringfence=; Path=/; Max-Age=0');
  });

  test.each(['127.0.0.1:8787', 'localhost:8787', 'LOCALHOST', '[::1]:8787', '127.8.9.1'])(
    'needs no TLS where a browser on this machine asks %s straight',
    (host) => {
      expect(sessionCookie(request({ host }), 'v', 60)).toBe(
        'ringfence=v; Path=/; Max-Age=60; HttpOnly; SameSite=Strict',
      );
    },
  );

  test.each([
    { host: '127.0.0.1:8787', 'x-forwarded-for': '203.0.113.7' },
    { host: 'localhost', 'x-forwarded-proto': 'http' },
    { host: '127.0.0.1.example.com' },
    { host: 'localhost.example.com:80' },
    { host: '10.0.0.1' },
    {},
  ])('needs TLS for %j, which may be a proxy before us or another machine', (headers) => {
    expect(sessionCookie(request(headers as Record<string, string>), 'v', 60)).toContain('; Secure');
  });

  test('is read by the one name that holds there: what a neighbour can set under the other is not believed', () => {
    const cookie = 'a=1;ringfence=plain ; __Host-ringfence=hosts=x; ringfence=second';
    expect(sessionCookieOf(request({ host: 'localhost', cookie }))).toBe('plain');
    expect(sessionCookieOf(request({ host: 'ringfence.example', cookie }))).toBe('hosts=x');
    expect(sessionCookieOf(request({ host: 'ringfence.example', cookie: 'ringfence=plain' }))).toBeNull();
    expect(sessionCookieOf(request({ host: 'ringfence.example' }))).toBeNull();
  });
});
