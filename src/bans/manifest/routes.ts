import { z } from 'zod';
import { answer } from '../../http/answer.ts';
import { type AnyRoute, route } from '../../http/route.ts';
import { ROWS_TRAILER, sendPieces } from '../../http/send-pieces.ts';
import { tag } from '../batch/route-parts.ts';
import { batchParams } from '../batch/schema.ts';
import { jwks } from './schema.ts';
import type { ManifestService } from './service.ts';

/** Signed lists, and the keys they are checked with. */
export const manifestRoutes = (manifests: ManifestService): AnyRoute[] => [
  route({
    method: 'get',
    path: '/v1/bans/keys',
    operationId: 'getBanKeys',
    tag,
    summary: 'Public keys of manifests',
    description: 'Those that manifests are and were signed with: keep them where manifests are checked.',
    responses: { 200: answer('A JSON Web Key Set.', jwks) },
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
    params: batchParams,
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
];
