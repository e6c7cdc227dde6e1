import { stat } from 'node:fs/promises';
import type { Config } from '../config.ts';
import type { GraphConnection } from '../graph/graph.ts';
import { serverStatus } from '../graph/server/client.ts';
import { jarCache, serverHome } from '../graph/server/home.ts';
import { NEO4J_RELEASE } from '../graph/server/jars.ts';
import { findJava, onPath } from '../graph/server/java.ts';
import { keptPassword } from '../graph/server/password.ts';
import { dockerAnswers, hasDockerData } from '../graph/server/plan-docker.ts';
import { hasManagedData } from '../graph/server/plan-managed.ts';
import { boltUri } from '../graph/server/ready.ts';
import { resolveServer, withoutLogin } from '../graph/server/resolve.ts';
import { type Finding, failure, skipped, warning } from './check.ts';

/** Where the server is that this configuration means. */
export type Place =
  | {
      readonly state: 'known';
      readonly connection: GraphConnection;
      /** For people: without a login. */
      readonly shown: string;
      /** Whether it shares this machine's memory and disks. */
      readonly here: boolean;
    }
  | { readonly state: 'away'; readonly finding: Finding };

/** Finds it without starting anything. Throws what `resolveServer` throws for a password that cannot be read. */
export const placeOf = async (config: Config, env: NodeJS.ProcessEnv): Promise<Place> => {
  if (config.neo4j.uri) {
    const { connection } = await resolveServer(config, { env });
    const shown = withoutLogin(connection.uri);
    return { state: 'known', connection, shown, here: LOOPBACK.test(shown) };
  }
  const home = serverHome(config.home);
  const status = await serverStatus(home);
  if (status?.state === 'ready' && status.ports) {
    const uri = boltUri(status.ports.bolt);
    const password = (await keptPassword(home)) ?? '';
    const connection = { uri, user: 'neo4j', password, database: 'neo4j' };
    return { state: 'known', connection, shown: `${uri} (${status.source})`, here: status.source === 'managed' };
  }
  if (status) return { state: 'away', finding: skipped('The local Neo4j is just starting; look again in a minute.') };
  return { state: 'away', finding: await canBeStarted(config, env) };
};

const LOOPBACK = /^[a-z0-9+]+:\/\/(127\.|localhost\b|\[::1\])/i;

/** The local server runs while somebody uses it: that it does not run is no fault, that it cannot is. */
const canBeStarted = async (config: Config, env: NodeJS.ProcessEnv): Promise<Finding> => {
  const home = serverHome(config.home);
  const managed = await hasManagedData(home);
  if (!managed && (await dockerAnswers(env))) return notRunning('in Docker');
  if (!managed && (await hasDockerData(home))) {
    return failure('The graph is in a Docker volume, and no Docker engine answers.', 'Start Docker.');
  }
  await findJava(env);
  const cached = await stat(jarCache(env, NEO4J_RELEASE)).catch(() => null);
  if (cached === null && (await onPath('mvn', env['PATH'])) === undefined) {
    return failure(
      'No Neo4j: NEO4J_URI is not set, no Docker engine answers, and Maven is missing, which fetches the managed one.',
      'Set NEO4J_URI to a server of yours, start Docker, or install Maven.',
    );
  }
  return notRunning('on this machine’s Java');
};

const notRunning = (where: string): Finding =>
  warning(
    `The local Neo4j does not run now; \`ringfence serve\` starts it ${where}. What is in it was not looked at.`,
    'To look: ringfence neo4j start, then ringfence doctor again.',
  );
