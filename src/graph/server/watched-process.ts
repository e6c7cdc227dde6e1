import { execFile, spawn } from 'node:child_process';
import { open, readFile, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { readIfThere } from './home.ts';

const run = promisify(execFile);

/**
 * The server runs under a small shell, whose standard input is a pipe from here. When the pipe ends, be it because the
 * supervisor asked for it or because it was killed with SIGKILL, the shell stops the server: it never outlives us.
 */
const WATCHDOG = `
pidfile=$1; grace=$2; shift 2
exec 3<&0
"$@" </dev/null 3<&- &
child=$!
echo "$child" >"$pidfile"
(
  while read -r line <&3; do :; done
  kill -TERM "$child" 2>/dev/null
  while [ "$grace" -gt 0 ] && kill -0 "$child" 2>/dev/null; do sleep 1; grace=$((grace - 1)); done
  kill -KILL "$child" 2>/dev/null
) &
watcher=$!
exec 3<&-
wait "$child"
status=$?
kill "$watcher" 2>/dev/null
rm -f "$pidfile"
exit "$status"
`;

export interface WatchedProcess {
  /** Resolves when the server has ended, for whatever reason. */
  readonly exited: Promise<void>;
  /** Process id of the server itself (not of the shell); undefined before it has one. */
  pid(): Promise<number | undefined>;
  /** SIGTERM, the grace, SIGKILL; resolves when it is gone. */
  stop(): Promise<void>;
}

export const startWatched = async (options: {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly pidFile: string;
  readonly logFile: string;
  readonly graceSeconds: number;
  /** Text that the server's command line holds, so that a reused process id is never taken for it. */
  readonly mark: string;
}): Promise<WatchedProcess> => {
  const { pidFile, graceSeconds, mark } = options;
  const log = await open(options.logFile, 'a', 0o600);
  const shell = spawn(
    '/bin/sh',
    ['-c', WATCHDOG, 'ringfence-watchdog', pidFile, String(graceSeconds), options.command, ...options.args],
    { stdio: ['pipe', log.fd, log.fd], env: options.env, cwd: options.cwd },
  );
  await log.close();
  // A shell that is gone already answers a write with EPIPE; `exited` tells.
  shell.stdin?.on('error', () => undefined);
  const exited = new Promise<void>((resolve) => {
    shell.once('exit', () => resolve());
    shell.once('error', () => resolve());
  }).then(async () => {
    // The shell itself may have been killed.
    await stopOrphan(pidFile, mark, graceSeconds);
  });
  return {
    exited,
    pid: () => livingPid(pidFile, mark),
    stop: async () => {
      shell.stdin?.end();
      await exited;
    },
  };
};

/** Stops a server that an earlier supervisor left behind, and waits for its end. True when there was one. */
export const stopOrphan = async (pidFile: string, mark: string, graceSeconds: number): Promise<boolean> => {
  const pid = await livingPid(pidFile, mark);
  if (pid !== undefined) {
    signal(pid, 'SIGTERM');
    for (let tenths = graceSeconds * 10; tenths > 0 && (await isServer(pid, mark)); tenths--) await sleep(100);
    if (await isServer(pid, mark)) signal(pid, 'SIGKILL');
    while (await isServer(pid, mark)) await sleep(20);
  }
  await rm(pidFile, { force: true });
  return pid !== undefined;
};

/** The process id in the file, if that process lives and is the server. */
const livingPid = async (pidFile: string, mark: string): Promise<number | undefined> => {
  const pid = Number((await readIfThere(pidFile))?.trim());
  return Number.isInteger(pid) && pid > 1 && (await isServer(pid, mark)) ? pid : undefined;
};

const isServer = async (pid: number, mark: string): Promise<boolean> => {
  try {
    // A zombie's command line is empty, as it should be: it runs no more.
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ').includes(mark);
  } catch {
    if (process.platform === 'linux') return false;
  }
  return run('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).then(
    ({ stdout }) => stdout.includes(mark),
    () => false,
  );
};

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch {
    // Gone by itself.
  }
};
