import { parse } from 'csv-parse/sync';
import { RingfenceError } from '../../errors.ts';
import type { Drawn } from '../batch/listed.ts';

/** Most accounts of a batch. */
export const MOST_ACCOUNTS = 100_000;
const LONGEST_ID = 256;
const LONGEST_REASON = 500;
const MOST_PROBLEMS = 20;

interface Row {
  readonly line: number;
  readonly account: unknown;
  readonly reason: unknown;
}

/**
 * A list of accounts as somebody uploads it. CSV: a header with `account`, and `reason` if there is one. NDJSON: a line an account, as
 * text or as `{"account", "reason"}`. Throws `invalid-request` with the lines that are wrong, never with what they hold.
 */
export const accountsInList = (text: string, format: 'csv' | 'ndjson'): Drawn[] => {
  const rows = format === 'csv' ? csvRows(text) : ndjsonRows(text);
  const problems: { line: number; reason: string }[] = [];
  const drawn: Drawn[] = [];
  for (const { line, account, reason } of rows) {
    const fault = faultOf(account, LONGEST_ID, 1) ?? (reason === null ? null : faultOf(reason, LONGEST_REASON, 0));
    if (fault !== null) {
      problems.push({ line, reason: fault });
      if (problems.length === MOST_PROBLEMS) break;
    } else {
      drawn.push({
        account: account as string,
        ring: null,
        strength: null,
        bits: null,
        reason: (reason as string) || null,
      });
    }
  }
  if (problems.length > 0) throw invalid(problems);
  if (drawn.length === 0) throw invalid([{ line: 1, reason: 'the list names no account' }]);
  if (drawn.length > MOST_ACCOUNTS)
    throw invalid([{ line: MOST_ACCOUNTS, reason: `more than ${MOST_ACCOUNTS} accounts` }]);
  return drawn;
};

const faultOf = (value: unknown, longest: number, shortest: number): string | null => {
  if (typeof value !== 'string' || value.length < shortest || value.length > longest) {
    return `must be text of ${shortest}–${longest} characters`;
  }
  return value.isWellFormed() && !/\p{Cc}/u.test(value) ? null : 'holds a control character or half a surrogate pair';
};

function* ndjsonRows(text: string): Generator<Row> {
  let line = 0;
  for (const part of text.replace(/^\ufeff/, '').split('\n')) {
    line += 1;
    if (part.trim() === '') continue;
    let value: unknown;
    try {
      value = JSON.parse(part);
    } catch {
      throw invalid([{ line, reason: 'is not JSON' }]);
    }
    if (typeof value !== 'object' || value === null) yield { line, account: value, reason: null };
    else {
      const { account, reason = null, ...more } = value as Record<string, unknown>;
      if (Object.keys(more).length > 0) throw invalid([{ line, reason: 'has other members than account and reason' }]);
      yield { line, account, reason };
    }
  }
}

function* csvRows(text: string): Generator<Row> {
  let rows: { record: string[]; info: { lines: number } }[];
  try {
    rows = parse(text, { bom: true, info: true, skip_empty_lines: true }) as unknown as typeof rows;
  } catch (error) {
    const { lines } = error as { lines?: number };
    throw invalid([{ line: lines ?? 1, reason: 'is not CSV, or has another number of cells than the header' }]);
  }
  const header = rows[0]?.record.map((name) => name.trim()) ?? [];
  const [account, reason] = [header.indexOf('account'), header.indexOf('reason')];
  if (account < 0) throw invalid([{ line: 1, reason: 'the header has no column `account`' }]);
  for (const { record, info } of rows.slice(1)) {
    yield { line: info.lines, account: record[account], reason: reason < 0 ? null : record[reason] };
  }
}

const invalid = (problems: readonly { line: number; reason: string }[]): RingfenceError =>
  new RingfenceError({
    type: 'invalid-request',
    status: 400,
    detail: `The list has ${problems.length === 1 ? '1 problem' : `${problems.length} problems or more`}.`,
    mend: 'CSV: a header line with `account`, and `reason` if you like. NDJSON: an id, or {"account", "reason"}, a line.',
    extra: {
      problems: problems.map(({ line, reason }) => ({
        in: 'body',
        pointer: '',
        line,
        reason: `line ${line}: ${reason}`,
      })),
    },
  });
