import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serviceActor } from '../../src/audited.ts';
import { ringWatch } from '../../src/cases/watch.ts';
import { watchStore } from '../../src/cases/watch-store.ts';
import { signalRegistry } from '../../src/signals/index.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { TESTER, unrecorded } from '../support/audit.ts';
import { cypherRows, testGraph } from '../support/graph.ts';
import { plant, planted } from '../support/planted.ts';
import { member, publish, stage, succeed } from '../support/staged.ts';

interface Case {
  readonly id: string;
  readonly version: number;
  readonly status: string;
  readonly mergedInto: string | null;
  readonly mergedFrom: readonly string[];
  readonly links: readonly {
    readonly kind: string;
    readonly target: string;
    readonly size: number | null;
    readonly gone: boolean;
  }[];
  readonly notes: number;
  readonly snapshots: number;
}
interface Event {
  readonly number: number;
  readonly by: string;
  readonly action: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

let api: TestApi;
let clock = Date.now();
const truth = planted({ ordinary: 1500, rings: 6, ringSize: 25, seed: 7 });
beforeAll(async () => {
  const graph = await testGraph();
  await plant(graph, signalRegistry(), truth.events);
  api = await startApi({ graph, now: () => clock });
  await detect();
});
afterAll(async () => {
  await api?.close();
  await api?.graph.close();
});

const detect = async (): Promise<void> => {
  await api.app.detection.start({ by: TESTER, trigger: 'api' });
  expect((await api.app.detection.finished())?.state).toBe('published');
};
const ringOf = async (account: string): Promise<string> =>
  (await api.call<{ ring: { id: string } }>('GET', `/v1/accounts/${account}`)).body.ring.id;
const open = (kind: string, target: string, over: object = {}) =>
  api.call<Case & { case?: string }>('POST', '/v1/cases', { body: { kind, target, ...over } });
const read = async (id: string): Promise<{ body: Case; etag: string }> => {
  const { body, headers } = await api.call<Case>('GET', `/v1/cases/${id}`);
  return { body, etag: headers.get('etag')! };
};
const send = (method: string, id: string, what: string, body: object, etag: string | null = '*') =>
  api.call<Case & { detail?: string }>(method, `/v1/cases/${id}${what}`, {
    body,
    headers: etag === null ? {} : { 'if-match': etag },
  });
const history = async (id: string): Promise<Event[]> =>
  (await api.call<{ events: Event[] }>('GET', `/v1/cases/${id}/history?limit=200`)).body.events.toReversed();
const actions = async (id: string): Promise<string[]> => (await history(id)).map(({ action }) => action);
const close = (id: string) =>
  send('PUT', id, '/status', { status: 'closed', outcome: 'inconclusive', reason: 'nothing more to see' });

describe('opening a case', () => {
  it('is done from a ring, an account or a signal, and says what there is already', async () => {
    const ring = await ringOf('member_0_0');
    const opened = await open('ring', ring, { priority: 'high' });
    expect(opened.status).toBe(201);
    expect(opened.headers.get('location')).toBe(`/v1/cases/${opened.body.id}`);
    expect(opened.body).toMatchObject({ status: 'open', priority: 'high', title: `ring ${ring}`, version: 1 });
    expect(opened.body.links).toMatchObject([{ kind: 'ring', target: ring, size: 25 }]);
    const again = await open('ring', ring);
    expect([again.status, again.body.case]).toEqual([409, opened.body.id]);
    const other = await open('ring', ring, { evenIfOpen: true });
    expect(other.status).toBe(201);
    for (const { id } of [opened.body, other.body]) expect((await close(id)).status).toBe(200);
    const [key] = (await api.call<{ evidence: { key: string }[] }>('GET', `/v1/rings/${ring}`)).body.evidence;
    for (const [kind, target] of [
      ['account', 'member_0_1'],
      ['signal', key!.key],
    ] as const) {
      const { status, body } = await open(kind, target);
      expect([status, body.links[0]!.target]).toEqual([201, target]);
      expect((await open(kind, target)).status).toBe(409);
      await close(body.id);
    }
    for (const kind of ['ring', 'account', 'signal']) expect((await open(kind, 'nobody')).status).toBe(404);
    expect(await cypherRows("MATCH (s:CaseSubject {id: 'nobody'}) RETURN s")).toEqual([]);
  });

  it('by many at once for one ring opens one', async () => {
    const ring = await ringOf('member_1_0');
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => open('ring', ring)));
    const [first] = answers.filter(({ status }) => status === 201);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
    for (const { status, body } of answers) if (status === 409) expect(body.case).toBe(first!.body.id);
    await close(first!.body.id);
  });
});

describe('a case', () => {
  it('is changed by whoever saw its version: of many at once one, and nobody’s change is lost', async () => {
    const { id } = (await open('account', 'user_1')).body;
    const { etag } = await read(id);
    expect((await send('PATCH', id, '', { assignee: 'ana' }, null)).status).toBe(428);
    const answers = await Promise.all(
      ['a', 'b', 'c', 'd'].map((assignee) => send('PATCH', id, '', { assignee }, etag)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
    const steps = await Promise.all(
      [1, 2].map(() =>
        send(
          'PUT',
          id,
          '/status',
          { status: 'waiting', reason: 'x' },
          answers.find(({ status }) => status === 200)!.headers.get('etag')!,
        ),
      ),
    );
    expect(steps.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect(await actions(id)).toEqual(['opened', 'changed', 'status']);
    const notes = await Promise.all(
      ['one', 'two', 'three'].map((text) => api.call('POST', `/v1/cases/${id}/notes`, { body: { text } })),
    );
    expect(notes.map(({ status }) => status)).toEqual([201, 201, 201]);
    const events = await history(id);
    expect(events.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(new Set(events.map(({ by }) => by))).toEqual(new Set(['test']));
    expect((await read(id)).body).toMatchObject({ version: 6, notes: 3 });
    const { body } = await api.call<{ entries: { action: string }[] }>('GET', `/v1/audit?target=case:${id}`);
    expect(
      body.entries
        .map(({ action }) => action)
        .filter((action) => !/^(get|list)/.test(action))
        .toReversed(),
    ).toEqual([...['openCase', 'changeCase', 'setCaseStatus', 'addCaseNote', 'addCaseNote', 'addCaseNote']]);
  });

  it('goes by allowed steps only, and is closed with an outcome', async () => {
    const { id } = (await open('account', 'user_2')).body;
    expect((await send('PUT', id, '/status', { status: 'closed', reason: 'x' })).status).toBe(400);
    expect((await send('PUT', id, '/status', { status: 'open', reason: 'x' })).status).toBe(409);
    expect((await close(id)).body).toMatchObject({ status: 'closed', outcome: 'inconclusive' });
    const refused = await send('PUT', id, '/status', { status: 'waiting', reason: 'x' });
    expect([refused.status, (refused.body as { allowed?: string[] }).allowed]).toEqual([409, ['open']]);
    expect((await send('PUT', id, '/status', { status: 'open', reason: 'new facts' })).body).toMatchObject({
      status: 'open',
      outcome: null,
    });
    await close(id);
  });

  it('keeps notes as they were written and shows them without anything that acts', async () => {
    const { id } = (await open('account', 'user_3')).body;
    const text =
      'Paid with **nine cards**.\n<script>alert(1)</script> [x](javascript:alert(1)) ![p](https://x.example/p.png)';
    const { body } = await api.call<{ text: string; html: string }>('POST', `/v1/cases/${id}/notes`, {
      body: { text },
    });
    expect(body.text).toBe(text);
    expect(body.html).toContain('<strong>nine cards</strong>');
    expect(body.html).not.toMatch(/<script|<img|href="javascript/);
    const listed = await api.call<{ notes: { text: string; html: string }[] }>('GET', `/v1/cases/${id}/notes`);
    expect(listed.body.notes).toMatchObject([{ text, html: body.html }]);
    expect((await api.call('POST', `/v1/cases/${id}/notes`, { body: { text: ' \n' } })).status).toBe(400);
    await close(id);
  });

  it('is linked with more, and no longer, and says which rings and accounts it is about', async () => {
    const { id } = (await open('account', 'user_4')).body;
    const ring = await ringOf('member_2_0');
    for (const [kind, target] of [
      ['ring', ring],
      ['account', 'user_5'],
      ['account', 'user_5'],
    ])
      expect((await send('POST', id, '/links', { kind, target })).status).toBe(200);
    expect((await send('POST', id, '/links', { kind: 'account', target: 'nobody' })).status).toBe(404);
    expect(await api.app.cases.ringsAndAccountsOf(id)).toEqual({ rings: [ring], accounts: ['user_4', 'user_5'] });
    expect((await send('POST', id, '/unlink', { kind: 'account', target: 'user_4' })).status).toBe(200);
    expect((await send('POST', id, '/unlink', { kind: 'account', target: 'user_4' })).status).toBe(404);
    expect(await api.app.cases.ringsAndAccountsOf(id)).toEqual({ rings: [ring], accounts: ['user_5'] });
    expect(await actions(id)).toEqual(['opened', 'linked', 'linked', 'unlinked']);
    await close(id);
  });

  it('that was merged leads to the one that goes on, which has its links, notes and frozen evidence', async () => {
    const [one, two, three] = await Promise.all(
      ['user_6', 'user_7', 'user_8'].map(async (account) => (await open('account', account)).body.id),
    );
    await api.call('POST', `/v1/cases/${one}/notes`, { body: { text: 'of the first' } });
    const frozen = await api.call<{ id: string }>('POST', `/v1/cases/${one}/snapshots`, {
      body: { kind: 'account', target: 'user_6' },
    });
    const cross = await Promise.all([
      send('POST', one!, '/merge', { into: two, reason: 'same' }),
      send('POST', two!, '/merge', { into: one, reason: 'same' }),
    ]);
    expect(cross.map(({ status }) => status).sort()).toEqual([200, 409]);
    const [from, into] = cross[0]!.status === 200 ? [one!, two!] : [two!, one!];
    expect((await send('POST', into, '/merge', { into: three, reason: 'same again' })).body).toMatchObject({
      id: three,
      mergedFrom: [from, into].sort(),
      notes: 1,
      snapshots: 1,
    });
    expect((await read(three!)).body.links.map(({ target }) => target).sort()).toEqual(['user_6', 'user_7', 'user_8']);
    expect(
      (await api.call<{ notes: { text: string; case: string }[] }>('GET', `/v1/cases/${three}/notes`)).body.notes,
    ).toMatchObject([{ text: 'of the first', case: one }]);
    expect((await api.call(`GET`, `/v1/cases/${three}/snapshots/${frozen.body.id}`)).body).toMatchObject({
      case: one,
      intact: true,
    });
    expect((await read(from)).body).toMatchObject({ status: 'merged', mergedInto: into });
    const refused = await send('POST', from, '/notes', { text: 'too late' });
    expect([refused.status, (refused.body as { case?: string }).case]).toEqual([409, into]);
    expect(await actions(three!)).toEqual(['opened', 'absorbed']);
    expect(await api.app.cases.ringsAndAccountsOf(from)).toEqual(await api.app.cases.ringsAndAccountsOf(three!));
    await close(three!);
    expect(
      (await send('POST', (await open('account', 'user_9')).body.id, '/merge', { into: three, reason: 'x' })).status,
    ).toBe(409);
  });

  it('decides on its ring in the histories of both, or of neither', async () => {
    const ring = await ringOf('member_3_0');
    const { id } = (await open('ring', ring)).body;
    const etagOf = async () => (await api.call('GET', `/v1/rings/${ring}`)).headers.get('etag')!;
    const decide = (state: string, ringETag: string) =>
      send('POST', id, '/decisions', { ring, ringETag, state, reason: 'nine cards' });
    const etag = await etagOf();
    expect((await decide('confirmed', etag)).status).toBe(409);
    expect((await decide('in_review', etag)).status).toBe(200);
    expect((await decide('confirmed', etag)).status).toBe(412);
    expect((await decide('confirmed', await etagOf())).status).toBe(200);
    expect((await history(id)).filter(({ action }) => action === 'decided').map(({ facts }) => facts['state'])).toEqual(
      ['in_review', 'confirmed'],
    );
    const { body } = await api.call<{ decisions: { state: string; by: string }[] }>(
      'GET',
      `/v1/rings/${ring}/decisions`,
    );
    expect(body.decisions.map(({ state }) => state)).toEqual(['confirmed', 'in_review']);
    const unlinked = await send('POST', id, '/decisions', {
      ring: await ringOf('member_4_0'),
      ringETag: '*',
      state: 'in_review',
      reason: 'x',
    });
    expect(unlinked.status).toBe(404);
    await close(id);
  });
});

describe('queues', () => {
  it('show what is mine, nobody’s, overdue and most urgent, page by page without loss', async () => {
    const due = (days: number) => new Date(clock + days * 86_400_000).toISOString();
    const made = [
      { target: 'user_20', assignee: 'test', priority: 'low', dueAt: due(1) },
      { target: 'user_21', assignee: null, priority: 'urgent', dueAt: due(2) },
      { target: 'user_22', assignee: 'ana', priority: 'urgent', dueAt: null },
      { target: 'user_23', assignee: 'test', priority: 'high', dueAt: due(9) },
    ];
    for (const { target, ...said } of made) {
      clock += 1000;
      expect((await open('account', target, said)).status).toBe(201);
    }
    const queue = async (query: string): Promise<string[]> =>
      (await api.call<{ cases: { title: string }[] }>('GET', `/v1/cases?${query}`)).body.cases.map(({ title }) =>
        title.replace('account ', ''),
      );
    const ours = (titles: string[]) => titles.filter((title) => /^user_2\d$/.test(title));
    expect(ours(await queue('assignee=me'))).toEqual(['user_23', 'user_20']);
    expect(ours(await queue('assignee=none'))).toEqual(['user_21']);
    expect(ours(await queue('sort=due'))).toEqual(['user_20', 'user_21', 'user_23', 'user_22']);
    expect(ours(await queue('sort=priority&priority=urgent,high'))).toEqual(['user_21', 'user_22', 'user_23']);
    expect(await queue('account=user_22')).toEqual(['user_22']);
    expect(await queue('overdue=true')).toEqual([]);
    clock += 3 * 86_400_000;
    expect(await queue('overdue=true&sort=due')).toEqual(['user_20', 'user_21']);
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await api.call<{ cases: { title: string }[]; next: string | null }>(
        'GET',
        `/v1/cases?sort=priority&limit=1${cursor}`,
      );
      seen.push(...body.cases.map(({ title }) => title.replace('account ', '')));
      cursor = body.next === null ? '' : `&cursor=${body.next}`;
    } while (cursor !== '');
    expect(seen).toEqual(await queue('sort=priority&limit=200'));
    expect((await api.call('GET', '/v1/cases?account=user_1&ring=x')).status).toBe(400);
    const viewer = await api.keyWith('viewer');
    expect((await api.call('GET', '/v1/cases', { key: viewer })).status).toBe(200);
    expect(
      (await api.call('POST', '/v1/cases', { key: viewer, body: { kind: 'account', target: 'user_1' } })).status,
    ).toBe(403);
  });
});

describe('frozen evidence', () => {
  it('is what it was, whatever later runs say, and tells when it was changed in the graph', async () => {
    const ring = await ringOf('member_4_0');
    const { id } = (await open('ring', ring)).body;
    const answer = await api.call<{ id: string; hash: string; run: string }>('POST', `/v1/cases/${id}/snapshots`, {
      body: { kind: 'ring', target: ring },
    });
    expect(answer.status).toBe(201);
    const path = `/v1/cases/${id}/snapshots/${answer.body.id}`;
    interface Snapshot {
      content: { ring: { evidence: { key: string }[] }; members: { account: string; evidence: string[] }[] };
      intact: boolean;
      hash: string;
    }
    const before = (await api.call<Snapshot>('GET', path)).body;
    expect(before).toMatchObject({ intact: true, hash: answer.body.hash, run: answer.body.run });
    expect(before.content.members.map(({ account }) => account).sort()).toEqual([...truth.rings[4]!].sort());
    expect(before.content.members[0]!.evidence.length).toBeGreaterThan(0);
    await stage(api.graph, 'run_other', [{ id: ring, members: [member('user_30')] }]);
    const [published] = await cypherRows("MATCH (p:Published {name: 'rings'}) RETURN p.run AS run");
    await publish('run_other');
    expect((await api.call<Snapshot>('GET', path)).body).toEqual(before);
    await cypherRows("MATCH (p:Published {name: 'rings'}) SET p.run = $run", { run: published!['run'] });
    await cypherRows(
      "MATCH (s:EvidenceSnapshot {id: $id}) SET s.content = replace(s.content, 'member_4_0', 'member_4_x')",
      { id: answer.body.id },
    );
    expect((await api.call<Snapshot>('GET', path)).body.intact).toBe(false);
    await close(id);
  });
});

describe('after a run', () => {
  const members = (...names: string[]) => names.map((name) => member(name));
  const some = (from: number, count: number) => members(...Array.from({ length: count }, (_, i) => `user_${from + i}`));
  const watch = (trail = unrecorded) =>
    ringWatch({
      store: watchStore(api.graph, trail),
      rule: api.config.cases.reopen,
      by: serviceActor('w'),
      log: pino({ level: 'silent' }),
      now: () => clock,
    });

  it('a closed case whose ring grew is opened again by the run itself, and says so', async () => {
    const ring = await ringOf('member_5_0');
    const { id } = (await open('ring', ring)).body;
    await close(id);
    await detect();
    expect(await actions(id)).toEqual(['opened', 'status']);
    // The same ring, found again with seven more accounts that pay with its cards in its evenings.
    const events = truth.events.flatMap((event) => {
      const place = truth.rings[5]!.indexOf(event.account);
      if (place < 0 || place >= 7) return [];
      const account = `late_${place}`;
      const signals = event.signals.map((signal) =>
        signal.type === 'device' ? { ...signal, key: `device:k1:${String(place).repeat(32)}` } : signal,
      );
      return [{ ...event, id: `late-${event.id}`, account, signals }];
    });
    await plant(api.graph, signalRegistry(), events);
    await detect();
    expect(await actions(id)).toEqual(['opened', 'status', 'ringChanged', 'reopened']);
    const [, , changed] = await history(id);
    expect(changed!.facts).toMatchObject({ ring, changes: ['grew'], sizeBefore: 25, sizeNow: 32 });
    expect((await read(id)).body.status).toBe('open');
    await close(id);
    await detect();
    expect((await read(id)).body.status).toBe('closed');
  });

  it('a split and a merge are told once, also by two instances at once after the one that published died', async () => {
    await stage(api.graph, 'run_s1', [
      { id: 'ring_one', members: some(100, 30) },
      { id: 'ring_two', members: some(140, 20) },
    ]);
    await publish('run_s1');
    const [one, two] = [(await open('ring', 'ring_one')).body.id, (await open('ring', 'ring_two')).body.id];
    await close(one);
    await close(two);
    await stage(api.graph, 'run_s2', [
      { id: 'ring_one', members: some(100, 16) },
      { id: 'ring_new', members: some(116, 14) },
      { id: 'ring_two', members: some(140, 20) },
    ]);
    for (const to of ['ring_one', 'ring_new']) await succeed(['ring_one', 'run_s1'], [to, 'run_s2'], 'split');
    await succeed(['ring_two', 'run_s1'], ['ring_two', 'run_s2'], 'same');
    await publish('run_s2');
    await Promise.all([watch().look(), watch().look(), watch().look()]);
    expect(await actions(one)).toEqual(['opened', 'status', 'ringChanged', 'reopened']);
    expect((await read(one)).body.links.map(({ target }) => target).sort()).toEqual(['ring_new', 'ring_one']);
    expect(await actions(two)).toEqual(['opened', 'status']);
    expect(await watch().look()).toEqual([]);

    // Two runs are published while nobody looks; then a service starts.
    await close(one);
    await stage(api.graph, 'run_s3', [
      { id: 'ring_one', members: some(100, 16) },
      { id: 'ring_two', members: [...some(116, 14), ...some(140, 20)] },
    ]);
    await succeed(['ring_one', 'run_s2'], ['ring_one', 'run_s3'], 'same');
    for (const from of ['ring_new', 'ring_two']) await succeed([from, 'run_s2'], ['ring_two', 'run_s3'], 'merged');
    await publish('run_s3');
    await stage(api.graph, 'run_s4', [{ id: 'ring_two', members: [...some(116, 14), ...some(140, 20)] }]);
    await succeed(['ring_two', 'run_s3'], ['ring_two', 'run_s4'], 'same');
    await publish('run_s4');
    const other = await startApi({ graph: api.graph, instance: 'after-the-crash' });
    try {
      for (let tries = 0; tries < 100 && (await read(two)).body.status !== 'open'; tries++)
        await new Promise((resolve) => setTimeout(resolve, 50));
      await watch().look();
    } finally {
      await other.close();
    }
    expect(await actions(two)).toEqual(['opened', 'status', 'ringChanged', 'reopened']);
    expect((await history(two))[2]!.facts).toMatchObject({
      changes: ['merged', 'grew'],
      sizeBefore: 20,
      sizeNow: 34,
      run: 'run_s4',
    });
    const told = (await history(one)).slice(4).filter(({ action }) => action === 'ringChanged');
    expect(told.map(({ facts }) => [facts['ring'], facts['changes']])).toEqual(
      expect.arrayContaining([
        ['ring_new', ['merged', 'grew']],
        ['ring_one', ['ended']],
      ]),
    );
    expect((await read(one)).body.links.find(({ target }) => target === 'ring_one')).toMatchObject({ gone: true });
  });

  it('nothing is told where the trail cannot be written, all of it when it can again, and other rings do not wait for that', async () => {
    await stage(api.graph, 'run_t1', [
      { id: 'ring_t', members: some(200, 10) },
      { id: 'ring_u', members: some(220, 10) },
    ]);
    await publish('run_t1');
    const [{ id }, other] = [(await open('ring', 'ring_t')).body, (await open('ring', 'ring_u')).body];
    await stage(api.graph, 'run_t2', [
      { id: 'ring_t', members: some(200, 20) },
      { id: 'ring_u', members: some(220, 20) },
    ]);
    for (const ring of ['ring_t', 'ring_u']) await succeed([ring, 'run_t1'], [ring, 'run_t2'], 'grew');
    await publish('run_t2');
    const broken = watch(async (_, __, { targets }) => {
      if (targets.some((target) => target.id === 'ring_t')) throw new Error('the trail cannot be written');
    });
    await expect(broken.look()).rejects.toThrow('the trail');
    expect(await actions(id)).toEqual(['opened']);
    expect(await actions(other.id)).toEqual(['opened', 'ringChanged']);
    await watch().look();
    expect(await actions(id)).toEqual(['opened', 'ringChanged']);
    expect(await actions(other.id)).toEqual(['opened', 'ringChanged']);
    expect((await read(id)).body.status).toBe('open');
  });
});
