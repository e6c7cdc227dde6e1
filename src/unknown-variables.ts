import { environmentKeys } from './config-load.ts';
import { nearestName } from './nearest-name.ts';

export interface UnknownVariable {
  readonly variable: string;
  /** The one that was probably meant; null when none is near. */
  readonly nearest: string | null;
}

/** Understood, though no key of the configuration: the first names its file, the others are read by docker-compose.yml. */
export const OTHER_VARIABLES = [
  'RINGFENCE_CONFIG',
  'RINGFENCE_NEO4J_BOLT_PORT',
  'RINGFENCE_NEO4J_HTTP_PORT',
  'RINGFENCE_NEO4J_AUTH_FILE',
  'RINGFENCE_NEO4J_HEAP',
  'RINGFENCE_NEO4J_MEMORY',
  'RINGFENCE_NEO4J_PAGE_CACHE',
  'RINGFENCE_NEO4J_PASSWORD_FILE',
  'RINGFENCE_NEO4J_RESTART',
  'RINGFENCE_SERVICE_KEYS_FILE',
  'RINGFENCE_MEMORY',
  'RINGFENCE_UID',
  'RINGFENCE_GID',
] as const;

/**
 * Variables that look like ours and mean nothing: every RINGFENCE_…, and a NEO4J_… that is a letter or two from one of ours
 * (NEO4J_HOME and many others belong to Neo4j itself).
 */
export const unknownVariables = (env: NodeJS.ProcessEnv): UnknownVariable[] => {
  const known = [...environmentKeys().map(({ variable }) => variable), ...OTHER_VARIABLES];
  const ofNeo4j = known.filter((name) => name.startsWith('NEO4J_'));
  return Object.keys(env)
    .filter((name) => env[name] !== '' && !known.includes(name))
    .sort()
    .flatMap((variable): UnknownVariable[] => {
      if (/^RINGFENCE_/i.test(variable)) return [{ variable, nearest: nearestOf(variable, known) }];
      if (!/^NEO4J_/i.test(variable)) return [];
      const nearest = nearestName(variable.toUpperCase(), ofNeo4j);
      const meant = nearest !== null && Math.abs(nearest.length - variable.length) <= 1 && sameStart(nearest, variable);
      return meant ? [{ variable, nearest }] : [];
    });
};

/** By what stands behind the prefix that all have in common; it makes a RINGFENCE_NEO4J_URI a NEO4J_URI, too. */
const nearestOf = (variable: string, known: readonly string[]): string | null => {
  const stem = (name: string) => name.toUpperCase().replace(/^RINGFENCE_/, '');
  const nearest = nearestName(stem(variable), known.map(stem));
  return known.find((name) => stem(name) === nearest) ?? null;
};

/** NEO4J_URL is NEO4J_URI mistyped; NEO4J_AUTH is a name of its own. */
const sameStart = (a: string, b: string): boolean => a.slice(0, 8) === b.toUpperCase().slice(0, 8);
