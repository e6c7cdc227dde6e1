import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manifestHeader } from '../../../src/bans/manifest/header.ts';
import { manifestLine, rootHash } from '../../../src/bans/manifest/manifest.ts';
import { loadSigningKeys, rotateSigningKeys, signingKeys, signingKeysFile } from '../../../src/signing-keys.ts';

const CLI = fileURLToPath(new URL('../../../src/cli/ringfence.mjs', import.meta.url));
let folder: string;
let lines: string[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ringfence-bans-'));
  const keys = signingKeys(await loadSigningKeys(join(folder, 'home')));
  const entries = ['acct_1', 'acct_2', 'acct_3'].map((account, n) =>
    manifestLine({
      ...{ seq: n + 1, account, ring: null, rings: [], strength: null, evidence: [], counterfactual: null },
      // What other readers of lines take for the end of one.
      ...{ reason: 'one\u2028line', salt: `0${n}` },
    }),
  );
  const root = rootHash();
  for (const { hash } of entries) root.add(hash);
  const header = manifestHeader(
    {
      ...{ batch: { id: 'ban_a', title: 't', authors: ['key:a'], items: 3 }, at: 0, run: null, rings: [] },
      leftOut: [{ why: 'rule', accounts: 2 }],
    },
    root.root(),
    '0.2.0',
    Buffer.alloc,
  );
  lines = [{ header, ...(await keys.sign(header)) }, ...entries].map((line) => JSON.stringify(line));
  await writeFile(join(folder, 'jwks.json'), JSON.stringify(keys.jwks));
});
afterAll(() => rm(folder, { recursive: true }));

const ringfence = (...args: string[]) => {
  const env = { ...process.env, RINGFENCE_HOME: join(folder, 'home') };
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, 'bans', ...args], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
};

describe('ringfence bans verify', () => {
  it('takes a manifest as it was signed, by public keys alone, and says what is wrong with another', async () => {
    await writeFile(join(folder, 'whole'), `${lines.join('\n')}\n`);
    await writeFile(join(folder, 'changed'), lines.join('\n').replace('acct_2', 'acct_9'));
    expect(ringfence('verify', 'whole', '--keys', 'jwks.json')).toEqual({
      ...{ status: 0, stderr: '', stdout: 'the manifest of ban_a is what was signed: 3 accounts\n' },
    });
    expect(ringfence('verify', 'changed')).toMatchObject({
      status: 65,
      stdout: 'line 3: What it says of account 2 is not what was hashed. (changed)\n',
    });
    expect(ringfence('verify', 'none')).toMatchObject({ status: 66 });
  }, 60_000);
});

describe('signing keys', () => {
  it('are made once, for their owner alone, and rotate so that what was signed before still verifies', async () => {
    const home = join(folder, 'other');
    const made = await Promise.all([1, 2, 3].map(() => loadSigningKeys(home)));
    expect(new Set(made.map(({ current }) => current.kid)).size).toBe(1);
    const before = signingKeys(made[0]!);
    const signature = await before.sign({ b: 1, a: 'x' });
    await rotateSigningKeys(home);
    const after = signingKeys(await loadSigningKeys(home));
    expect(await after.verifies({ a: 'x', b: 1 }, signature)).toBe(true);
    expect(await after.verifies({ a: 'y', b: 1 }, signature)).toBe(false);
    expect(await before.verifies({ a: 'x', b: 1 }, await after.sign({ a: 'x', b: 1 }))).toBe(false);
    expect(after.jwks.keys.map(({ kid }) => kid)).toEqual([expect.any(String), made[0]!.current.kid]);
    expect(JSON.stringify(after.jwks)).not.toContain('"d"');
    const file = signingKeysFile(home);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).not.toContain(made[0]!.current.d);
    await writeFile(file, '{"current": "secret-part"}', { mode: 0o600 });
    const refused = await loadSigningKeys(home).catch((error: unknown) => error as Error);
    expect(refused).toMatchObject({ type: 'invalid-signing-keys' });
    expect(String(refused)).not.toContain('secret-part');
  });
});
