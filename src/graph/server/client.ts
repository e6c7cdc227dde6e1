import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { RingfenceError } from '../../errors.ts';
import { makeHome, type ServerHome, socketPath } from './home.ts';
import type { Launch } from './plan.ts';
import { type Answer, onMessages, type ServerStatus, send } from './protocol.ts';

/** How long a supervisor may take to be there; a former one that stops its server comes before it. */
const CONNECT_MS = 120_000;

export interface Hold {
  readonly status: ServerStatus & { readonly ports: NonNullable<ServerStatus['ports']> };
  /** Gives the lease back; when it was the last one, resolves after the server has stopped. */
  release(): Promise<void>;
}

/**
 * Takes a lease on the home's server, and starts it when it does not run. The lease ends by `release` or with this
 * process, however that ends. `prepare` is asked only when there is a supervisor to be started.
 */
export const holdServer = async (options: {
  readonly home: ServerHome;
  /** `pin` keeps the server running after the lease has ended, until `stopServer`. */
  readonly want: 'lease' | 'pin';
  readonly env: NodeJS.ProcessEnv;
  readonly prepare: () => Promise<Launch>;
  readonly onStep: (text: string) => void;
  /** Neo4j or its supervisor ended while it was held. */
  readonly onLost?: (() => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}): Promise<Hold> => {
  const { home, signal } = options;
  await makeHome(home);
  const path = await socketPath(home);
  let launch: Launch | undefined;
  let spawned: Spawned | undefined;
  let deadline = performance.now() + CONNECT_MS;
  for (;;) {
    signal?.throwIfAborted();
    const socket = await tryConnect(path);
    if (socket) {
      const hold = await askForHold(socket, options);
      if (hold) return hold;
    } else if (!spawned || spawned.exitCode() === 0) {
      launch ??= await options.prepare();
      spawned = await spawnSupervisor(launch, home, options.env);
      deadline = Math.max(deadline, performance.now() + CONNECT_MS / 2);
    } else if (spawned.exitCode() !== undefined) {
      throw supervisorFailed(home);
    }
    if (performance.now() > deadline) throw supervisorFailed(home);
    await sleep(100);
  }
};

/** Resolves to the hold, or to undefined when the server is just stopping and one has to ask again. */
const askForHold = (socket: Socket, options: Parameters<typeof holdServer>[0]): Promise<Hold | undefined> =>
  new Promise((resolve, reject) => {
    const { signal } = options;
    let hold: Hold | undefined;
    let releasing = false;
    let failure: unknown;
    const abort = () => {
      failure = signal?.reason;
      socket.destroy();
    };
    signal?.addEventListener('abort', abort, { once: true });
    socket.once('close', () => {
      signal?.removeEventListener('abort', abort);
      if (hold && !releasing) options.onLost?.();
      // Settled already where there is a hold.
      if (failure === undefined) resolve(undefined);
      else reject(failure);
    });
    onMessages<Answer>(socket, (answer) => {
      if (answer.state === 'step') options.onStep(answer.text);
      if (answer.state === 'failed') {
        const { type, detail, mend, exitCode } = answer;
        failure = new RingfenceError({ type, detail, exitCode, status: 503, ...(mend !== undefined && { mend }) });
      }
      if (answer.state === 'ready' && answer.ports && !hold) {
        signal?.removeEventListener('abort', abort);
        // The lease alone must not keep a process alive that has nothing left to do.
        socket.unref();
        hold = {
          status: { ...answer, ports: answer.ports },
          async release() {
            if (releasing || socket.destroyed) return;
            releasing = true;
            socket.ref();
            const ended = once(socket, 'close');
            send(socket, { want: 'release' });
            await ended;
          },
        };
        resolve(hold);
      }
      if (answer.state === 'kept' && releasing) socket.end();
    });
    send(socket, { want: options.want });
  });

/** What the home's supervisor says about its server; undefined when none runs. */
export const serverStatus = async (
  home: ServerHome,
): Promise<(ServerStatus & { state: 'starting' | 'ready' }) | undefined> => {
  const socket = await tryConnect(await socketPath(home));
  if (!socket) return undefined;
  return new Promise((resolve) => {
    socket.once('close', () => resolve(undefined));
    onMessages<Answer>(socket, (answer) => {
      if (answer.state !== 'ready' && answer.state !== 'starting') return;
      resolve(answer);
      socket.destroy();
    });
    send(socket, { want: 'status' });
  });
};

/** Takes the pin off; resolves when the server has stopped, or to the number of processes that still hold it. */
export const stopServer = async (home: ServerHome, force: boolean): Promise<'not-running' | 'stopped' | number> => {
  const socket = await tryConnect(await socketPath(home));
  if (!socket) return 'not-running';
  return new Promise((resolve) => {
    socket.once('close', () => resolve('stopped'));
    onMessages<Answer>(socket, (answer) => {
      if (answer.state !== 'kept') return;
      resolve(answer.holders);
      socket.destroy();
    });
    send(socket, { want: 'stop', force });
  });
};

const tryConnect = (path: string): Promise<Socket | undefined> =>
  new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(socket));
    // Stays for later: a supervisor killed by SIGKILL resets the connection, and `close` follows.
    socket.on('error', () => resolve(undefined));
  });

interface Spawned {
  exitCode(): number | undefined;
}

/** Starts the supervisor in a session of its own, so that neither Ctrl-C nor the end of this process reaches it. */
const spawnSupervisor = async (launch: Launch, home: ServerHome, env: NodeJS.ProcessEnv): Promise<Spawned> => {
  const log = await open(home.processLog, 'a', 0o600);
  const { NODE_OPTIONS: _, ...rest } = env;
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('supervisor-process.ts', import.meta.url)), JSON.stringify(launch)],
    { detached: true, stdio: ['ignore', log.fd, log.fd], cwd: home.folder, env: rest },
  );
  await log.close();
  child.unref();
  let exitCode: number | undefined;
  child.once('exit', (code) => {
    exitCode = code ?? 1;
  });
  child.once('error', () => {
    exitCode = 1;
  });
  return { exitCode: () => exitCode };
};

const supervisorFailed = (home: ServerHome): RingfenceError =>
  new RingfenceError({
    type: 'neo4j-start-failed',
    exitCode: 70,
    detail: `The process that looks after the Neo4j of ${home.folder} could not be started.`,
    mend: `See ${home.processLog}.`,
  });
