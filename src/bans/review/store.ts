import type { Graph } from '../../graph/graph.ts';
import { cypher } from '../../graph/queries.ts';
import type { AttributeValue } from '../../signals/index.ts';
import type { BatchState } from '../batch/batch-states.ts';
import type { MembershipRow } from '../batch/store.ts';

/** An account of a list as the estimate reads it. */
export interface CollateralRow {
  readonly ring: string | null;
  readonly strength: number | null;
  readonly alone: boolean | null;
  readonly since: number | null;
  readonly attributes: readonly { readonly name: string; readonly value: AttributeValue }[] | null;
  readonly inARing: boolean;
  readonly wasAllowed: boolean;
  readonly wasUndone: boolean;
}

export interface EarlierRow {
  readonly ring: string;
  readonly batch: string;
  readonly state: BatchState;
  readonly createdAt: number;
  readonly both: number;
  readonly added: number;
  readonly gone: number;
}

/** What whoever reviews a batch reads. Times are epoch milliseconds. */
export const reviewStore = (graph: Graph) => ({
  accounts: (batch: string, published: string | null): AsyncIterable<CollateralRow> =>
    graph.stream(cypher('bans/collateral'), { batch, published: published ?? '' }),

  ringsOfBatch: async (batch: string): Promise<string[]> =>
    (await graph.read<{ ring: string }>(cypher('bans/rings-of-batch'), { batch })).map(({ ring }) => ring),

  /** The engine's configuration of a run, as JSON text. */
  configuration: async (run: string): Promise<string | null> =>
    (await graph.read<{ configuration: string }>(cypher('bans/run'), { run }))[0]?.configuration ?? null,

  decidedRings: (): Promise<{ features: string | null; confirmed: boolean }[]> =>
    graph.read(cypher('bans/decided-rings')),

  /** What people have said of rings last, whether a run has them or not. */
  ringStates: (rings: readonly string[]): Promise<{ ring: string; state: string }[]> =>
    graph.read(cypher('bans/ring-states'), { rings }),

  earlier: (batch: string, rings: readonly string[]): Promise<EarlierRow[]> =>
    graph.read(cypher('bans/earlier'), { batch, rings }),

  /** Rings of a run that hold a share of what the batch lists of one of its rings: the same rings, or what became of them. */
  presentRings: async (batch: string, run: string): Promise<string[]> =>
    (await graph.read<{ ring: string }>(cypher('bans/present-rings'), { batch, run, share: 0.2 })).map(
      ({ ring }) => ring,
    ),

  joined: (batch: string, run: string, rings: readonly string[], limit: number): Promise<MembershipRow[]> =>
    graph.read(cypher('bans/joined'), { batch, run, rings, limit }),
});
export type ReviewStore = ReturnType<typeof reviewStore>;
