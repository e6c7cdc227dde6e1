import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { cypherRows } from './graph.ts';

/**
 * Where any of these texts stands: labels, types and properties of the whole graph, whatever rooms there are, and every file below
 * `folder`. A sentence for each place; the index tells which text, so that a value is not printed.
 */
export const placesOf = async (texts: readonly string[], folder: string): Promise<string[]> => {
  const places: string[] = [];
  const look = (where: string, content: string): void => {
    texts.forEach((text, index) => {
      if (content.includes(text)) places.push(`${where}: text ${index}`);
    });
  };
  for (const { labels, properties } of await cypherRows(
    'MATCH (n) RETURN labels(n) AS labels, properties(n) AS properties',
  ))
    eachProperty(`(:${(labels as string[]).join(':')}`, properties as object, look);
  for (const { type, properties } of await cypherRows(
    'MATCH ()-[r]->() RETURN type(r) AS type, properties(r) AS properties',
  ))
    eachProperty(`-[:${type}`, properties as object, look);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    look(`name of ${path}`, entry.name);
    const bytes = await readFile(path);
    look(path, (entry.name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1'));
  }
  return places;
};

const eachProperty = (where: string, properties: object, look: (where: string, content: string) => void): void => {
  for (const [name, value] of Object.entries(properties))
    look(`${where} {${name}}`, typeof value === 'string' ? `"${value}"` : JSON.stringify(value));
};
