import { resolve } from 'node:path';
import { type Hold, holdServer } from './client.ts';
import { assertFreeSpace, type FreeBytes, freeBytes } from './disk.ts';
import { makeHome, serverHome } from './home.ts';
import { resolveJars } from './jars.ts';
import { findJava } from './java.ts';
import type { Launch } from './plan.ts';

/** Transaction logs, indexes and the data of a first campaign fit into this. */
const ROOM_FOR_DATA = 512 * 2 ** 20;

export interface ServerOptions {
  /** The folder that config.home names. */
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly onStep?: ((text: string) => void) | undefined;
  readonly want?: 'lease' | 'pin' | undefined;
  readonly onLost?: (() => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** How much disk is free; the file system's own figure when absent. */
  readonly freeBytes?: FreeBytes | undefined;
}

/** A lease on the managed server of a home: Neo4j Community on this machine's Java. */
export const holdManagedServer = (options: ServerOptions): Promise<Hold> => {
  const { env, onStep = () => undefined, signal } = options;
  const free = options.freeBytes ?? freeBytes;
  const home = serverHome(options.home);
  const prepare = async (): Promise<Launch> => {
    await makeHome(home);
    await assertFreeSpace(home.folder, ROOM_FOR_DATA, free);
    const java = await findJava(env);
    const lib = await resolveJars({ env, freeBytes: free, onStep, signal });
    return { source: 'managed', home: resolve(options.home), java, lib };
  };
  return holdServer({ home, want: options.want ?? 'lease', env, prepare, onStep, onLost: options.onLost, signal });
};

/** A lease on the container of docker-compose.yml that belongs to this home. */
export const holdDockerServer = (options: ServerOptions): Promise<Hold> => {
  const { env, onStep = () => undefined, onLost, signal, want = 'lease' } = options;
  const prepare = async (): Promise<Launch> => ({ source: 'docker', home: resolve(options.home) });
  return holdServer({ home: serverHome(options.home), want, env, prepare, onStep, onLost, signal });
};
