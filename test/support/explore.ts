import neo4j, { type Driver } from 'neo4j-driver';
import { inject } from 'vitest';
import { type ExploreFolder, readExploreFolder } from '../../src/explore/folder.ts';
import type { SavedQuery } from '../../src/explore/saved-query.ts';
import { type ShownNode, shownGraph } from '../../src/explore/shown.ts';

/** What Browser does by default: nodes drawn, rows read, elements of a list looked at. */
export const BROWSER = { initialNodeDisplay: 300, maxRows: 1000, maxFieldItems: 500 };

/** Saved queries about what people did, and cells: they are tried on a small graph in which somebody did something. */
export const OF_WORK: readonly string[] = ['ban-batch', 'case', 'overturned-appeals', 'cells'];
/** Labels and relationship types that are of that graph alone. */
export const STYLED_OF_WORK: readonly string[] = [
  ...['Case', 'CaseSubject', 'CaseEvent', 'CaseNote', 'EvidenceSnapshot', 'Appeal', 'Allowance'],
  ...['BanBatch', 'BanItem', 'BanExclusion', 'BanApproval'],
  ...['ABOUT', 'IS', 'HAS_NOTE', 'HAS_SNAPSHOT', 'MERGED_INTO', 'LISTS', 'LEAVES_OUT', 'APPROVED_BY', 'AGAINST'],
  ...['DOUBTS', 'ALLOWS'],
];

export const labelled = (label: string) => (node: ShownNode) => node.labels.includes(label);

export const longestList = (value: unknown): number => {
  if (typeof value !== 'object' || value === null) return 0;
  const inner = Object.values(value).map(longestList);
  return Math.max(Array.isArray(value) ? value.length : 0, ...inner, 0);
};

/** Browser on the run's server: it shows the graph that an answer draws. Close it when done. */
export const browser = ({ queries, pickFor }: ExploreFolder = readExploreFolder()) => {
  const { uri, user, password } = inject('neo4j');
  const driver: Driver = neo4j.driver(uri, neo4j.auth.basic(user, password), { disableLosslessIntegers: true });
  const query = (name: string): SavedQuery => queries.find((each) => each.name === name)!;

  /** Runs a text as Browser does, and gives the graph that it draws. */
  const show = async (text: string, parameters: Record<string, unknown> = {}) => {
    const session = driver.session({ defaultAccessMode: neo4j.session.READ });
    try {
      const { records } = await session.run(text, parameters);
      const rows = records.map((record) => record.toObject());
      const graph = shownGraph(rows);
      const ids = (label: string, key = 'id') =>
        graph.nodes.filter(labelled(label)).map((node) => node.properties[key]);
      return { ...graph, rows, ids };
    } finally {
      await session.close();
    }
  };

  /** What the query's pick finds, as the guide sets it. */
  const picked = async (name: string): Promise<Record<string, unknown>> => {
    const pick = pickFor(query(name));
    return pick === null ? {} : (await show(pick)).rows[0]!;
  };
  return {
    query,
    show,
    picked,
    shown: async (name: string) => {
      const parameters = await picked(name);
      return { parameters, ...(await show(query(name).text, parameters)) };
    },
    close: (): Promise<void> => driver.close(),
  };
};

export type Browser = ReturnType<typeof browser>;
