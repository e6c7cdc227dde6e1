import type { Parameters } from '../../../src/graph/graph.ts';
import type { Identifiers } from '../../../src/graph/queries.ts';
import { signalRegistry } from '../../../src/signals/index.ts';
import { MONDAY } from '../staged.ts';

/** Parameters with which a query has its usual work to do. */
export interface Sample {
  readonly with: Parameters;
  readonly identifiers?: Identifiers;
}

/** Real ids of the planted graph, so that every query does its work. */
export interface Ids {
  readonly run: string;
  /** The run before it. */
  readonly earlier: string;
  readonly ring: string;
  readonly account: string;
  readonly accounts: readonly string[];
  /** The first two of them. */
  readonly two: readonly string[];
  readonly card: string;
}

/** What a room's queries are looked at with. */
export interface RoomSamples {
  /** Fills the graph with what the room keeps, so that a scan of it would show; `$at` is a time. */
  readonly plant?: string;
  /** The same when two runs have been published; it has `$run`, `$ring`, `$account` and `$card`. */
  readonly plantAfterRuns?: string;
  /** By the name of the file in the room's folder. */
  samples(ids: Ids): Readonly<Record<string, Sample>>;
}

export { MONDAY };
export const MS = MONDAY * 1000;
export const registry = signalRegistry();
export const RELATIONSHIPS = registry.all.map((type) => type.relationship);
export const along = { identifiers: { RELATIONSHIPS } };
export const firstPage = { after: null, afterId: '', limit: 50 };
export const lease = { holder: 'nobody', fence: 1, ttl: 30_000 };
export const seen = { firstSeen: MS, lastSeen: MS };
export const keys = ['ip:198.18.0.1', 'ip:198.18.0.2'];
