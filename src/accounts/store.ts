import type { NetworkClass, RingState } from '../fields.ts';
import type { Graph } from '../graph/graph.ts';
import { cypher } from '../graph/queries.ts';
import type { AttributeValue, SignalRegistry } from '../signals/index.ts';

/** Times are epoch milliseconds in all rows. */
export interface AccountFactsRow {
  id: string;
  createdAt: number | null;
  requests: number | null;
  status: string | null;
}

export type AccountRow = AccountFactsRow & {
  firstSeen: number | null;
  lastSeen: number | null;
  events: number | null;
  tokensIn: number | null;
  tokensOut: number | null;
  toolCalls: number | null;
  streamed: number | null;
  hourOfWeek: number[] | null;
  capabilityNames: string[] | null;
  capabilityCounts: number[] | null;
  modelNames: string[] | null;
  modelCounts: number[] | null;
  clientNames: string[] | null;
  clientCounts: number[] | null;
  attributes: { name: string; value: AttributeValue }[];
  ring: {
    id: string;
    run: string;
    score: number;
    size: number;
    summary: string;
    strength: number;
    bits: number;
    state: RingState;
  } | null;
};

export interface NetworkRow {
  class: NetworkClass | null;
  asn: number | null;
  country: string | null;
}

export interface SignalNameRow {
  key: string;
  type: string;
  hint: string;
}

export type AccountSignalRow = SignalNameRow & {
  first: number;
  last: number;
  count: number;
  windows: number;
  accounts: number;
  network: NetworkRow | null;
};

export type SharedRow = AccountFactsRow & { shared: number; signals: SignalNameRow[] };

export type HubRow = SignalNameRow & { accounts: number };

export type SignalRow = SignalNameRow & {
  firstSeen: number | null;
  lastSeen: number | null;
  prefix: string | null;
  network: (NetworkRow & { asName: string | null; lists: string[] }) | null;
  hub: 'benign' | 'organic' | 'anomalous' | null;
  accounts: number;
};

export interface SignalRingRow {
  id: string;
  score: number;
  size: number;
  summary: string;
  bits: number;
  members: number;
}

export type SignalAccountRow = AccountFactsRow & { first: number; last: number; count: number };

/** Lists side by side. */
export interface ShownRow {
  /** Epoch seconds; null where nothing is known. */
  created: number | null;
  keys: string[];
  types: string[];
  windows: number[][];
}

export interface FoundRingRow {
  id: string;
  score: number;
  size: number;
  summary: string;
}

export interface FoundRunRow {
  id: string;
  state: string;
  startedAt: number | null;
  finishedAt: number | null;
}

/** The accounts room's Cypher. A signal is followed along the relationship types of the registry. */
export const accountsStore = (graph: Graph, registry: SignalRegistry) => {
  const along = { RELATIONSHIPS: registry.all.map((type) => type.relationship) };
  return {
    account: async (account: string): Promise<AccountRow | null> =>
      (await graph.read<AccountRow>(cypher('accounts/get'), { account }))[0] ?? null,

    signalCounts: (account: string): Promise<{ type: string; signals: number }[]> =>
      graph.read(cypher('accounts/signal-counts'), { account }),

    /** `type` '' for any; `after` '' for the first page. */
    signals: (account: string, type: string, after: string, limit: number): Promise<AccountSignalRow[]> =>
      graph.read(cypher('accounts/signals', along), { account, type, after, limit }),

    shared: (
      account: string,
      bounds: { signals: number; hubDegree: number },
      after: readonly [shared: number, id: string] | null,
      limit: number,
    ): Promise<SharedRow[]> =>
      graph.read(cypher('accounts/shared', along), {
        account,
        ...bounds,
        after: after?.[0] ?? null,
        afterId: after?.[1] ?? '',
        limit,
      }),

    hubs: (account: string, bounds: { signals: number; hubDegree: number }, limit: number): Promise<HubRow[]> =>
      graph.read(cypher('accounts/hubs', along), { account, ...bounds, limit }),

    shown: async (account: string): Promise<ShownRow | null> =>
      (await graph.read<ShownRow>(cypher('accounts/shown', along), { account }))[0] ?? null,

    signal: async (key: string): Promise<SignalRow | null> =>
      (await graph.read<SignalRow>(cypher('accounts/signal', along), { key }))[0] ?? null,

    signalRings: (key: string, limit: number): Promise<SignalRingRow[]> =>
      graph.read(cypher('accounts/signal-rings'), { key, limit }),

    signalAccounts: (key: string, after: string, limit: number): Promise<SignalAccountRow[]> =>
      graph.read(cypher('accounts/signal-accounts', along), { key, after, limit }),

    accountsFrom: (text: string, limit: number): Promise<AccountFactsRow[]> =>
      graph.read(cypher('accounts/search-accounts'), { text, limit }),

    keysFrom: (text: string, limit: number): Promise<SignalNameRow[]> =>
      graph.read(cypher('accounts/search-keys'), { text, limit }),

    hintsFrom: (text: string, limit: number): Promise<SignalNameRow[]> =>
      graph.read(cypher('accounts/search-hints'), { text, limit }),

    inAutonomousSystem: (asn: number, limit: number): Promise<SignalNameRow[]> =>
      graph.read(cypher('accounts/search-asn'), { asn, limit }),

    inNetwork: (network: string, limit: number): Promise<SignalNameRow[]> =>
      graph.read(cypher('accounts/search-network'), { network, limit }),

    withKeys: (keys: readonly string[]): Promise<SignalNameRow[]> => graph.read(cypher('accounts/find-keys'), { keys }),

    ringsFrom: (text: string, limit: number): Promise<FoundRingRow[]> =>
      graph.read(cypher('accounts/search-rings'), { text, limit }),

    runsFrom: (text: string, limit: number): Promise<FoundRunRow[]> =>
      graph.read(cypher('accounts/search-runs'), { text, limit }),
  };
};

export type AccountsStore = ReturnType<typeof accountsStore>;
