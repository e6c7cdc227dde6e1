import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CliContext } from '../../../src/cli/context.ts';
import { simulateCommand } from '../../../src/cli/simulate.ts';
import { configSchema } from '../../../src/config.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ringfence-simulate-'));
});
afterEach(() => rm(folder, { recursive: true }));

const run = async (args: readonly string[], stopped = new AbortController().signal): Promise<string> => {
  const stdout = new PassThrough();
  const stderr = new PassThrough().resume();
  const context: CliContext = {
    env: {},
    cwd: folder,
    stdin: process.stdin,
    stdout: stdout as unknown as NodeJS.WriteStream,
    stderr: stderr as unknown as NodeJS.WriteStream,
    now: () => Date.now(),
    config: async () => configSchema.parse({}),
    stopped,
  };
  await simulateCommand(context).exitOverride().parseAsync(args, { from: 'user' });
  stdout.end();
  return (await stdout.toArray()).join('');
};

const SMALL = 'days: 6\npopulation: { accounts: 40 }\ndecoys: { carriers: { enabled: false } }\ncampaigns: []\n';
const lines = async (name: string) =>
  gunzipSync(await readFile(join(folder, 'out', name)))
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { account: string; campaign: string | null; decoy: string | null });

describe('ringfence simulate', () => {
  it('writes the events and the truth of a scenario file, and nothing else', async () => {
    await writeFile(join(folder, 'small.yaml'), SMALL);
    const said = await run(['--scenario', 'small.yaml', '--out', 'out']);
    expect((await readdir(join(folder, 'out'))).sort()).toEqual(['events.ndjson.gz', 'truth.ndjson.gz']);
    const truth = new Set((await lines('truth.ndjson.gz')).map(({ account }) => account));
    const active = new Set((await lines('events.ndjson.gz')).map(({ account }) => account));
    expect(active).toEqual(truth);
    expect(said).toContain(`${truth.size} accounts`);
  });

  it('gives the same bytes for the same seed and others for another', async () => {
    await writeFile(join(folder, 'small.yaml'), SMALL);
    const bytes = async (...more: string[]) => {
      await run(['--scenario', 'small.yaml', '--out', 'out', ...more]);
      return (await readFile(join(folder, 'out', 'events.ndjson.gz'))).toString('base64');
    };
    const first = await bytes();
    expect(await bytes()).toBe(first);
    expect(await bytes('--seed', '2')).not.toBe(first);
  });

  it('writes a named scenario, smaller by its scale', async () => {
    await run(['--scenario', 'lazy-mid', '--scale', '.002', '--out', 'out', '--seed', '3']);
    const kinds = new Set((await lines('truth.ndjson.gz')).map((row) => row.campaign ?? row.decoy));
    for (const kind of ['lazy', 'mid', 'reseller', 'press', null]) expect(kinds).toContain(kind);
    for (const scale of ['0', '-1', 'half', '1e9']) {
      await expect(run(['--scenario', 'lazy-mid', '--scale', scale, '--out', 'out'])).rejects.toMatchObject({
        code: 'commander.invalidArgument',
      });
    }
  });

  it('leaves what was there when it is stopped', async () => {
    await writeFile(join(folder, 'small.yaml'), SMALL);
    await run(['--scenario', 'small.yaml', '--out', 'out']);
    const before = await readFile(join(folder, 'out', 'events.ndjson.gz'));
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 100);
    await expect(run(['--scenario', 'seed', '--out', 'out'], stop.signal)).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(await readFile(join(folder, 'out', 'events.ndjson.gz'))).toEqual(before);
    expect((await readdir(join(folder, 'out'))).sort()).toEqual(['events.ndjson.gz', 'truth.ndjson.gz']);
  });

  it('says which key of a scenario is wrong', async () => {
    await writeFile(join(folder, 'bad.yaml'), 'days: soon\nweather: rain\n');
    await expect(run(['--scenario', 'bad.yaml', '--out', 'out'])).rejects.toMatchObject({
      type: 'invalid-scenario',
      message: expect.stringMatching(/days: [\s\S]*weather/),
    });
  });

  it('says so when the scenario or the folder cannot be used', async () => {
    await expect(run(['--scenario', 'absent.yaml', '--out', 'out'])).rejects.toMatchObject({
      type: 'invalid-scenario',
    });
    await writeFile(join(folder, 'broken.yaml'), 'days: [1');
    await expect(run(['--scenario', 'broken.yaml', '--out', 'out'])).rejects.toMatchObject({
      type: 'invalid-scenario',
    });
    await writeFile(join(folder, 'file'), '');
    await expect(run(['--scenario', 'seed', '--out', 'file'])).rejects.toMatchObject({ type: 'cannot-write' });
  });
});
