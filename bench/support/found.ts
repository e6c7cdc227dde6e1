import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../src/cli/ringfence.mjs', import.meta.url));

/** Runs `ringfence detect FILE` in a folder of its own and returns the lines of its rings. Throws with what it said. */
export const ringsIn = (file: string, options: { readonly config?: string; readonly map?: string } = {}): string[] => {
  const folder = mkdtempSync(join(tmpdir(), 'ringfence-bench-'));
  try {
    if (options.config !== undefined) writeFileSync(join(folder, 'ringfence.config.yaml'), options.config);
    const map = options.map === undefined ? [] : ['--map', options.map];
    const args = [CLI, 'detect', resolve(file), '--out', '-', ...map];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      ...{ cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 30 },
      env: { ...process.env, RINGFENCE_HOME: folder },
    });
    // 2: some records were refused; the rings are those of the others.
    if (status !== 0 && status !== 2) throw new Error(`ringfence detect ended with ${status}: ${stderr}`);
    return stdout.split('\n').filter((line) => line !== '');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
