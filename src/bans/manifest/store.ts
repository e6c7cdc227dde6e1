import type { Actor } from '../../audited.ts';
import type { Graph } from '../../graph/graph.ts';
import { cypher } from '../../graph/queries.ts';
import type { BatchRow, BatchStore, ItemRow, RingRow } from '../batch/store.ts';
import type { HeaderFacts, RunFacts } from './header.ts';
import type { SignedHeader } from './manifest.ts';

export type UnwrittenRow = Pick<ItemRow, 'id' | 'seq' | 'ring' | 'rings' | 'strength' | 'reason'> & {
  /** Null where it was forgotten. */
  readonly account: string | null;
};

/** What writes manifests, and reads them. Times are epoch milliseconds. */
export const freezingStore = (graph: Graph, bans: Pick<BatchStore, 'get' | 'step' | 'rings'>, now: () => number) => ({
  batch: async (id: string): Promise<BatchRow | null> => {
    const row = await bans.get(id);
    return row?.state === 'freezing' ? row : null;
  },

  /** Batches in freezing whose sign of life is older. */
  left: async (before: number): Promise<string[]> =>
    (await graph.read<{ id: string }>(cypher('bans/freezing'), { before })).map(({ id }) => id),

  /** A sign of life; false where the batch is no longer being frozen. */
  goesOn: async (id: string, at: number): Promise<boolean> =>
    (await graph.write(cypher('bans/freezing-goes-on'), { id, at })).length > 0,

  unwritten: (batch: string, after: number, limit: number): Promise<UnwrittenRow[]> =>
    graph.read(cypher('bans/unwritten'), { batch, after, limit }),

  writeLines: (rows: readonly { id: string; line: string | null; hash: string; alone: boolean | null }[]) =>
    graph.write(cypher('bans/write-lines'), { rows }),

  hashes: (batch: string): AsyncIterable<{ seq: number; hash: string }> =>
    graph.stream(cypher('bans/hashes'), { batch }),

  header: async (id: string): Promise<string | null> =>
    (await graph.read<{ header: string | null }>(cypher('bans/header'), { id }))[0]?.header ?? null,

  headerFacts: async (id: string): Promise<HeaderFacts> => {
    const batch = (await bans.get(id))!;
    const { run } = batch;
    const leftOut = await graph.read<{ why: string; accounts: number }>(cypher('bans/left-out-by-reason'), {
      batch: id,
    });
    if (run === null) return { batch, at: now(), run: null, leftOut, rings: [] };
    const [facts] = await graph.read<RunFacts>(cypher('bans/run'), { run });
    const listed = await graph.read<{ ring: string; listed: number }>(cypher('bans/rings-of-batch'), { batch: id });
    const known = new Map(
      (
        await bans.rings(
          run,
          listed.map(({ ring }) => ring),
        )
      ).map((ring): [string, RingRow] => [ring.id, ring]),
    );
    const rings: HeaderFacts['rings'][number][] = [];
    for (const { ring, listed: count } of listed) {
      const { score, size } = known.get(ring)!;
      const evidence = await graph.read<HeaderFacts['rings'][number]['evidence'][number]>(
        cypher('bans/ring-evidence'),
        { run, ring },
      );
      rings.push({ ring, score, size, listed: count, evidence });
    }
    return { batch, at: now(), run: facts!, leftOut, rings };
  },

  /**
   * The step with which a batch is frozen; nothing where another instance took it first, or where its title was rewritten since, because it named
   * an account that was erased: whoever looks next finishes it.
   */
  frozen: (id: string, by: Actor, signed: SignedHeader) => {
    const { root, title, frozenAt } = signed.header;
    return bans.step({
      ...{ id, action: 'freezeDone', taker: 'service', by, operation: 'banBatchFrozen', at: Date.parse(frozenAt) },
      check: (row) => row.state !== 'freezing' || row.title !== title,
      work: async () => ({ more: { header: JSON.stringify(signed), root }, facts: { root } }),
    });
  },

  failed: (id: string, by: Actor, problem: string, at: number) =>
    bans.step({
      ...{ id, action: 'freezeFailed', taker: 'service', by, operation: 'banBatchNotFrozen', at },
      check: ({ state }) => state !== 'freezing',
      work: async (tx) => {
        await tx.forgetLines();
        return { more: { problem } };
      },
    }),
});

export type FreezingStore = ReturnType<typeof freezingStore>;
