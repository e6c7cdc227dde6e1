import { expect, test } from 'vitest';
import { ACCESS } from '../../../src/access/table.ts';
import { detectionRoutes } from '../../../src/detection/routes.ts';
import type { DetectionService } from '../../../src/detection/service.ts';
import { openApiDocument } from '../../../src/http/openapi.ts';
import { openApiFaults } from '../../support/openapi-check.ts';

test('every route of detection is described, with examples that fit their schemas', () => {
  // Describing the routes asks nothing of the service.
  const routes = detectionRoutes({} as DetectionService);
  expect(routes).toHaveLength(5);
  expect(openApiFaults(openApiDocument(routes, ACCESS, { title: 'runs', version: '1', description: 'runs' }))).toEqual(
    [],
  );
});
