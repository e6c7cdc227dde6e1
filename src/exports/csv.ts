import { stringify } from 'csv-stringify/sync';
import { rfc3339 } from '../fields.ts';
import type { Cell, Column, Row } from './columns.ts';

/** Excel reads UTF-8 only behind a byte order mark; other programs take it for part of the first column's name. */
const BYTE_ORDER_MARK = '\ufeff';

/** The writer leaves some 11 kB of garbage a row: this much of it is let go before more is made. */
const AT_ONCE = 100;

/**
 * Pages of rows as CSV (RFC 4180: comma, CRLF, quotes where needed), with a header line. Times are RFC 3339, several texts
 * stand in one cell with `; ` between them, null is an empty cell.
 */
export async function* csv(
  columns: readonly Column[],
  pages: AsyncIterable<readonly Row[]>,
  { bom }: { bom: boolean },
): AsyncGenerator<string> {
  // Sent with the first page: until then an error can still be answered as such.
  let head = `${bom ? BYTE_ORDER_MARK : ''}${lines([columns.map(({ name }) => name)])}`;
  for await (const rows of pages) {
    for (let at = 0; at < rows.length; at += AT_ONCE) {
      yield head + lines(rows.slice(at, at + AT_ONCE).map((row) => columns.map((column) => cellOf(column, row))));
      head = '';
    }
  }
  yield head;
}

const lines = (records: (string | number)[][]): string =>
  // The writer itself quotes for commas, quotes and CRLF; a lone line break or the list separator of other countries not.
  stringify(records, { record_delimiter: '\r\n', quoted_match: /^\s|[\r\n;]|\s$/ });

const cellOf = ({ name, kind }: Column, row: Row): string | number => {
  const cell = row[name] as Cell;
  if (cell === null) return '';
  if (kind === 'time') return rfc3339(cell as number);
  if (typeof cell === 'number') return cell;
  return harmless(typeof cell === 'string' ? cell : cell.join('; '));
};

/**
 * Text that no spreadsheet takes for a formula: `'` is put before what would begin one (= + - @, also in their full-width
 * forms, tab, line break), at the beginning and behind each `;`, tab or line break, since where the list separator is `;` a
 * cell begins there. A `'` that stands in such a place already gets another one, so `plainText` gives the text back.
 */
export const harmless = (text: string): string => text.replace(BEGINS_FORMULA, "'");

/** The reverse of `harmless`. */
export const plainText = (cell: string): string => cell.replace(/(?<=^|[;\t\r\n])'/g, '');

const BEGINS_FORMULA = /(?<=^|[;\t\r\n])(?=\s*[=+\-@＝＋－＠'\t\r\n])/gu;
