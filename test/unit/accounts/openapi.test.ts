import { expect, test } from 'vitest';
import { ACCESS } from '../../../src/access/table.ts';
import { signalLookUp } from '../../../src/accounts/look-up.ts';
import { accountsRoutes } from '../../../src/accounts/routes.ts';
import { accountsService } from '../../../src/accounts/service.ts';
import { accountsStore } from '../../../src/accounts/store.ts';
import { openGraph } from '../../../src/graph/open.ts';
import { openApiDocument } from '../../../src/http/openapi.ts';
import { fingerprinter, signalRegistry, templateMiner } from '../../../src/signals/index.ts';
import { openApiFaults } from '../../support/openapi-check.ts';

test('every route of the accounts room is described, with examples that fit their schemas', () => {
  // Connects at the first query alone, and there is none.
  const graph = openGraph({ uri: 'bolt://127.0.0.1:1', user: 'neo4j', password: 'none', database: 'neo4j' });
  const registry = signalRegistry();
  const serviceKeys = { current: 'k1', keys: { k1: Buffer.alloc(32, 1).toString('base64') } };
  const templates = templateMiner({ fingerprint: fingerprinter(serviceKeys) });
  const lookUp = signalLookUp({ registry, serviceKeys, templates });
  const store = accountsStore(graph, registry);
  const routes = accountsRoutes(
    accountsService({ store, registry, lookUp, hubDegree: 50, rings: { now: async () => null }, now: () => 0 }),
  );
  expect(routes).toHaveLength(9);
  expect(openApiFaults(openApiDocument(routes, ACCESS, { title: 'a', version: '1', description: 'accounts' }))).toEqual(
    [],
  );
});
