import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { RingfenceError } from '../../errors.ts';

const run = promisify(execFile);

/** Neo4j 5.26 runs on Java 17 and newer. */
const OLDEST_JAVA = 17;

/** Path of a Java that is new enough: JAVA_HOME's, else the first on PATH. Throws `java-missing` or `java-too-old`. */
export const findJava = async (env: NodeJS.ProcessEnv): Promise<string> => {
  const javaHome = env['JAVA_HOME'];
  const java =
    (javaHome && (await onPath('java', join(javaHome, 'bin')))) || (await onPath('java', env['PATH'])) || undefined;
  const mend = `Install Java ${OLDEST_JAVA} or 21 (or set JAVA_HOME to one), start Docker, or set NEO4J_URI to a server of yours.`;
  const printed = java && (await printedVersion(java, env));
  // macOS has a `java` that only says where Java could be had.
  if (!java || !printed) {
    throw new RingfenceError({
      type: 'java-missing',
      exitCode: 69,
      detail: 'No Java was found on this machine.',
      mend,
    });
  }
  const version = javaVersion(printed);
  if (version >= OLDEST_JAVA) return java;
  throw new RingfenceError({
    type: 'java-too-old',
    exitCode: 69,
    detail: `The Java found, ${java}, is version ${version}; Neo4j needs ${OLDEST_JAVA} or newer.`,
    mend,
  });
};

/** Major version from what `java -version` prints: `17.0.15`, `21`, or the old `1.8.0_392`; 0 when none is there. */
export const javaVersion = (printed: string): number => {
  const match = /version "(\d+)(?:\.(\d+))?/.exec(printed);
  const major = Number(match?.[1] ?? 0);
  return major === 1 ? Number(match?.[2] ?? 0) : major;
};

/** First executable file of that name on a PATH. */
export const onPath = async (name: string, path: string | undefined): Promise<string | undefined> => {
  for (const folder of (path ?? '').split(delimiter).filter(Boolean)) {
    const file = join(folder, name);
    const executable = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (executable) return file;
  }
  return undefined;
};

const printedVersion = (java: string, env: NodeJS.ProcessEnv): Promise<string | undefined> =>
  run(java, ['-version'], { env, timeout: 20_000 }).then(
    ({ stdout, stderr }) => stderr + stdout,
    () => undefined,
  );
