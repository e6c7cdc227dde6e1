import { expect, test } from 'vitest';
import { ACCESS } from '../../../src/access/table.ts';
import { openGraph } from '../../../src/graph/open.ts';
import { openApiDocument } from '../../../src/http/openapi.ts';
import { ringsRoutes } from '../../../src/rings/routes.ts';
import { ringsService } from '../../../src/rings/service.ts';
import { ringsStore } from '../../../src/rings/store.ts';
import { structureReader } from '../../../src/rings/structures.ts';
import { unrecorded } from '../../support/audit.ts';
import { openApiFaults } from '../../support/openapi-check.ts';

test('every route of the rings room is described, with examples that fit their schemas', () => {
  // Connects at the first query alone, and there is none.
  const graph = openGraph({ uri: 'bolt://127.0.0.1:1', user: 'neo4j', password: 'none', database: 'neo4j' });
  const store = ringsStore(graph, ['PAID_WITH'], unrecorded);
  const structures = structureReader(store, [{ name: 'payment_instrument', relationship: 'PAID_WITH' }]);
  const routes = ringsRoutes(ringsService({ store, structures, now: () => 0 }));
  expect(routes).toHaveLength(10);
  expect(
    openApiFaults(openApiDocument(routes, ACCESS, { title: 'rings', version: '1', description: 'rings' })),
  ).toEqual([]);
});
