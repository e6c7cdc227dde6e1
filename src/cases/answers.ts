import { rfc3339, rfc3339OrNull } from '../fields.ts';
import type { CaseDetail, CaseHistory, CaseNote, CaseSummary, Snapshot, SnapshotName } from './answer-schema.ts';
import { PRIORITIES } from './case-fields.ts';
import { hashOfContent } from './freeze.ts';
import { renderNote } from './markdown.ts';
import type { CaseRow, DetailRow, EventRow, LinkRow, NoteRow, SnapshotRow } from './rows.ts';
import { UNFINISHED } from './status.ts';

export const etagOf = ({ id, version }: Pick<CaseRow, 'id' | 'version'>): string => `"${id}.${version}"`;

/** 1 (low) to 4 (urgent), so that the graph can put them in order. */
export const priorityNumber = (priority: CaseSummary['priority']): number => PRIORITIES.indexOf(priority) + 1;

export const isUnfinished = ({ status }: Pick<CaseRow, 'status'>): boolean => UNFINISHED.includes(status);

export const summaryOf = (row: CaseRow, now: number): CaseSummary => ({
  id: row.id,
  title: row.title,
  status: row.status,
  outcome: row.outcome,
  priority: PRIORITIES[row.priority - 1]!,
  assignee: row.assignee,
  dueAt: rfc3339OrNull(row.dueAt),
  overdue: row.dueAt !== null && row.dueAt < now && isUnfinished(row),
  openedAt: rfc3339(row.openedAt),
  openedBy: row.openedBy,
  changedAt: rfc3339(row.changedAt),
  closedAt: rfc3339OrNull(row.closedAt),
  mergedInto: row.into,
  version: row.version,
});

export const detailOf = (row: DetailRow, links: readonly LinkRow[], now: number): CaseDetail => ({
  ...summaryOf(row, now),
  links: links.map(({ kind, target, by, at, size, gone }) => ({
    ...{ kind, target, by, at: rfc3339(at), size, gone: gone ?? false },
  })),
  mergedFrom: [...row.merged],
  notes: row.notes,
  snapshots: row.snapshots,
});

export const eventOf = ({ facts, at, ...row }: EventRow): CaseHistory['events'][number] => ({
  ...row,
  at: rfc3339(at),
  facts: JSON.parse(facts) as Record<string, unknown>,
});

export const noteOf = ({ at, ...row }: NoteRow): CaseNote => ({ ...row, html: renderNote(row.text), at: rfc3339(at) });

export const snapshotName = ({
  id,
  case: of,
  kind,
  target,
  run,
  hash,
  characters,
  by,
  at,
}: SnapshotRow): SnapshotName => ({
  ...{ id, case: of, kind, target, run, hash, characters, by, at: rfc3339(at) },
});

export const snapshotOf = (
  row: SnapshotRow & { readonly content: string; readonly rehash: string | null },
): Snapshot => ({
  ...snapshotName(row),
  content: JSON.parse(row.content) as Record<string, unknown>,
  intact: hashOfContent(row.content) === (row.rehash ?? row.hash),
  erased: row.rehash !== null,
});
