import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import type { z } from 'zod';
import type { AccountRule } from './account-rules.ts';
import { type Config, configSchema } from './config.ts';
import { RingfenceError } from './errors.ts';
import { nearestName } from './nearest-name.ts';

export interface LoadedConfig {
  readonly config: Config;
  /** The file it came from; null when there is none and the defaults hold. */
  readonly file: string | null;
}

const DEFAULT_FILE = 'ringfence.config.yaml';

/**
 * Defaults, then the file, then the environment. `RINGFENCE_HTTP_PORT` sets `http.port`, and so on for every key that
 * holds one value; `NEO4J_URI`, `NEO4J_USER`, `NEO4J_PASSWORD` and `NEO4J_PASSWORD_FILE` are understood too.
 * Throws `invalid-config`, which names every wrong key and where its value came from.
 */
export const loadConfig = async (options: {
  env: NodeJS.ProcessEnv;
  cwd: string;
  file?: string;
}): Promise<LoadedConfig> => {
  const named = options.file ?? options.env['RINGFENCE_CONFIG'];
  const file = resolve(options.cwd, named ?? DEFAULT_FILE);
  const present = existsSync(file);
  if (named && !present) throw invalid(`the configuration file ${file} does not exist`, 'Check the path.');

  const fromFile = present ? parseFile(await readFile(file, 'utf8'), file) : {};
  const fromEnv = environmentValues(options.env);
  const parsed = configSchema.safeParse(merge(withoutRivals(fromFile, fromEnv.values), fromEnv.values));
  const origin = originIn(fromEnv.origin, fromFile, file);
  const lines = parsed.success
    ? [...rivals(parsed.data, origin), ...undeclared(parsed.data, origin)]
    : parsed.error.issues.flatMap((it) => describe(it, origin));
  if (!parsed.success || lines.length > 0) {
    throw invalid(
      `the configuration${present ? ` (${file})` : ''} is not valid:\n  ${lines.join('\n  ')}`,
      'docs/configuration.md lists every key.',
    );
  }
  const { home, networks, deliveries } = parsed.data;
  const config = {
    ...parsed.data,
    home: resolve(options.cwd, home),
    networks: absolute(networks, options.cwd),
    deliveries: { ...deliveries, ...(deliveries.folder && { folder: resolve(options.cwd, deliveries.folder) }) },
  };
  return { config, file: present ? file : null };
};

/** Files are meant from the working folder, whoever reads them later. */
const absolute = ({ mmdb, lists, ...rest }: Config['networks'], cwd: string): Config['networks'] => ({
  ...rest,
  mmdb: mmdb.map((file) => resolve(cwd, file)),
  lists: lists.map((list) => ({ ...list, file: resolve(cwd, list.file) })),
});

const invalid = (detail: string, mend: string) =>
  new RingfenceError({ type: 'invalid-config', detail, mend, exitCode: 78 });

const parseFile = (text: string, file: string): Record<string, unknown> => {
  let value: unknown;
  try {
    // The parser's own message quotes the text, which may hold a password: only the place is used.
    value = parse(text, { prettyErrors: true });
  } catch (error) {
    const at = (error as { linePos?: { line: number; col: number }[] }).linePos?.[0];
    throw invalid(`${file} is not valid YAML${at ? ` at line ${at.line}, column ${at.col}` : ''}`, 'Mend the syntax.');
  }
  if (value === null || value === undefined) return {};
  if (typeof value !== 'object' || Array.isArray(value))
    throw invalid(`${file} must hold a mapping`, 'Begin with a key.');
  return value as Record<string, unknown>;
};

/** Where the value of a key came from, for people; '' where it is a default. */
type OriginOf = (path: readonly PropertyKey[]) => string;

const originIn =
  (variables: ReadonlyMap<string, string>, fromFile: Record<string, unknown>, file: string): OriginOf =>
  (path) => {
    const variable = variables.get(path.join('.'));
    if (variable !== undefined) return ` (from ${variable})`;
    let at: unknown = fromFile;
    for (const key of path) at = (at as Record<PropertyKey, unknown> | null | undefined)?.[key];
    return at === undefined ? '' : ` (from ${file})`;
  };

/** Values are never printed: one of them may be a password. */
const describe = (issue: z.core.$ZodIssue, originOf: OriginOf): string[] => {
  if (issue.code !== 'unrecognized_keys') {
    return [`${issue.path.join('.') || '(top)'}${originOf(issue.path)}: ${issue.message}`];
  }
  return issue.keys.map((key) => {
    const path = [...issue.path, key];
    const nearest = nearestName(key, keysAt(issue.path));
    const meant = nearest === null ? '' : `; did you mean ${[...issue.path, nearest].join('.')}?`;
    return `${path.join('.')}${originOf(path)}: unknown key${meant}`;
  });
};

/** The keys that the schema has at a place. */
const keysAt = (path: readonly PropertyKey[]): string[] => {
  let at: z.ZodType = unwrap(configSchema);
  for (const key of path) {
    const inside = at.def.type === 'array' ? (at as z.ZodArray).element : (at as z.ZodObject).shape[String(key)];
    if (inside === undefined) return [];
    at = unwrap(inside as z.ZodType);
  }
  return at.def.type === 'object' ? Object.keys((at as z.ZodObject).shape) : [];
};

/** Two ways to say one thing; nobody can know which is meant when both are said in one place. */
const RIVALS = [['neo4j', 'password', 'passwordFile']] as const;

/** The environment wins over the file, also where it says it in the other way. */
const withoutRivals = (fromFile: Tree, fromEnv: Tree): Tree => {
  const out: Tree = { ...fromFile };
  for (const [group, one, other] of RIVALS) {
    const over = fromEnv[group];
    const under = out[group];
    if (!isTree(over) || !isTree(under) || (over[one] === undefined && over[other] === undefined)) continue;
    const { [one]: _one, [other]: _other, ...rest } = under;
    out[group] = rest;
  }
  return out;
};

const rivals = (config: Config, originOf: OriginOf): string[] =>
  RIVALS.filter(([group, one, other]) => config[group][one] !== undefined && config[group][other] !== undefined).map(
    ([group, one, other]) =>
      `${group}.${one}${originOf([group, one])} and ${group}.${other}${originOf([group, other])}: set one of them`,
  );

/** Rules about attributes of accounts that no event can tell. */
const undeclared = ({ accounts, bans }: Config, originOf: OriginOf): string[] => {
  const types = new Map(accounts.attributes.map(({ name, type }) => [name, type]));
  const faultsOf = (rules: readonly AccountRule[], path: readonly string[]): string[] =>
    rules.flatMap(({ attribute, atLeast }, index) => {
      if (attribute === undefined) return [];
      const type = types.get(attribute);
      const where = `${path.join('.')}.${index}${originOf([...path, index])}`;
      if (type === undefined) return [`${where}: ${attribute} is no attribute that accounts.attributes declares`];
      return atLeast !== undefined && type !== 'number'
        ? [`${where}: ${attribute} is no number, so atLeast says nothing`]
        : [];
    });
  return [
    ...faultsOf(bans.exclude, ['bans', 'exclude']),
    ...faultsOf(bans.approval.twoIf, ['bans', 'approval', 'twoIf']),
  ];
};

type Tree = { [key: string]: unknown };

/** Leaves of the schema that hold one value, with the variable that sets each. */
export const environmentKeys = (): { path: string[]; variable: string; schema: z.ZodType }[] => {
  const found: { path: string[]; variable: string; schema: z.ZodType }[] = [];
  const walk = (schema: z.ZodType, path: string[]): void => {
    const inner = unwrap(schema);
    if (inner.def.type === 'object') {
      for (const [key, child] of Object.entries((inner as z.ZodObject).shape)) walk(child as z.ZodType, [...path, key]);
    } else if (inner.def.type !== 'array') {
      found.push({ path, variable: variableOf(path), schema: inner });
    }
  };
  walk(configSchema, []);
  return found;
};

/** The schema inside its defaults, optionality and descriptions. */
export const unwrap = (schema: z.ZodType): z.ZodType => {
  let inner = schema as z.ZodType & { def: { type: string; innerType?: z.ZodType } };
  while (inner.def.innerType && ['default', 'prefault', 'optional', 'nullable'].includes(inner.def.type)) {
    inner = inner.def.innerType as typeof inner;
  }
  return inner;
};

const variableOf = (path: string[]): string => {
  const words = path.map((part) => part.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase()).join('_');
  return words.startsWith('NEO4J_') ? words : `RINGFENCE_${words}`;
};

const environmentValues = (env: NodeJS.ProcessEnv): { values: Tree; origin: Map<string, string> } => {
  const values: Tree = {};
  const origin = new Map<string, string>();
  for (const { path, variable, schema } of environmentKeys()) {
    const text = env[variable];
    if (text === undefined || text === '') continue;
    const numeric = schema.def.type === 'number' || schema.def.type === 'int';
    set(values, path, numeric && text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text);
    origin.set(path.join('.'), variable);
  }
  return { values, origin };
};

const set = (tree: Tree, path: string[], value: unknown): void => {
  let at = tree;
  for (const key of path.slice(0, -1)) {
    at[key] ??= {};
    at = at[key] as Tree;
  }
  at[path.at(-1)!] = value;
};

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

const merge = (under: Tree, over: Tree): Tree => {
  const out: Tree = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = out[key];
    out[key] = isTree(value) ? merge(isTree(below) ? below : {}, value) : value;
  }
  return out;
};
