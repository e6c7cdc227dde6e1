import { inWords } from '../evidence-words.ts';
import type { RowOf } from './columns.ts';
import { type accountLine, EVIDENCE_SHOWN, type ringLine } from './schema.ts';
import { type EvidenceRow, type MemberColumns, NONE, type RingRow, type RunRow } from './store.ts';

type RingLine = RowOf<typeof ringLine>;
type AccountLine = RowOf<typeof accountLine>;

export const ringLineOf = (run: RunRow, ring: RingRow): RingLine => ({
  ring: ring.id,
  run: run.id,
  publishedAt: run.publishedAt,
  campaign: ring.campaign,
  score: ring.score,
  size: ring.size,
  state: ring.state,
  decidedAt: ring.decidedAt,
  decidedBy: ring.decidedBy,
  firstSeen: ring.firstSeen,
  lastSeen: ring.lastSeen,
  requests: ring.requests,
  types: ring.types,
  summary: ring.summary,
  evidence: ring.evidence.slice(0, EVIDENCE_SHOWN).map(inWords),
});

/** What some rings are tied by, in words: by place of the ring and key of the signal. */
export type Reasons = (place: number, key: string) => string | undefined;

/** Each signal is put into words once: all the accounts that it ties share the text. */
export const reasonsOf = (rows: readonly EvidenceRow[]): Reasons => {
  const byPlace = new Map<number, Map<string, string>>();
  for (const row of rows) {
    const ofRing = byPlace.get(row.place) ?? new Map<string, string>();
    byPlace.set(row.place, ofRing.set(row.key, inWords(row)));
  }
  return (place, key) => byPlace.get(place)?.get(key);
};

/** `rings` are those that the members' places count in. */
export const accountLinesOf = (
  run: RunRow,
  rings: readonly RingRow[],
  reasons: Reasons,
  members: MemberColumns,
): AccountLine[] =>
  members.account.map((account, n) => {
    const place = members.place[n]!;
    const ring = rings[place]!;
    return {
      account,
      ring: ring.id,
      run: run.id,
      publishedAt: run.publishedAt,
      campaign: ring.campaign,
      ringScore: ring.score,
      ringSize: ring.size,
      ringState: ring.state,
      strength: members.strength[n]!,
      bits: members.bits[n]!,
      cell: members.cell[n]! || null,
      reasons: members.reasons[n]!.flatMap((key) => reasons(place, key) ?? []),
      evidenceCount: members.evidenceCount[n]!,
      createdAt: timeOrNull(members.createdAt[n]!),
      firstSeen: timeOrNull(members.firstSeen[n]!),
      lastSeen: timeOrNull(members.lastSeen[n]!),
      requests: members.requests[n]!,
      status: members.status[n]!,
    };
  });

const timeOrNull = (time: number): number | null => (time === NONE ? null : time);
