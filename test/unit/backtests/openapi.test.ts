import { expect, test } from 'vitest';
import { ACCESS } from '../../../src/access/table.ts';
import { backTestRoutes } from '../../../src/backtests/routes.ts';
import type { BackTestService } from '../../../src/backtests/service.ts';
import { openApiDocument } from '../../../src/http/openapi.ts';
import { openApiFaults } from '../../support/openapi-check.ts';

test('every route of back-tests is described, with examples that fit their schemas', () => {
  // Describing the routes asks nothing of the service.
  const routes = backTestRoutes({} as BackTestService);
  expect(routes).toHaveLength(9);
  const info = { title: 'back-tests', version: '1', description: 'back-tests' };
  expect(openApiFaults(openApiDocument(routes, ACCESS, info))).toEqual([]);
});
