import { chmod, mkdir, mkdtemp, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configSchema } from '../../../src/config.ts';
import { sourceSpecs } from '../../../src/networks/source.ts';
import { networkSources } from '../../../src/networks/sources.ts';
import { readAddressTraits } from '../../../src/networks/traits.ts';
import { mmdbFile } from '../../support/mmdb.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ringfence-networks-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);
const networks = (input: object) => configSchema.parse({ networks: input }).networks;

/** Sources over a configuration, with what they logged. */
const open = (input: object) => {
  const lines: { level: number; msg: string; file?: string; line?: number }[] = [];
  const log = pino({ base: null, level: 'debug' }, { write: (line: string) => lines.push(JSON.parse(line)) });
  return { sources: networkSources(sourceSpecs(networks(input)), log), lines };
};

const VPN = '203.0.113.0/24\n';
const ASN = mmdbFile({ '203.0.113.0/24': { autonomous_system_number: 64500 } }, { databaseType: 'Example-ASN' });

describe('the files of the configuration', () => {
  it('are read, plain or gzip, and named for their file unless they have a name', async () => {
    await writeFile(at('exits.txt'), VPN);
    await writeFile(at('clouds.txt.gz'), gzipSync('AS64500\n198.51.100.0/24'));
    await writeFile(at('asn.mmdb.gz'), gzipSync(ASN));
    const { sources } = open({
      mmdb: [at('asn.mmdb.gz')],
      lists: [
        { file: at('exits.txt'), class: 'vpn', name: 'Exits' },
        { file: at('clouds.txt.gz'), class: 'hosting' },
      ],
    });
    const table = await sources.read();
    expect(table.find('203.0.113.7')).toMatchObject({ class: 'vpn', asn: 64500, lists: ['Exits', 'clouds'] });
    expect(sources.whole).toBe(true);
    expect(sources.status).toMatchObject([
      { kind: 'mmdb', name: 'asn', class: null, state: 'read', reason: null, builtAt: 1_750_000_000_000 },
      { kind: 'list', name: 'Exits', class: 'vpn', state: 'read', entries: 1, brokenLines: 0, builtAt: null },
      { kind: 'list', name: 'clouds', class: 'hosting', state: 'read', entries: 2 },
    ]);
  });

  it('that are missing are named once in the log, and the others are used', async () => {
    await writeFile(at('exits.txt'), VPN);
    const { sources, lines } = open({
      mmdb: [at('none.mmdb')],
      lists: [{ file: at('exits.txt'), class: 'vpn' }],
    });
    expect((await sources.read()).find('203.0.113.7').class).toBe('vpn');
    await sources.read();
    expect(sources.whole).toBe(false);
    expect(sources.status[0]).toMatchObject({ state: 'missing', reason: 'does not exist', entries: 0 });
    const told = lines.filter(({ file }) => file === at('none.mmdb'));
    expect(told).toHaveLength(1);
    expect(told[0]!.msg).toBe('this file of `networks` does not exist; addresses are classed without it');
  });

  it.each([
    ['an empty file', async (file: string) => writeFile(file, ''), 'is empty'],
    ['comments alone', async (file: string) => writeFile(file, '# nothing\n'), 'is empty'],
    ['a folder', async (file: string) => mkdir(file), 'is not a plain file'],
    [
      'a page that says not found',
      async (file: string) => writeFile(file, '<html>\n<h1>404</h1>\n203.0.113.1\n</html>'),
      'is no list of ranges or ASNs: 3 of 4 lines cannot be read; line 1 is neither a range of addresses nor an ASN',
    ],
    [
      'half of a gzip file',
      async (file: string) => writeFile(file, gzipSync(VPN.repeat(100)).subarray(0, 20)),
      'is a damaged gzip file',
    ],
  ])('that hold %s are broken, and say so', async (_, make, reason) => {
    await make(at('list.txt'));
    const { sources } = open({ lists: [{ file: at('list.txt'), class: 'vpn' }] });
    expect((await sources.read()).digest).toBe('');
    expect(sources.status[0]).toMatchObject({ state: 'broken', reason });
  });

  it('that may not be read say so', async (context) => {
    context.skip(process.getuid?.() === 0, 'root may read every file');
    await writeFile(at('list.txt'), VPN);
    await chmod(at('list.txt'), 0);
    const { sources } = open({ lists: [{ file: at('list.txt'), class: 'vpn' }] });
    await sources.read();
    expect(sources.status[0]).toMatchObject({ state: 'broken', reason: 'cannot be read (EACCES)' });
  });

  it('with broken lines are used without them, and each is named with file and line', async () => {
    await writeFile(at('list.txt'), `${VPN}my-password\n198.51.100.0/24\n`);
    const { sources, lines } = open({ lists: [{ file: at('list.txt'), class: 'vpn' }] });
    expect((await sources.read()).find('198.51.100.7').class).toBe('vpn');
    expect(sources.status[0]).toMatchObject({ state: 'read', entries: 2, brokenLines: 1 });
    expect(lines.find(({ line }) => line !== undefined)).toMatchObject({
      file: at('list.txt'),
      line: 2,
      msg: 'a line of this list is neither a range of addresses nor an ASN; it is left out',
    });
    expect(JSON.stringify(lines)).not.toContain('password');
  });

  it('give the same table again as long as nothing changes, and another one when something does', async () => {
    await writeFile(at('list.txt'), VPN);
    const { sources, lines } = open({ lists: [{ file: at('list.txt'), class: 'vpn' }] });
    const table = await sources.read();
    expect(await sources.read()).toBe(table);
    const told = lines.length;
    await writeFile(at('list.txt'), '198.51.100.0/24\n');
    const next = await sources.read();
    expect(next).not.toBe(table);
    expect([next.find('203.0.113.7').class, next.find('198.51.100.7').class]).toEqual([null, 'vpn']);
    expect(table.find('203.0.113.7').class).toBe('vpn');
    expect(lines.length).toBe(told + 1);
  });

  it('that become broken, empty or missing keep what was read before, until they are whole again', async () => {
    await writeFile(at('list.txt'), VPN);
    await writeFile(at('asn.mmdb'), ASN);
    const { sources } = open({ mmdb: [at('asn.mmdb')], lists: [{ file: at('list.txt'), class: 'vpn' }] });
    const table = await sources.read();
    for (const text of ['', '<html></html>', 'nonsense\nof\nlines']) {
      await writeFile(at('list.txt'), text);
      await writeFile(at('asn.mmdb'), ASN.subarray(0, ASN.length / 2));
      expect(await sources.read()).toBe(table);
      expect(sources.status.map(({ state }) => state)).toEqual(['kept', 'kept']);
      expect(sources.status[0]!.reason).toContain('cut off');
      expect(sources.whole).toBe(true);
    }
    await unlink(at('list.txt'));
    await sources.read();
    expect(sources.status[1]).toMatchObject({ state: 'kept', reason: 'does not exist', entries: 1 });
    await writeFile(at('list.txt'), VPN);
    await writeFile(at('asn.mmdb'), ASN);
    expect(await sources.read()).toBe(table);
    expect(sources.status.map(({ state, reason }) => [state, reason])).toEqual([
      ['read', null],
      ['read', null],
    ]);
  });

  it('may be links that are turned to another file', async () => {
    await writeFile(at('a'), VPN);
    await writeFile(at('b'), '198.51.100.0/24');
    await symlink(at('a'), at('list.txt'));
    const { sources } = open({ lists: [{ file: at('list.txt'), class: 'vpn' }] });
    await sources.read();
    await symlink(at('b'), at('next'));
    await rename(at('next'), at('list.txt'));
    expect((await sources.read()).find('198.51.100.7').class).toBe('vpn');
  });
});

describe('the traits of a file of events', () => {
  it('are those of addresses alone', async () => {
    await writeFile(at('list.txt'), VPN);
    const read = await readAddressTraits(networks({ lists: [{ file: at('list.txt'), class: 'vpn' }] }));
    const { of, traits } = read!.known;
    expect(of('ip:203.0.113.7', 'ip')).toBe('vpn');
    expect(of('ip:192.0.2.7', 'ip')).toBeNull();
    expect(of('url:203.0.113.7', 'url')).toBeNull();
    expect(traits.find(({ name }) => name === 'vpn')).toMatchObject({ spoken: 'VPN', shared: true });
  });

  it('are none where no files are configured', async () => {
    expect(await readAddressTraits(networks({}))).toBeNull();
  });
});
