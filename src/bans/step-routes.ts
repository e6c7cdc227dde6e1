import { type AnyRoute, route } from '../http/route.ts';
import { askerOf, batch, STEP, tag } from './route-parts.ts';
import * as schema from './schema.ts';
import type { BansService } from './service.ts';

/** Steps from a draft to an approved list. */
export const stepRoutes = (service: BansService): AnyRoute[] => [
  route({
    method: 'post',
    path: '/v1/bans/{id}/freeze',
    operationId: 'freezeBanBatch',
    tag,
    summary: 'Fix the list',
    description:
      'From here on the list never changes. Its manifest is written next (state `freezing`), and with its signature the batch is `frozen`. ' +
      'Who was allowed, banned or taken by another batch since it was drawn is left out and listed with why.',
    params: schema.batchParams,
    headers: schema.ifMatch,
    responses: { 202: batch('The batch, whose manifest is being written.') },
    problems: [...STEP, 'graph-conflict'],
    handle: async ({ params: { id }, headers, ...call }) => ({
      status: 202,
      ...(await service.freeze(id, headers['if-match'], askerOf(call))),
    }),
  }),
  route({
    method: 'post',
    path: '/v1/bans/{id}/approve',
    operationId: 'approveBanBatch',
    tag,
    summary: 'Approve a frozen batch',
    description:
      'By somebody who had no hand in its list. A large batch, or one that touches accounts of `bans.approval.twoIf`, needs two. Sent again by ' +
      'the same person it changes nothing.',
    params: schema.batchParams,
    headers: schema.ifMatch,
    body: schema.reasonBody,
    responses: { 200: batch('The batch as it is now.') },
    problems: [...STEP, 'four-eyes'],
    handle: async ({ params: { id }, body, headers, ...call }) => ({
      status: 200,
      ...(await service.approve(id, body.reason, headers['if-match'], askerOf(call))),
    }),
  }),
  route({
    method: 'post',
    path: '/v1/bans/{id}/reject',
    operationId: 'rejectBanBatch',
    tag,
    summary: 'Reject a batch',
    description: 'Before it is started. It ends there.',
    params: schema.batchParams,
    headers: schema.ifMatch,
    body: schema.reasonBody,
    responses: { 200: batch('The batch as it is now.') },
    problems: STEP,
    handle: async ({ params: { id }, body, headers, ...call }) => ({
      status: 200,
      ...(await service.reject(id, body.reason, headers['if-match'], askerOf(call))),
    }),
  }),
  route({
    method: 'post',
    path: '/v1/bans/{id}/cancel',
    operationId: 'cancelBanBatch',
    tag,
    summary: 'Cancel a batch',
    description: 'Nothing more of it is carried out. What was carried out stays until it is undone.',
    params: schema.batchParams,
    headers: schema.ifMatch,
    responses: { 200: batch('The batch as it is now.') },
    problems: STEP,
    handle: async ({ params: { id }, headers, ...call }) => ({
      status: 200,
      ...(await service.cancel(id, headers['if-match'], askerOf(call))),
    }),
  }),
];
