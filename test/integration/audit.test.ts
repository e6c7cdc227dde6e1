import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it, onTestFinished } from 'vitest';
import type { oas31 } from 'zod-openapi';
import { ACCESS } from '../../src/access/table.ts';
import { createApp } from '../../src/app.ts';
import type { AuditEntry } from '../../src/audit/entry.ts';
import { verifyExport } from '../../src/audit/exported.ts';
import { seals } from '../../src/audit/seal.ts';
import { allows } from '../../src/http/authenticate.ts';
import { keysService } from '../../src/keys/service.ts';
import { keysStore } from '../../src/keys/store.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { TESTER } from '../support/audit.ts';
import { command } from '../support/command-process.ts';
import { cypherRows } from '../support/graph.ts';
import { stage } from '../support/staged.ts';

const serviceKeys = { current: 'k1', keys: { k1: Buffer.alloc(32, 7).toString('base64') } };
const CARD = '4242 4242 4242 4242';
const EVENTS = ['acct_a', 'acct_b'].map((account, i) => ({
  ...{ id: `e${i}`, account, kind: 'signup', time: '2026-01-05T10:00:00Z' },
  signals: [
    { type: 'ip', value: '203.0.113.7' },
    { type: 'payment_instrument', value: CARD },
  ],
}));

interface Page {
  readonly entries: AuditEntry[];
  readonly subjects: Record<string, string>;
  readonly head: { seq: number; hash: string };
  readonly next: string | null;
}

let api: TestApi;
let reader: string;
beforeAll(async () => {
  api = await startApi({ serviceKeys, config: { http: { trustedProxies: ['127.0.0.1'] } } });
  await stage(api.graph, 'run_1', [{ id: 'ring_a' }]);
  await publish();
  await api.call('POST', '/v1/events', { body: EVENTS, headers: { 'idempotency-key': 'signups' } });
});
afterAll(() => api?.close());
beforeEach(async () => {
  reader = await api.keyWith('viewer');
});

/** The run that was staged, whatever was found since. */
const publish = () => cypherRows("MERGE (p:Published {name: 'rings'}) SET p.run = 'run_1'");
const newest = async (query = ''): Promise<AuditEntry> =>
  (await api.call<Page>('GET', `/v1/audit?limit=1${query}`)).body.entries[0]!;
/** An id of the form that a route takes, of something that is not there. */
const exampleId = (path: string, param: string): string => {
  const parameters = (api.app.http.document.paths?.[path]?.get?.parameters ?? []) as oas31.ParameterObject[];
  return String(parameters.find(({ name }) => name === param)!.example);
};
const keyId = (key: string): string => key.split('_')[1]!;
const verdict = () => api.app.audit.verify(null);

describe('a change', () => {
  it('is in the trail with who, what, from where, before and after', async () => {
    const put = (etag: string) =>
      api.call('PUT', '/v1/rings/ring_a/state', {
        body: { state: 'in_review', reason: 'a planted reason' },
        headers: { 'if-match': etag, 'x-request-id': 'request-0001', 'x-forwarded-for': '198.51.100.9' },
      });
    expect((await put('"run_1.0"')).status).toBe(200);
    expect(await newest('&action=setRingState')).toMatchObject({
      actor: { kind: 'key', id: keyId(api.key), name: 'test', from: '198.51.100.9', request: 'request-0001' },
      action: 'setRingState',
      targets: ['ring:ring_a'],
      before: { state: 'new' },
      after: { state: 'in_review', run: 'run_1', version: 1 },
    });
    const { head } = await verdict();
    expect((await put('"run_1.0"')).status).toBe(412);
    expect((await verdict()).head).toEqual(head);
  });

  it('of keys, runs and batches is in it, once for a batch that is sent again', async () => {
    const { id } = await api.app.keys.create({ name: 'short-lived', roles: ['ingest'] }, TESTER);
    await api.app.keys.revoke(id, TESTER);
    await api.app.keys.revoke(id, TESTER);
    const { entries } = (await api.call<Page>('GET', `/v1/audit?target=key:${id}`)).body;
    expect(entries.map(({ action }) => action)).toEqual(['revokeKey', 'createKey']);
    expect(entries[1]).toMatchObject({ actor: { kind: 'command', id: 'tests' }, after: { roles: ['ingest'] } });

    const send = () => api.call('POST', '/v1/events', { body: EVENTS, headers: { 'idempotency-key': 'signups' } });
    expect((await send()).body['replayed']).toBe(true);
    expect((await api.call<Page>('GET', '/v1/audit?target=batch:signups')).body.entries).toHaveLength(1);

    const run = (await api.call('POST', '/v1/runs', { body: {} })).body['id'] as string;
    await api.call('POST', `/v1/runs/${run}/cancel`);
    await api.app.detection.finished();
    await publish();
    const ofRun = (await api.call<Page>('GET', `/v1/audit?target=run:${run}`)).body.entries;
    expect(ofRun.at(-1)).toMatchObject({ action: 'startRun', after: { trigger: 'api' } });
  });

  it('is not in it when it is not made, and not made when it cannot be in it', async () => {
    const before = (await verdict()).head!;
    await expect(api.app.keys.create({ name: ' ', roles: ['viewer'] }, TESTER)).rejects.toThrow();
    expect((await verdict()).head).toEqual(before);
    const failing = keysStore(api.graph, async () => {
      throw new Error('the trail cannot be written');
    });
    const refused = keysService({ store: failing, now: Date.now }).create(
      { name: 'unrecorded', roles: ['viewer'] },
      TESTER,
    );
    await expect(refused).rejects.toThrow('the trail');
    expect((await api.app.keys.list()).map(({ name }) => name)).not.toContain('unrecorded');
  });
});

describe('a reading of personal values', () => {
  it('is in the trail before it is answered, by a fingerprint that leads to the account', async () => {
    const requests = [
      ['GET', '/v1/accounts/acct_a', 'getAccount', 'account'],
      ['GET', '/v1/accounts/acct_a/signals', 'listAccountSignals', 'account'],
      ['GET', '/v1/signals/ip%3A203.0.113.7', 'getSignal', 'signal'],
      ['GET', '/v1/rings/ring_a/members', 'listRingMembers', 'ring'],
      ['GET', '/v1/exports/accounts?format=ndjson', 'exportAccounts', null],
    ] as const;
    for (const [method, path, action, kind] of requests) {
      const { status } = await fetch(api.url + path, { method, headers: { authorization: `Bearer ${reader}` } });
      if (action !== 'exportAccounts') expect([path, status]).toEqual([path, 200]);
      const entry = await newest(`&actor=${keyId(reader)}`);
      expect(entry).toMatchObject({ action, actor: { kind: 'key', id: keyId(reader) } });
      expect(entry.targets.map((target) => target.split(':')[0])).toEqual(kind === null ? [] : [kind]);
    }
    const { body } = await api.call<Page>('GET', '/v1/audit?target=account:acct_a&action=getAccount');
    expect(body.entries).toHaveLength(1);
    expect(body.subjects).toEqual({ [body.entries[0]!.targets[0]!]: 'acct_a' });
  });

  it('of every route that the table names is in it, and of no other', async () => {
    for (const [name, { recorded, ifNamed, who }] of Object.entries(ACCESS)) {
      const [method, path] = name.split(' ') as [string, string];
      if (method !== 'GET' || path.startsWith('/v1/audit') || path.endsWith('/events')) continue;
      const before = (await verdict()).head!.seq;
      const query: Record<string, string> = { search: '?q=x', counterfactual: '?without=type:ip' };
      const asked =
        path.replaceAll(/\{(\w+)\}/g, (_, param: string) => encodeURIComponent(exampleId(path, param))) +
        (query[path.split('/').at(-1)!] ?? '');
      const key = allows(['viewer'], who) ? reader : api.key;
      await fetch(api.url + asked, { headers: { authorization: `Bearer ${key}` } });
      expect([name, (await verdict()).head!.seq - before]).toEqual([name, recorded === undefined || ifNamed ? 0 : 1]);
      if (recorded === undefined || !ifNamed) continue;
      for (const [param, kind] of Object.entries(recorded)) {
        await fetch(`${api.url}${path}?${param}=${exampleId(path, param)}`, {
          headers: { authorization: `Bearer ${key}` },
        });
        const entry = await newest(`&actor=${keyId(key)}`);
        expect([param, entry.targets.map((target) => target.split(':')[0])]).toEqual([param, [kind]]);
      }
    }
  });

  it('does not hold a match of values that the caller gave: nobody’s are read, and a sign-up service asks often', async () => {
    const before = (await verdict()).head!.seq;
    const body = { signals: [{ type: 'email', value: 'eve@example.com' }] };
    await api.call('POST', '/v1/accounts/acct_x/match', { body });
    expect((await verdict()).head!.seq).toBe(before);
    await api.call('POST', '/v1/accounts/acct_a/match');
    expect((await verdict()).head!.seq).toBe(before + 1);
  });

  it('holds no raw value, whatever is asked', async () => {
    await api.call('POST', '/v1/search', { body: { value: CARD } });
    await api.call('GET', '/v1/search?q=203.0.113.7');
    await api.call('POST', '/v1/search', { body: { value: 'eve@example.com' } });
    const rows = await cypherRows('MATCH (n) WHERE n:AuditEntry OR n:AuditHead RETURN properties(n) AS all');
    const text = JSON.stringify(rows);
    for (const raw of [CARD, '203.0.113.7', 'eve@example.com', 'acct_a', 'planted reason', reader])
      expect([raw, text.includes(raw)]).toEqual([raw, false]);
    // Four digits can be within a hash or an id of any alphabet by chance: as the end of a masked card they stand by themselves.
    expect(text).not.toMatch(/(?<![\w-])4242(?![\w-])/);
    const { body } = await api.call<Page>('GET', '/v1/audit?target=value:203.0.113.7&action=search');
    expect(body.entries).toHaveLength(1);
  });

  it('can be forgotten with the account, and the trail stays whole', async () => {
    await cypherRows("MATCH (s:AuditSubject {id: 'acct_a'}) DELETE s");
    const { body } = await api.call<Page>('GET', '/v1/audit?target=account:acct_a&action=getAccount');
    expect([body.entries.length, body.subjects]).toEqual([1, {}]);
    expect((await verdict()).faults).toEqual([]);
  });
});

describe('the trail', () => {
  it('does not fork when two instances write to it at once', async () => {
    const other = createApp({
      ...{
        config: api.config,
        graph: api.graph,
        connection: {} as never,
        serviceKeys,
        now: Date.now,
        instance: 'other',
      },
      log: pino({ level: 'silent' }),
    });
    const before = (await verdict()).head!.seq;
    const entry = { actor: TESTER, targets: [], before: null, after: null };
    await Promise.all(
      Array.from({ length: 200 }, (_, i) =>
        i % 20 === 0
          ? (i % 40 === 0 ? api.app : other).keys.create({ name: `k${i}`, roles: ['viewer'] }, TESTER)
          : (i % 2 === 0 ? api.app : other).record({ ...entry, action: 'probe' }),
      ),
    );
    expect(await verdict()).toMatchObject({ faults: [], unsealed: 0, head: { seq: before + 200 } });
    await other.close();
  });

  it('is paged, filtered by time, and open to an admin alone', async () => {
    const first = (await api.call<Page>('GET', '/v1/audit?limit=3')).body;
    const second = (await api.call<Page>('GET', `/v1/audit?limit=3&cursor=${first.next}`)).body;
    const seqs = [...first.entries, ...second.entries].map(({ seq }) => seq);
    expect(seqs).toEqual(Array.from({ length: 6 }, (_, i) => seqs[0]! - i));
    expect((await api.call<Page>('GET', '/v1/audit?to=2020-01-01T00:00:00Z')).body.entries).toEqual([]);
    for (const role of ['viewer', 'investigator', 'enforcer', 'approver', 'ingest'] as const)
      expect((await api.call('GET', '/v1/audit', { key: await api.keyWith(role) })).status).toBe(403);
  });

  it('is exported as it was hashed, and the file verifies without the graph', async () => {
    const text = (await api.call<string>('GET', '/v1/audit/export')).body;
    const lines = async function* (of: string) {
      yield* of.trimEnd().split('\n');
    };
    const whole = await verifyExport(lines(text), null, seals(serviceKeys));
    expect(whole).toMatchObject({ faults: [], unsealed: 0 });
    expect(whole.entries).toBeGreaterThan(200);
    const changed = text.replace('"action":"createKey"', '"action":"listKeys"');
    expect((await verifyExport(lines(changed), null, seals(serviceKeys))).faults).not.toEqual([]);
    const rest = (await api.call<string>('GET', `/v1/audit/export?after=${whole.head!.seq - 2}`)).body;
    expect((await verifyExport(lines(rest), whole.head, seals(serviceKeys))).faults).toEqual([]);
  });

  it('tells that the mark of its end was removed, and has it anew with the next entry', async () => {
    await cypherRows('MATCH (h:AuditHead) DELETE h');
    expect((await verdict()).faults.map(({ kind }) => kind)).toEqual(['end']);
    await api.app.record({ actor: TESTER, action: 'probe', targets: [], before: null, after: null });
    expect((await verdict()).faults).toEqual([]);
  });

  it('is verified and exported by command, which ends with 65 where it is not whole', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ringfence-audit-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await mkdir(join(folder, 'home'), { mode: 0o700 });
    await writeFile(join(folder, 'home', 'service-keys.json'), JSON.stringify(serviceKeys), { mode: 0o600 });
    const run = async (...args: string[]) => (await command(folder, inject('neo4j'), ['audit', ...args])).ended;
    const whole = await run('verify');
    expect([whole.code, whole.stdout]).toEqual([
      0,
      expect.stringMatching(/^the audit trail is whole: \d+ entries, head \d+:[0-9a-f]{64}\n$/),
    ]);
    const [, head] = /head (\S+)/.exec(whole.stdout)!;
    expect(await run('export', '--out', 'audit.ndjson')).toMatchObject({ code: 0 });
    expect(await run('verify', 'audit.ndjson', '--head', head!)).toMatchObject({ code: 0 });
    const text = await readFile(join(folder, 'audit.ndjson'), 'utf8');
    await writeFile(join(folder, 'audit.ndjson'), text.replace('"name":"test"', '"name":"ghost"'));
    const broken = await run('verify', 'audit.ndjson');
    expect(broken).toMatchObject({ code: 65, stdout: expect.stringContaining('does not fit its hash (changed)') });
    expect((await newest('&action=exportAudit')).actor.kind).toBe('command');
  });

  it.each([
    ['an entry removed', 'MATCH (e:AuditEntry {seq: 20}) DELETE e', ['20 missing']],
    ['an entry changed', "MATCH (e:AuditEntry {seq: 20}) SET e.actorName = 'nobody'", ['20 changed']],
    ['facts that are no JSON', "MATCH (e:AuditEntry {seq: 20}) SET e.after = '{'", ['20 changed']],
    ['another time', 'MATCH (e:AuditEntry {seq: 20}) SET e.at = e.at - duration({days: 1})', ['20 changed']],
    ['the end cut off', 'MATCH (h:AuditHead) MATCH (e:AuditEntry {seq: h.seq}) DELETE e', ['end']],
    [
      'two entries put in each other’s place',
      'MATCH (a:AuditEntry {seq: 20}) MATCH (b:AuditEntry {seq: 21}) SET a.seq = -1 SET b.seq = 20 SET a.seq = 21',
      ['20 changed', '21 changed'],
    ],
  ])('tells of %s in the database', async (_what, tampering, expected) => {
    const kept = await cypherRows(
      'MATCH (n) WHERE n:AuditEntry OR n:AuditHead RETURN labels(n) AS labels, properties(n) AS all',
    );
    await cypherRows(tampering);
    const faults = (await verdict()).faults.map(({ seq, kind }) => (kind === 'end' ? kind : `${seq} ${kind}`));
    for (const fault of expected) expect(faults).toContain(fault);
    // What comes after it is written all the same, and does not cover it up.
    await api.app.record({ actor: TESTER, action: 'probe', targets: [], before: null, after: null });
    expect((await verdict()).faults).not.toEqual([]);
    await cypherRows('MATCH (n) WHERE n:AuditEntry OR n:AuditHead DELETE n');
    const [heads, entries] = [true, false].map((head) =>
      kept.filter(({ labels }) => (labels as string[]).includes('AuditHead') === head),
    );
    await cypherRows('UNWIND $heads AS row CREATE (n:AuditHead) SET n = row.all', { heads });
    await cypherRows('UNWIND $entries AS row CREATE (n:AuditEntry) SET n = row.all', { entries });
    expect((await verdict()).faults).toEqual([]);
  });
});
