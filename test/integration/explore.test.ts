import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createGunzip } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readExploreFolder } from '../../src/explore/folder.ts';
import { parseGrass } from '../../src/explore/grass.ts';
import { onOneLine } from '../../src/explore/saved-query.ts';
import { signalRegistry } from '../../src/signals/index.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { TESTER } from '../support/audit.ts';
import { BROWSER, type Browser, browser, labelled, longestList, OF_WORK, STYLED_OF_WORK } from '../support/explore.ts';
import { cypherRows, profile } from '../support/graph.ts';
import { mmdbFile } from '../support/mmdb.ts';

const SEED = (name: string) => fileURLToPath(new URL(`../../seed-data/${name}.ndjson.gz`, import.meta.url));
const folderOfQueries = readExploreFolder();
const { pickFor, style } = folderOfQueries;
/** The others are tried in explore-work.test.ts. */
const queries = folderOfQueries.queries.filter(({ name }) => !OF_WORK.includes(name));

let folder: string;
let api: TestApi;
let opened: Browser;
/** Ring of the truth → its accounts. */
const groups = new Map<string, Set<string>>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ringfence-explore-'));
  const asns = join(folder, 'asn.mmdb');
  // All of the seed data's servers are of one autonomous system.
  await writeFile(
    asns,
    mmdbFile({
      '249.128.0.0/16': { autonomous_system_number: 64500, autonomous_system_organization: 'Example Hosting' },
    }),
  );
  api = await startApi({ config: { networks: { mmdb: [asns] } } });
  opened = browser(folderOfQueries);
  for await (const row of linesOf('truth')) {
    const { account, group } = JSON.parse(row) as { account: string; group: string | null };
    if (group !== null) groups.set(group, (groups.get(group) ?? new Set()).add(account));
  }
  let batch: string[] = [];
  const send = async () => {
    const headers = { 'content-type': 'application/x-ndjson' };
    const { status } = await api.call('POST', '/v1/events', { body: batch.join('\n'), headers });
    expect(status).toBe(200);
    batch = [];
  };
  for await (const row of linesOf('events')) if (batch.push(row) === 8000) await send();
  await send();
  for (let run = 0; run < 2; run++) {
    await api.app.detection.start({ by: TESTER, trigger: 'api' });
    expect(await api.app.detection.finished()).toMatchObject({ state: 'published' });
  }
  await plantHistory();
  await cypherRows('CALL db.prepareForReplanning(120)');
}, 600_000);
afterAll(async () => {
  await opened?.close();
  await api?.close();
  await rm(folder, { recursive: true, force: true });
});

const linesOf = (name: string) =>
  createInterface({ input: createReadStream(SEED(name)).pipe(createGunzip()), crlfDelay: Number.POSITIVE_INFINITY });

/** Rings of the published run, the one with most members first. */
let rings: { id: string; size: number; former: string }[];
let joined: string[];
let moved: string[];

/** Two equal runs have no news: in the first one, five members of the largest ring were nowhere yet, and four were in the second largest. */
const plantHistory = async () => {
  rings = (await cypherRows(`MATCH (p:Published {name: 'rings'}) MATCH (r:Ring {run: p.run})<-[:SUCCEEDED_BY]-(old:Ring)
    RETURN r.id AS id, r.size AS size, old.run AS former ORDER BY size DESC, id`)) as typeof rings;
  const [row] = await cypherRows(
    `MATCH (old:Ring {id: $first, run: $run})<-[m:MEMBER_OF]-(a:Account)
     WITH old, m, a ORDER BY a.id LIMIT 9
     WITH old, collect(m) AS members, collect(a) AS accounts
     MATCH (second:Ring {id: $second, run: $run})
     FOREACH (m IN members | DELETE m)
     SET old.size = old.size - 9
     FOREACH (a IN accounts[5..] | CREATE (a)-[:MEMBER_OF {strength: .5, bits: 20.0, signals: []}]->(second))
     RETURN [a IN accounts[..5] | a.id] AS joined, [a IN accounts[5..] | a.id] AS moved`,
    { first: rings[0]!.id, second: rings[1]!.id, run: rings[0]!.former },
  );
  ({ joined, moved } = row as { joined: string[]; moved: string[] });
};

const query = (name: string) => opened.query(name);
const show: Browser['show'] = (...asked) => opened.show(...asked);
const picked = (name: string) => opened.picked(name);
const shown = (name: string) => opened.shown(name);

describe('every saved query', () => {
  it.each(queries.map(({ name }) => name))('%s shows a connected graph that fits into the first view', async (name) => {
    const { nodes, relationships, rows, parameters } = await shown(name);
    expect(Object.keys(parameters).sort()).toEqual(
      query(name)
        .parameters.map((each) => each.name)
        .sort(),
    );
    expect(nodes.length).toBeGreaterThan(2);
    expect(nodes.length).toBeLessThanOrEqual(BROWSER.initialNodeDisplay);
    expect(rows.length).toBeLessThanOrEqual(BROWSER.maxRows);
    // Lists inside nodes are their own properties; Browser cuts lists of the answer only.
    for (const row of rows)
      expect(longestList(Object.values(row).filter(Array.isArray))).toBeLessThan(BROWSER.maxFieldItems);
    const ids = new Set(nodes.map((node) => node.elementId));
    const tied = new Set(relationships.flatMap((each) => [each.startNodeElementId, each.endNodeElementId]));
    expect([...tied].filter((id) => !ids.has(id))).toEqual([]);
    const loose = nodes.filter((node) => !tied.has(node.elementId));
    expect(loose.map((node) => node.labels)).toEqual(name === 'ring-history' ? [['Run'], ['Run']] : []);
  });

  it.each(queries.map(({ name }) => name))('%s reads by an index and expands from what it found', async (name) => {
    const operators = await profile({ name, text: query(name).text }, await picked(name));
    expect(operators.filter((each) => /Scan$/.test(each.name)).map((each) => `${each.name} ${each.details}`)).toEqual(
      [],
    );
    expect(operators.filter((each) => each.name === 'CartesianProduct' && each.rows > 400)).toEqual([]);
  });

  it.each(queries.map(({ name }) => name))('%s can be pasted into Browser as it is', (name) => {
    const { title, about, text, parameters } = query(name);
    expect(title).toMatch(/^[A-Z].*[?a-z]$/);
    expect(about.length).toBeGreaterThan(40);
    // Browser cuts the editor's text at semicolons into several statements, and draws no graph for these.
    expect(text).not.toContain(';');
    const used = new Set([...text.replaceAll(/\/\/.*/g, '').matchAll(/\$(\w+)/g)].map((found) => found[1]!));
    expect(parameters.map((each) => each.name).sort()).toEqual([...used].sort());
    expect(text.length).toBeLessThan(4000);
  });

  it('writes nothing', async () => {
    for (const { text } of queries) expect(text).not.toMatch(/\b(CREATE|MERGE|SET|DELETE|REMOVE|FOREACH|LOAD)\b/);
  });

  it('answers an unknown value with nothing or with little, and no error', async () => {
    for (const each of queries) {
      const parameters = Object.fromEntries(
        each.parameters.map(({ name, example }) => [name, typeof example === 'number' ? -1 : 'ünknown\' "; //']),
      );
      if (each.parameters.length > 0) expect((await show(each.text, parameters)).nodes, each.name).toEqual([]);
    }
  });
});

describe('what a query shows', () => {
  it('campaign overview: every ring, and the prompts that the rings of one campaign share', async () => {
    const { ids, relationships, nodes } = await shown('campaign-overview');
    expect(ids('Ring').sort()).toEqual(rings.map((ring) => ring.id).sort());
    const campaigns = nodes.filter(labelled('Campaign'));
    expect(campaigns.map((node) => node.properties['rings']).sort()).toEqual([3, 7]);
    for (const { elementId, properties } of campaigns)
      expect(relationships.filter((each) => each.endNodeElementId === elementId)).toHaveLength(
        properties['rings'] as number,
      );
    const ties = new Map<string, number>();
    for (const { endNodeElementId: signal } of relationships) ties.set(signal, (ties.get(signal) ?? 0) + 1);
    const shared = nodes.filter((node) => (ties.get(node.elementId) ?? 0) > 1);
    expect(shared.length).toBeGreaterThan(15);
    expect(shared.some(labelled('PromptTemplate'))).toBe(true);
    // Balanced: each ring has signals of its own, and no ring has most of the picture.
    for (const ring of nodes.filter(labelled('Ring'))) {
      const own = relationships.filter((each) => each.startNodeElementId === ring.elementId);
      expect(own.length).toBeGreaterThanOrEqual(4);
      expect(own.length).toBeLessThan(relationships.length / 2);
    }
  });

  it('one ring: all of its 60 members, of one ring of the truth alone, each tied to evidence of several types', async () => {
    const { ids, nodes, relationships } = await show(query('ring').text, { ring: rings[0]!.id });
    const members = ids('Account') as string[];
    expect(members).toHaveLength(60);
    const truth = [...groups.values()].filter((group) => members.some((member) => group.has(member)));
    expect(truth).toHaveLength(1);
    expect(new Set(nodes.flatMap((node) => node.labels)).size).toBeGreaterThan(6);
    for (const member of nodes.filter(labelled('Account'))) {
      const own = relationships.filter((each) => each.startNodeElementId === member.elementId).map((each) => each.type);
      expect(new Set(own).size).toBeGreaterThan(2);
    }
  });

  it('the ring of an account: its fellows of the truth, and what it shares with each', async () => {
    const account = [...groups.values()].map((group) => [...group].sort()[0]!)[0]!;
    const { ids, relationships } = await show(query('ring-of-account').text, { account });
    const members = ids('Account') as string[];
    expect(members).toContain(account);
    const fellows = [...groups.values()].find((group) => group.has(account))!;
    expect(members.length).toBeGreaterThan(5);
    expect(members.filter((member) => !fellows.has(member))).toEqual([]);
    expect(relationships.filter((each) => each.type === 'MEMBER_OF')).toHaveLength(members.length);
  });

  it('the ring of an innocent account: the account alone', async () => {
    const [row] = await cypherRows(
      'MATCH (a:Account) WHERE NOT (a)-[:MEMBER_OF]->() RETURN a.id AS id ORDER BY id LIMIT 1',
    );
    const { ids, nodes } = await show(query('ring-of-account').text, { account: row!['id'] });
    expect([ids('Account'), nodes.length]).toEqual([[row!['id']], 1]);
  });

  it('two accounts: each signal that both leave, and nothing that only one has', async () => {
    const { parameters, nodes, relationships } = await shown('two-accounts');
    const shared = await cypherRows(
      'MATCH (:Account {id: $account})-->(s:Signal)<--(:Account {id: $otherAccount}) RETURN DISTINCT s.key AS key',
      parameters as Record<string, string>,
    );
    const drawn = nodes.filter((node) => {
      const ties = relationships.filter(
        (each) => each.endNodeElementId === node.elementId && each.type !== 'IN_PREFIX',
      );
      return labelled('Signal')(node) && ties.length === 2;
    });
    expect(drawn.map((node) => node.properties['key']).sort()).toEqual(shared.map((row) => row['key']).sort());
    expect(drawn.length).toBeGreaterThan(3);
  });

  it('two accounts that share nothing: both of them, and no more', async () => {
    await cypherRows("CREATE (:Account {id: 'alone_1'}), (:Account {id: 'alone_2'})");
    const { nodes } = await show(query('two-accounts').text, { account: 'alone_1', otherAccount: 'alone_2' });
    expect(nodes.map((node) => node.properties['id']).sort()).toEqual(['alone_1', 'alone_2']);
    await cypherRows("MATCH (a:Account) WHERE a.id IN ['alone_1', 'alone_2'] DELETE a");
  });

  it('the widest hubs: of every type, the widest of the run, each with accounts around it', async () => {
    const { nodes, relationships } = await shown('hubs');
    const classed = relationships.filter((each) => each.type === 'CLASSED');
    const widest = await cypherRows(`MATCH (p:Published {name: 'rings'}) MATCH (:Run {id: p.run})-[c:CLASSED]->(s)
      WITH s.type AS type, max(c.accounts) AS accounts RETURN type, accounts ORDER BY type`);
    const hubs = nodes.filter((node) => classed.some((each) => each.endNodeElementId === node.elementId));
    const drawn = Map.groupBy(hubs, (hub) => hub.properties['type']);
    expect([...drawn.keys()].sort()).toEqual(widest.map((row) => row['type']));
    for (const { type, accounts } of widest) {
      const own = drawn.get(type)!.map((hub) => classed.find((each) => each.endNodeElementId === hub.elementId)!);
      expect(Math.max(...own.map((each) => each.properties['accounts'] as number))).toBe(accounts);
    }
    expect(nodes.filter(labelled('Account')).length).toBeGreaterThan(100);
  });

  it('rings by growth: the ring that grew stands first, with those who joined', async () => {
    const { rows, ids } = await shown('rings-by-growth');
    expect(rows[0]).toMatchObject({ growth: 9, ring: { properties: { id: rings[0]!.id } } });
    const shownAsJoined = ids('Account') as string[];
    expect(shownAsJoined).toHaveLength(4);
    expect(shownAsJoined.filter((id) => ![...joined, ...moved].includes(id))).toEqual([]);
  });

  it('who moved: the accounts that were in another ring, from where to where', async () => {
    const { rows, ids } = await shown('moved-between-rings');
    expect((ids('Account') as string[]).sort()).toEqual(moved);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      former: { properties: { id: rings[1]!.id, run: rings[1]!.former } },
      ring: { properties: { id: rings[0]!.id } },
      movers: 4,
    });
  });

  it('an autonomous system and a prefix: addresses in them, with rings', async () => {
    const asn = await shown('asn');
    expect(asn.parameters).toEqual({ asn: 64500 });
    expect(asn.ids('Asn', 'number')).toEqual([64500]);
    for (const key of asn.ids('Ip', 'key')) expect(key).toMatch(/^ip:249\.128\./);
    expect(asn.ids('Ring').length).toBeGreaterThan(1);
    const prefix = await shown('prefix');
    const start = `ip:${String(prefix.parameters['cidr']).replace(/0\/24$/, '')}`;
    expect(prefix.ids('Ip', 'key').filter((key) => !String(key).startsWith(start))).toEqual([]);
  });

  it('next to a ring: accounts of no ring that share two signals with it at least', async () => {
    const { ids, relationships, nodes } = await shown('next-to-ring');
    const near = ids('Account') as string[];
    const [row] = await cypherRows(
      "MATCH (p:Published {name: 'rings'}) UNWIND $near AS id MATCH (:Account {id: id})-[:MEMBER_OF]->(:Ring {run: p.run}) RETURN count(*) AS members",
      { near },
    );
    expect(row).toEqual({ members: 0 });
    for (const node of nodes.filter(labelled('Account'))) {
      expect(relationships.filter((each) => each.startNodeElementId === node.elementId).length).toBeGreaterThan(1);
    }
  });
});

describe('style.grass', () => {
  const rules = parseGrass(style);
  const selectors = [...rules.keys()].map((selector) => selector.split('.'));

  it('is read as it was meant: every rule with all of its properties', () => {
    // Browser's parser drops silently what it cannot read.
    expect([...rules.values()].reduce((sum, rule) => sum + Object.keys(rule).length, 0)).toBe(
      style.match(/;$/gm)!.length,
    );
    expect(rules.size).toBe(style.match(/^}$/gm)!.length);
    for (const rule of rules.values()) {
      for (const [name, value] of Object.entries(rule)) {
        if (name.includes('color')) expect(value).toMatch(/^#[0-9a-f]{6}$/);
        if (/diameter|width|size|padding/.test(name)) expect(value).toMatch(/^\d+px$/);
      }
    }
  });

  it('names only labels, relationship types and properties that the graph has', async () => {
    // Nobody decided anything yet in this graph.
    await cypherRows(
      "CREATE (:Decision {ring: 'r', seq: 1, state: 'confirmed', reason: 'r', by: 'b', at: datetime()})",
    );
    const nodes = await cypherRows(
      'CALL db.schema.nodeTypeProperties() YIELD nodeLabels, propertyName RETURN nodeLabels, collect(propertyName) AS names',
    );
    const types = await cypherRows(
      'CALL db.schema.relTypeProperties() YIELD relType, propertyName RETURN relType, collect(propertyName) AS names',
    );
    for (const [selector, rule] of rules) {
      const [tag, name] = selector.split('.');
      if (name === undefined) continue;
      const known =
        tag === 'node'
          ? nodes.filter((row) => (row['nodeLabels'] as string[]).includes(name))
          : types.filter((row) => row['relType'] === `:\`${name}\``);
      if (STYLED_OF_WORK.includes(name)) continue;
      expect(known.length, selector).toBeGreaterThan(0);
      const properties = known.flatMap((row) => row['names'] as string[]);
      for (const [, property] of (rule['caption'] ?? '').matchAll(/\{(\w+)\}/g)) {
        expect(properties, `caption of ${selector}`).toContain(property);
      }
    }
  });

  it('styles every label and relationship type that a query shows, and every signal type', async () => {
    const has = (tag: string, name: string) => selectors.some(([head, own]) => head === tag && own === name);
    for (const { name } of queries) {
      const { nodes, relationships } = await shown(name);
      expect(
        [...new Set(nodes.flatMap(({ labels }) => labels))].filter((label) => !has('node', label)),
        name,
      ).toEqual([]);
      expect(
        [...new Set(relationships.map(({ type }) => type))].filter((type) => !has('relationship', type)),
        name,
      ).toEqual([]);
    }
    for (const { label, relationship } of signalRegistry().all) {
      expect([label, has('node', label), has('relationship', relationship)]).toEqual([label, true, true]);
    }
  });

  it('lets the type of a signal win over what holds for all signals', () => {
    const at = (name: string) => selectors.findIndex(([, own]) => own === name);
    for (const { label } of signalRegistry().all) expect(at(label)).toBeGreaterThan(at('Signal'));
  });
});

describe('a pick', () => {
  it('fits on the one line that Browser takes it on', async () => {
    for (const each of queries) {
      const pick = pickFor(each);
      expect(pick === null, each.name).toBe(each.parameters.length === 0);
      if (pick !== null) expect((await show(onOneLine(pick))).rows, each.name).toHaveLength(1);
    }
  });
});

describe('on a graph where everything is too much', () => {
  beforeAll(async () => {
    // 60 rings of 70 accounts, all of one autonomous system and prefix, that share most of 200 signals and grew by half.
    await cypherRows(`MATCH (p:Published {name: 'rings'}) MATCH (prefix:IpPrefix) WITH p, prefix ORDER BY prefix.cidr LIMIT 1
      MATCH (asn:Asn {number: 64500})
      MERGE (prefix)-[:IN_ASN]->(asn)
      WITH p, prefix UNWIND range(0, 199) AS i
      CREATE (s:Signal:Ip {key: 'ip:too-much-' + i, type: 'ip', hint: 'too much', asn: 64500})-[:IN_PREFIX]->(prefix)
      WITH p, collect(s) AS signals
      MATCH (former:Run) WHERE former.id <> p.run
      WITH p, signals, former.id AS former
      UNWIND range(0, 59) AS r
      CREATE (ring:Ring {id: 'ring_too_much_' + r, run: p.run, score: .9999, size: 7000 + r, types: ['ip']})
      CREATE (:Ring {id: 'ring_too_much_' + r, run: former, score: .9, size: 35, types: ['ip']})-[:SUCCEEDED_BY {how: 'grew', jaccard: .5}]->(ring)
      FOREACH (s IN signals[..50 + r] | CREATE (ring)-[:EVIDENCED_BY {bits: 9.0 + r, members: 70, accounts: 200}]->(s))
      WITH ring, signals, r
      UNWIND range(0, 69) AS m
      CREATE (a:Account {id: 'too_much_' + r + '_' + m, status: 'active'})-[:MEMBER_OF {strength: .9, bits: 30.0, signals: [s IN signals[..60] | s.key]}]->(ring)
      FOREACH (s IN signals[m..m + 30] | CREATE (a)-[:CONNECTED_FROM {count: 1, first: datetime(), last: datetime(), windows: [1]}]->(s))`);
    await cypherRows(`UNWIND range(0, 400) AS i
      CREATE (a:Account {id: 'too_near_' + i, status: 'active'})
      WITH a, i MATCH (s:Signal) WHERE s.key IN ['ip:too-much-' + i % 40, 'ip:too-much-' + (i + 3) % 40]
      CREATE (a)-[:CONNECTED_FROM {count: 1, first: datetime(), last: datetime(), windows: [1]}]->(s)`);
    await cypherRows('CALL db.prepareForReplanning(120)');
  });

  it.each(queries.map(({ name }) => name))('%s still fits into the first view', async (name) => {
    const { nodes, rows } = await shown(name);
    expect(nodes.length).toBeGreaterThan(2);
    expect(nodes.length).toBeLessThanOrEqual(BROWSER.initialNodeDisplay);
    expect(rows.length).toBeLessThanOrEqual(BROWSER.maxRows);
    for (const row of rows)
      expect(longestList(Object.values(row).filter(Array.isArray))).toBeLessThan(BROWSER.maxFieldItems);
  });
});
