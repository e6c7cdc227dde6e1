import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { detectCommand } from '../../../src/cli/detect.ts';
import { loadConfig } from '../../../src/config-load.ts';
import { commandContext } from '../../support/command-context.ts';

const SEED = fileURLToPath(new URL('../../../seed-data/events.ndjson.gz', import.meta.url));

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'ringfence-detect-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

/** `ringfence detect seed-data/…` in `home` with the configuration file that is there. */
const detect = async () => {
  const { context, stdout, stderr } = commandContext(
    home,
    async () => (await loadConfig({ env: {}, cwd: home })).config,
  );
  await detectCommand(context).exitOverride().parseAsync([SEED, '--out', 'rings.ndjson'], { from: 'user' });
  const rings = (await readFile(join(home, 'rings.ndjson'), 'utf8')).trimEnd().split('\n');
  return { rings: rings.map((line) => JSON.parse(line)), out: stdout.text, err: stderr.text };
};

it('a detection in a file names the networks of addresses, by lists that lie beside the configuration', {
  timeout: 60_000,
}, async () => {
  const plain = await detect();
  expect(plain.err).not.toContain('networks');
  expect(JSON.stringify(plain.rings)).not.toMatch(/"class"|VPN/);

  // Everything in the seed data that is no documentation range; and a file that is not there.
  await writeFile(join(home, 'exits.txt'), '240.0.0.0/4\n198.18.0.0/15\nno range\n');
  await writeFile(
    join(home, 'ringfence.config.yaml'),
    'networks: { lists: [{ file: exits.txt, class: vpn }, { file: none.txt, class: tor }] }\n',
  );
  const listed = await detect();
  expect(listed.err).toContain(
    `networks: ${join(home, 'none.txt')} does not exist; addresses are classed without it\n`,
  );
  expect(listed.err).toContain(`networks: 1 broken line in ${join(home, 'exits.txt')} left out\n`);
  expect(listed.out).toMatch(/VPN/);
  const evidence = listed.rings.flatMap((ring) => ring.evidence) as { key: string; class?: string }[];
  for (const { key, class: of } of evidence) {
    expect(of).toBe(/^ip:(2[4-5]\d|198\.1[89])\./.test(key) ? 'vpn' : undefined);
  }
  expect(evidence.some(({ class: of }) => of === 'vpn')).toBe(true);
});
