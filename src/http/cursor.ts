import { createHash } from 'node:crypto';
import { z } from 'zod';
import { RingfenceError } from '../errors.ts';

/**
 * Keyset cursors: opaque text that holds the sort values of the last row seen, so that a page begins just after it
 * whatever was inserted meanwhile. A cursor is bound to the query it came from (filters and sort, by hash) and to the
 * run it pages through, because sort values of one query mean nothing in another.
 */
export interface Cursor {
  /** Sort values of the last row, in the order of the sort keys; the last one is unique. */
  readonly after: readonly (string | number | null)[];
  /** The run whose rings are paged; absent where results do not belong to a run. */
  readonly run?: string;
}

const VERSION = 1;

const content = z.strictObject({
  v: z.literal(VERSION),
  q: z.string(),
  a: z.array(z.union([z.string(), z.number(), z.null()])).max(8),
  r: z.string().max(64).optional(),
});

/** Longest cursor read; a longer one was not made here. */
const MAX_LENGTH = 8192;

/** Hash of whatever decides which rows come and in which order, whatever the order of its members. */
const queryHash = (query: object): string => {
  const entries = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(entries)).digest('base64url').slice(0, 16);
};

/** `query`: the filters and the sort, without `cursor` and `limit`. */
export const encodeCursor = (cursor: Cursor, query: object): string =>
  Buffer.from(
    JSON.stringify({ v: VERSION, q: queryHash(query), a: [...cursor.after], r: cursor.run } satisfies z.input<
      typeof content
    >),
  ).toString('base64url');

/** Throws `invalid-request` for text that is no cursor, or that belongs to another query. */
export const decodeCursor = (text: string, query: object): Cursor => {
  const parsed = content.safeParse(jsonOf(text));
  if (!parsed.success) throw refused('is not a cursor of this API');
  if (parsed.data.q !== queryHash(query)) throw refused('belongs to a query with other filters or another order');
  const { a, r } = parsed.data;
  return r === undefined ? { after: a } : { after: a, run: r };
};

const jsonOf = (text: string): unknown => {
  if (text.length > MAX_LENGTH || !/^[A-Za-z0-9_-]+$/.test(text)) return undefined;
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
};

const refused = (reason: string): RingfenceError =>
  new RingfenceError({
    type: 'invalid-request',
    status: 400,
    detail: 'The request has 1 problem.',
    mend: 'Use `next` of the last page with the same filters, or begin again without `cursor`.',
    extra: { problems: [{ in: 'query', pointer: '/cursor', reason }] },
  });
