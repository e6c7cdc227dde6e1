import { z } from 'zod';
import { exampleOf } from '../example-of.ts';
import * as field from '../fields.ts';
import { type AnyRoute, type Call, type ResponseSpec, route } from '../http/route.ts';
import type { ExecutionService } from './execution.ts';
import { planBody } from './plan.ts';
import { progress } from './progress-schema.ts';
import type { PullService } from './pull.ts';
import { acknowledgedAnswer, acknowledgementBody, pendingList, pendingQuery } from './pull-schema.ts';
import * as schema from './schema.ts';
import type { Asker } from './service.ts';

const tag = 'Ban batches';
const answer = (description: string, of: z.ZodType): ResponseSpec => ({
  description,
  schema: of,
  example: exampleOf(of),
});
const batch = (description: string): ResponseSpec => ({
  ...answer(description, schema.banBatch),
  headers: { ETag: 'Version of the batch, for If-Match.' },
});
const STEP = ['not-found', 'illegal-transition', 'precondition-failed', 'precondition-required'];
const askerOf = ({ actor, caller }: Pick<Call<unknown, unknown, unknown>, 'actor' | 'caller'>): Asker => ({
  ...{ actor, roles: caller?.roles ?? [] },
});

const undoBody = z
  .strictObject({
    accounts: z
      .array(field.accountId)
      .min(1)
      .max(10_000)
      .nullable()
      .default(null)
      .meta({ description: 'Those that are let go; null for all.', example: ['acct_7f3a'] }),
    reason: schema.reasonBody.shape.reason,
  })
  .meta({ id: 'BanUndo', description: 'Who is let go, and why.' });

/** How an approved batch is carried out, held and undone. */
export const executionRoutes = (service: ExecutionService, pull: PullService): AnyRoute[] => [
  route({
    method: 'post',
    path: '/v1/bans/{id}/start',
    operationId: 'startBanBatch',
    tag,
    summary: 'Carry an approved batch out',
    description:
      'A canary first: a sample drawn evenly over rings, strength and age. When it was answered and has been watched for its time, the others ' +
      'follow in waves. More failures or appeals than the limits stop the batch.',
    params: schema.batchParams,
    headers: schema.ifMatch,
    body: planBody,
    responses: { 200: batch('The batch, under way.') },
    problems: STEP,
    handle: async ({ params: { id }, body, headers, ...call }) => ({
      status: 200,
      ...(await service.start(id, body, headers['if-match'], askerOf(call))),
    }),
  }),
  route({
    method: 'get',
    path: '/v1/bans/{id}/progress',
    operationId: 'getBanProgress',
    tag,
    summary: 'How far a batch has come',
    description:
      'How many accounts stand where, in all and by wave. `GET /v1/bans/{id}/accounts?state=undoFailed` lists who could not be let go.',
    params: schema.batchParams,
    responses: { 200: answer('The progress.', progress) },
    problems: ['not-found'],
    handle: async ({ params: { id } }) => ({ status: 200, body: await service.progress(id) }),
  }),
  route({
    method: 'post',
    path: '/v1/bans/{id}/pause',
    operationId: 'pauseBanBatch',
    tag,
    summary: 'Hold a batch',
    description: 'Nothing more is sent; what was sent is answered.',
    params: schema.batchParams,
    headers: schema.ifMatch,
    responses: { 200: batch('The batch, held.') },
    problems: STEP,
    handle: async ({ params: { id }, headers, ...call }) => ({
      status: 200,
      ...(await service.pause(id, headers['if-match'], askerOf(call))),
    }),
  }),
  route({
    method: 'post',
    path: '/v1/bans/{id}/resume',
    operationId: 'resumeBanBatch',
    tag,
    summary: 'Go on with a batch that a person holds',
    description: 'Where it was. What was due meanwhile is due later, so that its rate is kept.',
    params: schema.batchParams,
    headers: schema.ifMatch,
    responses: { 200: batch('The batch, under way.') },
    problems: STEP,
    handle: async ({ params: { id }, headers, ...call }) => ({
      status: 200,
      ...(await service.resume(id, headers['if-match'], askerOf(call))),
    }),
  }),
  route({
    method: 'post',
    path: '/v1/bans/{id}/release',
    operationId: 'releaseBanBatch',
    tag,
    summary: 'Go on with a batch that the service stopped',
    description:
      'By an approver who had no hand in its list, when they have looked at why. Its limits count from here.',
    params: schema.batchParams,
    headers: schema.ifMatch,
    body: schema.reasonBody,
    responses: { 200: batch('The batch, under way.') },
    problems: [...STEP, 'four-eyes'],
    handle: async ({ params: { id }, body, headers, ...call }) => ({
      status: 200,
      ...(await service.release(id, body.reason, headers['if-match'], askerOf(call))),
    }),
  }),
  route({
    method: 'post',
    path: '/v1/bans/{id}/undo',
    operationId: 'undoBanBatch',
    tag,
    summary: 'Let the accounts of a batch go',
    description:
      'All, or those that are listed: whoever was banned, and whoever may have been because nobody answered. Through the same receiver, with the same ' +
      'guarantees. What was not sent stays unsent.',
    params: schema.batchParams,
    headers: schema.ifMatch,
    body: undoBody,
    responses: { 200: batch('The batch, being undone; or as it was, where some accounts are let go.') },
    problems: STEP,
    handle: async ({ params: { id }, body, headers, ...call }) => ({
      status: 200,
      ...(await service.undo(id, body, headers['if-match'], askerOf(call))),
    }),
  }),
  route({
    method: 'get',
    path: '/v1/bans/{id}/pending',
    operationId: 'listPendingBans',
    tag,
    summary: 'What is to be done now, for whoever asks',
    description:
      'Of a batch that was started with `"receiver": null`. Each account is handed out to one caller for `leaseSeconds`, and to the next one after that if it ' +
      'was not acknowledged.',
    params: schema.batchParams,
    query: pendingQuery,
    responses: { 200: answer('Accounts that are due.', pendingList) },
    problems: ['not-found', 'graph-conflict'],
    handle: async ({ params: { id }, query }) => ({
      status: 200,
      body: await pull.pending(id, query.limit, query.leaseSeconds),
    }),
  }),
  route({
    method: 'post',
    path: '/v1/bans/{id}/acknowledgements',
    operationId: 'acknowledgeBans',
    tag,
    summary: 'Say what was done',
    description: 'By key, each account by itself. Sent again it changes nothing.',
    params: schema.batchParams,
    body: acknowledgementBody,
    responses: { 200: answer('What it came to.', acknowledgedAnswer) },
    problems: ['not-found', 'graph-conflict'],
    handle: async ({ params: { id }, body }) => ({ status: 200, body: await pull.acknowledge(id, body) }),
  }),
];
