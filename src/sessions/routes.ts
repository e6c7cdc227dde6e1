import type { Caller } from '../access/caller.ts';
import { rfc3339 } from '../fields.ts';
import { answer } from '../http/answer.ts';
import { type AnyRoute, route } from '../http/route.ts';
import { noSessionCookie, sessionCookie, sessionCookieOf } from '../http/session-cookie.ts';
import { endedCount, type Login, login, sessionPage, sessionParams, sessionQuery } from './schema.ts';
import type { SessionsService } from './service.ts';

const tag = 'Sessions';
const cookie = (description: string) => ({ 'Set-Cookie': description });

/** Log in to the console and out of it. */
export const sessionsRoutes = (service: SessionsService): AnyRoute[] => [
  route({
    method: 'post',
    path: '/v1/session',
    operationId: 'createSession',
    tag,
    summary: 'Log in',
    description:
      'With an API key or a token in `Authorization`; a session is not enough. The session is in a cookie that no script can read. A session that comes along ' +
      'ends. One that is begun with a token ends with it: send a new token for the next.',
    responses: {
      201: { ...answer('Who is logged in.', login), headers: cookie('The session; HttpOnly, SameSite=Strict.') },
    },
    problems: [],
    handle: async ({ caller, actor, request }) => {
      const came = { cookie: sessionCookieOf(request), agent: request.headers['user-agent'] };
      const begun = await service.begin(caller!, actor, came);
      const { createdAt, expiresAt } = begun.caller.session;
      const seconds = Math.ceil((expiresAt - createdAt) / 1000);
      return {
        status: 201,
        headers: { 'Set-Cookie': sessionCookie(request, begun.cookie, seconds) },
        body: loginOf(begun.caller),
      };
    },
  }),
  route({
    method: 'get',
    path: '/v1/session',
    operationId: 'getSession',
    tag,
    summary: 'Who am I?',
    description: 'By whatever login: a session, a key or a token.',
    responses: { 200: answer('Who asks.', login) },
    problems: [],
    handle: async ({ caller }) => ({ status: 200, body: loginOf(caller!) }),
  }),
  route({
    method: 'delete',
    path: '/v1/session',
    operationId: 'endSession',
    tag,
    summary: 'Log out',
    description: 'Ends the session that asks, here at once and at other instances within 5 seconds.',
    responses: { 204: { description: 'It has ended.', headers: cookie('The browser forgets it.') } },
    problems: ['not-found'],
    handle: async ({ caller, actor, request }) => {
      if (caller!.session !== undefined) await service.end(caller!.session.id, actor);
      return { status: 204, headers: { 'Set-Cookie': noSessionCookie(request) } };
    },
  }),
  route({
    method: 'delete',
    path: '/v1/sessions',
    operationId: 'endSessions',
    tag,
    summary: 'Log out everywhere',
    description: 'Ends all sessions of the key or person that asks, also the one that asks.',
    responses: { 200: { ...answer('They have ended.', endedCount), headers: cookie('The browser forgets it.') } },
    problems: [],
    handle: async ({ caller, actor, request }) => {
      const ended = await service.endAllOf(caller!, actor);
      return { status: 200, headers: { 'Set-Cookie': noSessionCookie(request) }, body: { ended } };
    },
  }),
  route({
    method: 'get',
    path: '/v1/sessions',
    operationId: 'listSessions',
    tag,
    summary: 'Who is logged in?',
    description: 'Sessions that are open, the newest first.',
    query: sessionQuery,
    responses: { 200: answer('A page of sessions.', sessionPage) },
    problems: [],
    handle: async ({ query }) => ({ status: 200, body: await service.list(query) }),
  }),
  route({
    method: 'delete',
    path: '/v1/sessions/{id}',
    operationId: 'endOtherSession',
    tag,
    summary: 'End somebody’s session',
    description: 'Whose key or token still holds can log in again: revoke the key too.',
    params: sessionParams,
    responses: { 204: { description: 'It has ended.' } },
    problems: ['not-found'],
    handle: async ({ params: { id }, actor }) => {
      await service.end(id, actor);
      return { status: 204 };
    },
  }),
];

const loginOf = ({ kind, id, name, roles, session }: Caller): Login => ({
  caller: { kind, id, name },
  roles: [...roles],
  session:
    session === undefined
      ? null
      : {
          ...{ id: session.id, csrfToken: session.csrfToken, createdAt: rfc3339(session.createdAt) },
          ...{ idleExpiresAt: rfc3339(session.idleAt), expiresAt: rfc3339(session.expiresAt) },
        },
});
