import type { Request } from 'express';
import { z } from 'zod';
import { RingfenceError } from '../errors.ts';
import { exampleOf } from '../example-of.ts';
import { discardRest, readBody } from '../http/body.ts';
import { type AnyRoute, type Call, type ResponseSpec, route } from '../http/route.ts';
import { ROWS_TRAILER, sendPieces } from '../http/send-pieces.ts';
import type { RingFilters } from '../ring-filter.ts';
import { accountsInList } from './list-body.ts';
import type { ManifestService } from './manifest-service.ts';
import type { ReviewService } from './review.ts';
import * as reviews from './review-schema.ts';
import * as schema from './schema.ts';
import type { Asker, BansService } from './service.ts';

const tag = 'Ban batches';
const MAX_LIST_BYTES = 16 * 1024 * 1024;
const IDLE_MS = 30_000;
const WHOLE_MS = 300_000;
const GRACE_MS = 5_000;

const answer = (description: string, of: z.ZodType): ResponseSpec => ({
  description,
  schema: of,
  example: exampleOf(of),
});
const batch = (description: string): ResponseSpec => ({
  ...answer(description, schema.banBatch),
  headers: { ETag: 'Version of the batch, for If-Match.' },
});
const drafted: ResponseSpec = {
  ...batch('The draft.'),
  headers: { ETag: 'Its version.', Location: 'Path of the batch.' },
};
const STEP = ['not-found', 'illegal-transition', 'precondition-failed', 'precondition-required'];

type AnyCall = Pick<Call<unknown, unknown, unknown>, 'actor' | 'caller'>;
const askerOf = ({ actor, caller }: AnyCall): Asker => ({ actor, roles: caller?.roles ?? [] });

/** Ban batches from a draft to an approved list. `ringFilters` are those of the list of rings. */
export const bansRoutes = (
  service: BansService,
  manifests: ManifestService,
  review: ReviewService,
  ringFilters: z.ZodObject,
): AnyRoute[] => {
  const made = (tagged: Awaited<ReturnType<BansService['draft']>>) => ({
    status: 201,
    ...tagged,
    headers: { Location: `/v1/bans/${tagged.body.id}` },
  });

  return [
    route({
      method: 'get',
      path: '/v1/bans',
      operationId: 'listBanBatches',
      tag,
      summary: 'Ban batches',
      description: 'The newest first.',
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
      path: '/v1/bans/keys',
      operationId: 'getBanKeys',
      tag,
      summary: 'Public keys of manifests',
      description: 'Those that manifests are and were signed with: keep them where manifests are checked.',
      responses: { 200: answer('A JSON Web Key Set.', schema.jwks) },
      problems: [],
      handle: async () => ({ status: 200, body: await manifests.keys() }),
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
    route({
      method: 'post',
      path: '/v1/bans/{id}/draw',
      operationId: 'redrawBanBatch',
      tag,
      summary: 'Draw the list of a draft again',
      description: 'From its source, by the run that is published now. Who was left out by hand stays out.',
      params: schema.batchParams,
      headers: schema.ifMatch,
      responses: { 200: batch('The batch as it is now.') },
      problems: STEP,
      handle: async ({ params: { id }, headers, ...call }) => ({
        status: 200,
        ...(await service.redraw(id, headers['if-match'], askerOf(call))),
      }),
    }),
    route({
      method: 'post',
      path: '/v1/bans/{id}/leave-out',
      operationId: 'leaveOutOfBanBatch',
      tag,
      summary: 'Leave accounts out of a draft',
      description: 'With a reason, which is listed with them. All of them or none.',
      params: schema.batchParams,
      headers: schema.ifMatch,
      body: schema.leaveOutBody,
      responses: { 200: batch('The batch as it is now.') },
      problems: STEP,
      handle: async ({ params: { id }, body, headers, ...call }) => ({
        status: 200,
        ...(await service.leaveOut(id, body, headers['if-match'], askerOf(call))),
      }),
    }),
    route({
      method: 'post',
      path: '/v1/bans/{id}/take-in',
      operationId: 'takeIntoBanBatch',
      tag,
      summary: 'List accounts again that were left out by hand',
      description: 'What rules leave out stays out: change the rule or the allow-list.',
      params: schema.batchParams,
      headers: schema.ifMatch,
      body: schema.takeInBody,
      responses: { 200: batch('The batch as it is now.') },
      problems: STEP,
      handle: async ({ params: { id }, body, headers, ...call }) => ({
        status: 200,
        ...(await service.takeIn(id, body.accounts, headers['if-match'], askerOf(call))),
      }),
    }),
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
      method: 'get',
      path: '/v1/bans/{id}/manifest',
      operationId: 'getBanManifest',
      tag,
      summary: 'The signed list',
      description:
        'NDJSON: a signed header, then a line an account with its ring, its evidence and its counterfactual in words. ' +
        '`ringfence bans verify` checks it without the service. Streamed; the trailer counts the accounts.',
      params: schema.batchParams,
      responses: {
        200: {
          description: 'The manifest, as an attachment.',
          contentType: 'application/x-ndjson',
          schema: z.string().meta({ description: 'One JSON object a line; the first is the header.' }),
          example: '{"header":{"manifest":"ringfence-ban-batch","version":1},"protected":"eyJ","signature":"ab"}\n',
          headers: { 'Content-Disposition': 'A file name.', Trailer: `\`${ROWS_TRAILER}\`: accounts (HTTP/1.1).` },
        },
      },
      problems: ['not-found', 'illegal-transition'],
      handle: async ({ params: { id }, signal }) => {
        const manifest = await manifests.open(id);
        return {
          status: 200,
          headers: {
            'Content-Type': 'application/x-ndjson',
            'Content-Disposition': `attachment; filename="${id}.manifest.ndjson"`,
          },
          write: (response) => sendPieces(response, manifest.pieces(signal), { signal, rows: () => manifest.accounts }),
        };
      },
    }),
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
      headers: schema.newBatchHeaders,
      body: reviews.followupBody,
      responses: { 201: drafted },
      problems: ['not-found', 'illegal-transition', 'graph-conflict', 'idempotency-key-reused'],
      handle: async ({ params: { id }, body, headers, ...call }) =>
        made(await review.draftFollowup(id, body, askerOf(call), headers['idempotency-key'])),
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
};

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
