import { readdirSync, readFileSync } from 'node:fs';
import { type SavedQuery, savedQuery } from './saved-query.ts';

/** Everything of cypher/explore, as it stands on disk. */
export interface ExploreFolder {
  readonly style: string;
  /** In order of name. */
  readonly queries: readonly SavedQuery[];
  /** Query that finds values for a saved query's parameters on any graph; null where it has none. */
  pickFor(query: SavedQuery): string | null;
}

const FOLDER = new URL('../../cypher/explore/', import.meta.url);

export const readExploreFolder = (): ExploreFolder => {
  const picks = textsOf('picks/');
  return {
    style: readFileSync(new URL('style.grass', FOLDER), 'utf8'),
    queries: [...textsOf('queries/')].map(([name, text]) => savedQuery(name, text)),
    pickFor: ({ name, parameters: [first] }) => {
      if (first === undefined) return null;
      return picks.get(name) ?? picks.get(first.name) ?? null;
    },
  };
};

const textsOf = (folder: string): ReadonlyMap<string, string> => {
  const at = new URL(folder, FOLDER);
  const names = readdirSync(at).filter((name) => name.endsWith('.cypher'));
  return new Map(
    names.sort().map((name) => [name.slice(0, -'.cypher'.length), readFileSync(new URL(name, at), 'utf8')]),
  );
};
