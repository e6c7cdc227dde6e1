import { randomUUID } from 'node:crypto';
import { RingfenceError } from '../errors.ts';
import type { CypherQuery, Graph } from '../graph/graph.ts';
import { cypher } from '../graph/queries.ts';
import {
  type AccountRow,
  type GraphRows,
  MAX_WINDOWS,
  type ObservationRow,
  type SignalRegistry,
} from '../signals/index.ts';
import type { Cut } from './cut.ts';

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
  /** Makes the signals that chunks of these rows need, and moves their first and last times. May be done again. */
  writeSignals(rows: GraphRows): Promise<void>;
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

/** What other rooms know of signals, as writes that go with those of the signals themselves, which are in the graph by then. */
export interface SignalNotes {
  /** Of addresses: their networks. `cidr` is the prefix that the address `key` lies in. */
  addresses(addresses: readonly { readonly key: string; readonly cidr: string }[]): Promise<readonly Statement[]>;
  /** Of prompts: today's captions of their templates. Keys are in order. */
  prompts(keys: readonly string[]): readonly Statement[];
}

/**
 * Names of models, capabilities and clients that an account keeps counts of. A caller that sends a new name with every
 * event must not make the node grow for ever; requests of further names are in the account's totals only.
 */
const MAX_NAMES = 64;
const HOURS_OF_WEEK = 168;
/** Nodes deleted in one transaction while forgetting. */
const FORGET_AT_ONCE = 1_000;

const FIND_BATCH = 'ingest/find-batch';

/**
 * A batch's signals are written first, in one transaction, and its chunks after that. What a signal has of its own (hint,
 * first and last time) may be written twice without harm, so this needs no marker; and a chunk then only adds relationships
 * to nodes that are there. While each chunk wrote its signals too, chunks waited for each other at the signals everybody has
 * (a user agent, a popular template): a third of the speed. Measured with the seed data (38,404 events, 138,094
 * observations) on 2 cores that Neo4j and the import share, the server warm: 12 s with 4 lanes of 1,250 events, 13 s with 2,
 * 17 s with chunks of 300; 26 s on a server that has just been started. The bound is the server's CPU, about 100 µs a relationship.
 */
export const ingestStore = (graph: Graph, registry: SignalRegistry, notes?: SignalNotes): IngestStore => {
  const noHours = new Array<number>(HOURS_OF_WEEK).fill(0);
  const statements = new Map(
    registry.all.map((type) => [
      type.name,
      {
        signals: cypher('ingest/signals', { LABEL: type.label }),
        observations: cypher('ingest/observations', { RELATIONSHIP: type.relationship }),
      },
    ]),
  );

  const statementsOf = (type: string) => {
    const found = statements.get(type);
    if (found === undefined) throw new RangeError(`rows of a signal type that is not registered: ${type}`);
    return found;
  };

  const chunkQueries = (rows: GraphRows): Statement[] => {
    const queries: Statement[] = [[cypher('ingest/accounts'), { rows: rows.accounts.map(seenOf), noHours }]];
    const used = rows.accounts.filter(usesSomething).map(usageOf);
    if (used.length > 0) queries.push([cypher('ingest/usage'), { rows: used, maxNames: MAX_NAMES }]);
    for (const [type, observations] of byType(rows)) {
      queries.push([statementsOf(type).observations, { rows: observations, maxWindows: MAX_WINDOWS }]);
    }
    return queries;
  };

  const signalQueries = async (rows: GraphRows): Promise<Statement[]> => {
    const queries = byType(rows).map(
      ([type, observations]): Statement => [statementsOf(type).signals, { type, rows: signalRows(observations) }],
    );
    const prefixes = prefixRows(rows.observations);
    if (prefixes.length > 0) {
      queries.push([cypher('ingest/prefixes'), { rows: prefixes }], ...((await notes?.addresses(prefixes)) ?? []));
    }
    const prompts = rows.observations.filter(({ type }) => registry.get(type)?.privacy === 'template');
    const keys = signalRows(prompts).map(({ key }) => key);
    return keys.length === 0 ? queries : [...queries, ...(notes?.prompts(keys) ?? [])];
  };

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
      const [begun] = await graph.write<StoredBatch>(cypher('ingest/begin-batch'), { ...batch, now });
      return begun!;
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
      const queries = await signalQueries(rows);
      if (queries.length === 0) return;
      await graph.transaction(async (tx) => {
        for (const [query, parameters] of queries) await tx.run(query, parameters);
      });
    },

    async writeChunk({ batch, index, accepted, observations, rows }, now) {
      const queries = chunkQueries(rows);
      return graph.transaction(async (tx) => {
        const [claim] = await tx.run<ChunkFigures & { mine: boolean }>(cypher('ingest/claim-chunk'), {
          key: chunkKey(batch, index),
          attempt: randomUUID(),
          accepted,
          observations,
          now,
        });
        if (claim!.mine) {
          for (const [query, parameters] of queries) {
            const [result] = await tx.run<{ written?: number }>(query, parameters);
            if (result?.written !== undefined && result.written < parameters.rows.length) throw signalGone();
          }
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

type Statement = readonly [CypherQuery, { readonly rows: readonly object[]; readonly [name: string]: unknown }];

const byType = (rows: GraphRows) => [...Map.groupBy(rows.observations, (row) => row.type)];

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

interface SignalRow {
  readonly key: string;
  readonly hint: string;
  first: number;
  last: number;
}

/** Observations of one type, in order of key → its signals, each once, in the same order. */
const signalRows = (observations: readonly ObservationRow[]): SignalRow[] => {
  const signals: SignalRow[] = [];
  for (const { key, hint, first, last } of observations) {
    const latest = signals.at(-1);
    if (latest?.key === key) {
      latest.first = Math.min(latest.first, first);
      latest.last = Math.max(latest.last, last);
    } else signals.push({ key, hint, first, last });
  }
  return signals;
};

/** The prefix of each signal that has one, in order of prefix. */
const prefixRows = (observations: readonly ObservationRow[]): { key: string; cidr: string }[] => {
  const cidrs = new Map(observations.flatMap(({ key, prefix }) => (prefix === null ? [] : [[key, prefix] as const])));
  return [...cidrs]
    .map(([key, cidr]) => ({ key, cidr }))
    .sort((a, b) => (a.cidr < b.cidr ? -1 : a.cidr > b.cidr ? 1 : 0));
};

const seenOf = ({ id, createdAt, firstSeen, lastSeen, events }: AccountRow) => ({
  id,
  createdAt,
  firstSeen,
  lastSeen,
  events,
});

/** Most accounts of a chunk of sign-ups or sessions use nothing; their profile is then not touched. */
const usesSomething = (row: AccountRow): boolean =>
  row.requests > 0 || row.tokensIn > 0 || row.tokensOut > 0 || row.toolCalls > 0;

const usageOf = ({ createdAt: _, firstSeen: __, lastSeen: ___, events: ____, ...usage }: AccountRow) => usage;
