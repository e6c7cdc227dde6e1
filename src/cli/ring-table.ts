import Table from 'cli-table3';

export interface TableRing {
  readonly id: string;
  readonly size: number;
  readonly score: number;
  readonly summary: string;
}

export interface ExtraColumn {
  readonly title: string;
  value(id: string): string;
}

/** Widest line of the table where the output is no terminal. */
const PLAIN_WIDTH = 120;

/** Rings as a table for people; what ties them together is wrapped to what room the terminal leaves. */
export const ringTable = (
  rings: readonly TableRing[],
  out: { columns?: number | undefined; isTTY?: boolean | undefined },
  extra: readonly ExtraColumn[] = [],
): string => {
  const fixed = [19, 10, 8, ...extra.map(({ title }) => title.length + 3)];
  const width = out.isTTY ? (out.columns ?? PLAIN_WIDTH) : PLAIN_WIDTH;
  const rest = Math.max(28, width - fixed.reduce((sum, each) => sum + each, 0) - fixed.length - 2);
  const table = new Table({
    head: ['ring', 'accounts', 'score', ...extra.map(({ title }) => title), 'tied together by'],
    colWidths: [...fixed, rest],
    colAligns: ['left', 'right', 'right', ...extra.map(() => 'right' as const), 'left'],
    wordWrap: true,
    style: { head: out.isTTY ? ['bold'] : [], border: out.isTTY ? ['grey'] : [] },
  });
  for (const { id, size, score, summary } of rings) {
    table.push([
      id,
      size.toLocaleString('en-US'),
      score.toFixed(2),
      ...extra.map((column) => column.value(id)),
      summary,
    ]);
  }
  return table.toString();
};
