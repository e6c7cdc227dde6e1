import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RingfenceError } from '../errors.ts';
import type { ExploreFolder } from './folder.ts';
import { guideText } from './guide.ts';
import { zipOf } from './zip.ts';

/** The folder of favourites that Browser makes of the archive. */
const FAVOURITES = 'ringfence';

interface Served {
  readonly type: string;
  readonly body: string | Buffer;
}

/** What is served: path → file. All of it is in the repository; nothing of a graph or a configuration is. */
export const exploreFiles = (folder: ExploreFolder): ReadonlyMap<string, Served> =>
  new Map<string, Served>([
    ['/style.grass', { type: 'text/plain; charset=utf-8', body: folder.style }],
    ['/guide.md', { type: 'text/markdown; charset=utf-8', body: guideText(folder) }],
    ['/queries.zip', { type: 'application/zip', body: queriesZip(folder) }],
  ]);

/** The saved queries in one archive: dropped on Browser's window it becomes a folder of favourites. */
export const queriesZip = ({ queries }: ExploreFolder): Buffer =>
  zipOf(queries.map(({ name, text }) => ({ name: `${FAVOURITES}/${name}.cypher`, text })));

/**
 * Serves the files on loopback to Neo4j Browser, which asks from a page of another origin and with headers of its own: so
 * CORS is open, and OPTIONS answered. Throws `port-in-use`.
 */
export const serveExplore = async (
  folder: ExploreFolder,
  port: number,
): Promise<{ readonly port: number; close(): Promise<void> }> => {
  const files = exploreFiles(folder);
  const server = createServer((request, response) => {
    response.setHeader('Access-Control-Allow-Origin', '*');
    // Browser sends pragma and cache-control, and, once it has started its error reporter, sentry-trace and baggage.
    response.setHeader('Access-Control-Allow-Headers', '*');
    // Chromium asks a page of another address space for this one's consent.
    response.setHeader('Access-Control-Allow-Private-Network', 'true');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Cache-Control', 'no-store');
    if (request.method === 'OPTIONS') return void response.writeHead(204).end();
    const file = files.get((request.url ?? '').split('?')[0]!);
    if (file === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) {
      return void response.writeHead(404, { 'Content-Type': 'text/plain' }).end('not here\n');
    }
    response.writeHead(200, { 'Content-Type': file.type, 'Content-Length': Buffer.byteLength(file.body) });
    response.end(request.method === 'HEAD' ? undefined : file.body);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'EADDRINUSE' ? inUse(port) : error));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const inUse = (port: number): RingfenceError =>
  new RingfenceError({
    type: 'port-in-use',
    detail: `Port ${port} on 127.0.0.1 is in use by another process.`,
    mend: 'Name another one: ringfence explore --port 0 takes a free one.',
    exitCode: 69,
  });
