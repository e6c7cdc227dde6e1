import { createHash, randomUUID } from 'node:crypto';
import type { Actor, Audited } from '../audited.ts';
import type { ReasonCode, RingState } from '../fields.ts';
import { isConflict } from '../graph/failures.ts';
import type { Graph, GraphTransaction } from '../graph/graph.ts';
import { cypher } from '../graph/queries.ts';
import type {
  After,
  CampaignRow,
  DecisionRow,
  DetailRow,
  EdgeRow,
  EvidenceRow,
  GoneRow,
  JudgedRunRow,
  KinRow,
  ListedRow,
  ListFilter,
  MemberRow,
  RunRow,
  StructureMemberRow,
  StructureSignalsRow,
  TimelineRow,
} from './rows.ts';

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
