import { totalmem } from 'node:os';
import { resolve } from 'node:path';
import { Command } from 'commander';
import type { Config } from '../config.ts';
import { RingfenceError } from '../errors.ts';
import { openGraph } from '../graph/open.ts';
import { dumpDatabase, loadDatabase } from '../graph/server/admin.ts';
import { serverStatus, stopServer } from '../graph/server/client.ts';
import { jarCache, serverHome } from '../graph/server/home.ts';
import { NEO4J_RELEASE } from '../graph/server/jars.ts';
import { boltUri, browserUrl } from '../graph/server/ready.ts';
import { resolveServer } from '../graph/server/resolve.ts';
import { checkServer } from '../graph/version.ts';
import type { CliContext } from './context.ts';
import { steps } from './progress.ts';

/** Exit code of `status` when nothing runs, and of `stop` when others still use the server. */
const NOT_RUNNING = 3;
const STILL_USED = 4;

/** `ringfence neo4j start|stop|status|path|dump|load`: the local server by itself. */
export const neo4jCommand = (context: CliContext): Command => {
  const say = (...lines: string[]) => context.stdout.write(`${lines.join('\n')}\n`);

  return new Command('neo4j')
    .description('the local Neo4j server that this home starts where no NEO4J_URI is set')
    .addCommand(
      new Command('start').description('start it, and keep it running until `neo4j stop`').action(async () => {
        const config = await context.config();
        const shown = steps(context);
        const options = { env: context.env, onStep: shown.begin, want: 'pin', signal: context.stopped } as const;
        const server = await resolveServer(config, options).finally(shown.stop);
        try {
          if (server.source === 'uri') await report(context, config);
          else say(...whereIs(config, server.connection.uri, server.browserUrl));
        } finally {
          await server.release();
        }
      }),
    )
    .addCommand(
      new Command('stop')
        .description('stop it; processes that use it keep it until they end')
        .option('--force', 'stop it at once, even if it is in use')
        .action(async ({ force = false }: { force?: boolean }) => {
          const config = await context.config();
          const outcome = await stopServer(serverHome(config.home), force);
          if (outcome === 'stopped') say('stopped');
          else if (outcome === 'not-running') say('it does not run');
          else {
            say(`still used by ${outcome} other process${outcome === 1 ? '' : 'es'}: it stops when the last one ends`);
            process.exitCode = STILL_USED;
          }
        }),
    )
    .addCommand(
      new Command('status')
        .description(`say whether it runs and how to log in; exit code ${NOT_RUNNING} when it does not run`)
        .action(async () => report(context, await context.config())),
    )
    .addCommand(
      new Command('dump')
        .description('write its database into a file with neo4j-admin; the server is stopped meanwhile')
        .argument('<file>', 'the dump to be written')
        .option('--force', 'replace the file if it is there')
        .action(async (file: string, { force = false }: { force?: boolean }) => {
          const bytes = await withAdmin(context, file, force, dumpDatabase);
          say(`dumped the database of Neo4j ${NEO4J_RELEASE} into ${file} (${Math.ceil(bytes / 1e3)} kB)`);
        }),
    )
    .addCommand(
      new Command('load')
        .description('put a dump in the place of its database; the server is stopped meanwhile')
        .argument('<file>', 'a dump of Neo4j 5.26 or an older 5')
        .option('--force', 'replace the database that is there')
        .action(async (file: string, { force = false }: { force?: boolean }) => {
          await withAdmin(context, file, force, loadDatabase);
          say(`loaded ${file} into Neo4j ${NEO4J_RELEASE}`);
        }),
    )
    .addCommand(
      new Command('path').description('say where its files are').action(async () => {
        const home = serverHome((await context.config()).home);
        say(
          `home       ${home.folder}`,
          `jars       ${jarCache(context.env, NEO4J_RELEASE)}/lib`,
          `logs       ${home.neo4jLog}`,
          `           ${home.processLog}`,
          `password   ${home.password}`,
          `ports      ${home.ports}`,
        );
      }),
    );
};

const withAdmin = async <Result>(
  context: CliContext,
  file: string,
  force: boolean,
  work: (options: Parameters<typeof dumpDatabase>[0]) => Promise<Result>,
): Promise<Result> => {
  const { home, neo4j } = await context.config();
  if (neo4j.uri) {
    throw new RingfenceError({
      type: 'neo4j-not-managed',
      exitCode: 64,
      detail: 'The configured Neo4j is a server of yours: its files are not here.',
      mend: 'Use its own neo4j-admin, or `ringfence backup` and `ringfence restore`, which work on any server.',
    });
  }
  const { begin: onStep, stop } = steps(context);
  const path = resolve(context.cwd, file);
  const options = {
    home,
    file: path,
    force,
    env: context.env,
    onStep,
    signal: context.stopped,
    totalMemory: totalmem(),
  };
  return await work(options).finally(stop);
};

/** Prints how the server is; a configured one is asked. */
const report = async (context: CliContext, config: Config): Promise<void> => {
  const say = (text: string) => context.stdout.write(`${text}\n`);
  if (config.neo4j.uri) {
    const server = await resolveServer(config, { env: context.env });
    const graph = openGraph(server.connection, { maxRetryMs: 0 });
    try {
      const { version, edition } = await checkServer(graph);
      say(`the configured server answers: Neo4j ${version} ${edition} (it is yours: nothing here starts or stops it)`);
    } finally {
      await graph.close();
    }
    return;
  }
  const status = await serverStatus(serverHome(config.home));
  if (!status) {
    say('it does not run');
    process.exitCode = NOT_RUNNING;
    return;
  }
  say(
    `${status.state === 'ready' ? 'running' : 'starting'} (${status.source}, process ${status.pid ?? 'not there yet'})`,
  );
  if (status.ports) {
    for (const line of whereIs(config, boltUri(status.ports.bolt), browserUrl(status.ports.http))) say(line);
  }
  say(
    `used by    ${status.holders} process${status.holders === 1 ? '' : 'es'}${status.pinned ? ', and kept running' : ''}`,
  );
};

const whereIs = (config: Config, uri: string, browser: string | null): string[] => [
  `uri        ${uri}`,
  `browser    ${browser}`,
  'user       neo4j',
  `password   in ${serverHome(config.home).password}`,
];
