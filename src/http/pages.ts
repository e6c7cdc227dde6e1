import { type Cursor, decodeCursor, encodeCursor } from './cursor.ts';

/** What is asked of a list. */
export interface PageAsked {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Cursor of the next page; null on the last one. */
  readonly next: string | null;
}

type After = Cursor['after'];

/** 31 December 9999, epoch ms. */
export const LAST_TIME = 253_402_214_400_000;

/**
 * A page of a list. `query`: whatever decides which rows come and in which order. `read` gets the place after which it begins (`from` on the
 * first page) and reads one row more than is shown, which tells whether there is a next page. `at`: the place of a row. Throws `invalid-request`
 * for a cursor that is none of this query.
 */
export const pageOf = async <Row>(
  { limit, cursor }: PageAsked,
  query: object,
  {
    from,
    read,
    at,
  }: {
    from: After;
    read(after: After, limit: number): Promise<readonly Row[]>;
    at(row: Row): After;
  },
): Promise<Page<Row>> => {
  const rows = await read(cursor === undefined ? from : decodeCursor(cursor, query).after, limit + 1);
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return { rows: shown, next: last === undefined ? null : encodeCursor({ after: at(last) }, query) };
};

/** The newest first, by time and then by id. */
export const newestFirst = <Row>(
  asked: PageAsked,
  query: object,
  read: (place: { readonly before: number; readonly beforeId: string }, limit: number) => Promise<readonly Row[]>,
  at: (row: Row) => readonly [time: number, id: string],
): Promise<Page<Row>> =>
  pageOf(asked, query, {
    from: [LAST_TIME, ''],
    read: ([before, beforeId], limit) => read({ before: Number(before), beforeId: String(beforeId) }, limit),
    at,
  });
