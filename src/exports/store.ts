import type { Evidence } from '../evidence-words.ts';
import type { Graph } from '../graph/graph.ts';
import { cypher } from '../graph/queries.ts';
import type { RingFilterParameters } from '../ring-filter.ts';

/** Times are epoch milliseconds in all rows. */
export interface RunRow {
  id: string;
  publishedAt: number | null;
  /** JSON text with what the run wrote: `sizes.rings`, `sizes.members`. */
  counts: string | null;
  /** Whether it is the published run. */
  current: boolean;
}

export interface Totals {
  rings: number;
  members: number;
}

export interface RingRow {
  id: string;
  score: number;
  size: number;
  firstSeen: number;
  lastSeen: number;
  requests: number;
  types: string[];
  summary: string;
  campaign: string | null;
  state: string;
  decidedAt: number | null;
  decidedBy: string | null;
  evidence: Evidence[];
}

export interface EvidenceRow extends Evidence {
  /** Index of its ring in the rings asked for. */
  place: number;
  key: string;
}

/** Accounts as columns of equal length. */
export interface MemberColumns {
  /** Index of its ring in the rings asked for. */
  place: number[];
  account: string[];
  strength: number[];
  bits: number[];
  /** Numbers from 1; 0 for none. */
  cell: number[];
  /** Keys of its strongest signals. */
  reasons: string[][];
  evidenceCount: number[];
  /** Epoch milliseconds, or NONE. */
  createdAt: number[];
  firstSeen: number[];
  lastSeen: number[];
  requests: number[];
  status: string[];
}

/** The last account seen: where the next page begins. */
export interface AfterMember {
  readonly place: number;
  readonly strength: number;
  readonly account: string;
}

/** Stands for a time that is not known: a list of Cypher's collect() has no nulls. */
export const NONE = Number.MIN_SAFE_INTEGER;

export interface ExportFilter extends RingFilterParameters {
  /** Empty for any. */
  readonly rings: readonly string[];
}

/** The exports room's Cypher: short reads of one run each, so that a slow client holds no transaction open. */
export const exportsStore = (graph: Graph) => ({
  /** The run with this id, or the published one for ''; null where there is none. */
  run: async (run: string): Promise<RunRow | null> =>
    (await graph.read<RunRow>(cypher('exports/run'), { run }))[0] ?? null,

  totals: async (run: string): Promise<Totals> => (await graph.read<Totals>(cypher('exports/totals'), { run }))[0]!,

  knownRings: async (run: string, rings: readonly string[]): Promise<string[]> =>
    (await graph.read<{ id: string }>(cypher('exports/known-rings'), { run, rings })).map(({ id }) => id),

  /** The rings behind `after`, the best first. */
  rings: (
    run: string,
    filter: ExportFilter,
    after: Pick<RingRow, 'score' | 'id'> | null,
    limit: number,
    evidence: number,
  ): Promise<RingRow[]> =>
    graph.read(cypher('exports/rings'), {
      ...filter,
      maxScore: Math.min(filter.maxScore, after?.score ?? Number.POSITIVE_INFINITY),
      ...{ run, after: after?.score ?? null, afterId: after?.id ?? '', limit, evidence },
    }),

  evidence: (run: string, rings: readonly string[]): Promise<EvidenceRow[]> =>
    graph.read(cypher('exports/evidence'), { run, rings }),

  /** The accounts behind `after` of these rings, ring by ring, the most strongly held first. */
  members: async (
    run: string,
    rings: readonly string[],
    minStrength: number,
    after: AfterMember | null,
    limit: number,
    reasons: number,
  ): Promise<MemberColumns> => {
    const rows = await graph.read<MemberColumns>(cypher('exports/members'), {
      ...{ run, rings, minStrength, limit, reasons, none: NONE },
      ...{ afterPlace: after?.place ?? -1, after: after?.strength ?? 0, afterId: after?.account ?? '' },
    });
    return rows[0]!;
  },
});

export type ExportsStore = ReturnType<typeof exportsStore>;
