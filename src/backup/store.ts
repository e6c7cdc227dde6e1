import { RingfenceError } from '../errors.ts';
import type { ExactValue } from '../graph/exact-values.ts';
import type { Graph, GraphTransaction } from '../graph/graph.ts';
import { cypher } from '../graph/queries.ts';
import type { Identities, NodeRef, Properties } from './format.ts';

export interface NodeRow {
  readonly labels: readonly string[];
  readonly properties: Properties;
}

export interface AccountRow extends NodeRow {
  readonly id: string;
  readonly events: number | null;
}

export interface ObservationRow {
  readonly account: string;
  readonly type: string;
  readonly signal: string;
  readonly labels: readonly string[];
  readonly properties: Properties;
}

/** A relationship by its first end's key; the other end by every property that may be part of a key. */
interface OutgoingRow {
  readonly key: ExactValue;
  readonly type: string;
  readonly labels: readonly string[];
  readonly names: readonly ExactValue[];
  readonly properties: Properties;
}

export interface Outgoing {
  readonly key: ExactValue;
  readonly type: string;
  /** Null where the other end is of no label with a key. */
  readonly to: NodeRef | null;
  readonly properties: Properties;
}

export interface RunRow extends NodeRow {
  readonly id: string;
  readonly state: string;
}

/** Nodes of a label that is known by one property, in one page. */
const PAGE = 1_000;

type Reader = Graph['read'];

export type BackupStore = ReturnType<typeof backupStore>;

/** What a backup asks. `graph` speaks exact values. */
export const backupStore = (graph: Graph) => {
  const count = async (query: ReturnType<typeof cypher>): Promise<number> =>
    (await graph.read<{ count: number }>(query))[0]!.count;

  /** Accounts under their locks, and what they show, as of one moment for each account. */
  const locked = async (
    tx: GraphTransaction,
    accounts: readonly AccountRow[],
  ): Promise<{ accounts: readonly AccountRow[]; observations: readonly ObservationRow[] }> => {
    const ids = accounts.map(({ id }) => id);
    return { accounts, observations: await tx.run<ObservationRow>(cypher('backup/observations'), { ids }) };
  };

  const outgoing = (rows: readonly OutgoingRow[], names: readonly string[], identities: Identities): Outgoing[] =>
    rows.map(({ key, type, labels, names: values, properties }) => {
      const label = labels.find((it) => identities.has(it));
      const to = label && [label, ...identities.get(label)!.map((name) => values[names.indexOf(name)] ?? null)];
      return { key, type, to: (to as NodeRef | undefined) ?? null, properties };
    });

  const namesOf = (identities: Identities): string[] => [...new Set([...identities.values()].flat())];

  return {
    /** Label → unique properties, from the constraints; of several constraints on a label the first by name. */
    identities: async (): Promise<Identities> => {
      const rows = await graph.read<{ label: string; keys: string[] }>(cypher('backup/identities'));
      const found = new Map<string, readonly string[]>();
      for (const { label, keys } of rows) if (!found.has(label) && keys.length <= 2) found.set(label, keys);
      return found;
    },

    migrations: (): Promise<{ version: string; description: string; checksum: string }[]> =>
      graph.read(cypher('graph/migration-list')),

    countNodes: (): Promise<number> => count(cypher('backup/count-nodes')),
    countLabel: (label: string): Promise<number> => count(cypher('backup/count-label', { LABEL: label })),

    /**
     * Nodes of a label, page by page in order of their key; in one reading where the key is of two properties. `reader` reads in
     * a transaction of its own instead.
     */
    async *nodes(
      label: string,
      keys: readonly string[],
      reader: Reader = graph.read,
    ): AsyncGenerator<readonly (NodeRow & { key: ExactValue })[]> {
      const [key, second] = keys;
      if (key === undefined || second !== undefined) {
        for await (const row of graph.stream<NodeRow>(cypher('backup/all-nodes', { LABEL: label }))) {
          yield [{ ...row, key: null }];
        }
        return;
      }
      const placeholders = { LABEL: label, KEY: key };
      let page = await reader<NodeRow & { key: ExactValue }>(cypher('backup/first-nodes', placeholders), {
        limit: PAGE,
      });
      while (page.length > 0) {
        yield page;
        if (page.length < PAGE) return;
        const after = page.at(-1)!.key;
        page = await reader(cypher('backup/next-nodes', placeholders), { after, limit: PAGE });
      }
    },

    /** What begins at these nodes of a label that is known by one property. */
    relationshipsOf: async (
      label: string,
      key: string,
      keys: readonly ExactValue[],
      identities: Identities,
    ): Promise<Outgoing[]> => {
      const names = namesOf(identities);
      const query = cypher('backup/relationships-of', { LABEL: label, KEY: key });
      return outgoing(await graph.read<OutgoingRow>(query, { keys, names }), names, identities);
    },

    /** The accounts behind an id with what they show, each as of one moment. */
    accounts: (after: string, limit: number) =>
      graph.transaction(async (tx) =>
        locked(tx, await tx.run<AccountRow>(cypher('backup/account-page'), { after, limit })),
      ),

    accountsAgain: (ids: readonly string[]) =>
      graph.transaction(async (tx) => locked(tx, await tx.run<AccountRow>(cypher('backup/accounts-again'), { ids }))),

    versions: async (after: string, limit: number): Promise<{ ids: readonly string[]; events: readonly number[] }> => {
      const query = cypher('backup/account-versions');
      const [row] = await graph.read<{ ids: string[]; events: number[] }>(query, { after, limit });
      return row ?? { ids: [], events: [] };
    },

    /**
     * No chunk of ingest begins or ends while `work` is at it; chunks wait, nothing of theirs fails. Whoever looks for a :BatchChunk by
     * its index waits too, so `work` reads those with `reader`, in the transaction that holds. Should the connection that
     * holds them be lost meanwhile, it throws, and what `work` read is worth nothing.
     */
    async whileIngestWaits<Result>(work: (reader: Reader) => Promise<Result>): Promise<Result> {
      let result: { readonly value: Result } | undefined;
      let begun = false;
      const done = new Error('done: to be rolled back');
      try {
        await graph.transaction(async (tx) => {
          // The driver tries a transaction again that it lost; what was written of the first try would be there twice.
          if (begun) throw heldTwice();
          await tx.run(cypher('backup/hold-ingest'));
          begun = true;
          const value = await work((query, parameters) => tx.run(query, parameters));
          await tx.run(cypher('backup/still-held'));
          result = { value };
          throw done;
        });
      } catch (error) {
        if (error !== done) throw error;
      }
      return result!.value;
    },

    publishedRun: async (): Promise<string | null> =>
      (await graph.read<{ run: string }>(cypher('backup/published')))[0]?.run ?? null,

    endedRuns: (): Promise<RunRow[]> => graph.read<RunRow>(cypher('backup/ended-runs')),

    /** Rings of a run, page by page, with who is in them and what begins at them. */
    async *rings(run: string, limit: number, identities: Identities) {
      const names = namesOf(identities);
      for (let after = ''; ; ) {
        const rings = await graph.read<NodeRow & { id: string }>(cypher('backup/rings-of-run'), { run, after, limit });
        if (rings.length === 0) return;
        const asked = { run, rings: rings.map(({ id }) => id) };
        const members = graph.stream<{ ring: string; account: string; properties: Properties }>(
          cypher('backup/members'),
          asked,
        );
        const rows = await graph.read<OutgoingRow>(cypher('backup/ring-relationships'), { ...asked, names });
        yield { rings, members, relationships: outgoing(rows, names, identities) };
        if (rings.length < limit) return;
        after = rings.at(-1)!.id;
      }
    },

    /** Campaigns of a run, page by page. */
    async *campaigns(run: string, limit: number) {
      for (let after = ''; ; ) {
        const asked = { run, after, limit };
        const page = await graph.read<NodeRow & { id: string }>(cypher('backup/campaigns-of-run'), asked);
        if (page.length > 0) yield page;
        if (page.length < limit) return;
        after = page.at(-1)!.id;
      }
    },
  };
};

const heldTwice = (): RingfenceError =>
  new RingfenceError({
    type: 'graph-unavailable',
    status: 503,
    exitCode: 69,
    detail: 'The connection that held ingest for the backup was lost.',
    mend: 'Make the backup again.',
  });
