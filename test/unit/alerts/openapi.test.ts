import { expect, test } from 'vitest';
import { ACCESS } from '../../../src/access/table.ts';
import { alertsRoutes } from '../../../src/alerts/routes.ts';
import type { AlertService } from '../../../src/alerts/service.ts';
import { openApiDocument } from '../../../src/http/openapi.ts';
import { openApiFaults } from '../../support/openapi-check.ts';

test('every route of alerts is described, with examples that fit their schemas', () => {
  // Describing the routes asks nothing of the service.
  const routes = alertsRoutes({} as AlertService);
  expect(routes).toHaveLength(8);
  const info = { title: 'alerts', version: '1', description: 'alerts' };
  expect(openApiFaults(openApiDocument(routes, ACCESS, info))).toEqual([]);
});
