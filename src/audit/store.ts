import type { Graph, GraphTransaction } from '../graph/graph.ts';
import { cypher } from '../graph/queries.ts';
import type { Head } from './chain.ts';
import { type AuditEntry, auditEntry, START } from './entry.ts';

/** An entry as the graph has it; `at` in epoch milliseconds, `before` and `after` as JSON text. */
interface EntryRow {
  readonly seq: number;
  readonly id: string;
  readonly at: number;
  readonly actorKind: string;
  readonly actorId: string;
  readonly actorName: string;
  readonly from: string | null;
  readonly request: string | null;
  readonly action: string;
  readonly targets: readonly string[];
  readonly before: string | null;
  readonly after: string | null;
  readonly previous: string;
  readonly hash: string;
  readonly seal: string | null;
}

/** What was done, for those who look for what it left. `at` is epoch ms. */
export interface WrittenRow {
  readonly action: string;
  readonly at: number;
  readonly actorKind: string;
  readonly actorName: string;
  readonly from: string | null;
  readonly targets: readonly string[];
}

export interface EntryFilter {
  readonly actor: string;
  readonly action: string;
  /** Any of these; all where it is empty. */
  readonly targets: readonly string[];
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to: number;
}

export interface Numbered {
  readonly seq: number;
  /** Null where what the graph has is no entry any more. */
  readonly entry: AuditEntry | null;
}

/** Entries read at once while the whole trail is walked. */
const PAGE = 2_000;

/**
 * The trail in Neo4j: `(:AuditEntry {seq, …})`, one `(:AuditHead)` that is both the lock and the end, and `(:AuditSubject {ref, id})`
 * for the accounts, signals and values behind the fingerprints of entries.
 */
export const auditStore = (graph: Graph) => ({
  /** Locks the trail until the transaction ends; its end, and which of these ids are in it already. */
  async lock(tx: GraphTransaction, ids: readonly string[]): Promise<{ head: Head; known: ReadonlySet<string> }> {
    const [row] = await tx.run<{ seq: number; hash: string | null; known: string[] }>(cypher('audit/lock'), { ids });
    const { seq, hash, known } = row!;
    return { head: { seq, hash: hash ?? START }, known: new Set(known) };
  },

  /** Adds entries behind the end, under the lock. `subjects`: what is behind their fingerprints. */
  async append(
    tx: GraphTransaction,
    entries: readonly AuditEntry[],
    subjects: readonly { ref: string; id: string }[],
  ): Promise<void> {
    const { seq, hash } = entries.at(-1)!;
    await tx.run(cypher('audit/append'), { seq, hash, rows: entries.map(rowOf) });
    if (subjects.length > 0) await tx.run(cypher('audit/subjects'), { rows: subjects });
  },

  transaction: <Result>(work: (tx: GraphTransaction) => Promise<Result>): Promise<Result> => graph.transaction(work),

  /** Whether the schema has a trail: that of an earlier release has none. */
  isKept: async (): Promise<boolean> => (await graph.read(cypher('audit/is-kept'))).length > 0,

  async head(): Promise<Head | null> {
    const [row] = await graph.read<Head>(cypher('audit/head'));
    return row ?? null;
  },

  /** Newest first, below a number. */
  list: async (filter: EntryFilter, below: number, limit: number): Promise<Numbered[]> =>
    (await graph.read<EntryRow>(cypher('audit/list'), { ...filter, below, limit })).map(entryOf),

  /** What is behind fingerprints, where it was not forgotten. */
  async subjects(refs: readonly string[]): Promise<Map<string, string>> {
    const rows = await graph.read<{ ref: string; id: string }>(cypher('audit/subjects-of'), { refs });
    return new Map(rows.map(({ ref, id }) => [ref, id]));
  },

  /** When these actions were done since a time (epoch ms), the newest of each first. */
  written: (actions: readonly string[], since: number, limit: number): Promise<WrittenRow[]> =>
    graph.read(cypher('audit/written'), { actions, since, limit }),

  /** In order, from behind a number to a last one; a page at a time. */
  async *walk(after: number, last: number): AsyncGenerator<Numbered> {
    for (let behind = after; ; ) {
      const rows = await graph.read<EntryRow>(cypher('audit/walk'), { behind, last, limit: PAGE });
      yield* rows.map(entryOf);
      if (rows.length < PAGE) return;
      behind = rows.at(-1)!.seq;
    }
  },
});

export type AuditStore = ReturnType<typeof auditStore>;

const rowOf = ({ at, actor, before, after, ...rest }: AuditEntry): EntryRow => ({
  ...rest,
  at: Date.parse(at),
  actorKind: actor.kind,
  actorId: actor.id,
  actorName: actor.name,
  from: actor.from,
  request: actor.request,
  before: before && JSON.stringify(before),
  after: after && JSON.stringify(after),
});

/** Somebody may have written to the graph by other ways: nothing of a row is believed. */
const entryOf = (row: EntryRow): Numbered => {
  const { seq, at, actorKind, actorId, actorName, from, request, before, after, ...rest } = row;
  try {
    const entry = auditEntry.parse({
      ...rest,
      seq,
      at: new Date(at).toISOString(),
      actor: { kind: actorKind, id: actorId, name: actorName, from, request },
      before: before && JSON.parse(before),
      after: after && JSON.parse(after),
    });
    return { seq, entry };
  } catch {
    return { seq, entry: null };
  }
};
