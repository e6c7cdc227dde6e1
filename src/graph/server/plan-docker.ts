import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { homeId, readIfThere, type ServerHome, writePrivate } from './home.ts';
import { settlePassword } from './password.ts';
import type { PlanContext, ServerPlan } from './plan.ts';
import { settlePorts } from './ports.ts';

const run = promisify(execFile);

const COMPOSE_FILE = fileURLToPath(new URL('../../../docker-compose.yml', import.meta.url));

/**
 * Brings the container up, waits for its health, then follows its log; that ends when the container does. At SIGTERM the
 * container is stopped (its volume stays).
 */
const FOLLOW = `
set -- docker compose --project-name "$1" --file "$2"
trap 'kill "$!" 2>/dev/null; "$@" stop neo4j; exit 0' TERM
"$@" up --detach --wait neo4j &
wait "$!" || exit 1
"$@" logs --follow --no-log-prefix --tail 20 neo4j &
wait "$!"
`;

/** True when a Docker engine answers and has compose. */
export const dockerAnswers = async (env: NodeJS.ProcessEnv): Promise<boolean> => {
  const succeeds = (...args: string[]) =>
    run('docker', args, { env, timeout: 5_000 }).then(
      () => true,
      () => false,
    );
  return (await succeeds('info', '--format', '{{.ServerVersion}}')) && (await succeeds('compose', 'version'));
};

/** Prepares ports and password for the container of docker-compose.yml; each home has a project and volume of its own. */
export const planDocker = async ({ home, env, onStep }: PlanContext): Promise<ServerPlan> => {
  const hasData = await hasDockerData(home);
  const password = await settlePassword(home, hasData);
  const ports = await settlePorts(home);
  await writePrivate(home.dockerAuth, `neo4j/${password}\n`);
  await writePrivate(home.source, 'docker\n');
  onStep('starting Neo4j in Docker (the image is pulled once, ~300 MB)');
  return {
    command: '/bin/sh',
    args: ['-c', FOLLOW, 'ringfence-docker', `ringfence-${homeId(home)}`, COMPOSE_FILE],
    env: {
      ...env,
      RINGFENCE_NEO4J_AUTH_FILE: home.dockerAuth,
      RINGFENCE_NEO4J_BOLT_PORT: String(ports.bolt),
      RINGFENCE_NEO4J_HTTP_PORT: String(ports.http),
      // Who looks after it here is the supervisor, not the engine.
      RINGFENCE_NEO4J_RESTART: 'no',
    },
    ports,
    password,
    graceSeconds: 60,
    readyMs: 900_000,
  };
};

/** True when this home's graph is in a Docker volume. */
export const hasDockerData = async (home: ServerHome): Promise<boolean> =>
  (await readIfThere(home.source))?.trim() === 'docker';
