import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';
import { RingfenceError } from '../../src/errors.ts';
import { stopServer } from '../../src/graph/server/client.ts';
import { serverHome } from '../../src/graph/server/home.ts';
import { holdManagedServer, type ServerOptions } from '../../src/graph/server/managed.ts';
import type { ServerStatus } from '../../src/graph/server/protocol.ts';

/** A home whose server is stopped and whose folder is removed at the end, whatever the test did. */
export const newHome = async (name = 'home'): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'ringfence-managed-'));
  const home = join(folder, name);
  onTestFinished(async () => {
    await stopServer(serverHome(home), true);
    await rm(folder, { recursive: true, force: true });
  });
  return home;
};

export const hold = (home: string, options: Partial<ServerOptions> = {}) =>
  holdManagedServer({ home, env: process.env, ...options });

/** A process that holds the home's server, and what it was told about it. */
export const holdInChild = async (home: string): Promise<{ child: ChildProcess; status: ServerStatus }> => {
  const script = fileURLToPath(new URL('hold-server.ts', import.meta.url));
  const child = spawn(process.execPath, [script, home], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  for await (const line of createInterface(child.stdout!)) return { child, status: JSON.parse(line) as ServerStatus };
  throw new Error('the child ended without a lease');
};

export const runs = (pid: number | null): boolean => {
  try {
    process.kill(pid!, 0);
    // A zombie is waiting for its parent only.
    return !execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).startsWith('Z');
  } catch {
    return false;
  }
};

export const soonGone = (pid: number | null) =>
  expect.poll(() => runs(pid), { timeout: 30_000, interval: 100 }).toBe(false);

export const failure = async (attempt: Promise<unknown>): Promise<RingfenceError> => {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(RingfenceError);
  return error as RingfenceError;
};

/** Processes whose command line holds a text. */
export const processesOf = (text: string): string[] =>
  execFileSync('ps', ['-ww', '-A', '-o', 'pid=,command='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(text));

/** Every process below one, by `ps`. */
export const familyOf = (root: number): number[] => {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const family = [root];
  for (const parent of family) for (const [pid, ppid] of rows) if (ppid === parent) family.push(pid!);
  return family.slice(1);
};
