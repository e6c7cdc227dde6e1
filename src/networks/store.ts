import { randomUUID } from 'node:crypto';
import type { Audited } from '../audited.ts';
import type { CypherQuery, Graph } from '../graph/graph.ts';
import { cypher } from '../graph/queries.ts';
import type { NetworkTable } from './table.ts';

/** An address of the graph, and the prefix around it. */
export interface AddressRow {
  readonly key: string;
  readonly cidr: string;
}

/** A query with its rows, to be run inside somebody's transaction. */
export type Statement = readonly [
  query: CypherQuery,
  parameters: { readonly rows: readonly object[]; readonly [name: string]: unknown },
];

/** By which lists the graph's addresses are classed. */
export interface GraphTable {
  /** '' for none. */
  readonly digest: string | null;
  /** Digest of the lists by which they are being classed anew; null when nobody is at it. */
  readonly sought: string | null;
  /** Key of the last address done. */
  readonly cursor: string | null;
  /** Somebody wrote by other lists since. */
  readonly mixed: boolean;
}

/** Where a pass begins; see networks/begin-pass. */
const FIRST = 'ip:';
/** Silence after which another instance goes on with a pass, ms. */
const LEASE_MS = 60_000;

/** The networks room's Cypher. `holder` names this instance. */
export const networksStore = (graph: Graph, holder: string, audited: Audited) => ({
  table: async (): Promise<GraphTable | null> => (await graph.read<GraphTable>(cypher('networks/table')))[0] ?? null,

  /** The key to go on behind; null while another instance is at it. */
  beginPass: async (digest: string): Promise<string | null> => {
    const entry = randomUUID();
    return graph.transaction(async (tx) => {
      const asked = { digest, holder, ttl: LEASE_MS };
      const [row] = await tx.run<{ cursor: string }>(cypher('networks/begin-pass'), asked);
      if (row?.cursor === FIRST) {
        const actor = { kind: 'service' as const, id: holder, name: holder, from: null, request: null };
        const targets = [{ kind: 'networks' as const, id: digest }];
        await audited(tx, entry, { actor, action: 'classNetworks', targets, before: null, after: null });
      }
      return row?.cursor ?? null;
    });
  },

  addresses: (after: string, limit: number): Promise<{ key: string; cidr: string | null }[]> =>
    graph.read(cypher('networks/ip-page'), { after, limit }),

  /** Writes a page and moves the cursor, in one transaction; false, and nothing written, when another instance took over. */
  writePage: (digest: string, cursor: string, statements: readonly Statement[]): Promise<boolean> =>
    graph.transaction(async (tx) => {
      const mine = await tx.run(cypher('networks/page-done'), { digest, holder, ttl: LEASE_MS, cursor });
      if (mine.length === 0) return false;
      for (const [query, parameters] of statements) await tx.run(query, parameters);
      return true;
    }),

  /** Whether somebody wrote by other lists meanwhile; null when another instance took over. */
  endPass: async (digest: string): Promise<boolean | null> =>
    (await graph.write<{ mixed: boolean }>(cypher('networks/end-pass'), { digest, holder }))[0]?.mixed ?? null,

  giveUpPass: async (digest: string): Promise<void> => {
    await graph.write(cypher('networks/give-up-pass'), { digest, holder });
  },
});

export type NetworksStore = ReturnType<typeof networksStore>;

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * What a table says of some addresses, as statements. An autonomous system hangs on the prefix: routes on the Internet are
 * hardly ever longer than /24 or /48, so a prefix is of one. An address that is of another has an edge of its own.
 * `asns` also when there is no database of them: in a pass, what a former one wrote must go.
 */
export const factStatements = (table: NetworkTable, addresses: readonly AddressRow[], asns: boolean): Statement[] => {
  if (addresses.length === 0) return [];
  const prefixes = new Map<string, ReturnType<NetworkTable['find']>>();
  const names = new Map<number, string>();
  const remember = ({ asn, asName }: ReturnType<NetworkTable['find']>): void => {
    if (asn !== null && (asName !== null || !names.has(asn))) names.set(asn, asName ?? `AS${asn}`);
  };
  const rows = addresses.map(({ key, cidr }) => {
    const facts = table.find(key.slice(key.indexOf(':') + 1));
    let around = prefixes.get(cidr);
    if (around === undefined) {
      around = table.find(cidr);
      prefixes.set(cidr, around);
      remember(around);
    }
    remember(facts);
    const { class: of, asn, country, lists } = facts;
    return {
      ip: { key, class: of, asn, country, lists: lists.length === 0 ? null : lists },
      own: { key, asn: asn === around.asn ? null : asn },
    };
  });
  const set: Statement = [cypher('networks/set-ips'), { rows: rows.map(({ ip }) => ip) }];
  if (!asns) return [set];
  const numbers = [...names].map(([number, name]) => ({ number, name })).sort((x, y) => x.number - y.number);
  const around = [...prefixes].map(([cidr, { asn }]) => ({ cidr, asn })).sort((x, y) => byText(x.cidr, y.cidr));
  const own = rows.map((row) => row.own).sort((x, y) => byText(x.key, y.key));
  return [
    set,
    [cypher('networks/set-asns'), { rows: numbers }],
    [cypher('networks/prefix-asns'), { rows: around }],
    [cypher('networks/own-asns'), { rows: own }],
  ];
};

/** Part of whoever writes addresses: says so when the graph is classed by other lists than the writer's. */
export const markMixed = (digest: string): Statement => [cypher('networks/mark-mixed'), { digest, rows: [] }];
