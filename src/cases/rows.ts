import type { CaseOutcome, CaseStatus } from './status.ts';

export const SUBJECT_KINDS = ['ring', 'account', 'signal'] as const;
/** What a case can be about. */
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

export interface Subject {
  readonly kind: SubjectKind;
  readonly target: string;
}

/** How a subject is known to all cases about it. */
export const refOf = ({ kind, target }: Subject): string => `${kind}:${target}`;

/** Facts of an event: flat, so that they can be shown as they are. */
export type EventFacts = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

export interface CaseEvent {
  readonly action: string;
  readonly facts: EventFacts;
}

/** Times are epoch milliseconds in all rows. */
export interface CaseRow {
  readonly id: string;
  readonly title: string;
  readonly status: CaseStatus;
  readonly outcome: CaseOutcome | null;
  /** 1 (low) to 4 (urgent). */
  readonly priority: number;
  readonly assignee: string | null;
  readonly dueAt: number | null;
  readonly openedAt: number;
  readonly openedBy: string;
  readonly changedAt: number;
  readonly closedAt: number | null;
  readonly version: number;
  /** The case that it goes on in, of a merged one. */
  readonly into: string | null;
}

export type DetailRow = CaseRow & {
  readonly merged: readonly string[];
  readonly notes: number;
  readonly snapshots: number;
};

export type ListedRow = CaseRow & { readonly position: number };

export interface LinkRow extends Subject {
  readonly by: string;
  readonly at: number;
  /** Of a ring: the size that the case last spoke of, and whether it has said that the ring is gone. */
  readonly size: number | null;
  readonly gone: boolean | null;
}

export interface EventRow {
  readonly number: number;
  readonly at: number;
  readonly by: string;
  readonly action: string;
  /** JSON text. */
  readonly facts: string;
}

export interface NoteRow {
  readonly id: string;
  /** The case that it was written in. */
  readonly case: string;
  readonly text: string;
  readonly by: string;
  readonly at: number;
}

export interface SnapshotRow extends Subject {
  readonly id: string;
  readonly case: string;
  readonly run: string | null;
  readonly hash: string;
  readonly characters: number;
  readonly by: string;
  readonly at: number;
}

export interface NewSnapshot extends Subject {
  readonly id: string;
  readonly run: string | null;
  /** Canonical JSON. */
  readonly content: string;
  readonly hash: string;
  readonly by: string;
}

export interface CaseFilter {
  readonly statuses: readonly CaseStatus[];
  readonly priorities: readonly number[];
  /** '' for any. */
  readonly assignee: string;
  readonly unassigned: boolean;
  /** Ref of what they are about; '' for any. */
  readonly subject: string;
  /** Only those due before it; null for any. */
  readonly due: number | null;
  readonly sort: 'opened' | 'due' | 'priority';
}

export interface SaidRow {
  readonly title: string;
  readonly priority: number;
  readonly assignee: string | null;
  readonly dueAt: number | null;
}

/** Where a page of what has a time begins: behind this one. */
export interface Before {
  readonly before: number;
  readonly beforeId: string;
}
