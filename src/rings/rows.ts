import type { NetworkClass, ReasonCode, RingState } from '../fields.ts';
import type { RingFilterParameters } from '../ring-filter.ts';

/** Times are epoch milliseconds in all rows. */
export interface RunRow {
  id: string;
  startedAt: number | null;
  finishedAt: number | null;
  /** How often accounts of what readers see were erased: with each, what was read before is out of date. */
  erased: number;
}

export interface RingRow {
  id: string;
  score: number;
  size: number;
  firstSeen: number;
  lastSeen: number;
  requests: number;
  types: string[];
  summary: string;
  campaign: string | null;
  state: RingState;
  /** Sequence number of the newest decision, 0 for none. */
  version: number;
}

export interface CampaignRow {
  id: string;
  rings: number;
  accounts: number;
  score: number;
  bits: number;
  firstSeen: number;
  lastSeen: number;
  requests: number;
  summary: string;
}

/** An entry of the JSON text that a campaign keeps its evidence in. */
export interface CampaignSignal {
  signal: string;
  type: string;
  rings: number;
  members: number;
  accounts: number;
}

/** An entry of the JSON text that a ring keeps its cells in; its number is its place. */
export interface CellRow {
  size: number;
  bits: number;
  summary: string;
  evidence: { signal: string; type: string; members: number; others: number }[];
}

/** `position` is the value that the list is sorted by. */
export type ListedRow = RingRow & { position: number };

export type DetailRow = RingRow & {
  erased: number;
  /** JSON text. */
  features: string | null;
  /** JSON text: a list of `CellRow`; null where it has none. */
  cells: string | null;
  reason: string | null;
  code: ReasonCode | null;
  by: string | null;
  at: number | null;
};

export interface ListFilter extends RingFilterParameters {
  readonly sort: string;
  readonly descending: boolean;
}

/** Where a page begins: after the row with this sort value and id; null for the first page. */
export type After = readonly [position: number, id: string] | null;

export interface EvidenceRow {
  key: string;
  type: string;
  hint: string;
  bits: number;
  members: number;
  accounts: number;
  network: { class: NetworkClass | null; asn: number | null; country: string | null } | null;
}

export interface KinRow {
  role: 'predecessor' | 'successor';
  id: string;
  run: string;
  size: number;
  jaccard: number;
  how: string;
}

export interface GoneRow {
  run: string;
  id: string | null;
  nextRun: string | null;
  how: string | null;
}

export interface MemberRow {
  id: string;
  strength: number;
  bits: number;
  cell: number | null;
  createdAt: number | null;
  firstSeen: number | null;
  lastSeen: number | null;
  requests: number;
  status: string;
  evidenceCount: number;
  evidence: { key: string; type: string; hint: string }[];
}

export interface EdgeRow {
  account: string;
  signal: string;
  relationship: string;
  count: number;
  first: number;
  last: number;
}

export interface TimelineRow {
  createdAt: number | null;
  requests: number | null;
  firstSighting: number | null;
  /** The 8-hour epoch windows of each of its evidence signals. */
  windows: number[][];
}

export interface JudgedRunRow {
  /** JSON text; null for runs of before it was kept. */
  basis: string | null;
  config: string;
  /** Epoch seconds. */
  until: number;
}

/** Lists side by side; `place` is the ring's place among those asked for. */
export interface StructureSignalsRow {
  place: number;
  /** Internal ids. */
  ids: number[];
  keys: string[];
  types: string[];
  bits: number[];
  accounts: number[];
}

export interface StructureMemberRow {
  place: number;
  account: string;
  /** Epoch seconds; null where nothing is known. */
  created: number | null;
  /** Internal ids; the lists after it run side by side with it. */
  signals: number[];
  relationships: string[];
  windows: number[][];
}

export interface DecisionRow {
  version: number;
  state: RingState;
  reason: string;
  code: ReasonCode | null;
  by: string;
  at: number;
}
