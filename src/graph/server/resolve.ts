import { readFile } from 'node:fs/promises';
import type { Config } from '../../config.ts';
import { RingfenceError } from '../../errors.ts';
import type { GraphConnection } from '../graph.ts';
import { type Hold, serverStatus } from './client.ts';
import { serverHome } from './home.ts';
import { holdDockerServer, holdManagedServer, type ServerOptions } from './managed.ts';
import { keptPassword } from './password.ts';
import { dockerAnswers, hasDockerData } from './plan-docker.ts';
import { hasManagedData } from './plan-managed.ts';
import { boltUri, browserUrl } from './ready.ts';

export interface ResolvedServer {
  readonly connection: GraphConnection;
  readonly browserUrl: string | null;
  readonly source: 'uri' | 'docker' | 'managed';
  /** Gives the server back; one that was started for us stops when nobody else holds it. */
  release(): Promise<void>;
}

/**
 * Where Neo4j comes from: the configured URI; else a Docker engine that answers; else the managed local server. A home
 * that holds a graph already stays with the way that made it, so that a graph never seems to vanish when Docker comes or
 * goes. Throws `no-neo4j` when none of the three can be had, and what each of them throws.
 */
export const resolveServer = async (
  config: Pick<Config, 'home' | 'neo4j'>,
  options: Omit<ServerOptions, 'home'>,
): Promise<ResolvedServer> => {
  if (config.neo4j.uri) {
    options.onStep?.(`using the Neo4j at ${withoutLogin(config.neo4j.uri)}`);
    const { uri, user, database } = config.neo4j;
    const connection = { uri, user, password: await configuredPassword(config.neo4j), database };
    return { connection, browserUrl: null, source: 'uri', release: async () => undefined };
  }
  const source = await localSource(config.home, options.env);
  const local = { ...options, home: config.home };
  const hold = source === 'docker' ? await holdDockerServer(local) : await managedOrNone(local);
  return resolved(config.home, hold);
};

/** Which of the two local ways this home takes. Throws `docker-away` when its graph is in Docker and Docker is not there. */
const localSource = async (folder: string, env: NodeJS.ProcessEnv): Promise<'docker' | 'managed'> => {
  const home = serverHome(folder);
  const running = await serverStatus(home);
  if (running) return running.source;
  if (await hasManagedData(home)) return 'managed';
  const docker = await dockerAnswers(env);
  if (docker) return 'docker';
  if (!(await hasDockerData(home))) return 'managed';
  throw new RingfenceError({
    type: 'docker-away',
    exitCode: 69,
    detail: `The graph of ${home.folder} is in a Docker volume, and no Docker engine answers.`,
    mend: 'Start Docker, or set `home` to another folder to begin with an empty graph.',
  });
};

/** The login of a local server, as its home keeps it. */
export const resolved = async (folder: string, hold: Hold): Promise<ResolvedServer> => {
  const { ports, source } = hold.status;
  const password = (await keptPassword(serverHome(folder))) ?? '';
  return {
    connection: { uri: boltUri(ports.bolt), user: 'neo4j', password, database: 'neo4j' },
    browserUrl: browserUrl(ports.http),
    source,
    release: hold.release,
  };
};

const managedOrNone = async (options: ServerOptions): Promise<Hold> => {
  try {
    return await holdManagedServer(options);
  } catch (error) {
    const unavailable = ['java-missing', 'java-too-old', 'maven-missing'];
    if (!(error instanceof RingfenceError) || !unavailable.includes(error.type)) throw error;
    throw new RingfenceError({
      type: 'no-neo4j',
      exitCode: 69,
      status: 503,
      detail: `No Neo4j: NEO4J_URI is not set, no Docker engine answers, and none can be run here: ${error.message}`,
      mend: 'Set NEO4J_URI to a server of yours, start Docker, or install Java 17 or 21 and Maven; `ringfence detect FILE` needs no database.',
      extra: { reason: error.type },
    });
  }
};

const configuredPassword = async (neo4j: Config['neo4j']): Promise<string> => {
  if (neo4j.passwordFile === undefined) return neo4j.password ?? '';
  const unusable = (why: string): RingfenceError =>
    new RingfenceError({
      type: 'password-missing',
      exitCode: 77,
      detail: `The password file ${neo4j.passwordFile} ${why}.`,
      mend: 'Set neo4j.passwordFile (NEO4J_PASSWORD_FILE) to a file that this user may read and whose first line is the password.',
    });
  const text = await readFile(neo4j.passwordFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw unusable(`cannot be read (${error.code})`);
  });
  const password = text.split('\n')[0]!.trim();
  if (password === '') throw unusable('is empty');
  return password;
};

/** A URI may hold a login, which belongs in no message. */
export const withoutLogin = (uri: string): string => uri.replace(/\/\/[^@/]*@/, '//');
