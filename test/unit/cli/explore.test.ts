import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exploreCommand } from '../../../src/cli/explore.ts';
import { configSchema } from '../../../src/config.ts';
import { commandContext } from '../../support/command-context.ts';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'ringfence-explore-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const explore = (args: string[]) => {
  const stop = new AbortController();
  const { context, stdout } = commandContext(home, async () => configSchema.parse({ home }), stop.signal);
  const command = exploreCommand(context)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  return { stdout, stop: () => stop.abort(), ended: command.parseAsync(args, { from: 'user' }) };
};

it('hands out style, guide and queries at the addresses that it prints, until it is stopped', async () => {
  const { stdout, stop, ended } = explore(['--port', '0']);
  await expect.poll(() => stdout.text).toContain('Ctrl-C');
  const addresses = stdout.text.match(/http:\/\/localhost:\d+\/[\w.]+/g)!;
  expect(addresses).toHaveLength(3);
  for (const address of addresses) {
    expect([address, (await fetch(address.replace('localhost', '127.0.0.1'))).status]).toEqual([address, 200]);
  }
  expect(stdout.text).toContain('ringfence neo4j start');
  stop();
  await ended;
  await expect(fetch(addresses[0]!.replace('localhost', '127.0.0.1'))).rejects.toThrow();
});

it('writes the archive and ends', async () => {
  const { stdout, ended } = explore(['--zip', 'queries.zip']);
  await ended;
  expect(stdout.text).toMatch(/^queries\.zip: \d+ queries/);
  expect((await readFile(join(home, 'queries.zip'))).subarray(0, 2).toString()).toBe('PK');
});

it('refuses a port that is none', async () => {
  for (const port of ['http', '65536', '-1', '80.5']) {
    await expect(explore(['--port', port]).ended).rejects.toMatchObject({ code: 'commander.invalidArgument' });
  }
});
