import { rfc3339 } from '../fields.ts';
import type { Column, Row } from './columns.ts';

/** Pages of rows as NDJSON: an object a line, its members in the columns' order, times in RFC 3339. */
export async function* ndjson(
  columns: readonly Column[],
  pages: AsyncIterable<readonly Row[]>,
  { end, run }: { end: boolean; run: string },
): AsyncGenerator<string> {
  const times = columns.filter(({ kind }) => kind === 'time').map(({ name }) => name);
  const line = (row: Row): string => {
    const written: Record<string, unknown> = {};
    for (const { name } of columns) written[name] = row[name];
    for (const name of times) if (row[name] !== null) written[name] = rfc3339(row[name] as number);
    return `${JSON.stringify(written)}\n`;
  };
  let count = 0;
  for await (const rows of pages) {
    count += rows.length;
    yield rows.map(line).join('');
  }
  if (end) yield `${JSON.stringify({ end: { run, rows: count } })}\n`;
}
