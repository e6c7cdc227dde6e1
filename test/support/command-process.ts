import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { GraphConnection } from '../../src/graph/graph.ts';

const CLI = fileURLToPath(new URL('../../src/cli/ringfence.mjs', import.meta.url));

/** Starts `ringfence …` in a process of its own, in a folder that is its working folder, against a server. */
export const command = async (folder: string, connection: GraphConnection, args: readonly string[], limit?: string) => {
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, connection.password, { mode: 0o600 });
  const env = {
    ...process.env,
    RINGFENCE_HOME: join(folder, 'home'),
    NEO4J_URI: connection.uri,
    NEO4J_USER: connection.user,
    NEO4J_PASSWORD_FILE: passwordFile,
  };
  // `limit` is a shell's word on what the process may do, e.g. `ulimit -f 16`.
  const child =
    limit === undefined
      ? spawn(process.execPath, [CLI, ...args], { cwd: folder, env, stdio: 'pipe' })
      : spawn('/bin/sh', ['-c', `${limit}; exec "$@"`, 'sh', process.execPath, CLI, ...args], { cwd: folder, env });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  const ended = once(child, 'close').then(async ([code]) => {
    const [stdout, stderr] = await said;
    return { code: code as number | null, stdout, stderr };
  });
  return { child, ended };
};
