import { createHash, randomUUID } from 'node:crypto';
import type { Actor, Audited } from '../audited.ts';
import type { NetworkClass, ReasonCode, RingState } from '../fields.ts';
import { isConflict } from '../graph/failures.ts';
import type { Graph, GraphTransaction } from '../graph/graph.ts';
import { cypher } from '../graph/queries.ts';
import type { RingFilterParameters } from '../ring-filter.ts';

/** Times are epoch milliseconds in all rows. */
export interface RunRow {
  id: string;
  startedAt: number | null;
  finishedAt: number | null;
  /** How often accounts of what readers see were erased: with each, what was read before is out of date. */
  erased: number;
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
  state: RingState;
  /** Sequence number of the newest decision, 0 for none. */
  version: number;
}

export interface CampaignRow {
  id: string;
  rings: number;
  accounts: number;
  score: number;
  bits: number;
  firstSeen: number;
  lastSeen: number;
  requests: number;
  summary: string;
}

/** An entry of the JSON text that a campaign keeps its evidence in. */
export interface CampaignSignal {
  signal: string;
  type: string;
  rings: number;
  members: number;
  accounts: number;
}

/** An entry of the JSON text that a ring keeps its cells in; its number is its place. */
export interface CellRow {
  size: number;
  bits: number;
  summary: string;
  evidence: { signal: string; type: string; members: number; others: number }[];
}

/** `position` is the value that the list is sorted by. */
export type ListedRow = RingRow & { position: number };

export type DetailRow = RingRow & {
  erased: number;
  /** JSON text. */
  features: string | null;
  /** JSON text: a list of `CellRow`; null where it has none. */
  cells: string | null;
  reason: string | null;
  code: ReasonCode | null;
  by: string | null;
  at: number | null;
};

export interface ListFilter extends RingFilterParameters {
  readonly sort: string;
  readonly descending: boolean;
}

/** Where a page begins: after the row with this sort value and id; null for the first page. */
export type After = readonly [position: number, id: string] | null;

export interface EvidenceRow {
  key: string;
  type: string;
  hint: string;
  bits: number;
  members: number;
  accounts: number;
  network: { class: NetworkClass | null; asn: number | null; country: string | null } | null;
}

export interface KinRow {
  role: 'predecessor' | 'successor';
  id: string;
  run: string;
  size: number;
  jaccard: number;
  how: string;
}

export interface GoneRow {
  run: string;
  id: string | null;
  nextRun: string | null;
  how: string | null;
}

export interface MemberRow {
  id: string;
  strength: number;
  bits: number;
  cell: number | null;
  createdAt: number | null;
  firstSeen: number | null;
  lastSeen: number | null;
  requests: number;
  status: string;
  evidenceCount: number;
  evidence: { key: string; type: string; hint: string }[];
}

export interface EdgeRow {
  account: string;
  signal: string;
  relationship: string;
  count: number;
  first: number;
  last: number;
}

export interface TimelineRow {
  createdAt: number | null;
  requests: number | null;
  firstSighting: number | null;
  /** The 8-hour epoch windows of each of its evidence signals. */
  windows: number[][];
}

export interface JudgedRunRow {
  /** JSON text; null for runs of before it was kept. */
  basis: string | null;
  config: string;
  /** Epoch seconds. */
  until: number;
}

/** Lists side by side; `place` is the ring's place among those asked for. */
export interface StructureSignalsRow {
  place: number;
  /** Internal ids. */
  ids: number[];
  keys: string[];
  types: string[];
  bits: number[];
  accounts: number[];
}

export interface StructureMemberRow {
  place: number;
  account: string;
  /** Epoch seconds; null where nothing is known. */
  created: number | null;
  /** Internal ids; the lists after it run side by side with it. */
  signals: number[];
  relationships: string[];
  windows: number[][];
}

export interface DecisionRow {
  version: number;
  state: RingState;
  reason: string;
  code: ReasonCode | null;
  by: string;
  at: number;
}

/** The rings room's Cypher. Every reading names the run that it reads. `relationships`: those from accounts to signals. */
export const ringsStore = (graph: Graph, relationships: readonly string[], audited: Audited) => ({
  published: async (): Promise<RunRow | null> => (await graph.read<RunRow>(cypher('rings/published')))[0] ?? null,

  list: (run: string, filter: ListFilter, after: After, limit: number): Promise<ListedRow[]> =>
    graph.read(cypher('rings/list'), { ...filter, run, after: after?.[0] ?? null, afterId: after?.[1] ?? '', limit }),

  get: async (run: string, ring: string): Promise<DetailRow | null> =>
    (await graph.read<DetailRow>(cypher('rings/get'), { run, ring }))[0] ?? null,

  campaigns: (run: string, after: After, limit: number): Promise<CampaignRow[]> =>
    graph.read(cypher('rings/campaigns'), { run, after: after?.[0] ?? null, afterId: after?.[1] ?? '', limit }),

  campaign: async (run: string, campaign: string): Promise<(CampaignRow & { evidence: string }) | null> =>
    (await graph.read<CampaignRow & { evidence: string }>(cypher('rings/campaign'), { run, campaign }))[0] ?? null,

  evidence: (run: string, ring: string, limit: number): Promise<EvidenceRow[]> =>
    graph.read(cypher('rings/evidence'), { run, ring, limit }),

  lineage: (run: string, ring: string): Promise<KinRow[]> => graph.read(cypher('rings/lineage'), { run, ring }),

  gone: (run: string, ring: string): Promise<GoneRow[]> => graph.read(cypher('rings/gone'), { run, ring }),

  members: (run: string, ring: string, after: After, limit: number, signals: number): Promise<MemberRow[]> =>
    graph.read(cypher('rings/members'), {
      run,
      ring,
      after: after?.[0] ?? null,
      afterId: after?.[1] ?? '',
      limit,
      signals,
    }),

  edges: (
    run: string,
    ring: string,
    accounts: readonly string[],
    signals: readonly string[],
    limit: number,
  ): Promise<EdgeRow[]> => graph.read(cypher('rings/edges'), { run, ring, accounts, signals, limit }),

  /** One row a member, as they arrive: a ring can have tens of thousands. */
  timeline: (run: string, ring: string, signals: number): AsyncIterable<TimelineRow> =>
    graph.stream(cypher('rings/timeline'), { run, ring, signals }),

  judgedRun: async (run: string): Promise<JudgedRunRow | null> =>
    (await graph.read<JudgedRunRow>(cypher('rings/judged-run'), { run }))[0] ?? null,

  sizes: (run: string): Promise<{ id: string; size: number }[]> => graph.read(cypher('rings/sizes'), { run }),

  structureSignals: (run: string, rings: readonly string[]): Promise<StructureSignalsRow[]> =>
    graph.read(cypher('rings/structure-signals'), { run, rings }),

  /** One row a member, as they arrive. */
  structureMembers: (run: string, rings: readonly string[], until: number): AsyncIterable<StructureMemberRow> =>
    graph.stream(cypher('rings/structure-members', { RELATIONSHIPS: relationships }), { run, rings, until }),

  captions: (keys: readonly string[]): Promise<{ key: string; hint: string }[]> =>
    graph.read(cypher('rings/captions'), { keys }),

  decisions: (ring: string, before: number, limit: number): Promise<DecisionRow[]> =>
    graph.read(cypher('rings/decisions'), { ring, before, limit }),

  /** Null when the ring, its run or its newest decision is no longer the one that the caller saw. */
  decide: async (decision: {
    run: string;
    ring: string;
    version: number;
    /** That it comes from, for the audit trail. */
    from: RingState;
    state: RingState;
    reason: string;
    code: ReasonCode | null;
    by: Actor;
    at: number;
    /** What else is written with it. */
    also?: ((tx: GraphTransaction) => Promise<void>) | undefined;
  }): Promise<DecisionRow | null> => {
    const { from, by, also, ...rest } = decision;
    const { ring: id, run, state, reason, code } = rest;
    const entry = randomUUID();
    try {
      return await graph.transaction(async (tx) => {
        const [row] = await tx.run<DecisionRow>(cypher('rings/decide'), { ...rest, by: by.name });
        if (row === undefined) return null;
        const facts = {
          before: { state: from },
          after: { state, run, version: row.version, code, reason: digestOf(reason) },
        };
        await audited(tx, entry, { actor: by, action: 'setRingState', targets: [{ kind: 'ring', id }], ...facts });
        await also?.(tx);
        return row;
      });
    } catch (error) {
      // Two decided at once; the other one was first.
      if (isConflict(error)) return null;
      throw error;
    }
  },
});

/** SHA-256, hex: the decision itself keeps the text, which people write as they like. */
const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

export type RingsStore = ReturnType<typeof ringsStore>;
