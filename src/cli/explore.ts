import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { readExploreFolder } from '../explore/folder.ts';
import { queriesZip, serveExplore } from '../explore/serve.ts';
import { serverStatus } from '../graph/server/client.ts';
import { serverHome } from '../graph/server/home.ts';
import { browserUrl } from '../graph/server/ready.ts';
import type { CliContext } from './context.ts';

const PORT = 8788;

/** `ringfence explore`: hands style, guide and saved queries to Neo4j Browser until Ctrl-C. */
export const exploreCommand = (context: CliContext): Command =>
  new Command('explore')
    .description('hand Neo4j Browser its style, guide and saved queries')
    .option('--port <port>', 'port on 127.0.0.1 to serve them on; 0 takes a free one', portNumber, PORT)
    .option('--zip <file>', 'write the saved queries as an archive for Browser, and end')
    .action(async ({ port, zip }: { port: number; zip?: string }) => {
      const folder = readExploreFolder();
      if (zip !== undefined) {
        await writeFile(resolve(context.cwd, zip), queriesZip(folder));
        context.stdout.write(`${zip}: ${folder.queries.length} queries; drop it on Neo4j Browser's window\n`);
        return;
      }
      await using stack = new AsyncDisposableStack();
      const served = stack.adopt(await serveExplore(folder, port), (it) => it.close());
      const { home } = await context.config();
      const ports = (await serverStatus(serverHome(home)))?.ports;
      // By name: Browser fetches from localhost, and not from 127.0.0.1, as Neo4j is configured by default.
      const at = `http://localhost:${served.port}`;
      context.stdout.write(`
Neo4j Browser  ${ports ? browserUrl(ports.http) : 'at your own server (/browser/), or start one: ringfence neo4j start'}

Paste into its editor, one after the other:
  :style ${at}/style.grass
  :guide ${at}/guide.md

Saved queries  get ${at}/queries.zip and drop it on Browser's window

Ctrl-C ends this; what Browser has loaded stays.
`);
      if (!context.stopped.aborted) await once(context.stopped, 'abort');
    });

const portNumber = (text: string): number => {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535) throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return port;
};
