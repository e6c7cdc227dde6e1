import { rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { type Answer, onMessages, type Request, type ServerStatus, send } from './protocol.ts';

/**
 * The supervisor's ear: who holds the server. A connection that asked for a lease is the lease, so the kernel gives it
 * back when its process dies, even by SIGKILL.
 */
export const listenForLeases = async (
  path: string,
  options: {
    /** What a client that connects or asks is told about the server. */
    status(holders: number, pinned: boolean): Promise<{ state: 'starting' | 'ready' } & ServerStatus>;
    /** Nobody holds the server any more, or somebody wants it stopped at once. */
    onIdle(): void;
  },
) => {
  const everyone = new Set<Socket>();
  const holders = new Set<Socket>();
  let pinned = false;
  const first = Promise.withResolvers<void>();
  const isIdle = () => holders.size === 0 && !pinned;

  const handle = async (socket: Socket, request: Request): Promise<void> => {
    if (request.want === 'lease') holders.add(socket);
    if (request.want === 'pin') {
      holders.add(socket);
      pinned = true;
    }
    if (!isIdle()) first.resolve();
    if (request.want === 'release') {
      holders.delete(socket);
      if (isIdle()) options.onIdle();
      else send(socket, { state: 'kept', holders: holders.size });
      return;
    }
    if (request.want === 'stop') {
      pinned = false;
      if (request.force || isIdle()) options.onIdle();
      else send(socket, { state: 'kept', holders: holders.size });
      return;
    }
    send(socket, await options.status(holders.size, pinned));
  };

  const server = createServer((socket) => {
    everyone.add(socket);
    onMessages<Request>(socket, (request) => {
      handle(socket, request).catch(() => socket.destroy());
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      everyone.delete(socket);
      if (holders.delete(socket) && isIdle()) options.onIdle();
    });
  });
  // Only the holder of the home's lock comes here, so a socket that lies there belongs to nobody.
  await rm(path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });

  return {
    isIdle,
    /** Resolves when the first client holds the server. */
    firstHolder: first.promise,
    tell(answer: Answer): void {
      for (const socket of everyone) send(socket, answer);
    },
    /** Status to all who wait for it. */
    async tellStatus(): Promise<void> {
      this.tell(await options.status(holders.size, pinned));
    },
    /** New clients are turned away from now on and find no socket. */
    closeDoor: (): Promise<void> => {
      server.close();
      return rm(path, { force: true });
    },
    /** A last word to everyone, then the connections end. */
    async dismiss(answer: Answer): Promise<void> {
      await Promise.all(
        [...everyone].map(
          (socket) =>
            new Promise<void>((resolve) => {
              socket.once('close', () => resolve());
              socket.once('error', () => resolve());
              socket.end(`${JSON.stringify(answer)}\n`, () => socket.destroy());
            }),
        ),
      );
    },
  };
};
