import { Command } from 'commander';
import type { Config } from '../config.ts';
import { openGraph } from '../graph/open.ts';
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

/** `ringfence neo4j start|stop|status|path`: the local server by itself. */
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
