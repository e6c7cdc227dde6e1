import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Picture } from '../../src/rings/picture-schema.ts';
import type { DecisionList, MemberList, RingDetail, RingList, RingSummary } from '../../src/rings/schema.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { cypherRows } from '../support/graph.ts';
import { allPages } from '../support/pages.ts';
import { MONDAY, member, publish, type StagedRing, signup, stage, succeed } from '../support/staged.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
  const events = Array.from({ length: 40 }, (_, i) =>
    signup(account(i), [
      { type: 'ip', value: `203.0.113.${Math.floor(i / 4)}` },
      { type: 'email', value: `member${i}@example.com` },
    ]),
  );
  const { status } = await api.call('POST', '/v1/events', { body: events });
  expect(status).toBe(200);
});
afterAll(() => api.close());
beforeEach(async () => {
  await cypherRows('MATCH (n) WHERE n:Run OR n:Ring OR n:Published OR n:Decision DETACH DELETE n');
});

const account = (i: number) => `acct_${String(i).padStart(2, '0')}`;
const ip = (i: number) => `ip:203.0.113.${i}`;
const list = async (query = '') => (await api.call<RingList>('GET', `/v1/rings?${query}`)).body;
const ids = (body: RingList) => body.rings.map((ring) => ring.id);
const pages = <Page extends { next: string | null }, Row>(path: string, rows: (page: Page) => readonly Row[]) =>
  allPages(api, path, rows);
const ringNamed = (n: number) => `ring_${String(n).padStart(4, '0')}`;

/** 37 rings in which scores, sizes and times are equal for many. */
const manyRings = (): StagedRing[] =>
  Array.from({ length: 37 }, (_, n) => ({
    id: ringNamed((n * 17) % 37),
    score: [1, 0.9, 0.9, 0.5][n % 4]!,
    members: Array.from({ length: 2 + (n % 3) }, (_, i) => member(account(n + i))),
    firstSeen: MONDAY + (n % 5) * 3600,
    lastSeen: MONDAY + 86_400 + (n % 2) * 3600,
    evidence: [{ signal: ip(n % 10), type: n % 2 ? 'ip' : 'email', bits: 9, members: 2, accounts: 4 }],
  }));

describe('the list of rings', () => {
  it('is empty and names no run before the first detection', async () => {
    expect(await list()).toEqual({ run: null, rings: [], next: null });
    expect((await api.call('GET', '/v1/rings/ring_0001')).status).toBe(404);
  });

  it.each(['score', 'size', 'firstSeen', 'lastSeen'] as const)(
    'sorted by %s, gives every ring once over its pages, in order, ties by id',
    async (sort) => {
      await stage(api.graph, 'run_1', manyRings());
      await publish('run_1');
      const value = (ring: RingSummary) => (typeof ring[sort] === 'number' ? ring[sort] : Date.parse(ring[sort]));
      for (const sign of [-1, 1]) {
        const query = `sort=${sort}&order=${sign < 0 ? 'desc' : 'asc'}`;
        const whole = (await list(`${query}&limit=200`)).rings;
        expect(whole).toHaveLength(37);
        const sorted = whole.toSorted((a, b) => sign * (value(a) - value(b)) || (a.id < b.id ? -1 : 1));
        expect(whole.map((ring) => ring.id)).toEqual(sorted.map((ring) => ring.id));
        for (const limit of [1, 7, 36]) {
          const paged = await pages(`/v1/rings?${query}&limit=${limit}`, (page: RingList) => {
            expect(page.rings.length).toBeLessThanOrEqual(limit);
            return page.rings;
          });
          expect(paged.map((ring) => ring.id)).toEqual(whole.map((ring) => ring.id));
        }
      }
    },
  );

  it('filters by score, size, type, times and text, alone and together', async () => {
    await stage(api.graph, 'run_1', manyRings());
    await publish('run_1');
    const all = (await list('limit=200')).rings;
    const expected: [string, (ring: RingSummary) => boolean][] = [
      ['minScore=0.9', (ring) => ring.score >= 0.9],
      ['maxScore=0.9', (ring) => ring.score <= 0.9],
      ['minSize=3&maxSize=3', (ring) => ring.size === 3],
      ['signalType=email', (ring) => ring.types.includes('email')],
      ['signalType=email&signalType=ip', () => true],
      ['signalType=email,phone', (ring) => ring.types.includes('email')],
      ['firstSeenFrom=2026-03-02T02:00:00Z', (ring) => ring.firstSeen >= '2026-03-02T02'],
      ['firstSeenTo=2026-03-02T03:00:00%2B01:00', (ring) => ring.firstSeen <= '2026-03-02T02:00:00.000Z'],
      [
        'lastSeenFrom=2026-03-03T01:00:00Z&maxScore=0.5',
        (ring) => ring.lastSeen >= '2026-03-03T01' && ring.score < 0.6,
      ],
      ['lastSeenTo=2026-03-03T00:30:00Z', (ring) => ring.lastSeen < '2026-03-03T01'],
      ['text=RING_0007', (ring) => ring.id === 'ring_0007'],
      ['text=OF%20run', () => true],
    ];
    for (const [query, holds] of expected) {
      const wanted = all.filter(holds).map((ring) => ring.id);
      expect(wanted.length, query).toBeGreaterThan(0);
      expect(ids(await list(`limit=200&${query}`)), query).toEqual(wanted);
    }
  });

  it('takes filter text as text, whatever it looks like', async () => {
    await stage(api.graph, 'run_1', [{ id: 'ring_0001', summary: 'it\'s 100% \u{1f9ff} `x` "y" \\ $run' }]);
    await publish('run_1');
    for (const text of ["it's", '100%', '\u{1f9ff}', '`x`', '"y"', '\\ $run']) {
      expect(ids(await list(`text=${encodeURIComponent(text)}`)), text).toEqual(['ring_0001']);
    }
    for (const text of ["' OR true //", '.*', '%', '}) DETACH DELETE ring //']) {
      const found = ids(await list(`text=${encodeURIComponent(text)}`));
      expect(found, text).toEqual(text === '%' ? ['ring_0001'] : []);
    }
    expect((await api.call('GET', '/v1/rings?limit=201')).status).toBe(400);
    expect((await api.call('GET', '/v1/rings?state=burnt')).status).toBe(400);
    expect((await api.call('GET', '/v1/rings?sort=id')).status).toBe(400);
    expect((await api.call('GET', '/v1/rings?firstSeenFrom=yesterday')).status).toBe(400);
  });

  it('filters by state as decided, and counts a ring without a decision as new', async () => {
    await stage(api.graph, 'run_1', [{ id: 'ring_a' }, { id: 'ring_b' }, { id: 'ring_c' }]);
    await publish('run_1');
    await decide('ring_a', 'in_review');
    await decide('ring_a', 'confirmed');
    await decide('ring_b', 'dismissed');
    expect(ids(await list('state=confirmed'))).toEqual(['ring_a']);
    expect(ids(await list('state=in_review'))).toEqual([]);
    expect(ids(await list('state=new,dismissed'))).toEqual(['ring_b', 'ring_c']);
    expect(ids(await list('state=new&state=confirmed&limit=1'))).toEqual(['ring_a']);
  });

  it('answers 304 until a decision or another run changes it', async () => {
    await stage(api.graph, 'run_1', [{ id: 'ring_a' }]);
    await publish('run_1');
    const ask = async (etag: string) => api.call('GET', '/v1/rings', { headers: { 'if-none-match': etag } });
    const first = (await ask('"other"')).headers.get('etag')!;
    expect((await ask(first)).status).toBe(304);
    await decide('ring_a', 'in_review');
    const second = await ask(first);
    expect(second.status).toBe(200);
    await stage(api.graph, 'run_2', [{ id: 'ring_a' }]);
    await publish('run_2');
    expect((await ask(second.headers.get('etag')!)).status).toBe(200);
  });

  it('answers 410 to a cursor of a run that is no longer published, and 400 to one of other filters', async () => {
    await stage(api.graph, 'run_1', manyRings());
    await publish('run_1');
    const { next } = await list('limit=5');
    const other = await api.call('GET', `/v1/rings?limit=5&minScore=0.5&cursor=${next}`);
    expect(other).toMatchObject({ status: 400, body: { problems: [{ in: 'query', pointer: '/cursor' }] } });
    await stage(api.graph, 'run_2', manyRings());
    expect((await api.call('GET', `/v1/rings?limit=5&cursor=${next}`)).status).toBe(200);
    await publish('run_2');
    const gone = await api.call('GET', `/v1/rings?limit=5&cursor=${next}`);
    expect(gone).toMatchObject({ status: 410, body: { type: '/problems/cursor-expired', mend: expect.any(String) } });
  });
});

const decide = async (ring: string, state: string, options: { etag?: string; reason?: string; key?: string } = {}) => {
  const etag = options.etag ?? (await api.call('GET', `/v1/rings/${ring}`)).headers.get('etag')!;
  return api.call('PUT', `/v1/rings/${ring}/state`, {
    body: { state, reason: options.reason ?? `now ${state}` },
    headers: { 'if-match': etag },
    ...(options.key === undefined ? {} : { key: options.key }),
  });
};

describe('one ring', () => {
  it('shows evidence with hints, features, and rings of published runs that it came from', async () => {
    await stage(api.graph, 'run_1', [{ id: 'ring_a', members: [member(account(0))] }, { id: 'ring_b' }]);
    await publish('run_1');
    await stage(api.graph, 'run_2', [
      {
        id: 'ring_a',
        members: [member(account(0)), member(account(1))],
        evidence: [
          { signal: ip(0), type: 'ip', bits: 4, members: 2, accounts: 4 },
          { signal: ip(1), type: 'ip', bits: 9, members: 1, accounts: 4 },
        ],
      },
    ]);
    await succeed(['ring_a', 'run_1'], ['ring_a', 'run_2'], 'grew');
    await succeed(['ring_b', 'run_1'], ['ring_a', 'run_2'], 'merged');
    await publish('run_2');
    await stage(api.graph, 'run_3', [{ id: 'ring_a' }]);
    await succeed(['ring_a', 'run_2'], ['ring_a', 'run_3'], 'shrank');
    const { body } = await api.call<RingDetail>('GET', '/v1/rings/ring_a');
    expect(body.run.id).toBe('run_2');
    expect(body.ring).toMatchObject({ size: 2, state: 'new', version: 0, features: { cohesion: 0.7 }, decision: null });
    expect(body.evidence.map(({ key, hint }) => [key, hint])).toEqual([
      [ip(1), '203.0.113.1'],
      [ip(0), '203.0.113.0'],
    ]);
    expect(body.predecessors.map(({ id, how, run }) => [id, how, run])).toEqual([
      ['ring_a', 'grew', 'run_1'],
      ['ring_b', 'merged', 'run_1'],
    ]);
    expect(body.successors).toEqual([]);
  });

  it('says, when it is gone, which rings its accounts went on in', async () => {
    await stage(api.graph, 'run_1', [{ id: 'ring_a' }]);
    await publish('run_1');
    await stage(api.graph, 'run_2', [{ id: 'ring_b' }]);
    await succeed(['ring_a', 'run_1'], ['ring_b', 'run_2'], 'merged');
    await publish('run_2');
    expect(await api.call('GET', '/v1/rings/ring_a')).toMatchObject({
      status: 404,
      body: { type: '/problems/not-found', successors: [{ ring: 'ring_b', run: 'run_2', how: 'merged' }] },
    });
    expect((await api.call('GET', '/v1/rings/ring_never')).body).not.toHaveProperty('successors');
  });

  it('pages its members without gaps or repeats under equal strengths, each with its own evidence', async () => {
    const members = Array.from({ length: 23 }, (_, i) =>
      member(account(i), [1, 0.5, 0.5][i % 3]!, [ip(Math.floor(i / 4)), ip(9)]),
    );
    await stage(api.graph, 'run_1', [{ id: 'ring_a', members }]);
    await publish('run_1');
    const seen = await pages('/v1/rings/ring_a/members?limit=4', (page: MemberList) => page.members);
    const expected = members.toSorted((a, b) => b.strength - a.strength || (a.account < b.account ? -1 : 1));
    expect(seen.map((each) => each.id)).toEqual(expected.map((each) => each.account));
    const { body } = await api.call<{ members: object[] }>('GET', '/v1/rings/ring_a/members?limit=1');
    expect(body.members).toEqual([
      {
        id: 'acct_00',
        strength: 1,
        bits: 20,
        cell: null,
        createdAt: '2026-03-02T00:00:00.000Z',
        firstSeen: '2026-03-02T00:00:00.000Z',
        lastSeen: '2026-03-02T00:00:00.000Z',
        requests: 0,
        status: 'active',
        evidence: [
          { key: ip(0), type: 'ip', hint: '203.0.113.0' },
          { key: ip(9), type: 'ip', hint: '203.0.113.9' },
        ],
        evidenceCount: 2,
      },
    ]);
  });
});

describe('a decision', () => {
  beforeEach(async () => {
    await stage(api.graph, 'run_1', [{ id: 'ring_a' }]);
    await publish('run_1');
  });
  const put = (headers: Record<string, string>, state = 'in_review') =>
    api.call('PUT', '/v1/rings/ring_a/state', { body: { state, reason: 'because' }, headers });

  it('needs If-Match, and the present one', async () => {
    expect((await put({})).status).toBe(428);
    expect((await put({ 'if-match': '"run_0.0"' })).status).toBe(412);
    expect((await put({ 'if-match': 'W/"run_1.0"' })).status).toBe(412);
    const done = await put({ 'if-match': '"run_0.0", "run_1.0"' });
    expect(done).toMatchObject({ status: 200, body: { version: 1, state: 'in_review', by: 'test' } });
    expect(done.headers.get('etag')).toBe('"run_1.1"');
    expect((await put({ 'if-match': '"run_1.0"' }, 'confirmed')).status).toBe(412);
    expect((await put({ 'if-match': '"run_1.1"' }, 'confirmed')).status).toBe(200);
  });

  it('is refused where the table of steps has none, and changes nothing', async () => {
    expect(await put({ 'if-match': '"run_1.0"' }, 'confirmed')).toMatchObject({
      status: 409,
      body: { type: '/problems/illegal-transition', allowed: ['in_review', 'dismissed'] },
    });
    expect((await put({ 'if-match': '"run_1.0"' }, 'new')).status).toBe(409);
    expect((await api.call('GET', '/v1/rings/ring_a/decisions')).body).toEqual({ decisions: [], next: null });
  });

  it('needs an investigator, a reason and a known state', async () => {
    expect((await decide('ring_a', 'in_review', { key: await api.keyWith('viewer') })).status).toBe(403);
    expect((await decide('ring_a', 'in_review', { reason: '  ' })).status).toBe(400);
    expect((await decide('ring_a', 'in_review', { reason: 'bell \u0007' })).status).toBe(400);
    expect((await decide('ring_a', 'burnt')).status).toBe(400);
    expect((await decide('ring_a', 'in_review', { key: await api.keyWith('investigator') })).status).toBe(200);
  });

  it('takes a reason code for a dismissal, and for nothing else', async () => {
    const put = (state: string, code?: string) =>
      api.call('PUT', '/v1/rings/ring_a/state', {
        body: { state, reason: 'one company', ...(code && { code }) },
        headers: { 'if-match': '*' },
      });
    expect((await put('in_review', 'office')).status).toBe(400);
    expect((await put('dismissed', 'because')).status).toBe(400);
    expect((await put('dismissed', 'office')).body).toMatchObject({ state: 'dismissed', code: 'office' });
    expect((await put('in_review')).body).toMatchObject({ state: 'in_review', code: null });
    const { body } = await api.call<{ decisions: object[] }>('GET', '/v1/rings/ring_a/decisions');
    expect(body.decisions).toMatchObject([{ code: null }, { code: 'office' }]);
  });

  it('of eight at once on the same ETag is taken once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => put({ 'if-match': '"run_1.0"' })));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, ...Array(7).fill(412)]);
    const { body } = await api.call<{ decisions: object[] }>('GET', '/v1/rings/ring_a/decisions');
    expect(body.decisions).toHaveLength(1);
  });

  it('is refused when another run was published since the ring was read', async () => {
    await stage(api.graph, 'run_2', [{ id: 'ring_a' }]);
    await publish('run_2');
    expect((await put({ 'if-match': '"run_1.0"' })).status).toBe(412);
    expect((await put({ 'if-match': '"run_2.0"' })).status).toBe(200);
  });

  it('stays in the history, newest first, over runs and when the ring is gone', async () => {
    const steps = ['in_review', 'confirmed', 'in_review', 'dismissed', 'in_review'];
    for (const state of steps) {
      expect((await decide('ring_a', state, { reason: `“${state}”\nline two` })).status).toBe(200);
    }
    await stage(api.graph, 'run_2', [{ id: 'ring_z' }]);
    await publish('run_2');
    const seen = await pages('/v1/rings/ring_a/decisions?limit=2', (page: DecisionList) => page.decisions);
    expect(seen.map(({ state, version }) => `${version} ${state}`)).toEqual(
      steps.map((state, i) => `${i + 1} ${state}`).reverse(),
    );
    expect((await api.call('GET', '/v1/rings/ring_never/decisions')).status).toBe(404);
  });
});

describe('while runs are switched', () => {
  it('every answer is of one run alone, whole, though the run before is taken away at once', async () => {
    const rings = (run: string, size: number) =>
      Array.from({ length: 12 }, (_, n) => ({
        id: ringNamed(n),
        members: Array.from({ length: size }, (_, i) => member(account(n + i))),
        evidence: [{ signal: ip(n % 10), type: 'ip', bits: size, members: size, accounts: size }],
        summary: run,
      }));
    await stage(api.graph, 'run_0', rings('run_0', 2));
    await publish('run_0');
    let switching = true;
    const writer = (async () => {
      for (let i = 1; i <= 15; i++) {
        await stage(api.graph, `run_${i}`, rings(`run_${i}`, 2 + (i % 5)));
        await publish(`run_${i}`);
        await cypherRows('MATCH (r:Ring {run: $run}) DETACH DELETE r', { run: `run_${i - 1}` });
      }
      switching = false;
    })();
    const runs = new Set<string>();
    let answers = 0;
    const reader = async () => {
      while (switching) {
        const all = await list('limit=200');
        expect(all.rings.map((ring) => ring.summary)).toEqual(Array(12).fill(all.run!.id));
        const { body } = await api.call<RingDetail>('GET', '/v1/rings/ring_0003');
        expect(body.ring.summary).toBe(body.run.id);
        expect(body.evidence.map((evidence) => evidence.members)).toEqual([body.ring.size]);
        const picture = await api.call<{ members: number; membersDrawn: number }>('GET', '/v1/rings/ring_0003/graph');
        expect(picture.body.membersDrawn).toBe(picture.body.members);
        runs.add(all.run!.id);
        answers += 3;
      }
    };
    await Promise.all([writer, reader(), reader()]);
    expect(runs.size).toBeGreaterThan(3);
    expect(answers).toBeGreaterThan(20);
  });
});

describe('cells of a ring', () => {
  const cell = (accounts: string[], signal: string) => ({
    accounts,
    bits: 61.5,
    summary: `${accounts.length} accounts of ${signal}`,
    evidence: [{ signal, type: 'ip', members: accounts.length, others: 0 }],
  });

  it('are told with what is theirs, members say in which they are, and a ring of an older run has none', async () => {
    const members = [0, 1, 2, 3, 4, 5].map((i) => member(account(i), 1 - i / 10));
    const cells = [cell([account(0), account(1), account(4)], ip(0)), cell([account(2), account(3)], 'ip:erased')];
    await stage(api.graph, 'run_1', [{ id: 'ring_a', members, cells }, { id: 'ring_b' }]);
    await publish('run_1');
    const { body } = await api.call<RingDetail>('GET', '/v1/rings/ring_a');
    const [{ hint }] = (await cypherRows('MATCH (s:Signal {key: $key}) RETURN s.hint AS hint', { key: ip(0) })) as [
      { hint: string },
    ];
    expect(body.cells).toEqual([
      {
        ...{ cell: 1, size: 3, bits: 61.5, summary: `3 accounts of ${ip(0)}` },
        evidence: [{ key: ip(0), type: 'ip', hint, members: 3, others: 0 }],
      },
      {
        ...{ cell: 2, size: 2, bits: 61.5, summary: '2 accounts of ip:erased' },
        evidence: [{ key: 'ip:erased', type: 'ip', hint: '', members: 2, others: 0 }],
      },
    ]);
    const listed = (await api.call<MemberList>('GET', '/v1/rings/ring_a/members')).body.members;
    expect(listed.map((each) => each.cell)).toEqual([1, 1, 2, 2, 1, null]);
    const drawn = (await api.call<Picture>('GET', '/v1/rings/ring_a/graph')).body.nodes;
    expect(drawn.flatMap((node) => (node.kind === 'account' ? [node.cell] : []))).toEqual([1, 1, 2, 2, 1, null]);
    expect((await api.call<RingDetail>('GET', '/v1/rings/ring_b')).body.cells).toEqual([]);
  });
});
