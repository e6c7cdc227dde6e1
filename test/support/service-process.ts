import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, onTestFinished } from 'vitest';

/** A service in a process of its own. */
export interface ServiceProcess {
  readonly child: ChildProcess;
  readonly url: string;
  /** All that it has written to standard output and standard error so far. */
  said(): string;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Resolves when it answers. */
  up(): Promise<void>;
}

/** A port of loopback that nobody has at this moment. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
};

/** Starts a command that listens on `port`; it is killed when the test is over, if it still runs. */
export const startService = (
  command: readonly string[],
  options: { env: NodeJS.ProcessEnv; cwd: string; port: number; user?: { uid?: number; gid?: number } },
): ServiceProcess => {
  const { env, cwd, port, user } = options;
  const child = spawn(command[0]!, command.slice(1), { env, cwd, stdio: ['ignore', 'pipe', 'pipe'], ...user });
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk));
  const url = `http://127.0.0.1:${port}`;
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal }));
  return {
    child,
    url,
    ended,
    said: () => text,
    async up() {
      await expect
        .poll(
          async () => {
            if (child.exitCode !== null) throw new Error(`it ended: ${text}`);
            return fetch(`${url}/healthz`).then(
              ({ status }) => status,
              () => 0,
            );
          },
          { timeout: 60_000, interval: 50 },
        )
        .toBe(200);
    },
  };
};
