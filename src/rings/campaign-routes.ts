import { z } from 'zod';
import * as field from '../fields.ts';
import { ifNoneMatch, revalidated } from '../http/answer.ts';
import { type AnyRoute, route } from '../http/route.ts';
import { campaignDetail, campaignList } from './campaign-schema.ts';
import type { RingsService } from './service.ts';

const tag = 'Campaigns';

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
    query: z.object(field.page(200, 50)),
    headers: ifNoneMatch,
    responses: { 200: revalidated('A page of campaigns.', campaignList) },
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
    responses: { 200: revalidated('The campaign.', campaignDetail) },
    problems: ['not-found'],
    handle: async ({ params: { id } }) => ({ status: 200, ...(await service.campaign(id)) }),
  }),
];
