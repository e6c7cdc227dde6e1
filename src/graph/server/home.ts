import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { RingfenceError } from '../../errors.ts';

/** Where everything of one home's local server lies. */
export interface ServerHome {
  /** NEO4J_HOME, 0700: data, logs and the files below. */
  readonly folder: string;
  readonly password: string;
  readonly ports: string;
  readonly conf: string;
  readonly data: string;
  readonly neo4jLog: string;
  /** What Java, Docker and the supervisor print. */
  readonly processLog: string;
  readonly pid: string;
  /** Held by the supervisor with an operating system lock, which the death of the process releases. */
  readonly lock: string;
  /** Says `docker` when this home's graph is in a Docker volume. */
  readonly source: string;
  /** `neo4j/<password>` as the container reads it. */
  readonly dockerAuth: string;
}

export const serverHome = (home: string): ServerHome => {
  const folder = resolve(home, 'neo4j');
  const at = (...parts: string[]) => join(folder, ...parts);
  return {
    folder,
    password: at('password'),
    ports: at('ports.json'),
    conf: at('conf'),
    data: at('data'),
    neo4jLog: at('logs', 'neo4j.log'),
    processLog: at('logs', 'process.log'),
    pid: at('neo4j.pid'),
    lock: at('supervisor.lock'),
    source: at('source'),
    dockerAuth: at('docker-auth'),
  };
};

/** Makes the folder, for this user only. */
export const makeHome = async (home: ServerHome): Promise<void> => {
  await mkdir(join(home.folder, 'logs'), { recursive: true });
  await chmod(home.folder, 0o700);
};

/**
 * The Unix socket on which the home's supervisor listens: in the home when the path fits (108 bytes on Linux, 104 on
 * macOS, less some), else in a folder of this user's under the temporary folder. Throws `socket-folder` when that folder
 * belongs to somebody else, who could otherwise answer in the supervisor's stead.
 */
export const socketPath = async (home: ServerHome): Promise<string> => {
  const own = join(home.folder, 'supervisor.sock');
  if (Buffer.byteLength(own) < 100) return own;
  const uid = process.getuid?.() ?? 0;
  const folder = join(tmpdir(), `ringfence-${uid}`);
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const found = await lstat(folder);
  if (!found.isDirectory() || found.uid !== uid || (found.mode & 0o077) !== 0) {
    throw new RingfenceError({
      type: 'socket-folder',
      exitCode: 77,
      detail: `${folder} belongs to somebody else or is open to others.`,
      mend: 'Remove it, or set `home` to a shorter path.',
    });
  }
  return join(folder, `${homeId(home)}.sock`);
};

/** Sixteen hex digits that stand for this home in names outside it. */
export const homeId = (home: ServerHome): string => createHash('sha256').update(home.folder).digest('hex').slice(0, 16);

/** Where jars are kept for all homes of this user; a release has a folder of its own. */
export const jarCache = (env: NodeJS.ProcessEnv, release: string): string =>
  join(env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache'), 'ringfence', `neo4j-${release}`);

/** The file's text, or undefined when there is none. */
export const readIfThere = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

/** Writes whole or not at all, readable by this user only. */
export const writePrivate = async (path: string, text: string): Promise<void> => {
  const draft = `${path}.${process.pid}.new`;
  await writeFile(draft, text, { mode: 0o600 });
  await rename(draft, path);
};
