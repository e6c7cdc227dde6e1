import { randomUUID } from 'node:crypto';
import type { Actor, Audited } from '../audited.ts';
import { RingfenceError } from '../errors.ts';
import type { CypherQuery, Graph } from '../graph/graph.ts';
import { cypher } from '../graph/queries.ts';
import type { GraphRows, SignalRegistry, SignalRow } from '../signals/index.ts';
import type { Cut } from './cut.ts';
import { ingestStatements, type SignalNotes } from './statements.ts';

/** What the graph knows of a batch. */
export interface StoredBatch extends Cut {
  readonly digest: string;
  readonly state: 'open' | 'done';
  /** The answer as JSON text, once done. */
  readonly result: string | null;
}

export interface NewBatch extends Cut {
  readonly key: string;
  /** SHA-256 of the body, hex. */
  readonly digest: string;
  readonly onInvalid: 'refuse' | 'skip';
  /** Who sends it. */
  readonly by: Actor;
}

/** What a chunk's transaction wrote, by its marker. */
export interface ChunkFigures {
  readonly accepted: number;
  readonly observations: number;
}

export interface IngestStore {
  findBatch(key: string): Promise<StoredBatch | null>;
  /** Makes the batch, or returns the one that has the key already. `now` is epoch milliseconds here and below. */
  beginBatch(batch: NewBatch, now: number): Promise<StoredBatch>;
  finishBatch(key: string, result: string, now: number): Promise<void>;
  /** Figures of the chunks among 0 … count − 1 that are in the graph already, by index. */
  doneChunks(batch: string, count: number): Promise<Map<number, ChunkFigures>>;
  /** Makes the signals that chunks need, and moves their first and last times. May be done again. */
  writeSignals(rows: readonly SignalRow[]): Promise<void>;
  /** Writes a chunk, whose signals are there, in one transaction unless it is there; returns the figures of whichever transaction wrote it. */
  writeChunk(chunk: Chunk, now: number): Promise<ChunkFigures>;
  /** Forgets batches begun before a time, and then their markers. Returns how many batches. */
  forgetBatches(before: number): Promise<number>;
}

export interface Chunk extends ChunkFigures {
  readonly batch: string;
  readonly index: number;
  readonly rows: GraphRows;
}

/** Nodes deleted in one transaction while forgetting. */
const FORGET_AT_ONCE = 1_000;

const FIND_BATCH = 'ingest/find-batch';

/**
 * A batch's signals are written first, in one transaction, and its chunks after that. What a signal has of its own (hint,
 * first and last time) may be written twice without harm, so this needs no marker; and a chunk then only adds relationships
 * to nodes that are there. While each chunk wrote its signals too, chunks waited for each other at the signals everybody has
 * (a user agent, a popular template): a third of the speed. Measured with the seed data (38,404 events, 138,094
 * observations) on 2 cores that Neo4j and the import share, the server warm: 7.4 s with 6 lanes of 1,000 events;
 * about twice that on a server that has just been started. The bound is the server's CPU, about 100 µs a relationship.
 */
export const ingestStore = (
  graph: Graph,
  registry: SignalRegistry,
  audited: Audited,
  notes?: SignalNotes,
): IngestStore => {
  const statements = ingestStatements(registry, notes);

  const forget = async (query: CypherQuery, before: number): Promise<number> => {
    let total = 0;
    for (;;) {
      const [row] = await graph.write<{ forgotten: number }>(query, { before, limit: FORGET_AT_ONCE });
      const forgotten = row?.forgotten ?? 0;
      total += forgotten;
      if (forgotten < FORGET_AT_ONCE) return total;
    }
  };

  return {
    async findBatch(key) {
      const [found] = await graph.read<StoredBatch>(cypher(FIND_BATCH), { key });
      return found ?? null;
    },

    async beginBatch(batch, now) {
      const { by, ...rest } = batch;
      const entry = randomUUID();
      return graph.transaction(async (tx) => {
        const [begun] = await tx.run<StoredBatch & { isNew: boolean }>(cypher('ingest/begin-batch'), {
          ...rest,
          entry,
          now,
        });
        const { isNew, ...stored } = begun!;
        if (isNew) {
          const targets = [{ kind: 'batch' as const, id: batch.key }];
          const after = { digest: batch.digest, onInvalid: batch.onInvalid };
          await audited(tx, entry, { actor: by, action: 'sendEvents', targets, before: null, after });
        }
        return stored;
      });
    },

    async finishBatch(key, result, now) {
      await graph.write(cypher('ingest/finish-batch'), { key, result, now });
    },

    async doneChunks(batch, count) {
      const indexes = new Map(Array.from({ length: count }, (_, index) => [chunkKey(batch, index), index]));
      const rows = await graph.read<ChunkFigures & { key: string }>(cypher('ingest/done-chunks'), {
        keys: [...indexes.keys()],
      });
      return new Map(
        rows.map(({ key, accepted, observations }) => [indexes.get(key)!, { accepted, observations }] as const),
      );
    },

    async writeSignals(rows) {
      const queries = await statements.signals(rows);
      if (queries.length === 0) return;
      await graph.transaction(async (tx) => {
        // Sent at once: the server goes on while this process is busy with the next batch.
        await Promise.all(queries.map(([query, parameters]) => tx.run(query, parameters)));
      });
    },

    async writeChunk({ batch, index, accepted, observations, rows }, now) {
      const queries = statements.chunk(rows);
      return graph.transaction(async (tx) => {
        const [claim] = await tx.run<ChunkFigures & { mine: boolean }>(cypher('ingest/claim-chunk'), {
          key: chunkKey(batch, index),
          attempt: randomUUID(),
          accepted,
          observations,
          now,
        });
        if (claim!.mine) {
          const results = await Promise.all(
            queries.map(([query, parameters]) => tx.run<{ written?: number }>(query, parameters)),
          );
          results.forEach(([result], i) => {
            if (result?.written !== undefined && result.written < queries[i]![1].rows.length) throw signalGone();
          });
        }
        return { accepted: claim!.accepted, observations: claim!.observations };
      });
    },

    async forgetBatches(before) {
      const batches = await forget(cypher('ingest/forget-batches'), before);
      await forget(cypher('ingest/forget-chunks'), before);
      return batches;
    },
  };
};

/** Somebody removed a signal between the two steps: nothing of the chunk is kept, and the sender's next try makes it anew. */
const signalGone = (): RingfenceError =>
  new RingfenceError({
    type: 'graph-unavailable',
    status: 503,
    retryAfterSeconds: 1,
    detail: 'A signal of this batch was removed from the graph while the batch was written.',
    mend: 'Send it again after Retry-After seconds.',
  });

const chunkKey = (batch: string, index: number): string => `${batch}#${index}`;
