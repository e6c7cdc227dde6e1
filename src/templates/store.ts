import type { Graph, GraphTransaction } from '../graph/graph.ts';
import { cypher } from '../graph/queries.ts';
import { type KeptTemplate, MAX_WINDOWS, type SignalType } from '../signals/index.ts';
import { tokensOf, tokensText } from './tokens.ts';

/** How far a log of templates was read. Another id: the graph was emptied or replaced since. */
export interface LogPlace {
  readonly log: string;
  readonly seq: number;
}

/** A template as a row of the log. */
type KeptRow = Omit<KeptTemplate, 'tokens'> & { readonly tokens: string | readonly number[] };

const read = (row: KeptRow): KeptTemplate => ({ ...row, tokens: tokensOf(row.tokens) });

/** Templates of one answer while all of them are read. */
const PAGE = 1_000;

/** The templates' Cypher. `keyId` names the service key that templates are made under here; others' are passed over. */
export const templatesStore = (
  graph: Graph,
  type: Pick<SignalType, 'name' | 'label' | 'relationship'>,
  keyId: string,
) => {
  const own = `${keyId}:`;
  const along = { RELATIONSHIP: type.relationship };
  const keyOf = (id: string): string => `${type.name}:${id}`;

  const lock = async (tx: GraphTransaction): Promise<LogPlace> =>
    (await tx.run<{ log: string; seq: number }>(cypher('templates/lock')))[0]!;

  /** The template that this one turned out to be in the end. Stops where a chain that somebody broke runs in a circle. */
  const endOf = async (tx: GraphTransaction, id: string): Promise<string> => {
    const seen = new Set([id]);
    for (let at = id; ; ) {
      const [row] = await tx.run<{ mergedInto: string | null }>(cypher('templates/merged-into'), { id: at });
      const next = row?.mergedInto ?? null;
      if (next === null || seen.has(next)) return at;
      seen.add(next);
      at = next;
    }
  };

  return {
    /** How far the log is, perhaps a moment ago; null when there is none. */
    head: async (): Promise<LogPlace | null> => (await graph.read<LogPlace>(cypher('templates/head')))[0] ?? null,

    /** The newest `limit` templates in the order they were kept, some at a time; returns how far they go. */
    async readAll(limit: number, onPage: (page: readonly KeptTemplate[]) => void): Promise<LogPlace> {
      // Under the lock nothing up to this number is still on its way. What moves on behind it meanwhile is read again later.
      const place = await graph.transaction(lock);
      const [newest] = await graph.read<{ seq: number }>(cypher('templates/newest'), { limit });
      let page: KeptTemplate[] = [];
      for await (const row of graph.stream<KeptRow>(cypher('templates/since'), { after: newest?.seq ?? 0, own })) {
        page.push(read(row));
        if (page.length < PAGE) continue;
        onPage(page);
        page = [];
      }
      onPage(page);
      return place;
    },

    /**
     * One turn at the log: reads what was kept behind `seen`, hands it to `fold`, and keeps the changes that `fold` returns, in
     * one transaction under the log's lock; so every instance sees all changes in one order. Returns how far the log is read
     * then, and what was kept; null, with nothing done, where `seen` is not a place of this log.
     * `fold` runs again when the transaction does.
     */
    turn: (
      seen: LogPlace,
      fold: (kept: readonly KeptTemplate[]) => readonly KeptTemplate[],
    ): Promise<{ place: LogPlace; kept: readonly KeptTemplate[] } | null> =>
      graph.transaction(async (tx) => {
        const { log, seq } = await lock(tx);
        if (log !== seen.log || seq < seen.seq) return null;
        const others =
          seq === seen.seq ? [] : await tx.run<KeptRow>(cypher('templates/since'), { after: seen.seq, own });
        const changes = fold(others.map(read));
        if (changes.length === 0) return { place: { log, seq }, kept: [] };
        const end = seq + changes.length;
        const rows = changes.map(({ id, tokens, hint, shown, mergedInto }, index) => ({
          id,
          seq: seq + 1 + index,
          tokens: tokensText(tokens),
          caption: hint,
          shown,
          mergedInto,
        }));
        await tx.run(cypher('templates/keep'), { rows });
        await tx.run(cypher('templates/advance'), { seq: end });
        return { place: { log, seq: end }, kept: changes };
      }),

    /** Gives the signals of these templates the captions that the templates have. */
    async giveCaptions(ids: readonly string[]): Promise<void> {
      await graph.write(cypher('templates/captions'), captionRows(ids.map(keyOf)));
    },

    /** Ids of templates that turned out to be others and have observations of their own; at most `limit`. */
    merged: async (limit: number): Promise<string[]> =>
      (await graph.read<{ id: string }>(cypher('templates/merged', along), { type: type.name, limit })).map(
        ({ id }) => id,
      ),

    /** Moves up to `limit` observations of a merged template in one transaction; returns how many there were. */
    moveSome: (id: string, limit: number): Promise<number> =>
      graph.transaction(async (tx) => {
        const toId = await endOf(tx, id);
        if (toId === id) return 0;
        const [from, to] = [keyOf(id), keyOf(toId)];
        const locked = await tx.run<{ account: string }>(cypher('templates/lock-accounts', along), {
          key: from,
          limit,
        });
        const target = { from, to, toId, type: type.name };
        const there = await tx.run(cypher('templates/move-signal', { LABEL: type.label }), target);
        if (there.length === 0) return 0;
        const accounts = locked.map(({ account }) => account);
        await tx.run(cypher('templates/move-observations', along), { from, to, accounts, maxWindows: MAX_WINDOWS });
        return accounts.length;
      }),

    /** Removes signals of templates merged `seconds` ago that nothing refers to; at most `limit`. Returns how many. */
    forgetMerged: async (seconds: number, limit: number): Promise<number> =>
      (
        await graph.write<{ forgotten: number }>(cypher('templates/forget-merged'), { type: type.name, seconds, limit })
      )[0]?.forgotten ?? 0,
  };

  function captionRows(keys: readonly string[]) {
    const rows = keys.map((key) => ({ key, id: key.slice(type.name.length + 1) }));
    return { rows: rows.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)) };
  }
};

export type TemplatesStore = ReturnType<typeof templatesStore>;
