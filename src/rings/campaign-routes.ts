import { z } from 'zod';
import { exampleOf } from '../example-of.ts';
import * as field from '../fields.ts';
import { type AnyRoute, type ResponseSpec, route } from '../http/route.ts';
import { campaignDetail, campaignList } from './campaign-schema.ts';
import { ifNoneMatch } from './schema.ts';
import type { RingsService } from './service.ts';

const tag = 'Campaigns';

const tagged = (description: string, schema: z.ZodType): ResponseSpec => ({
  description,
  schema,
  example: exampleOf(schema),
  headers: { ETag: 'Version of this answer, for If-None-Match.' },
});

/** What is read of campaigns; their rings are listed by `GET /v1/rings?campaign=`. */
export const campaignRoutes = (service: Pick<RingsService, 'campaigns' | 'campaign'>): AnyRoute[] => [
  route({
    method: 'get',
    path: '/v1/campaigns',
    operationId: 'listCampaigns',
    tag,
    summary: 'Campaigns of the published run',
    description:
      'Rings of one operator: they share signals that hardly anybody else shows. Those of most accounts first, a page at a time.',
    query: z.object({ limit: field.limit(200, 50), cursor: field.cursor }),
    headers: ifNoneMatch,
    responses: { 200: tagged('A page of campaigns.', campaignList) },
    problems: ['cursor-expired'],
    handle: async ({ query }) => ({ status: 200, ...(await service.campaigns(query)) }),
  }),
  route({
    method: 'get',
    path: '/v1/campaigns/{id}',
    operationId: 'getCampaign',
    tag,
    summary: 'One campaign with what its rings share',
    description: 'Its figures and the signals that tie its rings. `GET /v1/rings?campaign={id}` lists the rings.',
    params: z.object({ id: field.campaignId }),
    headers: ifNoneMatch,
    responses: { 200: tagged('The campaign.', campaignDetail) },
    problems: ['not-found'],
    handle: async ({ params: { id } }) => ({ status: 200, ...(await service.campaign(id)) }),
  }),
];
