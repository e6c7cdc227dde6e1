import { mkdtemp, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AccountSignalList, SignalDetail } from '../../src/accounts/schema.ts';
import type { SearchResult } from '../../src/accounts/search-schema.ts';
import { configSchema } from '../../src/config.ts';
import { readColumns } from '../../src/detection/thread/projection.ts';
import type { Graph } from '../../src/graph/graph.ts';
import { NETWORK_TRAITS } from '../../src/network-classes.ts';
import { type NetworksService, networksService } from '../../src/networks/service.ts';
import { factStatements, networksStore } from '../../src/networks/store.ts';
import type { Picture } from '../../src/rings/picture-schema.ts';
import type { RingDetail } from '../../src/rings/schema.ts';
import { signalRegistry } from '../../src/signals/index.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { unrecorded } from '../support/audit.ts';
import { cypherRows, testGraph } from '../support/graph.ts';
import { mmdbFile } from '../support/mmdb.ts';
import { publish, signup, stage } from '../support/staged.ts';

let folder: string;
const at = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ringfence-networks-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const ASNS = {
  '203.0.113.0/24': { autonomous_system_number: 64500, autonomous_system_organization: 'EXAMPLE-ONE' },
  '203.0.113.128/25': { autonomous_system_number: 64501, autonomous_system_organization: 'EXAMPLE-TWO' },
  '2001:db8:7::/48': { autonomous_system_number: 64502, country: { iso_code: 'NL' } },
};

const ips = async () =>
  Object.fromEntries(
    (
      await cypherRows(
        `MATCH (s:Ip) OPTIONAL MATCH (s)-[:IN_PREFIX]->(p) OPTIONAL MATCH (p)-[:IN_ASN]->(a) OPTIONAL MATCH (s)-[:IN_ASN]->(o)
         RETURN s.key AS key, s.class AS class, s.asn AS asn, s.country AS country, s.lists AS lists,
           a.number AS prefixAsn, a.name AS asName, o.number AS ownAsn ORDER BY key`,
      )
    ).map(({ key, ...row }) => [String(key).slice(3), row]),
  );

describe('the service with lists', () => {
  let api: TestApi;
  const name = (file: string) => ({ file: at(file), name: file.split('.')[0] });
  beforeAll(async () => {
    await writeFile(at('exits.txt'), '203.0.113.7\nnonsense\n198.51.100.0/24\n');
    await writeFile(at('clouds.txt'), 'AS64501\n203.0.113.0/24\n198.51.100.0/25\n192.0.2.0/24\n');
    await writeFile(at('asn.mmdb'), mmdbFile(ASNS));
    const lists = [
      { ...name('exits.txt'), class: 'vpn' },
      { ...name('clouds.txt'), class: 'hosting' },
    ];
    api = await startApi({ config: { networks: { mmdb: [at('asn.mmdb'), at('none.mmdb')], lists, pollSeconds: 1 } } });
    const events = [
      ['203.0.113.7', '203.0.113.200', '::ffff:198.51.100.200'],
      ['2001:db8:7:1::5', '198.18.0.1', '203.0.113.7'],
    ].map((values, i) =>
      signup(
        `account_${i}`,
        values.map((value) => ({ type: 'ip', value })),
      ),
    );
    events.push(signup('account_2', [{ type: 'payment_instrument', value: 'tok_1' }]));
    expect(await api.call('POST', '/v1/events', { body: events })).toMatchObject({ status: 200 });
  });
  afterAll(() => api.close());

  it('writes what an address is with the address itself, and nothing where nothing is known', async () => {
    const none = { class: null, asn: null, country: null, lists: null, prefixAsn: null, asName: null, ownAsn: null };
    expect(await ips()).toEqual({
      '203.0.113.7': {
        ...none,
        ...{ class: 'vpn', asn: 64500, lists: ['exits', 'clouds'], prefixAsn: 64500, asName: 'EXAMPLE-ONE' },
      },
      // Of another autonomous system than its prefix; its range says more than its ASN does.
      '203.0.113.200': {
        ...none,
        ...{ class: 'hosting', asn: 64501, lists: ['clouds'], prefixAsn: 64500, asName: 'EXAMPLE-ONE', ownAsn: 64501 },
      },
      '198.51.100.200': { ...none, class: 'vpn', lists: ['exits'] },
      '2001:db8:7:1::/64': { ...none, asn: 64502, country: 'NL', prefixAsn: 64502, asName: 'AS64502' },
      '198.18.0.1': none,
    });
  });

  it('says of a file that is not there and of a broken line where they are, and goes on', async () => {
    const logged = api.logLines.map((line) => JSON.parse(line));
    expect(logged.filter(({ file, level }) => file === at('none.mmdb') && level === 40)).toHaveLength(1);
    expect(logged.find(({ line }) => line === 2)).toMatchObject({ file: at('exits.txt') });
    expect(api.logLines.join('')).not.toContain('nonsense');
    const { sources, configured } = await api.app.networks.status();
    expect(configured).toBe(true);
    expect(sources.map(({ state, brokenLines }) => [state, brokenLines])).toEqual([
      ['read', 0],
      ['missing', 0],
      ['read', 1],
      ['read', 0],
    ]);
    const metrics = await fetch(`${api.url}/metrics`, { headers: { authorization: `Bearer ${api.key}` } });
    expect(await metrics.text()).toContain('ringfence_network_files{state="missing"} 1');
  });

  it('shows it with the signal, with the signals of an account, and finds it by its autonomous system', async () => {
    const signal = await api.call<SignalDetail>('GET', '/v1/signals/ip%3A203.0.113.7');
    expect(signal.body.network).toEqual({
      ...{ class: 'vpn', asn: 64500, country: null, asName: 'EXAMPLE-ONE', lists: ['exits', 'clouds'] },
    });
    const unknown = await api.call<SignalDetail>('GET', '/v1/signals/ip%3A198.18.0.1');
    expect(unknown.body.network).toBeNull();
    const { body } = await api.call<AccountSignalList>('GET', '/v1/accounts/account_1/signals');
    expect(body.signals.map(({ key, network }) => [key, network])).toEqual([
      ['ip:198.18.0.1', null],
      ['ip:2001:db8:7:1::/64', { class: null, asn: 64502, country: 'NL' }],
      ['ip:203.0.113.7', { class: 'vpn', asn: 64500, country: null }],
    ]);
    const card = await api.call<AccountSignalList>('GET', '/v1/accounts/account_2/signals');
    expect(card.body.signals.map(({ network }) => network)).toEqual([null]);
    for (const q of ['AS64500', 'as64500']) {
      const found = await api.call<SearchResult>('GET', `/v1/search?q=${q}`);
      expect(found.body.signals).toMatchObject([{ key: 'ip:203.0.113.7', match: 'network' }]);
    }
    for (const q of ['AS64509', 'AS0', 'AS99999999999', '64500']) {
      expect((await api.call<SearchResult>('GET', `/v1/search?q=${q}`)).body.signals).toEqual([]);
    }
  });

  it('shows it in the evidence and in the picture of a ring', async () => {
    await stage(api.graph, 'run_1', [
      {
        id: 'ring_1',
        members: ['account_0', 'account_1'].map((account) => ({
          ...{ account, strength: 0.9, bits: 9, signals: ['ip:203.0.113.7', 'ip:198.18.0.1'] },
        })),
        evidence: [
          { signal: 'ip:203.0.113.7', type: 'ip', bits: 8, members: 2, accounts: 2 },
          { signal: 'ip:198.18.0.1', type: 'ip', bits: 4, members: 2, accounts: 2 },
        ],
      },
    ]);
    await publish('run_1');
    const vpn = { class: 'vpn', asn: 64500, country: null };
    const ring = await api.call<RingDetail>('GET', '/v1/rings/ring_1');
    expect(ring.body.evidence.map(({ network }) => network)).toEqual([vpn, null]);
    for (const hub of [2000, 2]) {
      const { body } = await api.call<Picture>('GET', `/v1/rings/ring_1/graph?hub=${hub}`);
      expect(body.nodes.find(({ id }) => id.endsWith('ip:203.0.113.7'))).toMatchObject({ network: vpn });
    }
  });

  it('hands the class to the engine as a trait, and none of an address of which it is not known', async () => {
    const columns = await readColumns(api.graph, signalRegistry().all, () => undefined, NETWORK_TRAITS);
    const traits = Object.fromEntries(
      columns.signals.map((key, s) => [key, columns.traits![columns.signalTrait![s]! - 1]?.name]),
    );
    expect(traits).toMatchObject({
      'ip:203.0.113.7': 'vpn',
      'ip:203.0.113.200': 'hosting',
      'ip:198.18.0.1': undefined,
      'ip:2001:db8:7:1::/64': undefined,
    });
    // Whoever asks for no traits gets what it always got.
    const plain = await readColumns(api.graph, signalRegistry().all, () => undefined);
    expect('signalTrait' in plain).toBe(false);
  });

  it('keeps the classes in the graph until every file was read once, so that a late one wipes nothing out', async () => {
    expect(await api.app.networks.bringUpToDate()).toBe('waiting');
    expect(await cypherRows('MATCH (t:NetworkTable) RETURN t')).toEqual([]);
    await writeFile(at('none.mmdb'), mmdbFile({ '198.18.0.0/16': { country: { iso_code: 'DE' } } }));
    await vi.waitFor(async () => expect((await ips())['198.18.0.1']).toMatchObject({ country: 'DE' }), 30_000);
  });

  it('classes the addresses in the graph anew when a list is replaced while it runs', async () => {
    await writeFile(at('next.txt'), '203.0.113.128/25\n198.18.0.0/15\n');
    await rename(at('next.txt'), at('exits.txt'));
    await vi.waitFor(async () => expect((await ips())['198.18.0.1']).toMatchObject({ class: 'vpn' }), 30_000);
    await vi.waitFor(async () => expect((await api.app.networks.graphStatus()).due).toBeNull(), 30_000);
    const now = await ips();
    expect(now['203.0.113.200']).toMatchObject({ class: 'vpn', lists: ['exits', 'clouds'] });
    expect(now['203.0.113.7']).toMatchObject({ class: 'hosting', lists: ['clouds'] });
    expect(now['198.51.100.200']).toMatchObject({ class: null, lists: null });
  });

  it('moves addresses and prefixes to the autonomous system that a new database says', async () => {
    const moved = { autonomous_system_number: 64501, autonomous_system_organization: 'EXAMPLE-TWO-RENAMED' };
    await writeFile(at('asn.mmdb'), mmdbFile({ '203.0.113.0/24': moved }));
    await vi.waitFor(async () => expect((await ips())['203.0.113.7']).toMatchObject({ prefixAsn: 64501 }), 30_000);
    await vi.waitFor(async () => expect((await api.app.networks.graphStatus()).due).toBeNull(), 30_000);
    const now = await ips();
    expect(now['203.0.113.200']).toMatchObject({ asn: 64501, prefixAsn: 64501, ownAsn: null });
    expect(now['203.0.113.7']).toMatchObject({ asName: 'EXAMPLE-TWO-RENAMED' });
    expect(now['2001:db8:7:1::/64']).toMatchObject({ asn: null, country: null, prefixAsn: null });
  });

  it('keeps what it knew when a file is deleted or broken, and says so', async () => {
    const before = await ips();
    await unlink(at('exits.txt'));
    await writeFile(at('asn.mmdb'), 'not a database any more');
    await vi.waitFor(async () => {
      const { sources } = await api.app.networks.status();
      expect(sources.map(({ state }) => state)).toEqual(['kept', 'read', 'kept', 'read']);
    }, 30_000);
    expect(await ips()).toEqual(before);
    await api.call('POST', '/v1/events', { body: [signup('late', [{ type: 'ip', value: '203.0.113.201' }])] });
    expect((await ips())['203.0.113.201']).toMatchObject({ class: 'vpn', asn: 64501 });
  });
});

describe('classing the addresses of the graph anew', () => {
  const PAGES = 2_300;
  let graph: Graph;
  beforeEach(async () => {
    graph = await testGraph();
    await cypherRows(
      `UNWIND range(0, $last) AS i
       WITH '198.18.' + toString(i / 256) + '.' AS net, i
       MERGE (p:IpPrefix {cidr: net + '0/24'})
       CREATE (:Signal:Ip {key: 'ip:' + net + toString(i % 256), type: 'ip', hint: net, class: 'tor'})-[:IN_PREFIX]->(p)`,
      { last: PAGES - 1 },
    );
    await cypherRows(
      "CREATE (:Signal:Email {key: 'email:k:1', type: 'email', hint: ''}), (:Signal:Device {key: 'device:k:1', type: 'device', hint: ''})",
    );
    await writeFile(at('list.txt'), '198.18.0.0/15');
    return () => graph.close();
  });

  /** An instance with a list of its own, not yet watching. */
  const instance = (holder: string, file: string | null = 'list.txt'): NetworksService =>
    networksService({
      config: configSchema.parse({ networks: { lists: file === null ? [] : [{ file: at(file), class: 'vpn' }] } })
        .networks,
      store: networksStore(graph, holder, unrecorded),
      log: pino({ level: 'silent' }),
    });
  const classes = async () =>
    Object.fromEntries(
      (await cypherRows('MATCH (s:Signal) RETURN coalesce(s.class, "none") AS class, count(*) AS n')).map((row) => [
        row['class'],
        row['n'],
      ]),
    );

  it('reaches every address, page by page, and nothing else; a second time it is not due', async () => {
    const one = instance('one');
    expect((await one.graphStatus()).due).toBe('never');
    expect(await one.bringUpToDate()).toBe('done');
    expect(await classes()).toEqual({ vpn: PAGES, none: 2 });
    expect(await one.bringUpToDate()).toBe('not due');
    expect(await instance('two').bringUpToDate()).toBe('not due');
  });

  it('is gone on with behind the last page by whoever comes after an instance that died', async () => {
    const table = await instance('dead').table();
    const dead = networksStore(graph, 'dead', unrecorded);
    const cursor = await dead.beginPass(table.digest);
    const page = await dead.addresses(cursor!, 1_000);
    const rows = page.map(({ key, cidr }) => ({ key, cidr: cidr! }));
    expect(await dead.writePage(table.digest, page.at(-1)!.key, factStatements(table, rows, true))).toBe(true);
    expect(await classes()).toEqual({ vpn: 1_000, tor: PAGES - 1_000, none: 2 });

    // As long as it may be alive it is left alone.
    const heir = instance('heir');
    expect(await heir.bringUpToDate()).toBe('busy');
    await cypherRows('MATCH (t:NetworkTable) SET t.until = timestamp() - 1');
    // What was done is not done again: somebody else's change there stays.
    await cypherRows("MATCH (s:Signal {key: $key}) SET s.class = 'cdn'", { key: page[0]!.key });
    expect(await heir.bringUpToDate()).toBe('done');
    expect(await classes()).toEqual({ vpn: PAGES - 1, cdn: 1, none: 2 });
    // The dead one comes back: its page is not written, and its end ends nothing.
    expect(await dead.writePage(table.digest, 'ip:1', factStatements(table, rows, true))).toBe(false);
    expect(await dead.endPass(table.digest)).toBeNull();
    expect((await heir.graphStatus()).graph).toMatchObject({ digest: table.digest, sought: null });
  });

  it('by several instances at once comes to the same, and one of them does the work', async () => {
    const ends = await Promise.all(['a', 'b', 'c', 'd'].map((holder) => instance(holder).bringUpToDate()));
    expect(ends.filter((end) => end === 'done')).toHaveLength(1);
    expect(ends.every((end) => ['done', 'busy', 'not due'].includes(end))).toBe(true);
    expect(await classes()).toEqual({ vpn: PAGES, none: 2 });
  });

  it('is due once more after somebody wrote by other lists', async () => {
    const one = instance('one');
    await one.bringUpToDate();
    await writeFile(at('old.txt'), '192.0.2.0/24');
    const behind = instance('behind', 'old.txt');
    await graph.transaction(async (tx) => {
      const rows = [{ key: 'ip:198.18.0.1', cidr: '198.18.0.0/24' }];
      for (const [query, parameters] of await behind.statements(rows)) await tx.run(query, parameters);
    });
    expect(await classes()).toEqual({ vpn: PAGES - 1, none: 3 });
    expect((await one.graphStatus()).due).toBe('mixed');
    expect(await one.bringUpToDate()).toBe('done');
    expect(await classes()).toEqual({ vpn: PAGES, none: 2 });
    expect((await one.graphStatus()).due).toBeNull();
  });

  it('is done by an instance with other lists at its start, and not for ever in turns', async () => {
    const one = instance('one');
    await one.bringUpToDate();
    await writeFile(at('other.txt'), '198.18.0.0/24');
    expect(await instance('two', 'other.txt').bringUpToDate()).toBe('done');
    expect(await classes()).toEqual({ vpn: 256, none: PAGES - 256 + 2 });
    // The first one had its turn.
    expect((await one.graphStatus()).due).toBe('other lists');
    expect(await one.bringUpToDate()).toBe('not due');
  });

  it('takes the classes away when no lists are configured any more', async () => {
    await instance('one').bringUpToDate();
    expect(await instance('none', null).bringUpToDate()).toBe('done');
    expect(await classes()).toEqual({ none: PAGES + 2 });
    expect(await instance('none', null).bringUpToDate()).toBe('not due');
  });

  it('does nothing to a graph that never knew lists, by an instance that has none', async () => {
    expect(await instance('none', null).bringUpToDate()).toBe('not due');
    expect(await cypherRows('MATCH (t:NetworkTable) RETURN t')).toEqual([]);
    expect(await instance('none', null).statements([{ key: 'ip:198.18.0.1', cidr: '198.18.0.0/24' }])).toEqual([]);
  });

  it('stops when the service does, and is gone on with by the next one', async () => {
    const one = instance('one');
    const running = one.bringUpToDate();
    await one.close();
    expect(['stopped', 'done']).toContain(await running);
    const [row] = await cypherRows('MATCH (t:NetworkTable) RETURN t.holder AS holder');
    expect(row?.['holder'] ?? null).toBeNull();
    expect(await instance('two').bringUpToDate()).not.toBe('busy');
    expect(await classes()).toEqual({ vpn: PAGES, none: 2 });
  });
});
