import { RingfenceError } from '../errors.ts';
import type { Graph } from './graph.ts';
import { cypher } from './queries.ts';

/** Oldest server that knows every construct in cypher/. */
const OLDEST_SUPPORTED = '5.13';

/** Throws `graph-too-old` for a server before 5.13. Calendar versions (2025.01.0) are newer. */
export const assertSupported = (version: string): void => {
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_SUPPORTED.split('.').map(Number);
  const match = /^(\d+)\.(\d+)/.exec(version);
  const major = Number(match?.[1]);
  const minor = Number(match?.[2]);
  if (match && (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor))) return;
  throw new RingfenceError({
    type: 'graph-too-old',
    status: 503,
    exitCode: 78,
    detail: match
      ? `This Neo4j is ${version}; ${OLDEST_SUPPORTED} or newer is needed.`
      : 'The server does not say which Neo4j it is.',
    mend: 'Use Neo4j 5.26 LTS, or leave out the URI so that one is started for you.',
  });
};

/** Asks the server for its version and edition, once at start up; throws `graph-too-old`. */
export const checkServer = async (graph: Graph): Promise<{ version: string; edition: string }> => {
  const [component] = await graph.read<{ version: string; edition: string }>(cypher('graph/components'));
  const found = component ?? { version: '', edition: '' };
  assertSupported(found.version);
  return found;
};
