import { z } from 'zod';
import { trustIn } from '../engine/decisions/trust.ts';
import type { EngineConfig } from '../engine/index.ts';
import { type ReasonCode, rfc3339, rfc3339OrNull } from '../fields.ts';
import { precisionOf } from './precision.ts';
import type { AppealDetail, AppealSummary, PrecisionAnswer } from './schema.ts';
import type { AppealDetailRow, AppealRow, PrecisionRow } from './store.ts';

/** What an appeal shows of a line of a manifest. */
const given = z.object({
  evidence: z.array(z.string()).catch([]),
  counterfactual: z.string().nullable().catch(null),
  reason: z.string().nullable().catch(null),
});

export const summaryOf = (row: AppealRow): AppealSummary => ({
  id: row.id,
  state: row.state,
  account: row.account,
  batch: row.batch,
  ring: row.ring,
  ban: row.banState,
  ticket: row.ticket,
  reason: row.reason,
  by: row.by,
  at: rfc3339(row.at),
  decidedBy: row.decidedBy,
  decidedAt: rfc3339OrNull(row.decidedAt),
  code: row.code,
  said: row.said,
  version: row.version,
});

export const detailOf = (row: AppealDetailRow, rule: EngineConfig['appeals']): AppealDetail => ({
  ...summaryOf(row),
  given: row.line === null ? null : { ...given.parse(JSON.parse(row.line)), strength: row.strength },
  signals: row.signals.map((signal) => ({ ...signal, factor: Math.round(trustIn(signal, rule) * 1e4) / 1e4 })),
});

/** Months of one group, in order, and all of them together. */
const months = (rows: readonly PrecisionRow[]) => ({
  ...precisionOf(
    rows.reduce((sum, { upheld }) => sum + upheld, 0),
    rows.reduce((sum, { overturned }) => sum + overturned, 0),
  ),
  months: rows.map(({ month, upheld, overturned }) => ({ month, ...precisionOf(upheld, overturned) })),
});

export const precisionAnswerOf = (rows: readonly PrecisionRow[]): PrecisionAnswer => {
  const groups = (by: PrecisionRow['by']) => [
    ...Map.groupBy(
      rows.filter((row) => row.by === by),
      ({ name }) => name,
    ),
  ];
  const codes = groups('code').map(([code, of]) => ({
    code: code as ReasonCode,
    overturned: of.reduce((sum, { overturned }) => sum + overturned, 0),
    months: Object.fromEntries(of.map(({ month, overturned }) => [month, overturned])),
  }));
  return {
    ...months(rows.filter(({ by }) => by === 'all')),
    types: groups('type').map(([type, of]) => ({ type, ...months(of) })),
    codes: codes.sort((a, b) => b.overturned - a.overturned || (a.code < b.code ? -1 : 1)),
  };
};
