import { expect, test } from 'vitest';
import { ACCESS } from '../../../src/access/table.ts';
import { exportsRoutes } from '../../../src/exports/routes.ts';
import { exportsService } from '../../../src/exports/service.ts';
import { exportsStore } from '../../../src/exports/store.ts';
import { openGraph } from '../../../src/graph/open.ts';
import { openApiDocument } from '../../../src/http/openapi.ts';
import { listQuery, ringFilters } from '../../../src/rings/schema.ts';
import { openApiFaults } from '../../support/openapi-check.ts';

const documented = () => {
  // Connects at the first query alone, and there is none.
  const graph = openGraph({ uri: 'bolt://127.0.0.1:1', user: 'neo4j', password: 'none', database: 'neo4j' });
  const routes = exportsRoutes(exportsService({ store: exportsStore(graph) }), ringFilters);
  return openApiDocument(routes, ACCESS, { title: 'a', version: '1', description: 'exports' });
};

test('both exports are described, with every format and examples that fit their schemas', () => {
  const document = documented();
  expect(openApiFaults(document)).toEqual([]);
  for (const path of ['/v1/exports/rings', '/v1/exports/accounts']) {
    const answer = document.paths![path]!.get!.responses!['200'] as { content: Record<string, unknown> };
    expect(Object.keys(answer.content)).toEqual(['text/csv', 'application/x-ndjson', 'application/vnd.apache.parquet']);
  }
});

test('an export takes every filter that the list of rings has', () => {
  const filters = Object.keys(listQuery.shape).filter((name) => !['sort', 'order', 'limit', 'cursor'].includes(name));
  for (const path of ['/v1/exports/rings', '/v1/exports/accounts']) {
    const parameters = documented().paths![path]!.get!.parameters as { name: string }[];
    expect(parameters.map(({ name }) => name)).toEqual(expect.arrayContaining(filters));
  }
});
