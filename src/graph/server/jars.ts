import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { RingfenceError } from '../../errors.ts';
import { assertFreeSpace, type FreeBytes } from './disk.ts';
import { jarCache } from './home.ts';
import { onPath } from './java.ts';

const run = promisify(execFile);

/** The release that pom.xml names. */
export const NEO4J_RELEASE = '5.26.30';

/** The jars take 125 MB, and Maven's own repository as much again. */
const ROOM_FOR_JARS = 400 * 2 ** 20;

/**
 * Folder with the server's jars; resolved by Maven from pom.xml the first time. They are resolved into a folder beside it
 * and renamed, so that the folder is complete whenever it is there, and two at once do each other no harm.
 * Throws `maven-missing`, `neo4j-download-failed`, or `disk-full`.
 */
export const resolveJars = async (options: {
  readonly env: NodeJS.ProcessEnv;
  readonly freeBytes: FreeBytes;
  readonly onStep: (text: string) => void;
  readonly signal?: AbortSignal | undefined;
}): Promise<string> => {
  const { env } = options;
  const cache = jarCache(env, NEO4J_RELEASE);
  const lib = join(cache, 'lib');
  if (await holdsServer(lib)) return lib;
  const maven = await onPath('mvn', env['PATH']);
  if (!maven) {
    throw new RingfenceError({
      type: 'maven-missing',
      exitCode: 69,
      detail: 'Maven (mvn) was not found; it is needed once, to get the jars of Neo4j.',
      mend: 'Install Maven, start Docker, or set NEO4J_URI to a server of yours.',
    });
  }
  await mkdir(cache, { recursive: true });
  await assertFreeSpace(cache, ROOM_FOR_JARS, options.freeBytes);
  options.onStep('resolving Neo4j with Maven (once, ~125 MB)');
  const draft = await mkdtemp(join(cache, 'resolving-'));
  try {
    await runMaven(maven, draft, join(cache, 'maven.log'), env, options.signal);
    await rename(draft, lib).catch(async (error: NodeJS.ErrnoException) => {
      // The other one of two was first.
      if (!(await holdsServer(lib))) throw error;
    });
    return lib;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
};

const holdsServer = async (lib: string): Promise<boolean> =>
  (await readdir(lib).catch((): string[] => [])).includes(`neo4j-server-${NEO4J_RELEASE}.jar`);

const runMaven = async (
  maven: string,
  lib: string,
  log: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal | undefined,
): Promise<void> => {
  const pom = fileURLToPath(new URL('pom.xml', import.meta.url));
  const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies';
  const args = ['-q', '-B', '-f', pom, goal, `-DoutputDirectory=${lib}`, '-DincludeScope=runtime'];
  try {
    await run(maven, args, { env, maxBuffer: 2 ** 26, ...(signal && { signal }) });
  } catch (error) {
    signal?.throwIfAborted();
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    await writeFile(log, stdout + stderr);
    const line = (stdout + stderr).split('\n').find((text) => text.includes('[ERROR]')) ?? '';
    throw new RingfenceError({
      type: 'neo4j-download-failed',
      exitCode: 69,
      detail: `Maven could not get the jars of Neo4j: ${line.replace('[ERROR]', '').trim().slice(0, 300)}`,
      mend: `Check the network and Maven's settings; all that Maven said is in ${log}.`,
    });
  }
  if (await holdsServer(lib)) return;
  throw new RingfenceError({
    type: 'neo4j-download-failed',
    exitCode: 69,
    detail: 'Maven ended well but did not bring the jars of Neo4j.',
    mend: `Run Maven yourself to see why: mvn -f ${pom} dependency:copy-dependencies`,
  });
};
