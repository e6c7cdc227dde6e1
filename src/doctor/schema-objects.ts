import type { Migration } from '../graph/migration-files.ts';
import { type Finding, failure, ok, together, warning } from './check.ts';

export interface IndexRow {
  readonly name: string;
  readonly type: string;
  readonly entityType: string;
  readonly state: string;
  readonly populationPercent: number;
}

/** A constraint or index that the migrations make. */
export interface SchemaObject {
  readonly kind: 'constraint' | 'index';
  readonly name: string;
  /** Makes it; does nothing where it is there. */
  readonly statement: string;
}

/** What the migrations leave behind: the last word on a name counts. */
export const schemaObjects = (migrations: readonly Migration[]): SchemaObject[] => {
  const made = new Map<string, SchemaObject>();
  for (const text of migrations.flatMap(({ statements }) => statements)) {
    const statement = text.replace(/^\s*(\/\/.*\n\s*)*/, '').trim();
    const create = /^CREATE\s+(?:\w+\s+)?(CONSTRAINT|INDEX)\s+(\w+)/i.exec(statement);
    const drop = /^DROP\s+(?:CONSTRAINT|INDEX)\s+(\w+)/i.exec(statement);
    if (create) {
      const kind = create[1]!.toLowerCase() as SchemaObject['kind'];
      made.set(create[2]!, { kind, name: create[2]!, statement });
    } else if (drop) made.delete(drop[1]!);
  }
  return [...made.values()];
};

export const schemaFinding = (
  expected: readonly SchemaObject[],
  constraints: ReadonlySet<string>,
  indexes: readonly IndexRow[],
): Finding => {
  const byName = new Map(indexes.map((index) => [index.name, index]));
  const faults: Finding[] = [];
  for (const { kind, name, statement } of expected) {
    const index = byName.get(name);
    if (kind === 'constraint' ? !constraints.has(name) : index === undefined) {
      faults.push(failure(`The ${kind} ${name} is missing.`, `In Neo4j Browser: ${statement.replace(/\s+/g, ' ')};`));
    } else if (index !== undefined) faults.push(indexFinding(index));
  }
  for (const entityType of ['NODE', 'RELATIONSHIP']) {
    if (indexes.some((index) => index.type === 'LOOKUP' && index.entityType === entityType)) continue;
    const form = entityType === 'NODE' ? '(n) ON EACH labels(n)' : '()-[r]-() ON EACH type(r)';
    faults.push(
      warning(
        `The server's own look-up index of ${entityType === 'NODE' ? 'labels' : 'relationship types'} is missing: queries read everything.`,
        `In Neo4j Browser: CREATE LOOKUP INDEX IF NOT EXISTS FOR ${form};`,
      ),
    );
  }
  const count = (kind: SchemaObject['kind']) => expected.filter((object) => object.kind === kind).length;
  return together(faults, () =>
    ok(`${count('constraint')} constraints and ${count('index')} indexes are there and online`),
  );
};

const indexFinding = ({ name, state, populationPercent }: IndexRow): Finding => {
  if (state === 'ONLINE') return ok(name);
  if (state === 'POPULATING') {
    return warning(
      `The index ${name} is being filled (${Math.floor(populationPercent)} %): queries that need it are slow until then.`,
      'Wait, then look again.',
    );
  }
  return failure(
    `The index ${name} cannot be used (${state}).`,
    `In Neo4j Browser: DROP INDEX ${name} (of a constraint: DROP CONSTRAINT ${name}), then make it again as cypher/migrations says it; debug.log of the server has the reason.`,
  );
};
