import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { RingfenceError } from '../errors.ts';
import type { CypherQuery } from './graph.ts';

/** Labels or relationship types for the placeholders of a query; a list (or `a|b|c`) means any of them. */
export type Identifiers = Readonly<Record<string, string | readonly string[]>>;

/**
 * Makes a loader over a folder of `<feature>/<question>.cypher` files. A file is read when it is first asked for and then
 * kept. `%%NAME%%` placeholders are filled with back-quoted identifiers: Cypher has no parameters for labels. The name
 * and the identifiers come from code and configuration, so a fault in them is a programming error and
 * throws RingfenceError `query-invalid`.
 */
export const queryLoader = (folder: string) => {
  const texts = new Map<string, string>();
  return (name: string, identifiers: Identifiers = {}): CypherQuery => {
    let text = texts.get(name);
    if (text === undefined) {
      text = readText(folder, name);
      texts.set(name, text);
    }
    return { name, text: fillPlaceholders(name, text, identifiers) };
  };
};

/** The product's own queries: `cypher('rings/list')` is cypher/rings/list.cypher. */
export const cypher = queryLoader(fileURLToPath(new URL('../../cypher/', import.meta.url)));

const NAME = /^[a-z][a-z0-9-]*(?:\/[a-z0-9][a-z0-9-]*)+$/;
const IDENTIFIER = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
const PLACEHOLDER = /%%([A-Z][A-Z0-9_]*)%%/g;

const readText = (folder: string, name: string): string => {
  if (!NAME.test(name)) throw invalid(name, 'is no query name of the form feature/question');
  try {
    return readFileSync(`${folder.replace(/\/$/, '')}/${name}.cypher`, 'utf8');
  } catch {
    throw invalid(name, 'has no file');
  }
};

export const fillPlaceholders = (name: string, text: string, identifiers: Identifiers): string => {
  const used = new Set<string>();
  const filled = text.replace(PLACEHOLDER, (_, placeholder: string) => {
    const value = Object.hasOwn(identifiers, placeholder) ? identifiers[placeholder] : undefined;
    if (value === undefined) throw invalid(name, `leaves the placeholder ${placeholder} unfilled`);
    used.add(placeholder);
    const parts = typeof value === 'string' ? value.split('|') : value;
    if (parts.length === 0 || !parts.every((part) => IDENTIFIER.test(part))) {
      throw invalid(name, `is given no valid identifier for ${placeholder}`);
    }
    return parts.map((part) => `\`${part}\``).join('|');
  });
  const unknown = Object.keys(identifiers).find((key) => !used.has(key));
  if (unknown !== undefined) throw invalid(name, `has no placeholder ${unknown}`);
  return filled;
};

const invalid = (name: string, fault: string): RingfenceError =>
  new RingfenceError({ type: 'query-invalid', detail: `The query ${name} ${fault}.` });
