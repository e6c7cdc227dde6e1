import type { Graph } from '../graph/graph.ts';
import { cypher } from '../graph/queries.ts';
import type { ActivityRow } from './activity.ts';
import type { Gone, NetworkShare, ReportedCampaign, ReportedRing, Totals, TypeShare } from './report.ts';

/** Times are epoch milliseconds in all rows. */
export interface RunRow {
  id: string;
  startedAt: number | null;
  finishedAt: number | null;
  trigger: string | null;
  /** JSON text, as are the counts: `sizes.rings`, `sizes.members`. */
  config: string | null;
  counts: string | null;
  hash: string | null;
  engineVersion: string | null;
  current: boolean;
}

export interface PreviousRow {
  id: string;
  finishedAt: number | null;
  counts: string | null;
}

export interface HubRow {
  class: string;
  accounts: number;
  key: string;
  type: string;
  hint: string;
  network: string | null;
}

/** The report room's Cypher: short reads of one run each, and one stream of its accounts. */
export const reportStore = (graph: Graph) => {
  const one = async <Row extends object>(...asked: Parameters<Graph['read']>): Promise<Row | null> =>
    (await graph.read<Row>(...asked))[0] ?? null;
  return {
    /** The run with this id, or the published one for ''; null where there is none. */
    run: (run: string): Promise<RunRow | null> => one(cypher('report/run'), { run }),
    previous: (run: string): Promise<PreviousRow | null> => one(cypher('report/previous'), { run }),
    totals: async (run: string): Promise<Totals> => (await one<Totals>(cypher('report/totals'), { run }))!,
    rings: (run: string, previous: string, limit: number): Promise<ReportedRing[]> =>
      graph.read(cypher('report/rings'), { run, previous, limit }),
    /** What is said of each cell of a ring, the largest first. */
    cells: async (run: string, ring: string): Promise<string[]> => {
      const row = await one<{ cells: string | null }>(cypher('report/cells'), { run, ring });
      return (JSON.parse(row?.cells ?? '[]') as { summary: string }[]).map(({ summary }) => summary);
    },
    campaigns: (run: string, limit: number): Promise<ReportedCampaign[]> =>
      graph.read(cypher('report/campaigns'), { run, limit }),
    gone: async (run: string, previous: string, limit: number): Promise<Gone> =>
      (await one<Gone>(cypher('report/gone'), { run, previous, limit }))!,
    evidenceMix: (run: string): Promise<TypeShare[]> => graph.read(cypher('report/evidence-mix'), { run }),
    networkMix: (run: string): Promise<NetworkShare[]> => graph.read(cypher('report/network-mix'), { run }),
    hubs: (run: string): Promise<HubRow[]> => graph.read(cypher('report/hubs'), { run }),
    /** One row an account, as they arrive. */
    activity: (run: string, signals: number): AsyncIterable<ActivityRow> =>
      graph.stream(cypher('report/activity'), { run, signals }),
    prefixes: (keys: readonly string[]): Promise<{ key: string; cidr: string }[]> =>
      keys.length === 0 ? Promise.resolve([]) : graph.read(cypher('report/prefixes'), { keys }),
  };
};

export type ReportStore = ReturnType<typeof reportStore>;
