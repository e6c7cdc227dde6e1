import {
  appendFile,
  cp,
  mkdir,
  mkdtemp,
  readFile,
  rename,
  rm,
  symlink,
  unlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Watching, watchFiles } from '../../../src/networks/watch.ts';

let folder: string;
let watching: Watching | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ringfence-watch-'));
});
afterEach(async () => {
  await watching?.close();
  await rm(folder, { recursive: true, force: true });
});

const at = (name: string) => join(folder, name);
/** Longer than any test waits: then only the file system's own word can have told. */
const NEVER_MS = 3_600_000;

/** What the file held each time that a change was told; '' where it was not there. */
const begin = async (file: string, options: { pollMs?: number; settleMs?: number } = {}) => {
  const seen: string[] = [];
  const { pollMs = NEVER_MS, settleMs = 30 } = options;
  watching = await watchFiles({
    files: [file],
    pollMs,
    settleMs,
    onChange: async () => {
      seen.push(await readFile(file, 'utf8').catch(() => ''));
    },
    onError: (error) => seen.push(String(error)),
  });
  return seen;
};
const until = (seen: readonly string[], text: string) =>
  vi.waitFor(() => expect(seen.at(-1)).toBe(text), { timeout: 10_000, interval: 10 });

describe('a watched file', () => {
  it('is told of when it is written in place, replaced by renaming, deleted and made anew', async () => {
    await writeFile(at('list'), 'one');
    const seen = await begin(at('list'));
    await writeFile(at('list'), 'two');
    await until(seen, 'two');
    await writeFile(at('next'), 'three');
    await rename(at('next'), at('list'));
    await until(seen, 'three');
    await unlink(at('list'));
    await until(seen, '');
    await writeFile(at('list'), 'four');
    await until(seen, 'four');
  });

  it('that is not there yet is told of when it comes', async () => {
    const seen = await begin(at('list'));
    await writeFile(at('list'), 'one');
    await until(seen, 'one');
  });

  it('is told of when it changes without changing in size or in its time of change', async () => {
    await writeFile(at('list'), 'one');
    const past = new Date(1_700_000_000_000);
    await utimes(at('list'), past, past);
    const seen = await begin(at('list'));
    await writeFile(at('list'), 'two');
    await utimes(at('list'), past, past);
    await until(seen, 'two');
  });

  it('is read once it is at rest, not while it is being written', async () => {
    await writeFile(at('list'), '0');
    const seen = await begin(at('list'), { settleMs: 1000 });
    for (let i = 1; i <= 20; i++) {
      await appendFile(at('list'), ` ${i}`);
      await sleep(20);
    }
    const whole = Array.from({ length: 21 }, (_, i) => i).join(' ');
    await until(seen, whole);
    expect(seen).toEqual([whole]);
  });

  it('behind a folder link that is turned is told of, as a Kubernetes volume does it', async () => {
    await mkdir(at('v1'));
    await writeFile(at('v1/list'), 'one');
    await cp(at('v1'), at('v2'), { recursive: true });
    await writeFile(at('v2/list'), 'two');
    await symlink(at('v1'), at('data'));
    await symlink('data/list', at('list'));
    const seen = await begin(at('list'));
    await symlink(at('v2'), at('data-next'));
    await rename(at('data-next'), at('data'));
    await until(seen, 'two');
  });

  it('in a folder that is not there yet is found by looking', async () => {
    const seen = await begin(at('later/list'), { pollMs: 50 });
    await mkdir(at('later'));
    await writeFile(at('later/list'), 'one');
    await until(seen, 'one');
    await rm(at('later'), { recursive: true });
    await until(seen, '');
    await mkdir(at('later'));
    await writeFile(at('later/list'), 'two');
    await until(seen, 'two');
  });

  it('is not told of when another file of its folder changes', async () => {
    await writeFile(at('list'), 'one');
    const seen = await begin(at('list'), { pollMs: 20 });
    for (let i = 0; i < 5; i++) {
      await writeFile(at('other'), String(i));
      await sleep(20);
    }
    expect(seen).toEqual([]);
  });
});

describe('the watcher', () => {
  it('ends at once while files come to rest, and tells nothing afterwards', async () => {
    await writeFile(at('list'), 'one');
    const seen = await begin(at('list'), { settleMs: NEVER_MS });
    await writeFile(at('list'), 'two');
    await sleep(100);
    await watching!.close();
    await writeFile(at('list'), 'three');
    await sleep(100);
    expect(seen).toEqual([]);
  });

  it('goes on after its listener failed', async () => {
    await writeFile(at('list'), 'one');
    const errors: unknown[] = [];
    let calls = 0;
    watching = await watchFiles({
      files: [at('list')],
      pollMs: NEVER_MS,
      settleMs: 10,
      onChange: async () => {
        calls += 1;
        if (calls === 1) throw new Error('the first one fails');
      },
      onError: (error) => errors.push(error),
    });
    await writeFile(at('list'), 'two');
    await vi.waitFor(() => expect(errors).toHaveLength(1), { timeout: 10_000 });
    await writeFile(at('list'), 'three');
    await vi.waitFor(() => expect(calls).toBe(2), { timeout: 10_000 });
  });
});
