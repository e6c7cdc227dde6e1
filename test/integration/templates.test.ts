import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Graph } from '../../src/graph/graph.ts';
import { fingerprinter, signalRegistry, templateMiner } from '../../src/signals/index.ts';
import { templatesService } from '../../src/templates/service.ts';
import { templatesStore } from '../../src/templates/store.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { cypherRows, testGraph } from '../support/graph.ts';
import { signup } from '../support/staged.ts';

const USERS = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank'];
const closed = (user: string) => `session closed for user ${user}`;
const fingerprint = fingerprinter({ current: 'k1', keys: { k1: Buffer.alloc(32, 1).toString('base64') } });
const type = signalRegistry().get('prompt')!;
const log = pino({ level: 'silent' });

/** An instance's templates on this graph. */
const instance = (graph: Graph, options: { captionAccounts?: number; keyId?: string } = {}) => {
  const miner = templateMiner({ fingerprint, ...options });
  const store = templatesStore(graph, type, options.keyId ?? 'k1');
  const service = templatesService({ store, miner, type: type.name, log, lookMs: 0 });
  const use = (prompt: string, account = prompt) => miner.template(prompt, account).id;
  return { miner, service, use };
};

const patterns = () =>
  cypherRows('MATCH (p:TemplatePattern) RETURN p.id AS id, p.seq AS seq, p.mergedInto AS mergedInto ORDER BY p.seq');

describe('templates in the graph', () => {
  let graph: Graph;
  beforeAll(async () => {
    graph = await testGraph();
  });
  beforeEach(() => cypherRows('MATCH (n) WHERE NOT n:Migration DETACH DELETE n'));
  afterAll(() => graph.close());

  it('are there for an instance that starts later', async () => {
    const one = instance(graph);
    const ids = USERS.map((user) => one.use(closed(user)));
    await one.service.settle();
    const two = instance(graph);
    await two.service.load();
    expect(two.use(closed('mallory'))).toBe(ids[0]);
    expect(two.service.current({ type: 'prompt', key: `prompt:${ids[2]}`, hint: 'of before' })).toEqual({
      ...{ type: 'prompt', key: `prompt:${ids[0]}`, hint: '▢ for user ▢ · 5 words' },
    });
    const ip = { type: 'ip', key: 'ip:198.51.100.7', hint: '198.51.100.7' };
    expect(two.service.current(ip)).toBe(ip);
    expect(two.miner.changes()).toEqual([]);
  });

  it('are one log for two instances, without gaps, whoever writes when', async () => {
    const [one, two] = [instance(graph), instance(graph)];
    const both = [one, two];
    await Promise.all(
      USERS.flatMap((user, index) =>
        both.map(async ({ use, service }, which) => {
          use(closed(`${user}${'xyz'[(index + which) % 3]}`));
          use(`${user} has just logged into the system`);
          await service.settle();
        }),
      ),
    );
    for (const { service } of [...both, ...both]) await service.settle();
    const kept = await patterns();
    for (const { id } of kept) expect(one.miner.current(String(id))).toBe(two.miner.current(String(id)));
    expect(new Set(kept.map(({ id }) => one.miner.current(String(id)))).size).toBe(2);
    const numbers = kept.map(({ seq }) => Number(seq));
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(await cypherRows('MATCH (l:TemplateLog) RETURN l.seq AS seq')).toEqual([{ seq: numbers.at(-1) }]);
  });

  it('of another service key are left alone', async () => {
    const one = instance(graph);
    one.use(closed('alice'));
    await one.service.settle();
    const two = instance(graph, { keyId: 'k2' });
    await two.service.load();
    expect(two.miner.find(closed('alice'))).toBeNull();
  });

  it('are kept again after the graph was emptied under a running instance', async () => {
    const one = instance(graph);
    one.use(closed('alice'));
    await one.service.settle();
    await cypherRows('MATCH (n) WHERE NOT n:Migration DETACH DELETE n');
    one.use('write a poem about rain');
    await one.service.settle();
    expect(await patterns()).toHaveLength(1);
    expect(one.miner.changes()).toEqual([]);
  });

  it('lose nothing when the graph refuses them: what could not be kept is kept later', async () => {
    const one = instance(graph);
    await one.service.load();
    const id = one.use(closed('alice'));
    await cypherRows('CREATE CONSTRAINT refused FOR (p:TemplatePattern) REQUIRE p.caption IS UNIQUE');
    try {
      await cypherRows("CREATE (:TemplatePattern {id: 'in the way', seq: 0, caption: $caption})", {
        caption: one.miner.hintOf(id),
      });
      await expect(one.service.settle()).rejects.toThrow();
      expect(one.miner.changes()).toHaveLength(1);
    } finally {
      await cypherRows('DROP CONSTRAINT refused');
    }
    await cypherRows("MATCH (p:TemplatePattern {id: 'in the way'}) DELETE p");
    await one.service.settle();
    expect(await patterns()).toHaveLength(1);
    expect(one.miner.changes()).toEqual([]);
  });

  it('give their signals the captions of today later, where the graph refuses them', async () => {
    const one = instance(graph);
    const ids = USERS.map((user) => one.use(closed(user)));
    await one.service.settle();
    const key = `prompt:${ids[0]}`;
    await cypherRows("CREATE (:Signal:PromptTemplate {key: $key, type: 'prompt', hint: 'of before'})", { key });
    const caption = one.miner.hintOf(ids[0]!);
    await cypherRows('CREATE CONSTRAINT refused FOR (s:PromptTemplate) REQUIRE s.hint IS UNIQUE');
    try {
      await cypherRows("CREATE (:Signal:PromptTemplate {key: 'in the way', hint: $caption})", { caption });
      await expect(one.service.catchUp()).rejects.toThrow();
    } finally {
      await cypherRows('DROP CONSTRAINT refused');
    }
    await one.service.catchUp();
    expect(await cypherRows('MATCH (s:Signal {key: $key}) RETURN s.hint AS hint', { key })).toEqual([
      { hint: caption },
    ]);
  });
});

describe('the service', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi({ config: { signals: { captionAccounts: 3 } } });
  });
  beforeEach(() => cypherRows('MATCH (n) WHERE NOT n:Migration AND NOT n:ApiKey DETACH DELETE n'));
  afterAll(() => api.close());

  const send = async (prompts: readonly (readonly [account: string, prompt: string])[]) => {
    const events = prompts.map(([account, value]) => signup(account, [{ type: 'prompt', value }]));
    expect(await api.call('POST', '/v1/events', { body: events })).toMatchObject({ status: 200 });
  };
  const signals = () =>
    cypherRows(
      `MATCH (s:Signal {type: 'prompt'}) OPTIONAL MATCH (s)<-[r]-(a:Account)
       WITH s, count(r) AS accounts, sum(r.count) AS count
       RETURN s.hint AS hint, accounts, count, s.mergedInto IS NOT NULL AS merged ORDER BY accounts DESC, merged`,
    );

  it('moves observations of templates that became one, by the rules of observations', async () => {
    for (const user of USERS.slice(0, 3)) await send([[`account_${user}`, closed(user)]]);
    await send([['account_alice', closed('bob')]]);
    expect(await signals()).toHaveLength(3);
    await send([['account_dave', closed('dave')]]);
    await api.app.templates.catchUp();
    const [whole, ...rest] = await signals();
    expect(whole).toEqual({ hint: 'session closed for user ▢ · 5 words', accounts: 4, count: 5, merged: false });
    expect(rest.map(({ accounts, merged }) => ({ accounts, merged }))).toEqual(
      rest.map(() => ({ accounts: 0, merged: true })),
    );
    const again = await api.app.templates.catchUp();
    expect(again).toBe(0);
  });

  it('gives a signal the caption that its template has, also when it changed after the event was read', async () => {
    const prompt = 'draft the zanzibar memo today';
    await send([['a', prompt]]);
    expect(await signals()).toMatchObject([{ hint: 'draft the ▢ · 5 words' }]);
    await send([
      ['b', prompt],
      ['c', prompt],
    ]);
    await api.app.templates.catchUp();
    expect(await signals()).toMatchObject([{ hint: 'draft the zanzibar memo today · 5 words' }]);
  });

  it('finds a template by any prompt of it', async () => {
    await send(USERS.map((user) => [`account_${user}`, closed(user)] as const));
    await api.app.templates.catchUp();
    const { body } = await api.call('POST', '/v1/search', { body: { value: closed('mallory'), type: 'prompt' } });
    expect(JSON.stringify(body)).toContain('session closed for user ▢');
  });

  it('holds no word of any prompt in the graph before enough accounts used it', async () => {
    await send([['a', 'translate the quixotic palimpsest into simple verse']]);
    const dump = JSON.stringify(await cypherRows('MATCH (n) RETURN properties(n) AS p'));
    expect(dump).not.toMatch(/quixotic|palimpsest/);
    expect(dump).toContain('translate the');
  });
});
