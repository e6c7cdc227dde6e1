import type { Request } from 'express';
import { z } from 'zod';
import { RingfenceError } from '../errors.ts';
import { discardRest, readBody } from '../http/body.ts';
import { type AnyRoute, route } from '../http/route.ts';
import type { RingFilters } from '../ring-filter.ts';
import { accountsInList } from './list-body.ts';
import type { ManifestService } from './manifest-service.ts';
import type { ReviewService } from './review.ts';
import { reviewRoutes } from './review-routes.ts';
import { answer, askerOf, batch, drafted, made, step, tag } from './route-parts.ts';
import * as schema from './schema.ts';
import type { BansService } from './service.ts';
import { stepRoutes } from './step-routes.ts';

const MAX_LIST_BYTES = 16 * 1024 * 1024;
const IDLE_MS = 30_000;
const WHOLE_MS = 300_000;
const GRACE_MS = 5_000;

/** Ban batches from a draft to an approved list. `ringFilters` are those of the list of rings. */
export const bansRoutes = (
  service: BansService,
  manifests: ManifestService,
  review: ReviewService,
  ringFilters: z.ZodObject,
): AnyRoute[] => [
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
    method: 'post',
    path: '/v1/bans',
    operationId: 'draftBanBatch',
    tag,
    summary: 'Draft a batch from rings, a filter or a case',
    description:
      'Lists the accounts of rings of the published run, each once: the ring that holds it most strongly is named with it. Accounts that ' +
      'are banned, allowed, in another batch or kept out by `bans.exclude` are left out and listed with why.',
    headers: schema.newBatchHeaders,
    body: schema.newBatchBody(ringFilters),
    responses: { 201: drafted },
    problems: ['not-found', 'idempotency-key-reused'],
    handle: async ({ body, headers, ...call }) => {
      const { title, reason, from } = body as z.output<ReturnType<typeof schema.newBatchBody>>;
      const source = from.kind === 'filter' ? { ...from, filter: from.filter as RingFilters } : from;
      const asked = { title, reason, source, given: [] };
      return made(await service.draft(asked, askerOf(call), headers['idempotency-key']));
    },
  }),
  route({
    method: 'post',
    path: '/v1/bans/list',
    operationId: 'uploadBanList',
    tag,
    summary: 'Draft a batch from a list of accounts',
    description:
      'CSV with a header line (`account`, and `reason` if there is one) or NDJSON (an id, or `{"account", "reason"}`, a line), up to 100,000 ' +
      'accounts and 16 MiB. Accounts that a ring of the published run holds bring its evidence along; unknown ones are listed with why.',
    query: schema.uploadQuery,
    headers: schema.newBatchHeaders,
    rawBody: {
      'text/csv': { schema: z.string(), example: 'account,reason\r\nacct_7f3a,chargeback\r\n' },
      'application/x-ndjson': { schema: z.string(), example: '{"account":"acct_7f3a","reason":"chargeback"}\n' },
    },
    responses: { 201: drafted },
    problems: [
      'malformed-json',
      'request-timeout',
      'payload-too-large',
      'unsupported-media-type',
      'idempotency-key-reused',
    ],
    handle: async ({ query, headers, request, signal, ...call }) => {
      const given = accountsInList(await textOf(request, signal), formatOf(request));
      const source = { kind: 'list' as const, accounts: given.length };
      return made(await service.draft({ ...query, source, given }, askerOf(call), headers['idempotency-key']));
    },
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
    name: 'draw',
    operationId: 'redrawBanBatch',
    summary: 'Draw the list of a draft again',
    description: 'From its source, by the run that is published now. Who was left out by hand stays out.',
    take: service.redraw,
  }),
  step({
    name: 'leave-out',
    operationId: 'leaveOutOfBanBatch',
    summary: 'Leave accounts out of a draft',
    description: 'With a reason, which is listed with them. All of them or none.',
    body: schema.leaveOutBody,
    take: service.leaveOut,
  }),
  step({
    name: 'take-in',
    operationId: 'takeIntoBanBatch',
    summary: 'List accounts again that were left out by hand',
    description: 'What rules leave out stays out: change the rule or the allow-list.',
    body: schema.takeInBody,
    take: service.takeIn,
  }),
  ...stepRoutes(service),
  ...reviewRoutes(review, manifests),
];

const formatOf = (request: Request): 'csv' | 'ndjson' => {
  if (request.is('text/csv')) return 'csv';
  if (request.is('application/x-ndjson')) return 'ndjson';
  throw new RingfenceError({
    type: 'unsupported-media-type',
    status: 415,
    detail: 'A list is text/csv or application/x-ndjson.',
    mend: 'Say which in Content-Type.',
  });
};

const textOf = async (request: Request, signal: AbortSignal): Promise<string> => {
  const pieces: Buffer[] = [];
  try {
    await readBody(request, {
      ...{ maxBytes: MAX_LIST_BYTES, idleMs: IDLE_MS, wholeMs: WHOLE_MS, signal, gzip: false },
      onBytes: (bytes) => pieces.push(bytes),
    });
  } finally {
    discardRest(request, GRACE_MS);
  }
  return Buffer.concat(pieces).toString('utf8');
};
