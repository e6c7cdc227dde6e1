import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { RingfenceError } from '../../errors.ts';
import { homeId, makeHome, serverHome, socketPath } from './home.ts';
import { listenForLeases } from './leases.ts';
import { tryLock } from './lock.ts';
import type { Launch, ServerPlan } from './plan.ts';
import { planDocker } from './plan-docker.ts';
import { planManaged } from './plan-managed.ts';
import type { Answer } from './protocol.ts';
import { type LogMarks, markLogs, waitUntilReady } from './ready.ts';
import { startWatched, stopOrphan, type WatchedProcess } from './watched-process.ts';

/** A client that spawned us connects at once; if none comes within this time (ms), it died. */
const FIRST_CLIENT_MS = 15_000;
/** How long another supervisor of this home may take to stop before we give up, ms. */
const LOCK_WAIT_MS = 90_000;

/**
 * One process per home owns the server: it starts it, says how it goes, and stops it when nobody holds it any more.
 * Resolves to an exit code when all is over.
 */
export const supervise = async (launch: Launch, env: NodeJS.ProcessEnv, terminated: AbortSignal): Promise<number> => {
  const home = serverHome(launch.home);
  await makeHome(home);
  const socket = await socketPath(home);
  const unlock = await waitForLock(home.lock, socket);
  if (!unlock) return 0;

  const mark = launch.source === 'managed' ? `--home-dir=${home.folder}` : homeId(home);
  let plan: ServerPlan | undefined;
  let server: WatchedProcess | undefined;
  let ready = false;
  const idle = new AbortController();
  const leases = await listenForLeases(socket, {
    status: async (holders, pinned) => ({
      state: ready ? 'ready' : 'starting',
      source: launch.source,
      supervisor: process.pid,
      pid: (await server?.pid()) ?? null,
      ports: plan?.ports ?? null,
      holders,
      pinned,
    }),
    onIdle: () => idle.abort(),
  });
  const firstClient = setTimeout(() => leases.isIdle() && idle.abort(), FIRST_CLIENT_MS);
  const quit = AbortSignal.any([idle.signal, terminated]);
  const stopped = once(quit).then(() => 'stopped' as const);

  const end = async (answer: Answer): Promise<void> => {
    clearTimeout(firstClient);
    await leases.closeDoor();
    leases.tell({ state: 'stopping' });
    await server?.stop();
    await leases.dismiss(answer);
    unlock();
  };

  const spawnServer = async (): Promise<{ plan: ServerPlan; server: WatchedProcess; marks: LogMarks }> => {
    await stopOrphan(home.pid, mark, 30);
    const onStep = (text: string) => leases.tell({ state: 'step', text });
    const context = { home, env, onStep };
    plan = launch.source === 'managed' ? await planManaged(launch, context) : await planDocker(context);
    const marks = await markLogs(home);
    const { command, args, graceSeconds } = plan;
    quit.throwIfAborted();
    server = await startWatched({
      command,
      args,
      env: plan.env,
      cwd: home.folder,
      pidFile: home.pid,
      logFile: home.processLog,
      graceSeconds,
      mark,
    });
    return { plan, server, marks };
  };

  try {
    // A failure is for somebody to hear, so nothing begins before somebody is there.
    await Promise.race([leases.firstHolder, stopped]);
    const spawning = spawnServer();
    const starting = spawning.then(async (up) => {
      await waitUntilReady(home, up.plan, up.server.exited, up.marks);
      return up.server;
    });
    const running = await Promise.race([starting, stopped]);
    if (running === 'stopped') {
      starting.catch(() => undefined);
      await spawning.catch(() => undefined);
      await end({ state: 'stopped' });
      return 0;
    }
    ready = true;
    leases.tell({ state: 'step', text: 'ready' });
    await leases.tellStatus();
    const outcome = await Promise.race([running.exited.then(() => 'lost' as const), stopped]);
    await end({ state: outcome });
    return outcome === 'lost' ? 1 : 0;
  } catch (error) {
    const known = error instanceof RingfenceError;
    await end({
      state: 'failed',
      type: known ? error.type : 'neo4j-start-failed',
      detail: known ? error.message : `The Neo4j of ${home.folder} could not be started: ${(error as Error).message}`,
      mend: known ? error.mend : `See ${home.processLog}.`,
      exitCode: known ? error.exitCode : 70,
    });
    return 1;
  }
};

/** The home's lock, or undefined when a living supervisor has it. One that is just stopping is waited for. */
const waitForLock = async (file: string, socket: string): Promise<(() => void) | undefined> => {
  const deadline = performance.now() + LOCK_WAIT_MS;
  for (;;) {
    const unlock = tryLock(file);
    if (unlock || performance.now() > deadline) return unlock;
    if (await answers(socket)) return undefined;
    await sleep(100);
  }
};

const answers = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });

const once = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
