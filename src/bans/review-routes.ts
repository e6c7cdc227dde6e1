import { z } from 'zod';
import { type AnyRoute, route } from '../http/route.ts';
import { ROWS_TRAILER, sendPieces } from '../http/send-pieces.ts';
import type { ManifestService } from './manifest-service.ts';
import type { ReviewService } from './review.ts';
import * as reviews from './review-schema.ts';
import { answer, askerOf, drafted, made, tag } from './route-parts.ts';
import * as schema from './schema.ts';

/** What whoever approves a batch reads. */
export const reviewRoutes = (review: ReviewService, manifests: ManifestService): AnyRoute[] => [
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
];
