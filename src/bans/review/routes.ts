import { answer } from '../../http/answer.ts';
import { type AnyRoute, route } from '../../http/route.ts';
import { askerOf, drafted, made, step, tag } from '../batch/route-parts.ts';
import * as schema from '../batch/schema.ts';
import { newBatchHeaders } from '../drafting/schema.ts';
import type { Approvals } from './approval.ts';
import * as reviews from './schema.ts';
import type { ReviewService } from './service.ts';

/** What whoever approves a batch reads, and says. */
export const reviewRoutes = (review: ReviewService, approvals: Approvals): AnyRoute[] => [
  route({
    method: 'get',
    path: '/v1/bans/{id}/collateral',
    operationId: 'estimateBanCollateral',
    tag,
    summary: 'Whom would it hit wrongly?',
    description:
      'By the scores of its rings, how its accounts are held, how old they are, what they pay, and what was decided before.',
    params: schema.batchParams,
    responses: { 200: answer('The estimate.', reviews.collateral) },
    problems: ['not-found'],
    handle: async ({ params: { id } }) => ({ status: 200, body: await review.collateral(id) }),
  }),
  route({
    method: 'get',
    path: '/v1/bans/{id}/followup',
    operationId: 'getBanFollowup',
    tag,
    summary: 'Who joined since?',
    description:
      'Accounts that its rings hold in the published run and that were not there when the list was fixed. They never come into this batch.',
    params: schema.batchParams,
    responses: { 200: answer('Who joined.', reviews.followup) },
    problems: ['not-found', 'illegal-transition'],
    handle: async ({ params: { id } }) => ({ status: 200, body: await review.followup(id) }),
  }),
  route({
    method: 'post',
    path: '/v1/bans/{id}/followup',
    operationId: 'draftBanFollowup',
    tag,
    summary: 'Draft a batch of those who joined',
    description: 'A batch like any other: it is frozen and approved by itself.',
    params: schema.batchParams,
    headers: newBatchHeaders,
    body: reviews.followupBody,
    responses: { 201: drafted },
    problems: ['not-found', 'illegal-transition', 'graph-conflict', 'idempotency-key-reused'],
    handle: async ({ params: { id }, body, headers, ...call }) =>
      made(await review.draftFollowup(id, body, askerOf(call), headers['idempotency-key'])),
  }),
  step({
    name: 'approve',
    operationId: 'approveBanBatch',
    summary: 'Approve a frozen batch',
    description:
      'By somebody who had no hand in its list. A large batch, or one that touches accounts of `bans.approval.twoIf`, needs two. Sent again by ' +
      'the same person it changes nothing.',
    body: schema.reasonBody,
    problems: ['four-eyes'],
    take: approvals.approve,
  }),
  step({
    name: 'reject',
    operationId: 'rejectBanBatch',
    summary: 'Reject a batch',
    description: 'Before it is started. It ends there.',
    body: schema.reasonBody,
    take: approvals.reject,
  }),
];
