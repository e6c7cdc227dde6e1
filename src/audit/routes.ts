import { once } from 'node:events';
import { z } from 'zod';
import { type AnyRoute, route } from '../http/route.ts';
import { auditPage, auditQuery, EXPORT_EXAMPLE, exportQuery } from './schema.ts';
import type { AuditService } from './service.ts';

const tag = 'Audit';

/** Who did what: for those who watch over it. */
export const auditRoutes = (service: AuditService): AnyRoute[] => [
  route({
    method: 'get',
    path: '/v1/audit',
    operationId: 'listAudit',
    tag,
    summary: 'Who did what, when and from where',
    description:
      'Every change and every reading of personal values, the newest first. Accounts, signals and values that were looked for ' +
      'stand in entries by keyed fingerprint; ask for one by its own id (`target=account:acct_7f3a`). Reading this is an entry too.',
    query: auditQuery,
    responses: { 200: { description: 'A page of entries.', schema: auditPage } },
    problems: [],
    handle: async ({ query }) => ({ status: 200, body: await service.list(query) }),
  }),
  route({
    method: 'get',
    path: '/v1/audit/export',
    operationId: 'exportAudit',
    tag,
    summary: 'The audit trail as a file',
    description:
      'One entry a line in order, as it was hashed; the first line says where it begins, the last one has the head of the trail. `ringfence audit verify FILE` ' +
      'checks it without the graph.',
    query: exportQuery,
    responses: {
      200: {
        description: 'The trail.',
        contentType: 'application/x-ndjson',
        schema: z.string().meta({ description: 'One JSON object a line.' }),
        example: EXPORT_EXAMPLE,
      },
    },
    problems: [],
    handle: async ({ query, signal }) => ({
      status: 200,
      headers: { 'Content-Disposition': 'attachment; filename="ringfence-audit.ndjson"' },
      write: async (response) => {
        for await (const piece of service.pieces(query.after, signal)) {
          if (!response.write(piece)) await once(response, 'drain', { signal });
        }
      },
    }),
  }),
];
