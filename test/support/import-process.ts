import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { GraphConnection } from '../../src/graph/graph.ts';

const CLI = fileURLToPath(new URL('../../src/cli/ringfence.mjs', import.meta.url));

/** A folder of its own for one test: files to import, and the home that the command uses. */
export interface ImportFolder {
  readonly folder: string;
  readonly home: string;
  /** Writes a file there and returns its path. */
  put(name: string, content: string | Buffer): Promise<string>;
  /** Begins `ringfence import …` in a process of its own. */
  start(args: readonly string[], input?: string | Buffer): Running;
  /** From now on another server. */
  use(connection: GraphConnection): Promise<void>;
  /** The same, to its end. */
  run(args: readonly string[], input?: string | Buffer): Promise<Ended>;
  /** `ringfence detect …`, to its end. */
  detect(args: readonly string[]): Promise<Ended>;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export const importFolder = async (connection: GraphConnection, config = ''): Promise<ImportFolder> => {
  const folder = await mkdtemp(join(tmpdir(), 'ringfence-import-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const put = async (name: string, content: string | Buffer): Promise<string> => {
    await writeFile(join(folder, name), content);
    return join(folder, name);
  };
  await put('ringfence.config.yaml', config);
  let env: NodeJS.ProcessEnv;
  const use = async ({ uri, user, password }: GraphConnection): Promise<void> => {
    const passwordFile = join(folder, 'password');
    await writeFile(passwordFile, password, { mode: 0o600 });
    const server = { NEO4J_URI: uri, NEO4J_USER: user, NEO4J_PASSWORD_FILE: passwordFile };
    env = { ...process.env, RINGFENCE_HOME: join(folder, 'home'), ...server };
  };
  await use(connection);
  const command = (name: string, args: readonly string[], input?: string | Buffer): Running => {
    const child = spawn(process.execPath, [CLI, name, ...args], { cwd: folder, env, stdio: 'pipe' });
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    const said = Promise.all([text(child.stdout), text(child.stderr)]);
    const ended = once(child, 'close').then(async ([code, signal]) => {
      const [stdout, stderr] = await said;
      return { code, signal, stdout, stderr };
    });
    return { child, ended };
  };
  const start: ImportFolder['start'] = (args, input) => command('import', args, input);
  return {
    folder,
    home: join(folder, 'home'),
    put,
    use,
    start,
    run: (args, input) => start(args, input).ended,
    detect: (args) => command('detect', args).ended,
  };
};
