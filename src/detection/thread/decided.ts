import type { EngineConfig } from '../../engine/config.ts';
import type { Decided } from '../../engine/decisions/decided.ts';
import { type AppealsOf, trustIn } from '../../engine/decisions/trust.ts';
import type { Graph } from '../../graph/graph.ts';
import { cypher } from '../../graph/queries.ts';

export interface AllowedRow {
  readonly kind: 'account' | 'signal' | 'ring';
  readonly target: string;
  /** Of a ring, those that it had when it was allowed. */
  readonly accounts: readonly string[];
}

interface DoubtedRow extends AppealsOf {
  readonly signal: string;
}

/**
 * What people have decided by now: the allow-list, the rings of the published run that were confirmed, and signals that overturned appeals speak
 * against. Ends are by the server's clock.
 */
export const readDecided = async (graph: Graph, appeals: EngineConfig['appeals']): Promise<Decided> => {
  const allowed = await readAllowed(graph);
  const confirmed = await graph.read<{ accounts: string[] }>(cypher('detection/confirmed'));
  return {
    ...allowances(allowed),
    confirmed: confirmed.map(({ accounts }) => accounts),
    doubted: await readDoubted(graph, appeals),
  };
};

/** Signals that overturned appeals speak against by now. */
export const readDoubted = async (graph: Graph, appeals: EngineConfig['appeals']): Promise<Decided['doubted']> =>
  (await graph.read<DoubtedRow>(cypher('detection/doubted'))).map(({ signal, ...row }) => ({
    signal,
    factor: trustIn(row, appeals),
  }));

/** What is on the allow-list by now. */
export const readAllowed = (graph: Graph): Promise<AllowedRow[]> => graph.read(cypher('detection/allowed'));

export const allowances = (rows: readonly AllowedRow[]): Omit<Decided, 'confirmed' | 'doubted'> => {
  const targets = (kind: AllowedRow['kind']): string[] =>
    rows.filter((row) => row.kind === kind).map(({ target }) => target);
  return {
    signals: targets('signal'),
    accounts: targets('account'),
    groups: rows.filter(({ kind }) => kind === 'ring').map(({ accounts }) => accounts),
  };
};
