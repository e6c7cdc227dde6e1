import { z } from 'zod';
import * as field from '../../fields.ts';
import { answer } from '../../http/answer.ts';
import { type AnyRoute, route } from '../../http/route.ts';
import { step, tag } from '../batch/route-parts.ts';
import * as schema from '../batch/schema.ts';
import { planBody } from './plan.ts';
import { progress } from './progress-schema.ts';
import type { PullService } from './pull.ts';
import { acknowledgedAnswer, acknowledgementBody, pendingList, pendingQuery } from './pull-schema.ts';
import type { ExecutionService } from './service.ts';

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
  step({
    name: 'start',
    operationId: 'startBanBatch',
    summary: 'Carry an approved batch out',
    description:
      'A canary first: a sample drawn evenly over rings, strength and age. When it was answered and has been watched for its time, the others ' +
      'follow in waves. More failures or appeals than the limits stop the batch.',
    body: planBody,
    answer: 'The batch, under way.',
    take: service.start,
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
  step({
    name: 'pause',
    operationId: 'pauseBanBatch',
    summary: 'Hold a batch',
    description: 'Nothing more is sent; what was sent is answered.',
    answer: 'The batch, held.',
    take: service.pause,
  }),
  step({
    name: 'resume',
    operationId: 'resumeBanBatch',
    summary: 'Go on with a batch that a person holds',
    description: 'Where it was. What was due meanwhile is due later, so that its rate is kept.',
    answer: 'The batch, under way.',
    take: service.resume,
  }),
  step({
    name: 'release',
    operationId: 'releaseBanBatch',
    summary: 'Go on with a batch that the service stopped',
    description:
      'By an approver who had no hand in its list, when they have looked at why. Its limits count from here.',
    body: schema.reasonBody,
    answer: 'The batch, under way.',
    problems: ['four-eyes'],
    take: service.release,
  }),
  step({
    name: 'undo',
    operationId: 'undoBanBatch',
    summary: 'Let the accounts of a batch go',
    description:
      'All, or those that are listed: whoever was banned, and whoever may have been because nobody answered. Through the same receiver, with the same ' +
      'guarantees. What was not sent stays unsent.',
    body: undoBody,
    answer: 'The batch, being undone; or as it was, where some accounts are let go.',
    take: service.undo,
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
