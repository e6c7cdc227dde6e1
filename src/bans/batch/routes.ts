import { answer } from '../../http/answer.ts';
import { type AnyRoute, route } from '../../http/route.ts';
import { batch, step, tag } from './route-parts.ts';
import * as schema from './schema.ts';
import type { BatchService } from './service.ts';

/** Ban batches as they stand. */
export const batchRoutes = (service: BatchService): AnyRoute[] => [
  route({
    method: 'get',
    path: '/v1/bans',
    operationId: 'listBanBatches',
    tag,
    summary: 'Ban batches',
    description: 'The newest first; `ring`, `account` and `case` narrow it to those that have to do with one.',
    query: schema.batchQuery,
    responses: { 200: answer('A page of batches.', schema.batchPage) },
    problems: [],
    handle: async ({ query }) => ({ status: 200, body: await service.list(query) }),
  }),
  route({
    method: 'get',
    path: '/v1/bans/{id}',
    operationId: 'getBanBatch',
    tag,
    summary: 'One batch',
    description: 'How far it has come, and who must look at it.',
    params: schema.batchParams,
    responses: { 200: batch('The batch.') },
    problems: ['not-found'],
    handle: async ({ params: { id } }) => ({ status: 200, ...(await service.get(id)) }),
  }),
  route({
    method: 'get',
    path: '/v1/bans/{id}/accounts',
    operationId: 'listBanItems',
    tag,
    summary: 'Accounts on its list',
    description: 'In the order of its manifest.',
    params: schema.batchParams,
    query: schema.itemQuery,
    responses: { 200: answer('A page of accounts.', schema.itemPage) },
    problems: ['not-found'],
    handle: async ({ params: { id }, query }) => ({ status: 200, body: await service.items(id, query) }),
  }),
  route({
    method: 'get',
    path: '/v1/bans/{id}/exclusions',
    operationId: 'listBanExclusions',
    tag,
    summary: 'Accounts that it leaves out',
    description: 'Each with why.',
    params: schema.batchParams,
    query: schema.exclusionQuery,
    responses: { 200: answer('A page of accounts.', schema.exclusionPage) },
    problems: ['not-found'],
    handle: async ({ params: { id }, query }) => ({ status: 200, body: await service.exclusions(id, query) }),
  }),
  step({
    name: 'cancel',
    operationId: 'cancelBanBatch',
    summary: 'Cancel a batch',
    description: 'Nothing more of it is carried out. What was carried out stays until it is undone.',
    take: service.cancel,
  }),
];
