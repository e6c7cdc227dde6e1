import { execFile } from 'node:child_process';
import { chmod, link, mkdir, mkdtemp, readdir, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { RingfenceError } from '../../errors.ts';
import { serverStatus, stopServer } from './client.ts';
import { javaFlags, serverMemory } from './conf.ts';
import { assertFreeSpace, freeBytes } from './disk.ts';
import { makeHome, type ServerHome, serverHome } from './home.ts';
import { resolveJars } from './jars.ts';
import { findJava } from './java.ts';
import { tryLock } from './lock.ts';
import { holdManagedServer } from './managed.ts';

const run = promisify(execFile);

/** How long a server that was told to stop may take until its folder is free, ms. */
const STOP_MS = 60_000;
const MEBI = 2 ** 20;

export interface AdminOptions {
  /** The folder that config.home names. */
  readonly home: string;
  readonly file: string;
  /** Replace what is there: the file of a dump, the database of a load. */
  readonly force: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly onStep: (text: string) => void;
  readonly signal: AbortSignal;
  /** Bytes of memory of this machine. */
  readonly totalMemory: number;
}

/**
 * Writes the managed server's database into one file with `neo4j-admin database dump`. A server that runs and that nobody uses is
 * stopped for it and started again. The file is whole or not there. Throws `file-exists`, `no-database`, `neo4j-in-use`,
 * `disk-full`, `neo4j-admin-failed`. Bytes of the file.
 */
export const dumpDatabase = async (options: AdminOptions): Promise<number> => {
  const home = serverHome(options.home);
  const file = resolve(options.file);
  const store = databaseFolders(home.data)[0]!;
  if (!options.force && (await sizeOf(file)) !== null) throw fileExists(file);
  if ((await sizeOf(store)) === null) throw noDatabase(home);
  return withServerStopped(options, home, async (admin) => {
    // A dump is smaller than the store; half of it was never reached.
    await assertFreeSpace(dirname(file), MEBI + (await bytesIn(store)) / 2, freeBytes);
    const aside = await mkdtemp(join(dirname(file), `.${basename(file)}-`));
    try {
      options.onStep('dumping the database');
      await admin(['database', 'dump', DATABASE, `--to-path=${aside}`], home.conf);
      const dumped = join(aside, `${DATABASE}.dump`);
      const size = (await sizeOf(dumped)) ?? 0;
      await chmod(dumped, 0o600);
      await (options.force ? rename(dumped, file) : link(dumped, file));
      return size;
    } finally {
      await rm(aside, { recursive: true, force: true });
    }
  });
};

/**
 * Puts a dump in the place of the managed server's database with `neo4j-admin database load`. It is unpacked beside the database and
 * takes its place when it is whole, so that what was there stays if anything fails. Throws `file-missing`, `database-not-empty`,
 * and what `dumpDatabase` throws.
 */
export const loadDatabase = async (options: AdminOptions): Promise<void> => {
  const home = serverHome(options.home);
  const file = resolve(options.file);
  const size = await sizeOf(file);
  if (size === null) throw new RingfenceError({ type: 'file-missing', exitCode: 66, detail: `${file} is not there.` });
  await makeHome(home);
  const [store] = databaseFolders(home.data);
  if (!options.force && (await sizeOf(store!)) !== null) throw notEmpty(home);
  await withServerStopped(options, home, async (admin) => {
    // Stores were seen to be some five times their dump.
    await assertFreeSpace(home.folder, MEBI + 6 * size, freeBytes);
    const aside = await mkdtemp(join(home.folder, 'loading-'));
    try {
      const data = join(aside, 'data');
      const conf = join(aside, 'conf');
      const from = join(aside, 'from');
      await Promise.all([data, conf, from].map((folder) => mkdir(folder)));
      await writeFile(join(conf, 'neo4j.conf'), `server.directories.data=${data}\n`);
      await symlink(file, join(from, `${DATABASE}.dump`));
      options.onStep('loading the dump');
      await admin(['database', 'load', DATABASE, `--from-path=${from}`, '--overwrite-destination=true'], conf);
      await swap(databaseFolders(data), databaseFolders(home.data), join(aside, 'former'));
    } finally {
      await rm(aside, { recursive: true, force: true });
    }
  });
};

const DATABASE = 'neo4j';

/** Store and transaction logs. */
const databaseFolders = (data: string): string[] =>
  ['databases', 'transactions'].map((part) => join(data, part, DATABASE));

/** Renames only, on one file system. */
const swap = async (fresh: readonly string[], places: readonly string[], former: string): Promise<void> => {
  await mkdir(former);
  for (const [i, place] of places.entries()) {
    await mkdir(dirname(place), { recursive: true });
    if ((await sizeOf(place)) !== null) await rename(place, join(former, String(i)));
    if ((await sizeOf(fresh[i]!)) !== null) await rename(fresh[i]!, place);
  }
};

type Admin = (args: readonly string[], conf: string) => Promise<void>;

const withServerStopped = async <Result>(
  options: AdminOptions,
  home: ServerHome,
  work: (admin: Admin) => Promise<Result>,
): Promise<Result> => {
  const { env, onStep, signal } = options;
  const java = await findJava(env);
  const lib = await resolveJars({ env, freeBytes, onStep, signal });
  const status = await serverStatus(home);
  if (status && (status.source !== 'managed' || status.holders > 0)) throw inUse(home, status.holders);
  if (status) {
    onStep('stopping Neo4j');
    await stopServer(home, false);
  }
  const unlock = await lockOf(home);
  const admin: Admin = async (args, conf) => {
    const flags = javaFlags(serverMemory(options.totalMemory));
    const all = [...flags, '-cp', join(lib, '*'), 'org.neo4j.cli.AdminTool', ...args];
    try {
      await run(java, all, { env: { ...env, NEO4J_HOME: home.folder, NEO4J_CONF: conf }, signal, maxBuffer: 2 ** 26 });
    } catch (error) {
      signal.throwIfAborted();
      throw adminFailed(args.slice(0, 2).join(' '), error as { stdout?: string; stderr?: string });
    }
  };
  try {
    return await work(admin);
  } finally {
    unlock();
    if (status) {
      onStep('starting Neo4j again');
      await (await holdManagedServer({ home: options.home, env, want: 'pin' })).release();
    }
  }
};

/** The lock that a server of this folder runs under: nobody can start one while it is ours. */
const lockOf = async (home: ServerHome): Promise<() => void> => {
  const deadline = performance.now() + STOP_MS;
  for (;;) {
    const unlock = tryLock(home.lock);
    if (unlock) return unlock;
    if (performance.now() > deadline) throw inUse(home, 0);
    await sleep(100);
  }
};

const sizeOf = (path: string): Promise<number | null> =>
  stat(path).then(
    ({ size }) => size,
    () => null,
  );

const bytesIn = async (folder: string): Promise<number> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(entries.map((it) => (it.isFile() ? sizeOf(join(it.parentPath, it.name)) : 0)));
  return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
};

const fileExists = (file: string): RingfenceError =>
  new RingfenceError({
    type: 'file-exists',
    exitCode: 73,
    detail: `${file} is there already.`,
    mend: 'Take another name, or --force to replace it.',
  });

const notEmpty = (home: ServerHome): RingfenceError =>
  new RingfenceError({
    type: 'database-not-empty',
    exitCode: 73,
    detail: `${home.folder} holds a database.`,
    mend: 'Give --force to put the dump in its place; dump it first if you may want it again.',
  });

const noDatabase = (home: ServerHome): RingfenceError =>
  new RingfenceError({
    type: 'no-database',
    exitCode: 66,
    detail: `${home.folder} holds no database of a managed Neo4j.`,
    mend: 'For a server of yours use its own neo4j-admin, or `ringfence backup`, which works on any.',
  });

const inUse = (home: ServerHome, holders: number): RingfenceError =>
  new RingfenceError({
    type: 'neo4j-in-use',
    exitCode: 4,
    detail: `The Neo4j of ${home.folder} is in use${holders > 0 ? ` by ${holders} process${holders === 1 ? '' : 'es'}` : ''}.`,
    mend: 'Stop the service first, or use `ringfence backup`, which needs no stop.',
  });

const adminFailed = (
  what: string,
  { stdout = '', stderr = '' }: { stdout?: string; stderr?: string },
): RingfenceError => {
  const said = `${stderr}\n${stdout}`;
  if (/No space left on device/.test(said)) {
    return new RingfenceError({
      type: 'disk-full',
      exitCode: 74,
      detail: `The disk was full during ${what}; nothing was changed.`,
      mend: 'Free some space and try again.',
    });
  }
  const lines = said
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('at '));
  const why = lines.findLast((line) => line.startsWith('Caused by:')) ?? lines[0] ?? 'it said nothing';
  return new RingfenceError({
    type: 'neo4j-admin-failed',
    exitCode: 70,
    detail: `neo4j-admin ${what} failed: ${why.slice(0, 300)}`,
    mend: 'What was there before is as it was.',
  });
};
