import { randomUUID } from 'node:crypto';
import type { AuditEvent, Audited } from '../audited.ts';
import type { Graph } from '../graph/graph.ts';
import { cypher } from '../graph/queries.ts';
import type { AllowedKind } from './schema.ts';

/** Times are epoch milliseconds. */
export interface AllowanceRow {
  readonly id: string;
  readonly kind: AllowedKind;
  readonly target: string;
  readonly code: string;
  readonly reason: string;
  readonly by: string;
  readonly at: number;
  readonly until: number | null;
  readonly version: number;
  readonly withdrawnAt: number | null;
  /** Accounts or signals that it is bound to. */
  readonly bound: number;
}

export type AllowanceEntry = Omit<AllowanceRow, 'id' | 'version' | 'bound'>;

export interface TouchedRing {
  readonly id: string;
  readonly size: number;
  readonly score: number;
}

const BIND = { account: 'decisions/allow-account', signal: 'decisions/allow-signal', ring: 'decisions/allow-ring' };

/** The allow-list in Neo4j: one `(:Allowance)` for whatever was ever allowed, bound to its account, its signal or its ring's accounts. */
export const decisionsStore = (graph: Graph, audited: Audited) => ({
  get: async (id: string): Promise<AllowanceRow | null> =>
    (await graph.read<AllowanceRow>(cypher('decisions/get'), { id }))[0] ?? null,

  list: (
    filter: { kind: string; active: boolean; now: number },
    place: { before: number; beforeId: string },
    limit: number,
  ): Promise<AllowanceRow[]> => graph.read(cypher('decisions/list'), { ...filter, ...place, limit }),

  ringsOfAccount: (account: string): Promise<TouchedRing[]> =>
    graph.read(cypher('decisions/rings-of-account'), { account }),

  /** Writes an entry with its place in the audit trail. `bind`: to what it names today. */
  write: (
    id: string,
    version: number,
    entry: AllowanceEntry,
    bind: boolean,
    event: AuditEvent,
  ): Promise<'written' | 'changed since' | 'no target'> => {
    const audit = randomUUID();
    return graph
      .transaction(async (tx) => {
        const [written] = await tx.run(cypher('decisions/write'), { id, version, entry });
        if (written === undefined) return 'changed since' as const;
        if (bind) {
          await tx.run(cypher('decisions/unbind'), { id });
          const [row] = await tx.run<{ bound: number }>(cypher(BIND[entry.kind]), { id, target: entry.target });
          // Thrown, so that nothing of the entry stays.
          if ((row?.bound ?? 0) === 0) throw new NoTarget();
        }
        await audited(tx, audit, event);
        return 'written' as const;
      })
      .catch((error: unknown) => {
        if (error instanceof NoTarget) return 'no target' as const;
        throw error;
      });
  },
});

class NoTarget extends Error {}

export type DecisionsStore = ReturnType<typeof decisionsStore>;
