import type { RowOf } from './columns.ts';
import { type accountLine, EVIDENCE_SHOWN, REASONS_SHOWN, type ringLine } from './schema.ts';
import type { EvidenceRow, MemberRow, RingRow, RunRow } from './store.ts';
import { type Evidence, inWords } from './words.ts';

type RingLine = RowOf<typeof ringLine>;
type AccountLine = RowOf<typeof accountLine>;

export const ringLineOf = (run: RunRow, ring: RingRow): RingLine => ({
  ring: ring.id,
  run: run.id,
  publishedAt: run.publishedAt,
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

/** What some rings are tied by, found by place of the ring and key of the signal. */
export type EvidenceOf = (place: number, key: string) => Evidence | undefined;

export const evidenceOf = (rows: readonly EvidenceRow[]): EvidenceOf => {
  const byPlace = new Map<number, Map<string, Evidence>>();
  for (const row of rows) {
    const ofRing = byPlace.get(row.place) ?? new Map<string, Evidence>();
    byPlace.set(row.place, ofRing.set(row.key, row));
  }
  return (place, key) => byPlace.get(place)?.get(key);
};

/** `rings` are those that the member's place counts in. */
export const accountLineOf = (
  run: RunRow,
  rings: readonly RingRow[],
  evidence: EvidenceOf,
  member: MemberRow,
): AccountLine => {
  const ring = rings[member.place]!;
  const known = member.reasons.flatMap((key) => evidence(member.place, key) ?? []);
  return {
    account: member.account,
    ring: ring.id,
    run: run.id,
    publishedAt: run.publishedAt,
    ringScore: ring.score,
    ringSize: ring.size,
    ringState: ring.state,
    strength: member.strength,
    bits: member.bits,
    reasons: known.slice(0, REASONS_SHOWN).map(inWords),
    evidenceCount: member.evidenceCount,
    createdAt: member.createdAt,
    firstSeen: member.firstSeen,
    lastSeen: member.lastSeen,
    requests: member.requests ?? 0,
    status: member.status ?? 'unknown',
  };
};
