/** A query of cypher/explore/queries, as its header says it. */
export interface SavedQuery {
  /** Name of the file without its ending. */
  readonly name: string;
  /** First line of the header: what Neo4j Browser calls the favourite. */
  readonly title: string;
  /** The rest of the header in one paragraph, without the lines about parameters. */
  readonly about: string;
  /** What has to be set before, in the header's order. */
  readonly parameters: readonly QueryParameter[];
  /** The whole file. */
  readonly text: string;
}

export interface QueryParameter {
  readonly name: string;
  /** `:param ring => 'ring_q2hbjbahybbl'`, a line for Browser's editor. */
  readonly setting: string;
  /** The value in that line. */
  readonly example: string | number;
}

const SETTING = /^:param (\w+) => ('[^']*'|-?\d+)$/;

/** Reads a saved query's header: its title, what it shows, and the `:param` lines. Throws where it has no title. */
export const savedQuery = (name: string, text: string): SavedQuery => {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('//'));
  const header = lines.slice(0, end).map((line) => line.slice(2).trim());
  const [title, ...rest] = header;
  if (!title)
    throw new Error(`cypher/explore/queries/${name}.cypher does not begin with a comment that says what it asks`);
  const parameters = rest.flatMap((line) => {
    const [, parameter, value] = SETTING.exec(line) ?? [];
    if (parameter === undefined || value === undefined) return [];
    const example = value.startsWith("'") ? value.slice(1, -1) : Number(value);
    return [{ name: parameter, setting: line, example }];
  });
  const about = rest.filter((line) => !line.startsWith(':param') && !line.startsWith('$')).join(' ');
  return { name, title, about, parameters, text };
};

/** The query without its comments on one line, as Browser's `:param [x] => { … }` takes it. */
export const onOneLine = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('//'))
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
