import { type Changes, changesSince, type RunState } from '../../engine/index.ts';
import type { SignalTrait } from '../../engine/input/columns.ts';
import type { Graph } from '../../graph/graph.ts';
import { cypher } from '../../graph/queries.ts';
import { accountChanges } from './account-changes.ts';
import type { GraphSignalType } from './projection.ts';

/** Accounts whose versions are read in one go: some 400 KB. */
const VERSION_PAGE = 10_000;
/** Accounts that are read in one go with all that they show. */
const CHANGED_PAGE = 1_000;

interface ChangedRow {
  account: string;
  /** Epoch seconds. */
  createdAt: number | null;
  requests: number | null;
  /** The lists run side by side. */
  keys: string[];
  classes: string[];
  counts: number[];
  firsts: number[];
  lasts: number[];
  windows: number[][];
}

/**
 * Which accounts changed, came or went since `known` was brought up to date; it is now. To be asked before the accounts are read:
 * who changes in between has the older version, and is read again the next time.
 */
export const readAccountChanges = async (graph: Graph, known: Map<string, string>) => {
  const changes = accountChanges(known);
  for (let after = '', full = true; full; ) {
    const [page] = await graph.read<{ ids: string[]; versions: string[] }>(cypher('detection/account-versions'), {
      after,
      page: VERSION_PAGE,
    });
    const { ids, versions } = page!;
    changes.page(ids, versions);
    full = ids.length === VERSION_PAGE;
    after = ids.at(-1) ?? after;
  }
  return changes.end();
};

/**
 * What is other with these accounts than in the run that left `last`, when all that they show of the given types is read; `gone` are no more.
 * `onProgress` gets 0–1. Of `ids`, who is no more is left out.
 */
export const readChanges = async (
  graph: Graph,
  { changed: ids, gone }: { readonly changed: readonly string[]; readonly gone: readonly string[] },
  last: RunState,
  types: readonly GraphSignalType[],
  traits: readonly SignalTrait[],
  onProgress: (fraction: number) => void,
): Promise<Changes> => {
  const profiles = types.map(({ name, kind, family, strength }) => ({ name, kind, family, strength }));
  const changes = changesSince(last, profiles, traits);
  const query = cypher('detection/project-changed', { RELATIONSHIPS: types.map((type) => type.relationship) });
  for (let at = 0; at < ids.length; at += CHANGED_PAGE) {
    for await (const row of graph.stream<ChangedRow>(query, { ids: ids.slice(at, at + CHANGED_PAGE) })) {
      changes.account(
        row.account,
        { createdAt: row.createdAt, requests: row.requests ?? 0 },
        row.keys.map((key, i) => ({
          key,
          type: typeOf(key),
          trait: row.classes[i]!,
          count: Math.min(row.counts[i]!, 0xffffffff),
          first: row.firsts[i]!,
          last: row.lasts[i]!,
          windows: row.windows[i]!,
        })),
      );
    }
    onProgress(Math.min(1, (at + CHANGED_PAGE) / ids.length));
  }
  return changes.build(gone);
};

/** The name of its type begins every key. */
const typeOf = (key: string): string => key.slice(0, key.indexOf(':'));

/** Observations in the graph, from its count store: constant time. */
export const countObservations = async (graph: Graph, types: readonly GraphSignalType[]): Promise<number> => {
  const RELATIONSHIPS = types.map((type) => type.relationship);
  const [row] = await graph.read<{ count: number }>(cypher('detection/count-observations', { RELATIONSHIPS }));
  return row!.count;
};

/**
 * A text that stays the same as long as no address is classed by other lists. While somebody classes them it is one that stands for no
 * other time: `now` makes it so.
 */
export const readNetworksMark = async (graph: Graph, now: string): Promise<string> => {
  const [table] = await graph.read<{ digest: string; settled: boolean }>(cypher('detection/networks-mark'));
  if (table === undefined) return '';
  return table.settled ? table.digest : `${table.digest} ${now}`;
};
