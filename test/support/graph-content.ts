import { createHash } from 'node:crypto';
import { inject } from 'vitest';
import { openGraph } from '../../src/graph/open.ts';

/** Everything in the run's database that a backup holds: how much of each kind, and a hash over every value with its type. */
export interface Content {
  readonly counts: Readonly<Record<string, number>>;
  readonly hash: string;
}

/**
 * Of a moment or of a process: a backup leaves these out, and the id of the log of templates is new after a restore. Backups and restores by command
 * are in the audit trail themselves.
 */
const LEFT_OUT =
  "n:Migration OR n:MigrationLock OR n:Lease OR n:NetworkTable OR n:AuditHead OR (n:AuditEntry AND n.action IN ['makeBackup', 'restoreBackup'])";

export const graphContent = async (): Promise<Content> => {
  const graph = openGraph(inject('neo4j'), { exact: true });
  const counts: Record<string, number> = {};
  const lines: string[] = [];
  const add = (kind: string, value: unknown): void => {
    counts[kind] = (counts[kind] ?? 0) + 1;
    lines.push(sorted(value));
  };
  const end = (name: string): string =>
    `[labels(${name})[0] IN ['x'], coalesce(${name}.id, ${name}.key, ${name}.cidr, ${name}.name, ${name}.ring, ${name}.number), ${name}.run, ${name}.seq]`;
  try {
    const nodes = graph.stream<{ labels: string[]; properties: object }>({
      name: 'tests/nodes',
      text: `MATCH (n) WHERE NOT (${LEFT_OUT}) RETURN labels(n) AS labels, CASE WHEN n:TemplateLog THEN n{.name, .seq} ELSE properties(n) END AS properties`,
    });
    for await (const { labels, properties } of nodes) {
      labels.sort();
      add(labels.join(':'), [labels, properties]);
    }
    const relationships = graph.stream<{ type: string; from: unknown; to: unknown; properties: object }>({
      name: 'tests/relationships',
      text: `MATCH (n)-[r]->(m) RETURN type(r) AS type, ${end('n')} AS from, ${end('m')} AS to, properties(r) AS properties`,
    });
    for await (const { type, from, to, properties } of relationships) add(type, [type, from, to, properties]);
  } finally {
    await graph.close();
  }
  return { counts, hash: createHash('sha256').update(lines.sort().join('\n')).digest('hex') };
};

/** JSON with the names of each map in order. */
const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, it: unknown) =>
    typeof it === 'object' && it !== null && !Array.isArray(it)
      ? Object.fromEntries(Object.entries(it).sort(([a], [b]) => (a < b ? -1 : 1)))
      : it,
  );
