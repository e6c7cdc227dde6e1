import { answer } from '../http/answer.ts';
import { type AnyRoute, route } from '../http/route.ts';
import type { RetentionService } from './retention-service.ts';
import {
  accountParams,
  eraseBody,
  erasureAnswer,
  retentionAnswer,
  retentionBody,
  tombstonePage,
  tombstoneQuery,
} from './schema.ts';
import type { ErasureService } from './service.ts';

const tag = 'Erasure';

/** Accounts are forgotten, and what was done stays provable. */
export const erasureRoutes = (service: ErasureService, retention: RetentionService): AnyRoute[] => [
  route({
    method: 'post',
    path: '/v1/accounts/{id}/erase/preview',
    operationId: 'previewErasure',
    tag,
    summary: 'What would erasing it take away?',
    description: 'Nothing goes. Tells what would, what holds the account, and which files erasing does not reach.',
    params: accountParams,
    responses: { 200: answer('What would go.', erasureAnswer) },
    problems: [],
    handle: async ({ params: { id } }) => ({ status: 200, body: await service.preview(id) }),
  }),
  route({
    method: 'post',
    path: '/v1/accounts/{id}/erase',
    operationId: 'eraseAccount',
    tag,
    summary: 'Erase an account',
    description:
      'Takes it out of every room in one step: the account, its observations and usage, signals that only it had, what people wrote of it. A keyed ' +
      'fingerprint stays, so that counts and signatures still verify. What is sent of it later begins anew.',
    params: accountParams,
    body: eraseBody,
    responses: { 200: answer('What went.', erasureAnswer) },
    problems: ['not-found', 'account-held', 'graph-conflict'],
    handle: async ({ params: { id }, body, actor }) => ({ status: 200, body: await service.erase(id, body, actor) }),
  }),
  route({
    method: 'get',
    path: '/v1/erasures',
    operationId: 'listErasures',
    tag,
    summary: 'What was erased?',
    description: 'The newest first; or whether one account was, by its id.',
    query: tombstoneQuery,
    responses: { 200: answer('A page of erasures.', tombstonePage) },
    problems: [],
    handle: async ({ query }) => ({ status: 200, body: await service.list(query) }),
  }),
  route({
    method: 'get',
    path: '/v1/retention',
    operationId: 'getRetention',
    tag,
    summary: 'What goes by age?',
    description: 'The rules of the configuration, and how far their last application is.',
    responses: { 200: answer('Rules and the last time.', retentionAnswer) },
    problems: [],
    handle: async () => ({ status: 200, body: await retention.status() }),
  }),
  route({
    method: 'post',
    path: '/v1/retention',
    operationId: 'startRetention',
    tag,
    summary: 'Let go of what is too old',
    description:
      'Begins now what `retention.schedule` begins by itself, or only counts what would go. One that was stopped in the middle goes on.',
    body: retentionBody,
    responses: { 202: answer('It is at work.', retentionAnswer) },
    problems: ['job-in-progress', 'no-retention'],
    handle: async ({ body: { dryRun }, actor }) => ({ status: 202, body: await retention.start(dryRun, actor) }),
  }),
];
