import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RingfenceError } from '../errors.ts';
import type { HttpApp } from './app.ts';
import { hostInUrl } from './host-in-url.ts';

export interface Listening {
  readonly url: string;
  readonly port: number;
  /**
   * Stops accepting, lets the requests in flight end, then cuts what is left after `graceMs`. Resolves when every
   * connection is closed; a second call waits for the first.
   */
  close(graceMs: number): Promise<void>;
}

/** Time for a handler to answer once its signal fired at the end of the grace: a chunk of an ingest is committed within it. */
const LAST_MS = 2_000;

/** Listens; throws `port-in-use`, `port-not-allowed` or `address-not-available`. */
export const listen = async (app: HttpApp, options: { host: string; port: number }): Promise<Listening> => {
  const server = createServer({ headersTimeout: 20_000, requestTimeout: 300_000, keepAliveTimeout: 15_000 }, app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, options)));
    server.listen({ ...options, exclusive: true }, resolve);
  });
  const { port } = server.address() as AddressInfo;

  const stop = async (graceMs: number): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    app.calls.stopping();
    server.closeIdleConnections();
    if (!(await within(app.calls.idle(), graceMs))) {
      app.calls.abortAll();
      await within(app.calls.idle(), LAST_MS);
    }
    server.closeAllConnections();
    await closed;
  };
  let stopped: Promise<void> | undefined;
  return {
    url: `http://${hostInUrl(options.host)}:${port}`,
    port,
    close: (graceMs) => {
      stopped ??= stop(graceMs);
      return stopped;
    },
  };
};

const within = async (work: Promise<void>, ms: number): Promise<boolean> => {
  const timer = Promise.withResolvers<false>();
  const handle = setTimeout(() => timer.resolve(false), ms);
  const ended = await Promise.race([work.then(() => true as const), timer.promise]);
  clearTimeout(handle);
  return ended;
};

const listenError = (error: NodeJS.ErrnoException, { host, port }: { host: string; port: number }): Error => {
  switch (error.code) {
    case 'EADDRINUSE':
      return new RingfenceError({
        type: 'port-in-use',
        detail: `Port ${port} on ${host} is in use by another process.`,
        mend: 'Stop that process, or set another port: RINGFENCE_HTTP_PORT=0 takes a free one.',
        exitCode: 69,
        cause: error,
      });
    case 'EACCES':
      return new RingfenceError({
        type: 'port-not-allowed',
        detail: `This user may not listen on port ${port}.`,
        mend: 'Set a port above 1023 (RINGFENCE_HTTP_PORT).',
        exitCode: 77,
        cause: error,
      });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new RingfenceError({
        type: 'address-not-available',
        detail: `${host} is not an address of this machine.`,
        mend: 'Set http.host to 127.0.0.1, or to an address that this machine has.',
        exitCode: 69,
        cause: error,
      });
    default:
      return error;
  }
};
