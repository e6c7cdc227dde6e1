import { describe, expect, test } from 'vitest';
import { migrate } from '../../src/graph/migrations.ts';
import { closing, cypherRows, emptyGraph } from '../support/graph.ts';

describe('the schema after all migrations', () => {
  test('equals the committed snapshot (after a new migration: vitest run --project integration schema -u)', async () => {
    const graph = closing(await emptyGraph());
    await migrate(graph, { now: Date.now, holder: 'tests' });
    const constraints = await cypherRows(
      'SHOW CONSTRAINTS YIELD name, type, labelsOrTypes, properties RETURN name, type, labelsOrTypes, properties',
    );
    const indexes = await cypherRows(
      // Look-up indexes are the server's own, and a constraint's index is said with it.
      "SHOW INDEXES YIELD name, type, labelsOrTypes, properties, owningConstraint WHERE owningConstraint IS NULL AND type <> 'LOOKUP' RETURN name, type, labelsOrTypes, properties",
    );
    const line = (kind: string, row: Record<string, unknown>) =>
      `${kind} ${row['name']}: ${row['type']} ${(row['labelsOrTypes'] as string[] | null)?.join('|') ?? '*'}(${(row['properties'] as string[] | null)?.join(', ') ?? ''})`;
    const schema = [
      ...constraints.map((row) => line('constraint', row)),
      ...indexes.map((row) => line('index', row)),
    ].sort();
    expect(schema.length).toBeGreaterThan(10);
    await expect(`${schema.join('\n')}\n`).toMatchFileSnapshot('schema.snapshot.txt');
  });
});
