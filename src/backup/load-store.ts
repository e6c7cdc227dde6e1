import type { ExactValue } from '../graph/exact-values.ts';
import type { Graph } from '../graph/graph.ts';
import { cypher } from '../graph/queries.ts';
import { PARALLEL, type Properties } from './format.ts';

export interface NodeToLoad {
  readonly key: readonly ExactValue[];
  readonly properties: Properties;
}

export interface RelationshipToLoad {
  readonly from: readonly ExactValue[];
  readonly to: readonly ExactValue[];
  readonly properties: Properties;
}

/** Which nodes: a label, the properties of its key, and one further label or the same again. */
export interface NodeKind {
  readonly label: string;
  readonly keys: readonly string[];
  readonly also: string;
}

export interface RelationshipKind {
  readonly type: string;
  readonly from: Omit<NodeKind, 'also'>;
  readonly to: Omit<NodeKind, 'also'>;
}

/** Removed in one transaction. */
const REMOVED_AT_ONCE = 10_000;

export type LoadStore = ReturnType<typeof loadStore>;

/** What a restore writes. `graph` speaks exact values. Every write may be done again after a commit that went unanswered. */
export const loadStore = (graph: Graph) => {
  const counted = async (query: ReturnType<typeof cypher>): Promise<number> =>
    (await graph.read<{ count: number }>(query))[0]!.count;

  const removeAll = async (query: ReturnType<typeof cypher>, onRemoved: (count: number) => void): Promise<void> => {
    for (;;) {
      const [row] = await graph.write<{ removed: number }>(query, { limit: REMOVED_AT_ONCE });
      onRemoved(row!.removed);
      if (row!.removed < REMOVED_AT_ONCE) return;
    }
  };

  return {
    /** Nodes beside migrations and their lock. */
    countContent: (): Promise<number> => counted(cypher('backup/count-content')),
    countLabel: (label: string): Promise<number> => counted(cypher('backup/count-label', { LABEL: label })),
    countType: (type: string): Promise<number> => counted(cypher('backup/count-type', { TYPE: type })),

    /** From now on no version of the service starts on this database, until `end`. */
    begin: async (description: string, digest: string): Promise<void> => {
      await graph.write(cypher('backup/begin-restore'), { description, digest });
    },
    end: async (): Promise<void> => {
      await graph.write(cypher('backup/end-restore'));
    },

    /** Removes everything but the mark of the restore: relationships, nodes, constraints and indexes. */
    empty: async (onRemoved: (count: number) => void): Promise<void> => {
      await removeAll(cypher('backup/remove-relationships'), onRemoved);
      await removeAll(cypher('backup/remove-nodes'), onRemoved);
      const names = async (query: string): Promise<string[]> =>
        (await graph.read<{ name: string }>(cypher(query))).map(({ name }) => name);
      for (const name of await names('backup/constraints')) {
        await graph.write(cypher('backup/drop-constraint', { NAME: name }));
      }
      for (const name of await names('backup/indexes')) await graph.write(cypher('backup/drop-index', { NAME: name }));
    },

    loadNodes: async ({ label, keys, also }: NodeKind, rows: readonly NodeToLoad[]): Promise<void> => {
      const [KEY, SECOND] = keys as [string, string?];
      const query =
        SECOND === undefined
          ? cypher('backup/load-nodes', { LABEL: label, KEY, ALSO: also })
          : cypher('backup/load-nodes-two-keys', { LABEL: label, KEY, SECOND, ALSO: also });
      await graph.write(query, { rows });
    },

    /** How many were written: those of which both ends are there. */
    loadRelationships: async ({ type, from, to }: RelationshipKind, rows: readonly RelationshipToLoad[]) => {
      const ends = {
        ...{ TYPE: type, FROM: from.label, FROM_FIRST: from.keys[0]!, FROM_LAST: from.keys.at(-1)! },
        ...{ TO: to.label, TO_FIRST: to.keys[0]!, TO_LAST: to.keys.at(-1)! },
      };
      const apart = PARALLEL[`${from.label} ${type}`];
      const query =
        apart === undefined
          ? cypher('backup/load-relationships', ends)
          : cypher('backup/load-parallel-relationships', { ...ends, ONE: apart[0], OTHER: apart[1] });
      const [row] = await graph.write<{ written: number }>(query, { rows });
      return row!.written;
    },

    newTemplateLog: async (): Promise<void> => {
      await graph.write(cypher('backup/new-log'));
    },
  };
};
