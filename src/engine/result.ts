import type { SignalTypeProfile } from './input/columns.ts';

/** The engine's output: rings, each with its members and its evidence, and what each stage counted. */
export interface DetectionResult {
  /** Sorted by score, then size, then id. */
  readonly rings: readonly Ring[];
  /** Rings of one operator; the largest first. A ring is in one at most. */
  readonly campaigns: readonly Campaign[];
  readonly hubs: readonly Hub[];
  readonly lineage: readonly Succession[];
  /** stage → counter → figure. */
  readonly counters: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** What rings are judged by later, without the other accounts. */
  readonly basis: RunBasis;
  /** SHA-256 over the canonical rings without their cells: equal for equal graph, configuration and seed. */
  readonly hash: string;
}

export interface Ring {
  /** `ring_` + 12 characters of base32; kept from run to run by lineage. */
  readonly id: string;
  /** 0–1. */
  readonly score: number;
  readonly members: readonly RingMember[];
  readonly evidence: readonly RingEvidence[];
  /** The figures that the score was made from, by name (cohesion, burst, bitsPerMember, families, synchrony, …). */
  readonly features: Readonly<Record<string, number>>;
  /** Epoch seconds of the first and last observation of its evidence; of its members where there is none (lockstep). */
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly requests: number;
  /** One sentence for people: what ties it together. */
  readonly summary: string;
  /** Groups inside it that hang together more closely, the largest first; none where it has no inner structure. */
  readonly cells: readonly RingCell[];
}

/** Members of a ring that are linked more closely with each other than with the rest; each is in one cell at most. */
export interface RingCell {
  /** In order of their ids. */
  readonly accounts: readonly string[];
  /** Bits that link two of them on average; pairs that are not linked have none. */
  readonly bits: number;
  /** Signals that they have and the rest of the ring hardly has; 5 at most, what tells them apart most first. */
  readonly evidence: readonly CellEvidence[];
  /** One sentence for people: what is theirs, and how closely they are linked. */
  readonly summary: string;
}

export interface CellEvidence {
  readonly signal: string;
  readonly type: string;
  /** Accounts of the cell that show it, and other members of the ring that do. */
  readonly members: number;
  readonly others: number;
}

export interface RingMember {
  readonly account: string;
  /** 0–1: how strongly this account is held by the ring. */
  readonly strength: number;
  /** Bits of evidence that tie this account to the others. */
  readonly bits: number;
  /** Keys of the evidence signals that this account shows, strongest first. */
  readonly signals: readonly string[];
}

export interface RingEvidence {
  readonly signal: string;
  readonly type: string;
  /** Bits that one sharing of this signal is worth. */
  readonly bits: number;
  /** Members of the ring that show it, and accounts in the whole graph that do. */
  readonly members: number;
  readonly accounts: number;
  /** Name of its trait, where one is known. */
  readonly trait?: string;
}

/** Rings that share signals beyond what popularity explains: what one operator runs. */
export interface Campaign {
  /** `camp_` + 12 characters of base32; kept from run to run by the accounts in common. */
  readonly id: string;
  /** Ids of its rings, the largest first; two at least. */
  readonly rings: readonly string[];
  readonly accounts: number;
  /** 0–1: mean score of its rings, weighed by their accounts. */
  readonly score: number;
  /** Surprise in bits of the weakest tie that holds it together. */
  readonly bits: number;
  /** Epoch seconds of the first and last observation of its rings' evidence. */
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly requests: number;
  /** Signals that tie its rings, those of most rings first; 200 at most. */
  readonly evidence: readonly CampaignEvidence[];
  /** One sentence for people: what its rings share. */
  readonly summary: string;
}

export interface CampaignEvidence {
  readonly signal: string;
  readonly type: string;
  /** Rings of the campaign with a member that shows it, such members, and accounts in the whole graph. */
  readonly rings: number;
  readonly members: number;
  readonly accounts: number;
}

export interface Hub {
  readonly signal: string;
  readonly type: string;
  readonly accounts: number;
  readonly class: 'benign' | 'organic' | 'anomalous';
  readonly features: Readonly<Record<string, number>>;
  /** Name of its trait, where one is known. */
  readonly trait?: string;
}

/** How a ring of the last run goes on in this one. */
export interface Succession {
  readonly from: string;
  readonly to: string;
  readonly jaccard: number;
  readonly how: 'same' | 'grew' | 'shrank' | 'split' | 'merged';
}

/** What lineage needs of the last run. */
export interface PreviousRing {
  readonly id: string;
  readonly accounts: readonly string[];
  /** Id of its campaign, where it was in one. */
  readonly campaign?: string | undefined;
}

/**
 * What of the whole population the evidence of one ring is judged by. A run keeps it, so that a ring can be asked about later
 * without the other accounts. Some kilobytes; plain JSON; names no account and no signal.
 */
export interface RunBasis {
  /** Accounts of the population. */
  readonly accounts: number;
  /** Bits at which two accounts are linked. */
  readonly threshold: number;
  /** The signal types, each with the accounts that show it and its observations. */
  readonly types: readonly (SignalTypeProfile & { readonly accounts: number; readonly rows: number })[];
  /** Accounts whose creation is known or stood in for by their first observation. */
  readonly dated: number;
  /** Quantiles of the accounts' creation, epoch seconds, ascending: the first, the last and up to 1,023 between; empty without times. */
  readonly created: readonly number[];
  /** 8-hour epoch windows in which anything was seen, ascending, and how popular each is among those of its time of day. */
  readonly windows: readonly number[];
  readonly shares: readonly number[];
}
