import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readExploreFolder } from '../../src/explore/folder.ts';
import { parseGrass } from '../../src/explore/grass.ts';
import { onOneLine } from '../../src/explore/saved-query.ts';
import type { ShownNode } from '../../src/explore/shown.ts';
import { signalRegistry } from '../../src/signals/index.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { TESTER } from '../support/audit.ts';
import { BROWSER, type Browser, browser, labelled, longestList, OF_WORK, STYLED_OF_WORK } from '../support/explore.ts';
import { cypherRows, profile, testGraph } from '../support/graph.ts';
import { plainCall } from '../support/plain-call.ts';
import { plant, planted } from '../support/planted.ts';

/** Members of the ring: one whose ban is overturned, one that is left out, one of a case that was merged. */
const [BANNED, PARTNER, TWICE] = ['member_0_3', 'member_0_4', 'member_0_5'];

const folder = readExploreFolder();
let api: TestApi;
let opened: Browser;
let ring: string;
let batch: string;
let work: string;
beforeAll(async () => {
  const graph = await testGraph();
  await plant(graph, signalRegistry(), planted({ ordinary: 400, rings: 1, ringSize: 25, seed: 7 }).events);
  api = await startApi({ graph });
  await api.app.detection.start({ by: TESTER, trigger: 'api' });
  expect(await api.app.detection.finished()).toMatchObject({ state: 'published' });
  await workOnIt();
  await cypherRows('CALL db.prepareForReplanning(120)');
  opened = browser(folder);
}, 500_000);
afterAll(async () => {
  await opened?.close();
  await api?.close();
  await api?.graph.close();
});

/** A case about the ring, a batch that was drawn from it, an appeal that was overturned, an allowance; and the ring has two cells. */
const workOnIt = async () => {
  const call = plainCall(api);
  const made = async (path: string, body: object | undefined, key = api.key) => {
    const answer = await call<{ id: string }>('POST', path, { body, key, headers: { 'if-match': '*' } });
    expect([path, answer.status < 300, answer.body]).toEqual([path, true, answer.body]);
    return answer.body.id;
  };
  [{ ring }] = (await cypherRows('MATCH (r:Ring) RETURN r.id AS ring')) as [{ ring: string }];
  work = await made('/v1/cases', { kind: 'ring', target: ring, title: 'Nine cards' });
  await made(`/v1/cases/${work}/links`, { kind: 'account', target: BANNED });
  await made(`/v1/cases/${work}/notes`, { text: 'seen in two evenings' });
  await made(`/v1/cases/${work}/snapshots`, { kind: 'account', target: BANNED });
  const duplicate = await made('/v1/cases', { kind: 'account', target: TWICE });
  await made(`/v1/cases/${duplicate}/merge`, { into: work, reason: 'the same' });
  const [enforcer, approver] = [await api.keyWith('enforcer'), await api.keyWith('approver')];
  batch = await made('/v1/bans', { title: 'Nine cards', reason: 'r', from: { kind: 'case', case: work } }, enforcer);
  await made(`/v1/bans/${batch}/leave-out`, { accounts: [PARTNER], reason: 'a partner' }, enforcer);
  await made(`/v1/bans/${batch}/freeze`, undefined, enforcer);
  await api.app.freezes.settled();
  await made(`/v1/bans/${batch}/approve`, { reason: 'looked at' }, approver);
  await cypherRows("MATCH (i:BanItem) WHERE i.seq % 2 = 0 OR i.account = $account SET i.state = 'done'", {
    account: BANNED,
  });
  const appeal = await made('/v1/appeals', { account: BANNED, reason: 'an office' });
  await made(`/v1/appeals/${appeal}/decision`, { outcome: 'overturned', code: 'office', reason: 'seen' }, approver);
  await made('/v1/allow-list', { kind: 'account', target: PARTNER, code: 'partner', reason: 'r' });
  await cypherRows(
    `MATCH (:Ring)<-[m:MEMBER_OF]-() UNWIND m.signals AS key
     WITH key, count(*) AS members WHERE members > 3 AND members < 22 WITH key ORDER BY members, key LIMIT 1
     MATCH (:Ring)<-[m:MEMBER_OF]-() SET m.cell = CASE WHEN key IN m.signals THEN 1 ELSE 2 END`,
  );
};

describe('every saved query about people’s work', () => {
  it.each(OF_WORK)('%s shows a connected graph that fits into the first view', async (name) => {
    const { nodes, relationships, rows, parameters } = await opened.shown(name);
    expect(Object.keys(parameters)).toEqual(opened.query(name).parameters.map((each) => each.name));
    expect(nodes.length).toBeGreaterThan(2);
    const tied = new Set(relationships.flatMap((each) => [each.startNodeElementId, each.endNodeElementId]));
    expect(nodes.filter(({ elementId }) => !tied.has(elementId))).toEqual([]);
    for (const row of rows)
      expect(longestList(Object.values(row).filter(Array.isArray))).toBeLessThan(BROWSER.maxFieldItems);
  });

  it.each(OF_WORK)('%s reads by an index, can be pasted into Browser, and writes nothing', async (name) => {
    const { text, title, about, parameters } = opened.query(name);
    const operators = await profile({ name, text }, (await opened.picked(name)) as never);
    expect(operators.filter((each) => /Scan$/.test(each.name)).map((each) => `${each.name} ${each.details}`)).toEqual(
      [],
    );
    expect(title).toMatch(/^[A-Z].*[?a-z]$/);
    expect(about.length).toBeGreaterThan(40);
    expect(text).not.toContain(';');
    expect(text.length).toBeLessThan(4000);
    expect(text).not.toMatch(/\b(CREATE|MERGE|SET|DELETE|REMOVE|FOREACH|LOAD)\b/);
    const unknown = Object.fromEntries(parameters.map((each) => [each.name, 'ünknown\' "; //']));
    if (parameters.length > 0) expect((await opened.show(text, unknown)).nodes).toEqual([]);
    const pick = folder.pickFor(opened.query(name));
    expect(pick === null).toBe(parameters.length === 0);
    if (pick !== null) expect((await opened.show(onOneLine(pick))).rows).toHaveLength(1);
  });

  it('a ban batch: its accounts with what became of them and their ring, who approved, who was left out, the appeal, and its case', async () => {
    const { parameters, ids, nodes, relationships } = await opened.shown('ban-batch');
    expect(parameters).toEqual({ batch });
    const of = (label: string) => nodes.filter(labelled(label));
    const states = of('BanItem').map((node) => node.properties['state']);
    expect(states).toHaveLength(24);
    // An overturned appeal lets its account go.
    expect(Object.fromEntries(Map.groupBy(states, (state) => state))).toMatchObject({ undoing: ['undoing'] });
    expect(new Set(states)).toEqual(new Set(['pending', 'done', 'undoing']));
    expect(ids('Ring')).toEqual([ring]);
    expect([of('BanApproval').length, of('BanExclusion').length, of('Appeal').length]).toEqual([1, 1, 1]);
    expect(ids('Case')).toEqual([work]);
    expect(relationships.filter(({ type }) => type === 'LISTS')).toHaveLength(24);
    expect(ids('Account')).toHaveLength(25);
  });

  it('a case: what it is about, its ring with the strongest signals and members, its papers and its duplicate', async () => {
    const { ids, nodes } = await opened.show(opened.query('case').text, { case: work });
    expect(ids('Ring')).toEqual([ring]);
    expect(ids('Case')).toHaveLength(2);
    expect(ids('CaseSubject').sort()).toEqual([BANNED, TWICE, ring].sort());
    expect(ids('Account')).toEqual(expect.arrayContaining([BANNED, TWICE]));
    const labels = nodes.flatMap((node) => node.labels);
    expect(labels.filter((label) => ['CaseNote', 'EvidenceSnapshot'].includes(label)).sort()).toEqual([
      ...['CaseNote', 'EvidenceSnapshot'],
    ]);
    expect(nodes.filter(labelled('Signal')).length).toBe(8);
  });

  it('the cells of a ring: two of them apart, each with signals that are mostly its own', async () => {
    const { rows } = await opened.show(opened.query('cells').text, { ring });
    expect(rows.map((row) => row['cell']).sort()).toEqual([1, 2]);
    for (const row of rows) expect((row['members'] as []).length).toBeGreaterThan(2);
    const own = [1, 2].map((cell) =>
      (rows.find((row) => row['cell'] === cell)!['signals'] as ShownNode[]).map(({ properties }) =>
        String(properties['key']),
      ),
    );
    expect(own.flat().length).toBeGreaterThan(0);
    const counted = await cypherRows(
      `UNWIND [1, 2] AS cell UNWIND $own[cell - 1] AS key
       MATCH (:Ring)<-[m:MEMBER_OF]-() WHERE key IN m.signals
       RETURN cell, key, sum(CASE WHEN m.cell = cell THEN 1 ELSE 0 END) * 2 > count(*) AS most`,
      { own },
    );
    expect(counted).toHaveLength(own.flat().length);
    expect(counted.every(({ most }) => most === true)).toBe(true);
  });

  it('appeals that were overturned: the ban, its account, and the signals that count for less, with the ring that rests on them', async () => {
    const { ids, nodes, relationships } = await opened.shown('overturned-appeals');
    expect(ids('Appeal')).toHaveLength(1);
    expect(ids('Account')).toEqual([BANNED]);
    const doubted = relationships.filter(({ type }) => type === 'DOUBTS').map((each) => each.endNodeElementId);
    expect(doubted.length).toBeGreaterThan(0);
    const signals = nodes.filter(labelled('Signal')).map(({ elementId }) => elementId);
    expect(signals.sort()).toEqual(doubted.sort());
    expect(ids('Ring')).toEqual([ring]);
  });
});

describe('the style of what people did', () => {
  const rules = parseGrass(folder.style);

  it('names labels, relationship types and properties that the graph has, and all that the queries show', async () => {
    const properties = async (procedure: string, kind: string): Promise<Map<string, string[]>> => {
      const rows = await cypherRows(
        `CALL db.schema.${procedure}() YIELD ${kind}, propertyName RETURN ${kind} AS kind, collect(propertyName) AS names`,
      );
      const found = new Map<string, string[]>();
      for (const { kind: each, names } of rows)
        for (const name of [each].flat())
          found.set(String(name).replace(/^:`|`$/g, ''), [...(found.get(String(name)) ?? []), ...(names as string[])]);
      return found;
    };
    const [nodes, types] = [
      await properties('nodeTypeProperties', 'nodeLabels'),
      await properties('relTypeProperties', 'relType'),
    ];
    for (const name of STYLED_OF_WORK) {
      const [tag, known] = nodes.has(name) ? ['node', nodes.get(name)!] : ['relationship', types.get(name)!];
      expect([name, known === undefined]).toEqual([name, false]);
      const rule = rules.get(`${tag}.${name}`);
      expect([name, rule === undefined]).toEqual([name, false]);
      for (const [, property] of (rule!['caption'] ?? '').matchAll(/\{(\w+)\}/g))
        expect([name, known]).toEqual([name, expect.arrayContaining([property])]);
    }
    for (const name of OF_WORK) {
      const shown = await opened.shown(name);
      const seen = [
        ...shown.nodes.flatMap(({ labels }) => labels.map((label) => `node.${label}`)),
        ...shown.relationships.map(({ type }) => `relationship.${type}`),
      ];
      expect([...new Set(seen)].filter((selector) => !rules.has(selector))).toEqual([]);
    }
  });
});

describe('on a graph where everything is too much', () => {
  beforeAll(async () => {
    // A batch of 1,200 accounts in every state and with every paper, each in a ring of its own and with an appeal; a case about 40 rings with 60 of each paper; 20 cells.
    await cypherRows(
      `MATCH (p:Published {name: 'rings'}) MATCH (s:Signal) WITH p, s ORDER BY s.key LIMIT 12 WITH p, collect(s) AS signals
       CREATE (b:BanBatch {id: 'ban_toomuchtoom', state: 'running', run: p.run, items: 3000, title: 't', createdAt: datetime()})
       CREATE (c:Case {id: 'case_toomuchtoo', title: 't', status: 'open', openedAt: datetime() + duration('P1D')})
       FOREACH (n IN range(1, 9) | CREATE (b)-[:APPROVED_BY]->(:BanApproval {id: 'too_much_' + n, verdict: 'approved', name: 'n', at: datetime()}))
       FOREACH (n IN range(1, 60) | CREATE (c)-[:HAS_NOTE]->(:CaseNote {id: 'too_much_' + n, text: 't', at: datetime()}))
       FOREACH (n IN range(1, 60) | CREATE (c)-[:HAS_SNAPSHOT]->(:EvidenceSnapshot {id: 'too_much_' + n, kind: 'ring', target: 't', at: datetime()}))
       FOREACH (n IN range(1, 60) | CREATE (c)<-[:MERGED_INTO]-(:Case {id: 'case_much_' + n, title: 't', status: 'merged', openedAt: datetime()}))
       FOREACH (n IN range(0, 39) | CREATE (c)-[:ABOUT {at: datetime()}]->(:CaseSubject {ref: 'ring:ring_' + n, kind: 'ring', id: 'ring_' + n}))
       WITH p, b, signals UNWIND range(0, 1199) AS n
       CREATE (a:Account {id: 'too_much_' + n})
       CREATE (r:Ring {id: 'ring_' + n, run: p.run, score: 0.99, size: 9})
       CREATE (a)-[:MEMBER_OF {strength: 0.9, bits: 9.0, cell: n % 20, signals: [s IN signals | s.key]}]->(r)
       FOREACH (s IN signals | CREATE (r)-[:EVIDENCED_BY {bits: 9.0, members: 9, accounts: 9}]->(s))
       CREATE (b)-[:LISTS]->(i:BanItem {id: b.id + '.' + n, batch: b.id, seq: n + 1, ring: r.id, account: a.id,
         state: ['pending', 'sent', 'done', 'failed', 'skipped', 'undoing', 'undoSent', 'undone', 'undoFailed'][n % 9]})-[:ABOUT]->(a)
       CREATE (l:Appeal {id: 'apl_' + n, state: 'overturned', at: datetime(), decidedAt: datetime()})-[:AGAINST]->(i)
       CREATE (b)-[:LEAVES_OUT]->(:BanExclusion {id: b.id + '.x' + n, batch: b.id, account: a.id, why: 'rule'})-[:ABOUT]->(a)
       FOREACH (s IN signals | CREATE (l)-[:DOUBTS]->(s))`,
    );
    await cypherRows(
      `MATCH (p:Published {name: 'rings'}) MATCH (r:Ring {id: 'ring_0', run: p.run}) SET r.score = 1.0
       WITH r MATCH (a:Account) WHERE a.id STARTS WITH 'too_much_'
       MERGE (a)-[m:MEMBER_OF]->(r) SET m.strength = 0.9, m.cell = toInteger(split(a.id, '_')[2]) % 20, m.signals = ['none']`,
    );
    await cypherRows('CALL db.prepareForReplanning(120)');
  }, 300_000);

  it.each(OF_WORK)('%s still fits into the first view', async (name) => {
    const { nodes, rows } = await opened.shown(name);
    expect(nodes.length).toBeGreaterThan(2);
    expect(nodes.length).toBeLessThanOrEqual(BROWSER.initialNodeDisplay);
    expect(rows.length).toBeLessThanOrEqual(BROWSER.maxRows);
    for (const row of rows)
      expect(longestList(Object.values(row).filter(Array.isArray))).toBeLessThan(BROWSER.maxFieldItems);
  });
});
