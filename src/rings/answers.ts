import { createHash } from 'node:crypto';
import { rfc3339, rfc3339OrNull } from '../fields.ts';
import type { CellRow, DecisionRow, DetailRow, MemberRow, RingRow, RunRow } from './rows.ts';
import type { Decision, MemberList, PublishedRun, RingDetail, RingSummary } from './schema.ts';

/** An answer with the ETag of what it was made from. */
export interface Tagged<Body> {
  readonly body: Body;
  readonly etag: string;
}

/** The ETag is a hash of the body, so it changes when a decision, a run or a fact of an account does. */
export const tagged = <Body>(body: Body): Tagged<Body> => ({
  body,
  etag: `"${createHash('sha256').update(JSON.stringify(body)).digest('base64url').slice(0, 22)}"`,
});

export const runOf = (run: RunRow): PublishedRun => ({
  id: run.id,
  startedAt: rfc3339OrNull(run.startedAt),
  finishedAt: rfc3339OrNull(run.finishedAt),
});

export const summaryOf = (row: RingRow): RingSummary => ({
  id: row.id,
  score: row.score,
  size: row.size,
  firstSeen: rfc3339(row.firstSeen),
  lastSeen: rfc3339(row.lastSeen),
  requests: row.requests,
  types: row.types,
  summary: row.summary,
  campaign: row.campaign,
  state: row.state,
  version: row.version,
});

/** Runs of before cells were told have none. */
export const cellsOf = ({ cells }: DetailRow): CellRow[] => JSON.parse(cells ?? '[]');

/** A signal that was erased since the run has no caption any more. */
export const cellAnswers = (
  cells: readonly CellRow[],
  captions: readonly { key: string; hint: string }[],
): RingDetail['cells'] => {
  const hints = new Map(captions.map(({ key, hint }) => [key, hint]));
  return cells.map(({ evidence, ...cell }, place) => ({
    cell: 1 + place,
    ...cell,
    evidence: evidence.map(({ signal: key, type, ...counts }) => ({
      key,
      type,
      hint: hints.get(key) ?? '',
      ...counts,
    })),
  }));
};

export const memberOf = (row: MemberRow): MemberList['members'][number] => ({
  ...row,
  createdAt: rfc3339OrNull(row.createdAt),
  firstSeen: rfc3339OrNull(row.firstSeen),
  lastSeen: rfc3339OrNull(row.lastSeen),
});

export const decisionOf = (row: DecisionRow): Decision => ({ ...row, at: rfc3339(row.at) });

export const newestDecision = ({ version, state, reason, code, by, at }: DetailRow): Decision | null =>
  reason === null || by === null || at === null ? null : decisionOf({ version, state, reason, code, by, at });
