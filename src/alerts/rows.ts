/** A message of alerts as rows of a file, for receivers that are folders: an alert a row; a test is one without a ring. */
export const rowsOf = (data: unknown): Readonly<Record<string, string | number | null>>[] => {
  const { alert, alerts, text } = data as Message;
  const rows = alerts ?? (alert === undefined ? [{ text: text ?? '' }] : [alert]);
  return rows.map((row) => Object.fromEntries(COLUMNS.map((name) => [name, row[name] ?? null])));
};

const COLUMNS = ['id', 'at', 'rule', 'ruleName', 'kind', 'ring', 'run', 'size', 'score', 'text'];

type Row = Readonly<Record<string, string | number>>;
interface Message {
  readonly alert?: Row;
  readonly alerts?: readonly Row[];
  readonly text?: string;
}
