import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const CLI = fileURLToPath(new URL('../../../src/cli/ringfence.mjs', import.meta.url));

it('ends well when whoever reads its output has gone', () => {
  const pipe = `set -o pipefail; "${process.execPath}" "${CLI}" --help | :`;
  const { status, stderr } = spawnSync('bash', ['-c', pipe], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
