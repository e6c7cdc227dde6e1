/** What a report says of a run; times in epoch milliseconds. All texts may be hostile; none is a raw personal value. */
export interface Report {
  readonly run: ReportedRun;
  /** The run published before it, and whether its rings are still in the graph; null for the first run. */
  readonly previous: { readonly id: string; readonly finishedAt: number | null; readonly kept: boolean } | null;
  readonly totals: Totals;
  /** By score from high to low, equal ones by id; the best ones where there are very many. */
  readonly rings: readonly ReportedRing[];
  /** Those of most accounts first; 20 at most. */
  readonly campaigns: readonly ReportedCampaign[];
  readonly mix: readonly TypeShare[];
  readonly networks: readonly NetworkShare[];
  /** The widest first. */
  readonly hubs: readonly ReportedHub[];
  readonly activity: Activity | null;
  readonly gone: Gone;
}

export interface ReportedRun {
  readonly id: string;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly trigger: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** accounts, signals, observations, rings, members, hubs: what it read and wrote. */
  readonly sizes: Readonly<Record<string, number>>;
  readonly hash: string | null;
  readonly engineVersion: string;
  /** Whether it is the published run. */
  readonly current: boolean;
}

export interface Totals {
  readonly rings: number;
  readonly members: number;
  /** As counted at the run. */
  readonly requests: number;
  readonly largest: number | null;
  readonly firstSeen: number | null;
  readonly lastSeen: number | null;
}

export interface ReportedRing {
  readonly id: string;
  readonly score: number;
  readonly size: number;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly requests: number;
  readonly types: readonly string[];
  readonly summary: string;
  readonly state: string;
  /** Rings of the run before that it came from, the most alike first. */
  readonly formers: readonly { readonly id: string; readonly size: number; readonly how: string }[];
}

/** Rings of one operator. */
export interface ReportedCampaign {
  readonly id: string;
  readonly rings: number;
  readonly accounts: number;
  readonly summary: string;
}

export interface TypeShare {
  readonly type: string;
  readonly signals: number;
  readonly rings: number;
  /** Σ bits × (members − 1) over the rings' evidence. */
  readonly bits: number;
}

export interface NetworkShare {
  /** '' where it is not known. */
  readonly class: string;
  readonly addresses: number;
  readonly rings: number;
  readonly bits: number;
}

export interface ReportedHub {
  readonly class: string;
  readonly accounts: number;
  readonly type: string;
  readonly caption: string;
  readonly network: string | null;
}

export interface Gone {
  readonly rings: number;
  readonly accounts: number;
  readonly largest: readonly { readonly id: string; readonly size: number; readonly summary: string }[];
}

/** What all accounts in rings did, in stretches of equal length. */
export interface Activity {
  /** Milliseconds of a bucket. */
  readonly bucket: number;
  /** Start of the first bucket. */
  readonly start: number;
  /** One figure a bucket, without gaps. */
  readonly signups: readonly number[];
  readonly active: readonly number[];
  /** Estimate: each account's requests, spread evenly over the windows in which it showed evidence. */
  readonly requests: readonly number[];
  /** Sign-ups outside of it. */
  readonly earlierSignups: number;
  readonly laterSignups: number;
  /** Accounts whose sign-up was not seen. */
  readonly unknownSignups: number;
}

/** One ring with its graph, for a chapter of its own. */
export interface RingChapter {
  readonly ring: ReportedRing;
  readonly signals: readonly ShownSignal[];
  /** The most strongly held first. */
  readonly members: readonly ShownMember[];
  /** What is said of its cells, the largest first. */
  readonly cells: readonly string[];
  readonly graph: RingGraph;
}

export interface ShownSignal {
  readonly key: string;
  readonly type: string;
  readonly caption: string;
  readonly bits: number;
  readonly members: number;
  readonly accounts: number;
  readonly network: string | null;
}

export interface ShownMember {
  readonly id: string;
  readonly strength: number;
  readonly bits: number;
  readonly requests: number;
  readonly createdAt: number | null;
  readonly evidenceCount: number;
}

/** Nodes and edges as the ring's picture has them. */
export interface RingGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly { readonly source: string; readonly target: string }[];
  readonly membersDrawn: number;
}

export type GraphNode =
  | { readonly kind: 'ring'; readonly id: string; readonly members: number }
  | { readonly kind: 'rest'; readonly id: string; readonly members: number }
  | { readonly kind: 'account'; readonly id: string; readonly account: string; readonly strength: number }
  | ({ readonly kind: 'signal' | 'hub'; readonly id: string } & ShownSignal);

/** Whose account ids the page shows: nobody's, those of the strongest members, or those of all members of the rings drawn. */
export const ACCOUNT_CHOICES = ['none', 'top', 'all'] as const;
export type AccountChoice = (typeof ACCOUNT_CHOICES)[number];
