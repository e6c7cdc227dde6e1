import { expect, test } from 'vitest';
import { ACCESS } from '../../../src/access/table.ts';
import { openApiDocument } from '../../../src/http/openapi.ts';
import { campaignRoutes } from '../../../src/rings/campaign-routes.ts';
import { openApiFaults } from '../../support/openapi-check.ts';

test('the routes of campaigns are described, with examples that fit their schemas', () => {
  const unasked = () => Promise.reject(new Error('nothing is asked'));
  const routes = campaignRoutes({ campaigns: unasked, campaign: unasked });
  expect(routes.map(({ path }) => path)).toEqual(['/v1/campaigns', '/v1/campaigns/{id}']);
  const about = { title: 'campaigns', version: '1', description: 'campaigns' };
  expect(openApiFaults(openApiDocument(routes, ACCESS, about))).toEqual([]);
});
